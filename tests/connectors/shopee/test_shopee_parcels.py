"""Parcels at Shopee that fail, and parcels that are gone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from connectors.base.errors import RateLimited, Rejected
from connectors.base.shipment import Handover, HandoverChoice, ParcelId, ParcelRef
from connectors.base.types import Applied, ExternalOrderId
from mappings.words import OrderState, ParcelState
from tests.contract.staff import Staff
from tests.contract.world import World


def in_vain(world: World, staff: Staff) -> ExternalOrderId:
    """An arranged order whose pick-up failed."""
    order_id = staff.arranged()
    (parcel,) = world.sim.dispatch.parcels(order_id)
    world.sim.dispatch.mishap(parcel.parcel_id, ParcelState.FAILED)
    return order_id


def test_a_failed_pick_up_is_arranged_anew(world: World, staff: Staff) -> None:
    order_id = in_vain(world, staff)
    ref = staff.ref(order_id)
    assert staff.parcel(order_id).state is ParcelState.FAILED
    assert staff.read(order_id).state is OrderState.ARRANGED
    (outcome,) = staff.fulfilment().arrange([ref], staff.choice(ref))
    assert outcome.applied is Applied.YES
    assert staff.parcel(order_id).state is ParcelState.ARRANGED


def test_failed_ones_among_new_ones_are_arranged_anew(world: World, staff: Staff) -> None:
    failed, fresh, done = in_vain(world, staff), staff.sold(), staff.arranged()
    refs = [staff.ref(order_id) for order_id in (failed, fresh, done)]
    outcomes = staff.fulfilment().arrange(refs, staff.choice(refs[1]))
    assert [outcome.applied for outcome in outcomes] == [Applied.YES] * 3
    assert {staff.parcel(order_id).state for order_id in (failed, fresh, done)} == {ParcelState.ARRANGED}


def test_it_cannot_be_brought_to_a_branch_instead_and_says_so(world: World, staff: Staff) -> None:
    ref = staff.ref(in_vain(world, staff))
    (outcome,) = staff.fulfilment().arrange([ref], HandoverChoice(Handover.DROPOFF, "2201"))
    assert isinstance(outcome.error, Rejected)
    assert outcome.error.key == "shopee.pick_up_again"
    assert staff.told(outcome.error)


def test_what_did_not_fail_is_left_as_it_is(world: World, staff: Staff) -> None:
    ref = staff.ref(staff.arranged())
    last = world.sim.journal.last
    (outcome,) = staff.fulfilment().arrange([ref], HandoverChoice(Handover.DROPOFF, "2201"))
    assert outcome.applied is Applied.YES
    names = [event["name"] for event in world.sim.events("call", last)]
    assert names == ["ship_order", "package_detail"]


def test_what_was_arranged_before_a_call_broke_is_told(world: World, staff: Staff) -> None:
    first, second = staff.sold(), staff.sold()
    choice = staff.choice(staff.ref(first))
    world.faults(calls_per_second=0.001, burst=1)
    arranged, stopped = staff.fulfilment().arrange([ParcelRef(first), ParcelRef(second)], choice)
    assert (arranged.ref.order_id, arranged.applied) == (first, Applied.YES)
    assert (stopped.ref.order_id, stopped.applied) == (second, Applied.NO)
    assert isinstance(stopped.error, RateLimited)


@pytest.mark.parametrize("position", ["left_out", "refuses_all"])
def test_a_parcel_that_is_gone_hides_no_other(world: World, staff: Staff, position: str) -> None:
    world.sim.switchboard.turn("package_gone", position)
    good = staff.ref(staff.sold())
    choice = staff.choice(good)
    gone = replace(good, parcel_id=ParcelId("OFG000000000000001"))
    outcomes = {one.ref: one for one in staff.fulfilment().arrange([gone, good], choice)}
    assert outcomes[good].applied is Applied.YES
    assert isinstance(outcomes[gone].error, Rejected)
    labels = staff.printed([gone, good])
    assert [file.parcels for file in labels.files] == [(good,)]
    assert [ref for ref, _ in labels.refused] == [gone]
