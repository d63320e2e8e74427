"""Shipments are arranged once, whatever breaks, and many at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from connectors.base.errors import ConnectorError, RateLimited, Rejected, Transient
from connectors.base.fulfilment import Fulfilment
from connectors.base.shipment import HandoverChoice, ParcelRef
from connectors.base.simulator.orders import Step
from connectors.base.types import Applied
from mappings.words import OrderState, ParcelState
from tests.conftest import HandSetClock
from tests.contract.behaviours import Behaviour, behaviours
from tests.contract.staff import Staff
from tests.contract.tampering import UNREADABLE, TamperingProxy, always
from tests.contract.world import OTHER_SHOP, SHOP, SHORT, World, opened


@pytest.fixture(params=behaviours("shipment_arranged"), ids=str)
def world(request: pytest.FixtureRequest, clock: HandSetClock) -> Iterator[World]:
    """Each marketplace at which we send goods off, in each of its ways."""
    behaviour: Behaviour = request.param
    yield from opened(behaviour, clock.now)


def arrangements(world: World) -> int:
    """How often an order was arranged there."""
    return [event["state"] for event in world.sim.events("order")].count("arranged")


def test_arranging_twice_is_success_and_arranges_once(world: World, staff: Staff) -> None:
    ref = staff.ref(staff.sold())
    choice = staff.choice(ref)
    for _ in range(2):
        (outcome,) = staff.fulfilment().arrange([ref], choice)
        assert (outcome.applied, outcome.error) == (Applied.YES, None)
    assert arrangements(world) == 1


def test_arranging_many_twice_is_success_too(world: World, staff: Staff) -> None:
    many = min(2, world.manifest.capabilities.arrange_parcels)
    refs = [staff.ref(order_id) for order_id in staff.many_sold(many)]
    choice = staff.choice(refs[0])
    for _ in range(2):
        outcomes = staff.fulfilment().arrange(refs, choice)
        assert [outcome.applied for outcome in outcomes] == [Applied.YES] * many
    assert arrangements(world) == many


def broken(staff: Staff, ref: ParcelRef, choice: HandoverChoice, host: str = "") -> bool:
    """Whether one arrangement ended without anybody knowing how, or broke at a read before it was sent."""
    before = len(staff.world.writes())
    try:
        outcomes = staff.fulfilment(timeouts=SHORT, host=host).arrange([ref], choice)
    except ConnectorError as error:
        unsent = isinstance(error, Transient) and len(staff.world.writes()) == before
        return unsent or staff.unknown(error)
    return staff.unknown(outcomes)


def test_an_arrangement_that_times_out_is_unknown_and_its_repetition_success(
    world: World, staff: Staff
) -> None:
    ref = staff.ref(staff.sold())
    choice = staff.choice(ref)
    world.faults(timeout_after_apply_rate=1, timeout_seconds=30)
    assert broken(staff, ref, choice)
    world.faults()
    (outcome,) = staff.fulfilment().arrange([ref], choice)
    assert outcome.applied is Applied.YES
    assert arrangements(world) == 1


@pytest.mark.parametrize("fault", ["server_error_rate", "drop_connection_rate"])
def test_a_broken_arrangement_is_unknown(world: World, staff: Staff, fault: str) -> None:
    ref = staff.ref(staff.sold())
    choice = staff.choice(ref)
    world.faults(**{fault: 1})
    assert broken(staff, ref, choice)


@pytest.mark.parametrize("body", [*UNREADABLE, b"{}"])
def test_an_unreadable_answer_to_an_arrangement_is_unknown(world: World, staff: Staff, body: bytes) -> None:
    ref = staff.ref(staff.sold())
    choice = staff.choice(ref)
    proxy = TamperingProxy(world.url, always(200, body))
    assert broken(staff, ref, choice, proxy.url)
    proxy.stop()


def test_an_arrangement_is_not_sent_twice_by_itself(world: World, staff: Staff) -> None:
    ref = staff.ref(staff.sold())
    choice = staff.choice(ref)
    before = len(world.writes())
    world.faults(server_error_rate=1)
    assert broken(staff, ref, choice)
    assert len(world.writes()) - before <= 1


def test_one_refused_parcel_spares_the_others(world: World, staff: Staff) -> None:
    order_ids = [staff.sold() for _ in range(3)]
    refs = [staff.ref(order_id) for order_id in order_ids]
    choice = staff.choice(refs[0])
    world.sim.step_order(order_ids[1], Step.CANCEL)
    outcomes = []
    most = world.manifest.capabilities.arrange_parcels
    for at in range(0, 3, most):
        outcomes += staff.fulfilment().arrange(refs[at : at + most], choice)
    applied = {outcome.ref: outcome.applied for outcome in outcomes}
    assert applied == {refs[0]: Applied.YES, refs[1]: Applied.NO, refs[2]: Applied.YES}
    (refused,) = [outcome.error for outcome in outcomes if outcome.applied is Applied.NO]
    assert isinstance(refused, Rejected)
    assert staff.told(refused)
    assert [staff.state(order_id) for order_id in order_ids] == [
        OrderState.ARRANGED,
        OrderState.CANCELLED,
        OrderState.ARRANGED,
    ]


def test_as_many_parcels_as_promised_are_arranged_at_once(world: World, staff: Staff) -> None:
    most = world.manifest.capabilities.arrange_parcels
    refs = [staff.ref(order_id) for order_id in staff.many_sold(most)]
    choice = staff.choice(refs[0])
    before = len(world.writes())
    outcomes = staff.fulfilment().arrange(refs, choice)
    assert {outcome.ref for outcome in outcomes} == set(refs)
    assert len(outcomes) == most
    assert all(outcome.applied is Applied.YES for outcome in outcomes)
    assert len(world.writes()) - before <= 2


@pytest.mark.parametrize("step", [Step.CANCEL, Step.REQUEST_CANCEL])
def test_what_is_cancelled_or_to_be_is_not_sent_off(world: World, staff: Staff, step: Step) -> None:
    order_id = staff.sold()
    ref = staff.ref(order_id)
    choice = staff.choice(ref)
    world.sim.step_order(order_id, step)
    (outcome,) = staff.fulfilment().arrange([ref], choice)
    assert outcome.applied is Applied.NO
    assert isinstance(outcome.error, Rejected)
    assert staff.told(outcome.error)


def test_what_was_arranged_in_seller_center_is_seen(world: World, staff: Staff) -> None:
    order_id = staff.sold()
    ref = staff.ref(order_id)
    choice = staff.choice(ref)
    world.sim.step_order(order_id, Step.ARRANGE)
    assert staff.parcel(order_id).state is ParcelState.ARRANGED
    (outcome,) = staff.fulfilment().arrange([ref], choice)
    assert outcome.applied is Applied.YES


def test_an_arrangement_that_was_ignored_is_seen_when_read_back(world: World, staff: Staff) -> None:
    ref = staff.ref(staff.sold())
    choice = staff.choice(ref)
    world.faults(ignored_write_rate=1)
    staff.fulfilment().arrange([ref], choice)
    world.faults()
    assert staff.parcel(ref.order_id).state is ParcelState.WAITING


def test_an_arranged_order_shows_a_buyer_or_nothing_never_asterisks(staff: Staff) -> None:
    order_id = staff.arranged()
    assert "*" not in "".join(vars(staff.read(order_id).buyer).values())


def test_no_other_shops_parcel_is_seen_or_sent_off(world: World, staff: Staff) -> None:
    order_id = staff.sold()
    ref = staff.ref(order_id)
    choice = staff.choice(ref)
    others = Staff(world, staff.clock, OTHER_SHOP)
    assert staff.or_refused(lambda: others.fulfilment().parcels(order_id), ()) == ()
    with pytest.raises((Rejected, Transient)):
        others.fulfilment().options(ref)
    (outcome,) = others.fulfilment().arrange([ref], choice)
    assert outcome.applied is Applied.NO
    assert staff.state(order_id) is OrderState.READY


CALLS: list[Callable[[Fulfilment, ParcelRef, HandoverChoice], object]] = [
    lambda fulfilment, ref, choice: fulfilment.parcels(ref.order_id),
    lambda fulfilment, ref, choice: fulfilment.options(ref),
    lambda fulfilment, ref, choice: fulfilment.arrange([ref], choice),
    lambda fulfilment, ref, choice: fulfilment.arrange([ref, ref], choice),
]


@pytest.mark.parametrize("call", CALLS)
def test_every_call_takes_from_the_budget_first(
    world: World, staff: Staff, call: Callable[[Fulfilment, ParcelRef, HandoverChoice], object]
) -> None:
    ref = staff.ref(staff.sold())
    choice = staff.choice(ref)
    fulfilment = staff.fulfilment()
    last = world.sim.journal.last
    world.budget.left = 0
    with pytest.raises(RateLimited):
        call(fulfilment, ref, choice)
    assert world.sim.events("call", last) == []


def test_too_many_calls_arrange_nothing(world: World, staff: Staff) -> None:
    ref = staff.ref(staff.sold())
    choice = staff.choice(ref)
    world.faults(calls_per_second=0.001, burst=1)
    staff.connector().check()
    with pytest.raises(RateLimited):
        staff.fulfilment().arrange([ref], choice)
    assert arrangements(world) == 0


def test_the_shops_connector_says_that_it_sends_goods_off(world: World) -> None:
    assert world.connect(SHOP).fulfilment is not None
