"""The change list of orders, walked by time: each page begins at the last second of the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from connectors.base.errors import Rejected
from connectors.base.types import ExternalOrderId, OrderRef, Page
from connectors.lazada.client import LazadaClient
from connectors.lazada.config import WIB
from connectors.lazada.order_wire import OrdersWire
from connectors.lazada.orders import last_change
from connectors.lazada.told import ToldOrders

PAGE_SIZE = 100
LAST_OFFSET = 4_500
"""The parameter's page says 4,500, the guide 5,000."""


@dataclass(frozen=True)
class Place:
    """A second, and how many of the orders that changed in it were told already."""

    second: int
    told: int = 0

    @classmethod
    def read(cls, cursor: str, since: datetime) -> Place:
        """The place in a cursor; `since` for ""."""
        if not cursor:
            return cls(int(since.timestamp()))
        second, _, told = cursor.partition("-")
        return cls(int(second), int(told))

    def __str__(self) -> str:
        return f"{self.second}-{self.told}"


def changed_orders(
    client: LazadaClient, told: ToldOrders, since: datetime, until: datetime, cursor: str, shop_id: str
) -> Page[OrderRef]:
    """One page of the orders whose last change lies in [since, until], oldest first.

    An offset counts from the start of the window, and an order that changes again leaves its place there: it
    would drag all later ones a place forward, so that one is missed. So offsets are used within one second
    only, which also keeps them below Lazada's ceiling. Raises Rejected beyond that. The rows are
    kept in `told`.
    """
    place = Place.read(cursor, since)
    if not cursor:
        told.begin()
    if place.told > LAST_OFFSET:
        raise Rejected("lazada.too_many_orders", str(place), shop_id=shop_id)
    first = datetime.fromtimestamp(place.second, WIB)
    last = (until.replace(microsecond=0) + timedelta(seconds=1)).astimezone(WIB)
    found = client.get(
        "orders",
        OrdersWire,
        [
            ("update_after", first.isoformat()),
            ("update_before", last.isoformat()),
            ("sort_by", "updated_at"),
            ("sort_direction", "ASC"),
            ("limit", str(PAGE_SIZE)),
            ("offset", str(place.told)),
        ],
    )
    named = [order for order in found.orders if order.order_id]
    told.keep(named)
    refs = tuple(OrderRef(ExternalOrderId(order.order_id), last_change(order)) for order in named)
    return Page(refs, str(_next(place, refs)) if len(found.orders) >= PAGE_SIZE else "")


def _next(place: Place, refs: Sequence[OrderRef]) -> Place:
    times = [ref.updated_at for ref in refs if ref.updated_at is not None]
    newest = max(times).astimezone(UTC).replace(microsecond=0) if times else None
    if newest is None or newest.timestamp() <= place.second:
        return Place(place.second, place.told + PAGE_SIZE)
    return Place(int(newest.timestamp()), sum(1 for at in times if at.replace(microsecond=0) == newest))
