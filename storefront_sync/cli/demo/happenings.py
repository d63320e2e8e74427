"""What just happened on the channels, in sentences."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from storefront_sync.cli.demo.books import Books, ListingKey, MarketOrder, Shown, StoreOrder
from storefront_sync.cli.demo.ideal import order_of
from storefront_sync.cli.texts import text

KEPT = 12


class Happenings:
    """The books' last happenings, newest last. `names` are the goods' by listing, `channels` by key."""

    def __init__(self, names: Mapping[ListingKey, str], channels: Mapping[str, str]) -> None:
        self._names = names
        self._channels = channels
        self._heard = (0, 0, 0)
        self._arrived: set[str] = set()
        self.last: deque[tuple[float, str]] = deque(maxlen=KEPT)

    def hear(self, books: Books) -> None:
        """Take in what was added to the books since the last time."""
        shown, orders, store_orders = self._heard
        fresh = [
            *((one.at, self._shown(one)) for one in books.shown[shown:]),
            *((one.at, self._order(one)) for one in books.orders[orders:]),
            *((one.at, self._store_order(one)) for one in books.store_orders[store_orders:]),
        ]
        self._heard = (len(books.shown), len(books.orders), len(books.store_orders))
        self.last.extend(sorted((at, sentence) for at, sentence in fresh if sentence))

    def _shown(self, one: Shown) -> str:
        if one.cause not in {"write", "edit"}:
            return ""
        return text(
            f"demo.event.{one.cause}.{one.aspect}",
            channel=self._channels.get(one.key.marketplace, one.key.marketplace),
            goods=self._names.get(one.key, one.key.model_id),
            value=f"{one.value:,}".replace(",", "."),
        )

    def _order(self, one: MarketOrder) -> str:
        if one.state not in {"unpaid", "ready", "cancelled"}:
            return ""
        return text(
            f"demo.event.order.{one.state}",
            channel=self._channels.get(one.marketplace, one.marketplace),
            order=one.order_id,
            pieces=sum(line.quantity for line in one.lines),
        )

    def _store_order(self, one: StoreOrder) -> str:
        if one.status == "DRAFT" or one.order_id in self._arrived:
            return ""
        self._arrived.add(one.order_id)
        pieces = sum(count for _, count in one.lines)
        if one.reference:
            return text("demo.event.imported", order=order_of(one.reference), pieces=pieces)
        return text("demo.event.checkout", pieces=pieces)
