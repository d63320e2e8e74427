"""Cancelling a part of an order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors.base.aftersale import CancelOption
from connectors.base.errors import Rejected
from connectors.base.types import ExternalOrderId
from mappings.words import CancelReason, OrderState
from tests.conftest import HandSetClock
from tests.contract.behaviours import Behaviour, behaviours
from tests.contract.staff import Staff
from tests.contract.world import BAG, SHIRT, World, opened


@pytest.fixture(params=behaviours("cancels_a_part"), ids=str)
def world(request: pytest.FixtureRequest, clock: HandSetClock) -> Iterator[World]:
    """Each marketplace at which a part can be cancelled, in each of its ways."""
    behaviour: Behaviour = request.param
    yield from opened(behaviour, clock.now)


def lacking(staff: Staff, order_id: ExternalOrderId) -> CancelOption:
    """The reason "out of stock"."""
    offered = staff.fulfilment().cancel_options(order_id)
    return next(option for option in offered if option.reason is CancelReason.OUT_OF_STOCK)


def test_only_what_is_named_is_cancelled_and_the_rest_goes_on(staff: Staff) -> None:
    order_id = staff.sold(bags=2, shirts=3)
    before = staff.read(order_id)
    bag = next(line for line in before.lines if line.item_id == BAG)
    staff.fulfilment().cancel(order_id, lacking(staff, order_id), [bag.line_key])
    after = staff.read(order_id)
    assert after.state is OrderState.READY
    assert [(line.item_id, line.quantity) for line in after.lines] == [(SHIRT, 3)]
    assert after.lines[0].line_key in {line.line_key for line in before.lines}
    assert after.total == before.total - 2 * bag.unit_price


def test_the_same_part_twice_is_success(staff: Staff) -> None:
    order_id = staff.sold(bags=2, shirts=3)
    bag = next(line for line in staff.read(order_id).lines if line.item_id == BAG)
    option = lacking(staff, order_id)
    for _ in range(2):
        staff.fulfilment().cancel(order_id, option, [bag.line_key])
    assert [line.quantity for line in staff.read(order_id).lines] == [3]


def test_all_parts_named_is_the_whole(staff: Staff) -> None:
    order_id = staff.sold(bags=1, shirts=1)
    keys = [line.line_key for line in staff.read(order_id).lines]
    staff.fulfilment().cancel(order_id, lacking(staff, order_id), keys)
    view = staff.read(order_id)
    assert view.state is OrderState.CANCELLED
    assert len(view.lines) == 2


def test_a_strange_line_beside_a_good_one_cancels_nothing(staff: Staff) -> None:
    order_id = staff.sold(bags=1, shirts=1)
    keys = [staff.read(order_id).lines[0].line_key, "no such line"]
    with pytest.raises(Rejected):
        staff.fulfilment().cancel(order_id, lacking(staff, order_id), keys)
    assert len(staff.read(order_id).lines) == 2


def test_what_is_left_is_sent_off(staff: Staff) -> None:
    order_id = staff.sold(bags=1, shirts=2)
    key = staff.read(order_id).lines[0].line_key
    staff.fulfilment().cancel(order_id, lacking(staff, order_id), [key])
    staff.arrange(order_id)
    assert staff.state(order_id) is OrderState.ARRANGED
