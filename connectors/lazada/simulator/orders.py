"""Orders, read: the change list, one order, and the units of many."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from connectors.base.simulator.book import Book
from connectors.base.simulator.faults import Fate
from connectors.base.simulator.orders import SoldOrder
from connectors.base.simulator.server import Incoming, Outgoing
from connectors.lazada.simulator import shown
from connectors.lazada.simulator.asked import moment, number, order_ids, parameters
from connectors.lazada.simulator.refusal import Refusal, success

MOST_LISTED = 100
MOST_IDS = 50
SORTS = ("created_at", "updated_at")
DIRECTIONS = ("ASC", "DESC")
WORDS = frozenset({*shown.UNIT_WORD.values(), "topack", "toship", "shipping", "packed", "failed", "lost"})

Row = tuple[SoldOrder, float]
"""An order, and when it changed last as far as the list knows."""


class OrderReads:
    """Answers for the shop that a request's token names. `lag` is how late the list shows a change, in
    seconds; `at` tells how a switch stands, `package` in which package a line of an order lies."""

    def __init__(
        self,
        book: Book,
        shop_of: Callable[[Incoming], str],
        now: Callable[[], float],
        lag: Callable[[], float],
        at: Callable[[str], str],
        package: Callable[[SoldOrder, int], shown.Package],
    ) -> None:
        self._package = package
        self._book = book
        self._shop_of = shop_of
        self._now = now
        self._lag = lag
        self._at = at

    def listed(self, request: Incoming, fate: Fate) -> Outgoing:
        """One page of the orders in a window, of which both ends are inside."""
        asked = parameters(request)
        if not {"created_after", "update_after"} & asked.keys():
            raise Refusal("17")
        limit = number(asked, "limit", MOST_LISTED, MOST_LISTED, "19")
        offset = number(asked, "offset", 0, int(self._at("last_order_offset")), "14")
        sort, direction = asked.get("sort_by", SORTS[0]), asked.get("sort_direction", DIRECTIONS[0])
        if sort not in SORTS:
            raise Refusal("75")
        if direction not in DIRECTIONS:
            raise Refusal("74")
        if asked.get("status", "pending") not in WORDS:
            raise Refusal("36")
        windows = Windows.read(asked)
        with self._book.lock:
            rows = [row for row in self._rows(request) if windows.hold(row) and _has(row, asked)]
            rows.sort(key=lambda row: _key(row, sort), reverse=direction == DIRECTIONS[1])
            page = rows[offset : offset + limit]
            orders = [self._order(order, updated_at) for order, updated_at in page]
        return success({"count": len(orders), "countTotal": str(len(rows)), "orders": orders})

    def single(self, request: Incoming, fate: Fate) -> Outgoing:
        """One order without its units."""
        with self._book.lock:
            order = self._own(request).get(parameters(request).get("order_id", ""))
            if order is None:
                raise Refusal("16")
            return success(self._order(order, order.updated_at))

    def items(self, request: Incoming, fate: Fate) -> Outgoing:
        """The units of ≤ 50 orders; one that isn't the seller's spoils the call."""
        asked = order_ids(parameters(request), MOST_IDS)
        with self._book.lock:
            own = self._own(request)
            if not set(asked) <= own.keys():
                raise Refusal("37")
            return success(
                [
                    {
                        "order_id": int(order_id),
                        "order_number": int(order_id),
                        "order_items": self._units(own[order_id]),
                    }
                    for order_id in asked
                ]
            )

    def _units(self, order: SoldOrder) -> list[dict[str, object]]:
        return shown.units(order, iso=self._iso(), package=lambda place: self._package(order, place))

    def _own(self, request: Incoming) -> Mapping[str, SoldOrder]:
        return self._book.shop(self._shop_of(request)).orders

    def _rows(self, request: Incoming) -> list[Row]:
        now, lag = self._now(), self._lag()
        rows = ((order, order.feed_time(now, lag)) for order in self._own(request).values())
        return [(order, at) for order, at in rows if at is not None]

    def _order(self, order: SoldOrder, updated_at: float) -> dict[str, object]:
        return shown.order(order, updated_at, iso=self._iso(), clear=self._at("buyer") == "clear")

    def _iso(self) -> bool:
        return self._at("times") == "iso"


@dataclass(frozen=True)
class Windows:
    """Epoch seconds; both ends are inside, None is no end."""

    created: tuple[float | None, float | None]
    updated: tuple[float | None, float | None]

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> Windows:
        """Raises Refusal for a time that isn't one."""
        created = (moment(asked, "created_after"), moment(asked, "created_before"))
        return cls(created, (moment(asked, "update_after"), moment(asked, "update_before")))

    def hold(self, row: Row) -> bool:
        """Whether an order lies inside, by times in whole seconds."""
        order, updated_at = row
        return _inside(int(order.created_at), self.created) and _inside(int(updated_at), self.updated)


def _inside(at: int, window: tuple[float | None, float | None]) -> bool:
    first, last = window
    return (first is None or at >= first) and (last is None or at <= last)


def _has(row: Row, asked: Mapping[str, str]) -> bool:
    return "status" not in asked or asked["status"] == shown.unit_word(row[0])


def _key(row: Row, sort: str) -> tuple[int, str]:
    order, updated_at = row
    return int(order.created_at if sort == "created_at" else updated_at), order.order_id
