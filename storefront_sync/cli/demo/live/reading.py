"""Reads a live Saleor's books: what is in stock, at what price, and every order of the channel."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from mappings.money import rupiah
from storefront_sync.cli.demo.books import StoreOrder, StoreTruth
from storefront_sync.cli.demo.live import documents
from storefront_sync.cli.demo.live.api import Api
from storefront_sync.cli.demo.live.wire import Draft, Order, Variant
from storefront_sync.cli.demo.store import Premises


@dataclass(frozen=True)
class Goods:
    """One variant in the demonstration's warehouse and channel; `price` in rupiah, None where it has none."""

    variant_id: str
    on_hand: int
    allocated: int
    reserved: int
    price: int | None


class Reading:
    """Reads what belongs to the premises; SKUs are told without the prefix that they have on the server."""

    def __init__(self, api: Api, premises: Premises) -> None:
        self._api = api
        self._premises = premises

    def goods(self) -> dict[str, Goods]:
        """Every variant by SKU. Raises ControlRefused."""
        rows = self._api.rows(documents.GOODS, Variant, channel=self._premises.channel)
        return {self._own(row.sku): self._goods(row) for row in rows if row.sku}

    def orders(self) -> list[Order]:
        """Every order and draft of the channel. Raises ControlRefused."""
        orders = list(self._api.rows(documents.ORDERS, Order, channel=self._premises.channel))
        drafts = self._api.rows(documents.DRAFTS, Draft)
        return orders + [row for row in drafts if row.channel.id == self._premises.channel_id]

    def pieces(self, order: Order) -> tuple[tuple[str, int], ...]:
        """Pieces by SKU."""
        found: dict[str, int] = defaultdict(int)
        for line in order.lines:
            found[self._own(line.product_sku or "")] += line.quantity
        return tuple(sorted(found.items()))

    def _goods(self, row: Variant) -> Goods:
        here = [stock for stock in row.stocks if stock.warehouse.id == self._premises.warehouse_id]
        listed = next(
            (one for one in row.channel_listings if one.channel.id == self._premises.channel_id), None
        )
        return Goods(
            variant_id=row.id,
            on_hand=sum(stock.quantity for stock in here),
            allocated=sum(stock.quantity_allocated for stock in here),
            reserved=sum(stock.quantity_reserved for stock in here),
            price=int(rupiah(listed.price.amount)) if listed and listed.price else None,
        )

    def _own(self, sku: str) -> str:
        return sku.removeprefix(self._premises.sku_prefix)


def store_truth(goods: Mapping[str, Goods], orders: tuple[StoreOrder, ...]) -> StoreTruth:
    """The books at one moment."""
    return StoreTruth(
        free={sku: row.on_hand - row.reserved for sku, row in goods.items()},
        available={sku: row.on_hand - row.reserved - row.allocated for sku, row in goods.items()},
        prices={sku: row.price for sku, row in goods.items() if row.price is not None},
        orders=orders,
    )
