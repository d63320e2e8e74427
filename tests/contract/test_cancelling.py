"""Cancelling as the seller, with a reason."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors.base.errors import ConnectorError, OutcomeUnknown, RateLimited, Rejected
from connectors.base.simulator.orders import Step
from connectors.base.types import ExternalOrderId
from mappings.words import OrderState
from tests.conftest import HandSetClock
from tests.contract.behaviours import Behaviour, behaviours
from tests.contract.staff import Staff
from tests.contract.tampering import UNREADABLE, TamperingProxy, always
from tests.contract.world import BAG, OTHER_SHOP, SHORT, World, opened


@pytest.fixture(params=behaviours("cancels_with_reasons"), ids=str)
def world(request: pytest.FixtureRequest, clock: HandSetClock) -> Iterator[World]:
    """Each marketplace at which we cancel, in each of its ways."""
    behaviour: Behaviour = request.param
    yield from opened(behaviour, clock.now)


def shown(world: World) -> int:
    """What buyers see of the bag; 20 before any sale."""
    return world.shown(BAG, world.models(BAG)[0])[0]


def cancels(world: World) -> int:
    """How often an order was cancelled there."""
    return [event["state"] for event in world.sim.events("order")].count("cancelled")


def test_a_paid_order_can_be_cancelled_with_each_reason_that_is_offered(world: World, staff: Staff) -> None:
    offered = staff.fulfilment().cancel_options(staff.sold())
    assert offered
    assert len({option.remote for option in offered}) == len(offered)
    for option in offered:
        world.sim.edit(staff.shop, BAG, world.models(BAG)[0], stock=20)
        order_id = staff.sold()
        assert option in staff.fulfilment().cancel_options(order_id)
        staff.fulfilment().cancel(order_id, option)
        assert staff.read(order_id).state is OrderState.CANCELLED


def test_an_arranged_order_can_be_cancelled_with_what_is_offered_for_it(staff: Staff) -> None:
    order_id = staff.arranged()
    offered = staff.fulfilment().cancel_options(order_id)
    if offered:
        staff.fulfilment().cancel(order_id, offered[0])
        assert staff.state(order_id) is OrderState.CANCELLED
        return
    option = staff.fulfilment().cancel_options(staff.sold())[0]
    with pytest.raises(Rejected):
        staff.fulfilment().cancel(order_id, option)


@pytest.mark.parametrize("step", [Step.SHIP, Step.DELIVER, Step.COMPLETE])
def test_what_is_shipped_is_not_cancelled_any_more(world: World, staff: Staff, step: Step) -> None:
    option = staff.fulfilment().cancel_options(staff.sold())[0]
    order_id = staff.arranged()
    world.sim.step_order(order_id, Step.SHIP)
    if step is not Step.SHIP:
        world.sim.step_order(order_id, step)
    before = staff.state(order_id)
    assert staff.fulfilment().cancel_options(order_id) == ()
    with pytest.raises(Rejected) as caught:
        staff.fulfilment().cancel(order_id, option)
    assert staff.told(caught.value)
    assert staff.state(order_id) is before


def test_a_cancelled_order_offers_no_reason(staff: Staff) -> None:
    order_id = staff.sold()
    staff.fulfilment().cancel(order_id, staff.fulfilment().cancel_options(order_id)[0])
    assert staff.fulfilment().cancel_options(order_id) == ()


def test_cancelling_twice_is_success_and_cancels_once(world: World, staff: Staff) -> None:
    order_id = staff.sold()
    option = staff.fulfilment().cancel_options(order_id)[-1]
    for _ in range(2):
        staff.fulfilment().cancel(order_id, option)
    assert cancels(world) == 1
    assert shown(world) in (19, 20) or option.zeroes_stock


def test_a_cancel_that_times_out_is_unknown_and_its_repetition_success(world: World, staff: Staff) -> None:
    order_id = staff.sold()
    option = staff.fulfilment().cancel_options(order_id)[0]
    fulfilment = staff.fulfilment(timeouts=SHORT)
    world.faults(timeout_after_apply_rate=1, timeout_seconds=30)
    with pytest.raises(ConnectorError) as caught:
        fulfilment.cancel(order_id, option)
    world.faults()
    if not isinstance(caught.value, OutcomeUnknown):
        # It already broke at a read before the write: nothing was applied.
        assert staff.state(order_id) is OrderState.READY
    staff.fulfilment().cancel(order_id, option)
    assert staff.state(order_id) is OrderState.CANCELLED
    assert cancels(world) == 1


@pytest.mark.parametrize("body", [*UNREADABLE, b"{}"])
def test_an_unreadable_answer_confirms_no_cancel(world: World, staff: Staff, body: bytes) -> None:
    order_id = staff.sold()
    option = staff.fulfilment().cancel_options(order_id)[0]
    proxy = TamperingProxy(world.url, always(200, body))
    with pytest.raises(ConnectorError) as caught:
        staff.fulfilment(host=proxy.url).cancel(order_id, option)
    proxy.stop()
    assert staff.told(caught.value)


def test_only_a_reason_that_says_so_sets_listings_to_zero(world: World, staff: Staff) -> None:
    for option in staff.fulfilment().cancel_options(staff.sold()):
        world.sim.edit(staff.shop, BAG, world.models(BAG)[0], stock=20)
        order_id = staff.sold(bags=2)
        staff.fulfilment().cancel(order_id, option)
        expected = {18, 20} if world.manifest.capabilities.restores_on_cancel is None else {20}
        assert shown(world) in (expected | {0} if option.zeroes_stock else expected)


def test_an_order_that_is_not_there_is_not_cancelled(staff: Staff) -> None:
    order_id = staff.sold()
    option = staff.fulfilment().cancel_options(order_id)[0]
    unknown = ExternalOrderId(order_id[:-1] + ("0" if order_id[-1] != "0" else "1"))
    with pytest.raises(Rejected) as caught:
        staff.fulfilment().cancel(unknown, option)
    assert staff.told(caught.value)
    assert staff.state(order_id) is OrderState.READY


def test_no_other_shops_order_is_cancelled(world: World, staff: Staff) -> None:
    order_id = staff.sold()
    option = staff.fulfilment().cancel_options(order_id)[0]
    others = Staff(world, staff.clock, OTHER_SHOP)
    with pytest.raises(ConnectorError):
        others.fulfilment().cancel(order_id, option)
    assert staff.state(order_id) is OrderState.READY


def test_a_line_that_is_not_in_the_order_cancels_nothing(staff: Staff) -> None:
    order_id = staff.sold()
    option = staff.fulfilment().cancel_options(order_id)[0]
    with pytest.raises(Rejected) as caught:
        staff.fulfilment().cancel(order_id, option, ["no such line"])
    assert staff.told(caught.value)
    assert staff.state(order_id) is OrderState.READY


def test_a_part_is_refused_where_only_the_whole_can_be_cancelled(world: World, staff: Staff) -> None:
    if world.manifest.capabilities.partial_cancel:
        return
    order_id = staff.sold(bags=1, shirts=1)
    option = staff.fulfilment().cancel_options(order_id)[0]
    with pytest.raises(Rejected):
        staff.fulfilment().cancel(order_id, option, [staff.read(order_id).lines[0].line_key])
    assert staff.state(order_id) is OrderState.READY


def test_cancelling_takes_from_the_budget_first(world: World, staff: Staff) -> None:
    order_id = staff.sold()
    option = staff.fulfilment().cancel_options(order_id)[0]
    last = world.sim.journal.last
    world.budget.left = 0
    for call in (
        lambda: staff.fulfilment().cancel(order_id, option),
        lambda: staff.fulfilment().cancel_options(order_id),
        lambda: staff.fulfilment().answer_cancellation(order_id, True),
    ):
        with pytest.raises(RateLimited):
            call()
    assert world.sim.events("call", last) == []
