"""A tiny world for the checker: SKU `A`, a single on each marketplace, a pack of three, a bundle with `B`."""

from dataclasses import replace

from storefront_sync.cli.demo.books import (
    Books,
    Call,
    Line,
    ListingKey,
    ListingNow,
    MarketOrder,
    MarketTruth,
    Shown,
    StoreOrder,
    StorePrice,
    StoreStock,
    StoreTruth,
)
from storefront_sync.cli.demo.ideal import Components
from storefront_sync.cli.demo.oracle import Evidence, Period
from storefront_sync.cli.demo.told import Told

SHOPEE = ListingKey("shopee", "1", "10")
TOKOPEDIA = ListingKey("tokopedia", "2", "20")
PACK = ListingKey("tokopedia", "3", "30")
BUNDLE = ListingKey("shopee", "4", "40")
TRUTHS: dict[ListingKey, Components] = {
    SHOPEE: {"A": 1},
    TOKOPEDIA: {"A": 1},
    PACK: {"A": 3},
    BUNDLE: {"A": 1, "B": 2},
}
ROWS_OF_A_WRITE = {"shopee": 50, "tokopedia": 100}
START, SHOPPING, END = 100.0, 110.0, 200.0


class World:
    """Journals and truths that agree; tests then spoil them. `A` has 10 pieces at 5,000, `B` 8 at 1,000."""

    def __init__(self) -> None:
        self.books = Books(
            store_stock=[StoreStock(0, "A", "w", 10, 0), StoreStock(0, "B", "w", 8, 0)],
            store_prices=[StorePrice(0, "A", 5000), StorePrice(0, "B", 1000)],
        )
        self.stock = {SHOPEE: 10, TOKOPEDIA: 10, PACK: 3, BUNDLE: 4}
        self.price = {SHOPEE: 5000, TOKOPEDIA: 5000, PACK: 15000, BUNDLE: 7000}
        self.hidden: set[ListingKey] = set()
        self.links: dict[ListingKey, Components] = dict(TRUTHS)
        self.waiting: set[str] = set()
        self.short: set[str] = set()
        self.free = {"A": 10, "B": 8}
        for key in TRUTHS:
            self.books.shown.append(Shown(0, key, "stock", self.stock[key], "seed"))
            self.books.shown.append(Shown(0, key, "price", self.price[key], "seed"))

    def show(
        self, at: float, key: ListingKey, value: int, cause: str = "write", aspect: str = "stock"
    ) -> None:
        """A number changed for buyers."""
        (self.stock if aspect == "stock" else self.price)[key] = value
        self.books.shown.append(Shown(at, key, aspect, value, cause))
        if cause == "write":
            self.call(at, key, aspect)

    def call(self, at: float, key: ListingKey, aspect: str, fault: str = "") -> None:
        """A write reached a marketplace."""
        self.books.calls.append(Call(at, key.marketplace, "write", key.item_id, True, aspect, fault))

    def sell(self, at: float, key: ListingKey, order_id: str, pieces: int = 1, state: str = "ready") -> None:
        """A buyer orders; the marketplace takes its own pieces away."""
        self.order_state(at, key, order_id, pieces, state)
        self.show(at + 0.00001, key, self.stock[key] - pieces, "sale")

    def order_state(self, at: float, key: ListingKey, order_id: str, pieces: int, state: str) -> None:
        """An order's state."""
        self.books.orders.append(MarketOrder(at, key.marketplace, order_id, state, (Line(key, pieces),)))

    def in_store(
        self,
        at: float,
        order_id: str,
        sku: str,
        pieces: int,
        reference: str = "",
        status: str = "UNFULFILLED",
    ) -> None:
        """An order in the store."""
        self.books.store_orders.append(StoreOrder(at, order_id, reference, status, ((sku, pieces),)))

    def paid(self, order_id: str, unit_price: int) -> None:
        """What the buyer paid for each piece, as the marketplace's truth tells it."""
        self.books.orders[:] = [
            replace(order, lines=tuple(replace(line, unit_price=unit_price) for line in order.lines))
            if order.order_id == order_id
            else order
            for order in self.books.orders
        ]

    def charged(self, order_id: str, total: int, charged: int) -> None:
        """The sum of an order in the store, and what was charged for it."""
        self.books.store_orders[:] = [
            replace(order, total=total, charged=charged) if order.order_id == order_id else order
            for order in self.books.store_orders
        ]

    def evidence(self) -> Evidence:
        """Everything for the checker, the truths being the journals' last words."""
        markets = [
            MarketTruth(
                marketplace,
                most_rows,
                tuple(
                    ListingNow(key, self.stock[key], self.price[key], key not in self.hidden)
                    for key in TRUTHS
                    if key.marketplace == marketplace
                ),
                tuple(
                    {
                        order.order_id: order
                        for order in self.books.orders
                        if order.marketplace == marketplace
                    }.values()
                ),
            )
            for marketplace, most_rows in ROWS_OF_A_WRITE.items()
        ]
        prices = {price.sku: price.value for price in self.books.store_prices}
        orders = tuple({order.order_id: order for order in self.books.store_orders}.values())
        return Evidence(
            books=self.books,
            markets=markets,
            store=StoreTruth(self.free, self.free, prices, orders),
            truths=TRUTHS,
            told=Told(self.links, frozenset(self.waiting), frozenset(self.short)),
            period=Period(START, SHOPPING, END),
        )
