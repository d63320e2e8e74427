"""The ways in which a parcel can be handed over, and what becomes of one that isn't offered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from connectors.base.errors import Rejected, Transient
from connectors.base.shipment import Handover, HandoverChoice, HandoverOptions
from connectors.base.types import Applied
from mappings.words import OrderState, ParcelState
from tests.conftest import HandSetClock
from tests.contract.behaviours import Behaviour, behaviours
from tests.contract.staff import Staff, choices
from tests.contract.world import World, opened

WAYS: list[dict[str, object]] = [
    {"dropoff": False},
    {"dropoff": False, "slots": False},
    {"pickup": False},
    {"pickup": False, "branches": False},
]


@pytest.fixture(params=behaviours("shipment_arranged"), ids=str)
def world(request: pytest.FixtureRequest, clock: HandSetClock) -> Iterator[World]:
    """Each marketplace at which we send goods off, in each of its ways."""
    behaviour: Behaviour = request.param
    yield from opened(behaviour, clock.now)


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_every_way_that_is_offered_is_taken(staff: Staff, way: dict[str, object]) -> None:
    staff.ships(**way)
    offered = list(choices(staff.fulfilment().options(staff.ref(staff.sold()))))
    assert offered
    for choice in offered:
        order_id = staff.sold()
        (outcome,) = staff.fulfilment().arrange([staff.ref(order_id)], choice)
        assert (outcome.applied, outcome.error) == (Applied.YES, None)
        assert outcome.ref.order_id == order_id
        assert staff.state(order_id) is OrderState.ARRANGED
        assert staff.parcel(order_id).state is ParcelState.ARRANGED


def test_only_the_ways_that_are_open_are_offered(world: World, staff: Staff) -> None:
    staff.ships(dropoff=False)
    first = staff.fulfilment().options(staff.ref(staff.sold()))
    staff.ships(pickup=False)
    then = staff.fulfilment().options(staff.ref(staff.sold()))
    if not world.sim.habits.offers_ways:
        assert first == then
        return
    assert (first.pickup is not None, first.dropoff) == (True, None)
    assert (then.pickup, then.dropoff is not None) == (None, True)


def test_pick_up_times_are_aware_and_to_come(world: World, staff: Staff) -> None:
    options = staff.fulfilment().options(staff.ref(staff.sold()))
    slots = [slot for place in options.pickup or () for slot in place.slots]
    for slot in slots:
        assert slot.slot_id
        assert slot.starts_at is None or slot.starts_at > world.now()
        assert slot.ends_at is None or slot.starts_at is None or slot.ends_at > slot.starts_at
    assert len({slot.slot_id for slot in slots}) * len(options.pickup or ()) == len(slots)


def test_our_own_address_is_in_no_repr(staff: Staff) -> None:
    options = staff.fulfilment().options(staff.ref(staff.sold()))
    assert isinstance(options, HandoverOptions)
    assert "Koperasi No. 7" not in repr(options)


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
    (outcome,) = staff.fulfilment().arrange([staff.ref(order_id)], change(choice))
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
    (outcome,) = staff.fulfilment().arrange([ref], choice)
    if not choice.slot_id:
        assert outcome.applied is Applied.YES
        return
    assert isinstance(outcome.error, Rejected)
    assert staff.told(outcome.error)
    assert staff.state(order_id) is OrderState.READY
    (again,) = staff.fulfilment().arrange([ref], staff.choice(ref))
    assert again.applied is Applied.YES


def test_a_way_that_is_not_open_is_refused(world: World, staff: Staff) -> None:
    staff.ships(pickup=False, branches=False)
    order_id = staff.sold()
    (outcome,) = staff.fulfilment().arrange([staff.ref(order_id)], HandoverChoice(Handover.PICKUP))
    if not world.sim.habits.chooses_handover:
        assert outcome.applied is Applied.YES
        return
    assert isinstance(outcome.error, Rejected)
    assert staff.state(order_id) is OrderState.READY


def test_while_a_courier_is_looked_for_one_has_to_wait(staff: Staff, clock: HandSetClock) -> None:
    order_id = staff.sold()
    ref = staff.ref(order_id)
    choice = staff.choice(ref)
    staff.ships(courier_seconds=600)
    with pytest.raises(Transient):
        staff.fulfilment().options(ref)
    with pytest.raises(Transient):
        staff.fulfilment().arrange([ref], choice)
    clock.forward(601)
    (then,) = staff.fulfilment().arrange([ref], staff.choice(ref))
    assert then.applied is Applied.YES


def test_shipping_is_set_from_outside(world: World, staff: Staff) -> None:
    shown = world.control("POST", "shipping", {"pickup": False, "label_seconds": 7}).json()
    assert (shown["pickup"], shown["label_seconds"]) == (False, 7)
    assert world.control("GET", "shipping").json() == shown
    assert world.control("POST", "shipping", {"no_such": 1}).status_code == 400
    assert staff.fulfilment().options(staff.ref(staff.sold())).pickup is None
