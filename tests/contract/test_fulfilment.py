"""From paid to handed over: parcels, the ways that are open for them, arranging."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.base.errors import ConnectorError, RateLimited, Rejected, Transient
from connectors.base.fulfilment import Fulfilment
from connectors.base.shipment import Handover, HandoverChoice, HandoverOptions, ParcelRef
from connectors.base.simulator.orders import Step
from connectors.base.types import Applied, ExternalOrderId
from mappings.words import OrderState, ParcelState
from tests.conftest import HandSetClock
from tests.contract.staff import Staff, choices
from tests.contract.stances import Stance, stances
from tests.contract.tampering import TamperingProxy, always
from tests.contract.test_strange_answers import UNREADABLE
from tests.contract.world import OTHER_SHOP, SHOP, SHORT, World, opened

WAYS: list[dict[str, object]] = [
    {"dropoff": False},
    {"dropoff": False, "slots": False},
    {"pickup": False},
    {"pickup": False, "branches": False},
]

STEPS = {
    Step.SHIP: ParcelState.SHIPPED,
    Step.DELIVER: ParcelState.DELIVERED,
    Step.COMPLETE: ParcelState.DELIVERED,
}


@pytest.fixture(params=stances("shipment_arranged"), ids=str)
def world(request: pytest.FixtureRequest, clock: HandSetClock) -> Iterator[World]:
    """Each marketplace at which we send goods off, in each of its ways."""
    stance: Stance = request.param
    yield from opened(stance, clock.now)


@pytest.fixture
def staff(world: World, clock: HandSetClock) -> Staff:
    """The first shop's staff."""
    return Staff(world, clock)


def arrangements(world: World) -> int:
    """How often an order was arranged there."""
    return [event["state"] for event in world.sim.events("order")].count("arranged")


def test_an_order_that_is_not_paid_has_no_parcels(staff: Staff) -> None:
    assert staff.desk().parcels(staff.sold(paid=False)) == ()


def test_an_order_that_is_not_there_has_no_parcels(world: World, staff: Staff) -> None:
    order_id = staff.sold()
    unknown = ExternalOrderId(order_id[:-1] + ("0" if order_id[-1] != "0" else "1"))
    assert staff.or_refused(lambda: staff.desk().parcels(unknown), ()) == ()


def test_a_paid_orders_parcels_hold_every_line(staff: Staff) -> None:
    order_id = staff.sold(bags=2, shirts=3)
    every = {line.line_key for line in staff.read(order_id).lines}
    parcels = staff.desk().parcels(order_id)
    held = {key for parcel in parcels for key in parcel.line_keys}
    assert len(parcels) == 1
    assert held == every or parcels[0].line_keys == ()
    assert parcels[0].state is ParcelState.WAITING
    assert parcels[0].ref.order_id == order_id


def test_a_parcel_says_until_when_it_must_be_handed_over(world: World, staff: Staff) -> None:
    ship_by = staff.parcel(staff.sold()).ship_by
    assert ship_by is None or (ship_by > world.now() and ship_by.utcoffset() == timedelta(0))


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_every_way_that_is_offered_is_taken(staff: Staff, way: dict[str, object]) -> None:
    staff.ships(**way)
    offered = list(choices(staff.desk().options(staff.ref(staff.sold()))))
    assert offered
    for choice in offered:
        order_id = staff.sold()
        (outcome,) = staff.desk().arrange([staff.ref(order_id)], choice)
        assert (outcome.applied, outcome.error) == (Applied.YES, None)
        assert outcome.ref.order_id == order_id
        assert staff.state(order_id) is OrderState.ARRANGED
        assert staff.parcel(order_id).state is ParcelState.ARRANGED


def test_only_the_ways_that_are_open_are_offered(world: World, staff: Staff) -> None:
    staff.ships(dropoff=False)
    first = staff.desk().options(staff.ref(staff.sold()))
    staff.ships(pickup=False)
    then = staff.desk().options(staff.ref(staff.sold()))
    if not world.sim.habits.offers_ways:
        assert first == then
        return
    assert (first.pickup is not None, first.dropoff) == (True, None)
    assert (then.pickup, then.dropoff is not None) == (None, True)


def test_pick_up_times_are_aware_and_to_come(world: World, staff: Staff) -> None:
    options = staff.desk().options(staff.ref(staff.sold()))
    slots = [slot for place in options.pickup or () for slot in place.slots]
    for slot in slots:
        assert slot.slot_id
        assert slot.starts_at is None or slot.starts_at > world.now()
        assert slot.ends_at is None or slot.starts_at is None or slot.ends_at > slot.starts_at
    assert len({slot.slot_id for slot in slots}) * len(options.pickup or ()) == len(slots)


def test_our_own_address_is_in_no_repr(staff: Staff) -> None:
    options = staff.desk().options(staff.ref(staff.sold()))
    assert isinstance(options, HandoverOptions)
    assert "Koperasi No. 7" not in repr(options)


def test_arranging_twice_is_success_and_arranges_once(world: World, staff: Staff) -> None:
    ref = staff.ref(staff.sold())
    choice = staff.choice(ref)
    for _ in range(2):
        (outcome,) = staff.desk().arrange([ref], choice)
        assert (outcome.applied, outcome.error) == (Applied.YES, None)
    assert arrangements(world) == 1


def test_arranging_many_twice_is_success_too(world: World, staff: Staff) -> None:
    many = min(2, world.manifest.capabilities.arrange_parcels)
    refs = [staff.ref(order_id) for order_id in staff.many_sold(many)]
    choice = staff.choice(refs[0])
    for _ in range(2):
        outcomes = staff.desk().arrange(refs, choice)
        assert [outcome.applied for outcome in outcomes] == [Applied.YES] * many
    assert arrangements(world) == many


def broken(staff: Staff, ref: ParcelRef, choice: HandoverChoice, host: str = "") -> bool:
    """Whether one arrangement ended without anybody knowing how, or broke at a read before it was sent."""
    before = len(staff.world.writes())
    try:
        outcomes = staff.desk(timeouts=SHORT, host=host).arrange([ref], choice)
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
    (outcome,) = staff.desk().arrange([ref], choice)
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
        outcomes += staff.desk().arrange(refs[at : at + most], choice)
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
    outcomes = staff.desk().arrange(refs, choice)
    assert {outcome.ref for outcome in outcomes} == set(refs)
    assert len(outcomes) == most
    assert all(outcome.applied is Applied.YES for outcome in outcomes)
    assert len(world.writes()) - before <= 2


@pytest.mark.parametrize(
    "change", [lambda choice: replace(choice, slot_id="1"), lambda choice: replace(choice, place_id="999")]
)
def test_a_time_or_place_that_is_not_offered_is_refused_in_words(
    world: World, staff: Staff, change: Callable[[HandoverChoice], HandoverChoice]
) -> None:
    staff.ships(dropoff=False)
    order_id = staff.sold()
    choice = staff.choice(staff.ref(order_id))
    if change(choice) == choice or not (choice.slot_id and choice.place_id):
        return
    (outcome,) = staff.desk().arrange([staff.ref(order_id)], change(choice))
    assert outcome.applied is Applied.NO
    assert isinstance(outcome.error, Rejected)
    assert "unknown" not in outcome.error.key
    assert staff.told(outcome.error)
    assert staff.state(order_id) is OrderState.READY


def test_a_pick_up_time_that_passed_is_refused_in_words(staff: Staff, clock: HandSetClock) -> None:
    staff.ships(dropoff=False)
    order_id = staff.sold()
    ref = staff.ref(order_id)
    choice = staff.choice(ref)
    clock.forward(4 * 86_400)
    (outcome,) = staff.desk().arrange([ref], choice)
    if not choice.slot_id:
        assert outcome.applied is Applied.YES
        return
    assert isinstance(outcome.error, Rejected)
    assert staff.told(outcome.error)
    assert staff.state(order_id) is OrderState.READY
    (again,) = staff.desk().arrange([ref], staff.choice(ref))
    assert again.applied is Applied.YES


def test_a_way_that_is_not_open_is_refused(world: World, staff: Staff) -> None:
    staff.ships(pickup=False, branches=False)
    order_id = staff.sold()
    (outcome,) = staff.desk().arrange([staff.ref(order_id)], HandoverChoice(Handover.PICKUP))
    if not world.sim.habits.chooses_handover:
        assert outcome.applied is Applied.YES
        return
    assert isinstance(outcome.error, Rejected)
    assert staff.state(order_id) is OrderState.READY


def test_a_tracking_number_may_come_later(staff: Staff, clock: HandSetClock) -> None:
    staff.ships(tracking_seconds=60)
    order_id = staff.arranged()
    assert staff.parcel(order_id).tracking_number == ""
    clock.forward(61)
    number = staff.parcel(order_id).tracking_number
    assert number
    assert staff.parcel(order_id).tracking_number == number


def test_while_a_courier_is_looked_for_one_has_to_wait(staff: Staff, clock: HandSetClock) -> None:
    order_id = staff.sold()
    ref = staff.ref(order_id)
    choice = staff.choice(ref)
    staff.ships(courier_seconds=600)
    with pytest.raises(Transient):
        staff.desk().options(ref)
    with pytest.raises(Transient):
        staff.desk().arrange([ref], choice)
    clock.forward(601)
    (then,) = staff.desk().arrange([ref], staff.choice(ref))
    assert then.applied is Applied.YES


@pytest.mark.parametrize("step", [Step.CANCEL, Step.REQUEST_CANCEL])
def test_what_is_cancelled_or_to_be_is_not_sent_off(world: World, staff: Staff, step: Step) -> None:
    order_id = staff.sold()
    ref = staff.ref(order_id)
    choice = staff.choice(ref)
    world.sim.step_order(order_id, step)
    (outcome,) = staff.desk().arrange([ref], choice)
    assert outcome.applied is Applied.NO
    assert isinstance(outcome.error, Rejected)
    assert staff.told(outcome.error)


def test_a_cancelled_orders_parcel_is_cancelled(world: World, staff: Staff) -> None:
    order_id = staff.arranged()
    world.sim.step_order(order_id, Step.CANCEL)
    assert {parcel.state for parcel in staff.desk().parcels(order_id)} <= {ParcelState.CANCELLED}


def test_a_parcel_is_followed_to_its_buyer(world: World, staff: Staff, clock: HandSetClock) -> None:
    order_id = staff.arranged()
    for step, state in STEPS.items():
        clock.forward(60)
        world.sim.step_order(order_id, step)
        parcel = staff.parcel(order_id)
        assert parcel.state is state
        assert parcel.tracking_number


def test_what_was_arranged_in_seller_center_is_seen(world: World, staff: Staff) -> None:
    order_id = staff.sold()
    ref = staff.ref(order_id)
    choice = staff.choice(ref)
    world.sim.step_order(order_id, Step.ARRANGE)
    assert staff.parcel(order_id).state is ParcelState.ARRANGED
    (outcome,) = staff.desk().arrange([ref], choice)
    assert outcome.applied is Applied.YES


def test_an_arrangement_that_was_ignored_is_seen_when_read_back(world: World, staff: Staff) -> None:
    ref = staff.ref(staff.sold())
    choice = staff.choice(ref)
    world.faults(ignored_write_rate=1)
    staff.desk().arrange([ref], choice)
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
    assert staff.or_refused(lambda: others.desk().parcels(order_id), ()) == ()
    with pytest.raises((Rejected, Transient)):
        others.desk().options(ref)
    (outcome,) = others.desk().arrange([ref], choice)
    assert outcome.applied is Applied.NO
    assert staff.state(order_id) is OrderState.READY


CALLS: list[Callable[[Fulfilment, ParcelRef, HandoverChoice], object]] = [
    lambda desk, ref, choice: desk.parcels(ref.order_id),
    lambda desk, ref, choice: desk.options(ref),
    lambda desk, ref, choice: desk.arrange([ref], choice),
    lambda desk, ref, choice: desk.arrange([ref, ref], choice),
]


@pytest.mark.parametrize("call", CALLS)
def test_every_call_takes_from_the_budget_first(
    world: World, staff: Staff, call: Callable[[Fulfilment, ParcelRef, HandoverChoice], object]
) -> None:
    ref = staff.ref(staff.sold())
    choice = staff.choice(ref)
    desk = staff.desk()
    last = world.sim.journal.last
    world.budget.left = 0
    with pytest.raises(RateLimited):
        call(desk, ref, choice)
    assert world.sim.events("call", last) == []


def test_too_many_calls_arrange_nothing(world: World, staff: Staff) -> None:
    ref = staff.ref(staff.sold())
    choice = staff.choice(ref)
    world.faults(calls_per_second=0.001, burst=1)
    staff.connector().check()
    with pytest.raises(RateLimited):
        staff.desk().arrange([ref], choice)
    assert arrangements(world) == 0


def test_a_failed_pick_up_and_a_lost_parcel_are_told(world: World, staff: Staff) -> None:
    order_id = staff.arranged()
    (sold,) = world.sim.dispatch.parcels(order_id)
    told = (
        (ParcelState.FAILED, ParcelState.LOST)
        if world.sim.habits.tells_failed_pickups
        else (ParcelState.LOST,)
    )
    for state in told:
        world.sim.dispatch.mishap(sold.parcel_id, state)
        assert staff.parcel(order_id).state is state
    assert world.control("POST", f"parcels/{sold.parcel_id}/recover").status_code == 200
    assert staff.parcel(order_id).state is ParcelState.ARRANGED


def test_shipping_is_set_from_outside(world: World, staff: Staff) -> None:
    shown = world.control("POST", "shipping", {"pickup": False, "label_seconds": 7}).json()
    assert (shown["pickup"], shown["label_seconds"]) == (False, 7)
    assert world.control("GET", "shipping").json() == shown
    assert world.control("POST", "shipping", {"no_such": 1}).status_code == 400
    assert staff.desk().options(staff.ref(staff.sold())).pickup is None


def test_the_shops_connector_says_that_it_sends_goods_off(world: World) -> None:
    assert world.connect(SHOP).fulfilment is not None
