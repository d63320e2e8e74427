"""A buyer who asks to cancel, and the answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors.base.errors import ConnectorError, OutcomeUnknown, Rejected
from connectors.base.simulator.orders import Step
from connectors.base.types import ExternalOrderId
from mappings.words import OrderState
from tests.conftest import HandSetClock
from tests.contract.behaviours import Behaviour, behaviours
from tests.contract.staff import Staff
from tests.contract.tampering import UNREADABLE, TamperingProxy, always
from tests.contract.world import BAG, OTHER_SHOP, SHORT, World, opened


@pytest.fixture(params=behaviours("buyer_cancellation_answered"), ids=str)
def world(request: pytest.FixtureRequest, clock: HandSetClock) -> Iterator[World]:
    """Each marketplace at which we answer buyers, in each of its ways."""
    behaviour: Behaviour = request.param
    yield from opened(behaviour, clock.now)


def asked(world: World, order_id: ExternalOrderId) -> ExternalOrderId:
    """The buyer of an order asks to cancel it."""
    assert world.control("POST", f"orders/{order_id}/request-cancel").status_code == 200
    return order_id


def test_accepted_means_cancelled_and_back_on_show_as_the_marketplace_does_it(
    world: World, staff: Staff
) -> None:
    order_id = asked(world, staff.sold(bags=2))
    assert staff.read(order_id).state is OrderState.CANCEL_REQUESTED
    staff.fulfilment().answer_cancellation(order_id, True)
    assert staff.read(order_id).state is OrderState.CANCELLED
    restores = world.manifest.capabilities.restores_on_cancel
    expected = {None: (18, 20), True: (20,), False: (18,)}[restores]
    assert world.shown(BAG, world.models(BAG)[0])[0] in expected


def test_turned_down_means_that_the_order_goes_on(world: World, staff: Staff) -> None:
    order_id = asked(world, staff.sold())
    staff.fulfilment().answer_cancellation(order_id, False)
    assert staff.read(order_id).state is OrderState.READY
    assert world.shown(BAG, world.models(BAG)[0])[0] == 19
    staff.arrange(order_id)
    assert staff.state(order_id) is OrderState.ARRANGED


def test_an_arranged_order_that_goes_on_is_arranged(world: World, staff: Staff) -> None:
    order_id = asked(world, staff.arranged())
    staff.fulfilment().answer_cancellation(order_id, False)
    assert staff.read(order_id).state is OrderState.ARRANGED


@pytest.mark.parametrize("accept", [True, False])
def test_an_answer_to_nobody_is_refused_in_words(staff: Staff, accept: bool) -> None:
    order_id = staff.sold()
    with pytest.raises(Rejected) as caught:
        staff.fulfilment().answer_cancellation(order_id, accept)
    assert "unknown" not in caught.value.key
    assert staff.told(caught.value)
    assert staff.state(order_id) is OrderState.READY


def test_a_buyer_who_thought_better_of_it_asks_no_more(world: World, staff: Staff) -> None:
    order_id = asked(world, staff.sold())
    world.sim.step_order(order_id, Step.KEEP)
    with pytest.raises(Rejected):
        staff.fulfilment().answer_cancellation(order_id, True)
    assert staff.state(order_id) is OrderState.READY


def test_accepting_twice_is_success(world: World, staff: Staff) -> None:
    order_id = asked(world, staff.sold())
    for _ in range(2):
        staff.fulfilment().answer_cancellation(order_id, True)
    assert [event["state"] for event in world.sim.events("order")].count("cancelled") == 1


@pytest.mark.parametrize("accept", [True, False])
def test_an_answer_that_times_out_is_unknown_and_may_be_repeated(
    world: World, staff: Staff, accept: bool
) -> None:
    order_id = asked(world, staff.sold())
    world.faults(timeout_after_apply_rate=1, timeout_seconds=30)
    with pytest.raises(ConnectorError) as caught:
        staff.fulfilment(timeouts=SHORT).answer_cancellation(order_id, accept)
    world.faults()
    assert isinstance(caught.value, OutcomeUnknown) or staff.state(order_id) is OrderState.CANCEL_REQUESTED
    try:
        staff.fulfilment().answer_cancellation(order_id, accept)
    except Rejected:
        # Turned down: nobody asks any more.
        assert not accept
    assert staff.state(order_id) is (OrderState.CANCELLED if accept else OrderState.READY)


@pytest.mark.parametrize("body", [*UNREADABLE, b"{}"])
def test_an_unreadable_answer_confirms_nothing(world: World, staff: Staff, body: bytes) -> None:
    order_id = asked(world, staff.sold())
    proxy = TamperingProxy(world.url, always(200, body))
    with pytest.raises(ConnectorError) as caught:
        staff.fulfilment(host=proxy.url).answer_cancellation(order_id, True)
    proxy.stop()
    assert staff.told(caught.value)


def test_no_other_shop_answers_for_this_one(world: World, staff: Staff) -> None:
    order_id = asked(world, staff.sold())
    others = Staff(world, staff.clock, OTHER_SHOP)
    with pytest.raises(ConnectorError):
        others.fulfilment().answer_cancellation(order_id, True)
    assert staff.state(order_id) is OrderState.CANCEL_REQUESTED
