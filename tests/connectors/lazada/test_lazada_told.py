"""What the change list told of an order is used once, while it is fresh and its units are no newer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from connectors.lazada.order_wire import OrderWire, UnitWire
from connectors.lazada.told import FRESH, MOST, ToldOrders

AT = datetime(2026, 1, 1, tzinfo=UTC)
ORDER = OrderWire(order_id="7", updated_at="2026-01-01T06:45:30+07:00")
SAME = UnitWire(updated_at="2026-01-01 06:45:30 +0700")
NEWER = UnitWire(updated_at="2026-01-01 06:45:31 +0700")


class Hand:
    """A clock set by hand."""

    def __init__(self) -> None:
        self.at = AT

    def now(self) -> datetime:
        """The time that was set."""
        return self.at


def told(*orders: OrderWire) -> tuple[ToldOrders, Hand]:
    hand = Hand()
    kept = ToldOrders(hand.now)
    kept.keep(orders)
    return kept, hand


def test_a_told_order_is_given_once() -> None:
    kept, _ = told(ORDER)
    assert kept.take("7", [SAME]) is ORDER
    assert kept.take("7", [SAME]) is None


def test_an_order_whose_unit_changed_since_is_read() -> None:
    kept, _ = told(ORDER)
    assert kept.take("7", [SAME, NEWER]) is None


def test_an_order_without_a_time_is_read() -> None:
    kept, _ = told(OrderWire(order_id="7"))
    assert kept.take("7", [SAME]) is None


def test_what_was_told_goes_stale() -> None:
    kept, hand = told(ORDER)
    hand.at = AT + FRESH
    assert kept.take("7", [SAME]) is None


def test_a_clock_set_back_makes_it_stale() -> None:
    kept, hand = told(ORDER)
    hand.at = AT - timedelta(seconds=1)
    assert kept.take("7", [SAME]) is None


def test_a_new_reading_forgets_the_old() -> None:
    kept, _ = told(ORDER)
    kept.begin()
    assert kept.take("7", [SAME]) is None


def test_no_more_than_so_many_are_kept() -> None:
    kept, _ = told(*(ORDER.model_copy(update={"order_id": str(at)}) for at in range(MOST + 1)))
    assert kept.take(str(MOST), [SAME]) is None
    assert kept.take("0", [SAME]) is not None
