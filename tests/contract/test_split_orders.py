"""Orders that the seller put into several parcels."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors.base.types import Applied
from mappings.words import OrderState, ParcelState
from tests.conftest import HandSetClock
from tests.contract.behaviours import Behaviour, behaviours
from tests.contract.staff import Staff
from tests.contract.world import World, opened


@pytest.fixture(params=behaviours("split_orders_sent"), ids=str)
def world(request: pytest.FixtureRequest, clock: HandSetClock) -> Iterator[World]:
    """Each marketplace whose orders come in several parcels, in each of its ways."""
    behaviour: Behaviour = request.param
    yield from opened(behaviour, clock.now)


def test_an_order_in_several_parcels_is_arranged_parcel_by_parcel(world: World, staff: Staff) -> None:
    order_id = staff.sold(bags=1, shirts=2)
    world.sim.dispatch.split(order_id)
    parcels = staff.fulfilment().parcels(order_id)
    every = {line.line_key for line in staff.read(order_id).lines}
    keys = [key for parcel in parcels for key in parcel.line_keys]
    assert (len(parcels), sorted(keys)) == (2, sorted(every))
    for done, parcel in enumerate(parcels):
        (outcome,) = staff.fulfilment().arrange([parcel.ref], staff.choice(parcel.ref))
        assert outcome.applied is Applied.YES
        states = [one.state for one in staff.fulfilment().parcels(order_id)]
        assert states.count(ParcelState.ARRANGED) == done + 1
    assert staff.state(order_id) is OrderState.ARRANGED


def test_a_split_is_made_before_anything_is_arranged(world: World, staff: Staff) -> None:
    order_id = staff.sold(bags=1, shirts=2)
    assert len(world.control("POST", f"orders/{order_id}/split").json()["parcels"]) == 2
    for parcel in staff.fulfilment().parcels(order_id):
        staff.fulfilment().arrange([parcel.ref], staff.choice(parcel.ref))
    assert world.control("POST", f"orders/{order_id}/split").status_code == 409


def test_each_parcel_of_an_order_has_a_number_of_its_own(world: World, staff: Staff) -> None:
    order_id = staff.sold(bags=1, shirts=2)
    world.sim.dispatch.split(order_id)
    for parcel in staff.fulfilment().parcels(order_id):
        staff.fulfilment().arrange([parcel.ref], staff.choice(parcel.ref))
    numbers = {parcel.tracking_number for parcel in staff.fulfilment().parcels(order_id)}
    assert len(numbers - {""}) == 2


def test_each_parcel_of_an_order_has_a_label_of_its_own(world: World, staff: Staff) -> None:
    order_id = staff.sold(bags=1, shirts=2)
    world.sim.dispatch.split(order_id)
    refs = [parcel.ref for parcel in staff.fulfilment().parcels(order_id)]
    for ref in refs:
        staff.fulfilment().arrange([ref], staff.choice(ref))
    labels = staff.printed(refs)
    assert sorted(ref.parcel_id for file in labels.files for ref in file.parcels) == sorted(
        ref.parcel_id for ref in refs
    )
