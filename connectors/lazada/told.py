"""Orders as the change list just told them: reading them at once needs no call for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from connectors.lazada.moments import moment
from connectors.lazada.order_wire import OrderWire, UnitWire
from connectors.lazada.orders import last_change

FRESH = timedelta(seconds=10)
MOST = 1_000


class ToldOrders:
    """The rows of one reading of the change list. Each is given out once, and only while it is fresh."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._rows: dict[str, tuple[datetime, OrderWire]] = {}

    def begin(self) -> None:
        """A new reading of the list: what an older one told counts no more."""
        self._rows.clear()

    def keep(self, orders: Iterable[OrderWire]) -> None:
        """Rows of a page that was asked for just now."""
        at = self._now()
        for order in orders:
            if len(self._rows) < MOST:
                self._rows[order.order_id] = (at, order)

    def take(self, order_id: str, units: Sequence[UnitWire]) -> OrderWire | None:
        """The row of an order whose units were read just now; None where it may be older than they are."""
        at, order = self._rows.pop(order_id, (None, None))
        if at is None or order is None or not at <= self._now() < at + FRESH:
            return None
        changed = moment(order.updated_at)
        newest = last_change(order, units)
        return order if changed is not None and changed == newest else None
