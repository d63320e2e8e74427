"""Makes a journal of a store that keeps none for us: from readings, and from what we did there ourselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from mappings.money import rupiah
from storefront_sync.cli.demo.books import Books, StoreOrder, StorePrice, StoreStock
from storefront_sync.cli.demo.live.edits import Edits
from storefront_sync.cli.demo.live.reading import Goods, Reading
from storefront_sync.cli.demo.live.wire import Order

ENDED = frozenset({"CANCELED", "EXPIRED"})


class Following:
    """Compares each reading with the one before. Orders bear Saleor's own times; another change of stock or
    price is dated to the beginning of the reading that showed it."""

    def __init__(self, reading: Reading, edits: Edits, warehouse: str) -> None:
        self._reading = reading
        self._edits = edits
        self._warehouse = warehouse
        self._stock: dict[str, tuple[int, int]] = {}
        self._price: dict[str, int] = {}
        self._status: dict[str, str] = {}

    def note(self, began: float, goods: Mapping[str, Goods], orders: Iterable[Order], books: Books) -> None:
        """Add what is new in a reading that began then (epoch seconds)."""
        for edit in self._edits.take():
            if edit.aspect == "price":
                self._set_price(edit.at, edit.sku, edit.value, books)
            else:
                _, reserved = self._stock.get(edit.sku, (0, 0))
                self._set_stock(edit.at, edit.sku, edit.value, reserved, books)
        uncertain = self._edits.under_way_since(began)
        for sku, row in goods.items():
            if sku in uncertain:
                continue
            self._set_stock(began, sku, row.on_hand, row.reserved, books)
            if row.price is not None:
                self._set_price(began, sku, row.price, books)
        for order in orders:
            self._note_order(order, books)

    def store_order(self, order: Order) -> StoreOrder:
        """An order as a truth has it."""
        total, charged = (rupiah(money.amount) for money in (order.total.gross, order.total_charged))
        now = self._at(order.created.timestamp(), order, order.status)
        return replace(now, total=int(total), charged=int(charged))

    def _note_order(self, order: Order, books: Books) -> None:
        before = self._status.get(order.id)
        if before == order.status:
            return
        self._status[order.id] = order.status
        changed = order.updated_at.timestamp()
        if before is None and order.status in ENDED:
            # It came and went between two readings.
            books.store_orders.append(self._at(order.created.timestamp(), order, "UNCONFIRMED"))
        elif before is None:
            changed = order.created.timestamp()
        books.store_orders.append(self._at(changed, order, order.status))

    def _at(self, at: float, order: Order, status: str) -> StoreOrder:
        return StoreOrder(at, order.id, order.external_reference or "", status, self._reading.pieces(order))

    def _set_stock(self, at: float, sku: str, on_hand: int, reserved: int, books: Books) -> None:
        if self._stock.get(sku) != (on_hand, reserved):
            self._stock[sku] = (on_hand, reserved)
            books.store_stock.append(StoreStock(at, sku, self._warehouse, on_hand, reserved))

    def _set_price(self, at: float, sku: str, price: int, books: Books) -> None:
        if self._price.get(sku) != price:
            self._price[sku] = price
            books.store_prices.append(StorePrice(at, sku, price))
