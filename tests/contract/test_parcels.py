"""An order's parcels, from the payment to the buyer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from connectors.base.simulator.orders import Step
from connectors.base.types import ExternalOrderId
from mappings.words import ParcelState
from tests.conftest import HandSetClock
from tests.contract.behaviours import Behaviour, behaviours
from tests.contract.staff import Staff
from tests.contract.world import World, opened

STEPS = {
    Step.SHIP: ParcelState.SHIPPED,
    Step.DELIVER: ParcelState.DELIVERED,
    Step.COMPLETE: ParcelState.DELIVERED,
}


@pytest.fixture(params=behaviours("shipment_arranged"), ids=str)
def world(request: pytest.FixtureRequest, clock: HandSetClock) -> Iterator[World]:
    """Each marketplace at which we send goods off, in each of its ways."""
    behaviour: Behaviour = request.param
    yield from opened(behaviour, clock.now)


def test_an_order_that_is_not_paid_has_no_parcels(staff: Staff) -> None:
    assert staff.fulfilment().parcels(staff.sold(paid=False)) == ()


def test_an_order_that_is_not_there_has_no_parcels(world: World, staff: Staff) -> None:
    order_id = staff.sold()
    unknown = ExternalOrderId(order_id[:-1] + ("0" if order_id[-1] != "0" else "1"))
    assert staff.or_refused(lambda: staff.fulfilment().parcels(unknown), ()) == ()


def test_a_paid_orders_parcels_hold_every_line(staff: Staff) -> None:
    order_id = staff.sold(bags=2, shirts=3)
    every = {line.line_key for line in staff.read(order_id).lines}
    parcels = staff.fulfilment().parcels(order_id)
    held = {key for parcel in parcels for key in parcel.line_keys}
    assert len(parcels) == 1
    assert held == every or parcels[0].line_keys == ()
    assert parcels[0].state is ParcelState.WAITING
    assert parcels[0].ref.order_id == order_id


def test_a_parcel_says_until_when_it_must_be_handed_over(world: World, staff: Staff) -> None:
    ship_by = staff.parcel(staff.sold()).ship_by
    assert ship_by is None or (ship_by > world.now() and ship_by.utcoffset() == timedelta(0))


def test_a_tracking_number_may_come_later(staff: Staff, clock: HandSetClock) -> None:
    staff.ships(tracking_seconds=60)
    order_id = staff.arranged()
    assert staff.parcel(order_id).tracking_number == ""
    clock.forward(61)
    number = staff.parcel(order_id).tracking_number
    assert number
    assert staff.parcel(order_id).tracking_number == number


def test_a_cancelled_orders_parcel_is_cancelled(world: World, staff: Staff) -> None:
    order_id = staff.arranged()
    world.sim.step_order(order_id, Step.CANCEL)
    assert {parcel.state for parcel in staff.fulfilment().parcels(order_id)} <= {ParcelState.CANCELLED}


def test_a_parcel_is_followed_to_its_buyer(world: World, staff: Staff, clock: HandSetClock) -> None:
    order_id = staff.arranged()
    for step, state in STEPS.items():
        clock.forward(60)
        world.sim.step_order(order_id, step)
        parcel = staff.parcel(order_id)
        assert parcel.state is state
        assert parcel.tracking_number


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
