"""The ways to hand a package over: from get_shipping_parameter, and into ship_order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from connectors.base.shipment import Handover, HandoverChoice, HandoverOptions, ParcelRef, Place, Slot
from connectors.shopee.fulfilment_wire import PlaceWire, ShippingParameterWire
from connectors.shopee.named import number, package

OWN_NAMES = ("non_integrated", "non-integrated")
CANNOT_FILL = frozenset({"sender_real_name", "tracking_no", "tracking_number", "slug"})
"""What a drop-off may want in other countries and nobody can choose from a list."""


def handover_options(answer: ShippingParameterWire) -> HandoverOptions:
    """The open ways; one that wants what we can't give isn't offered."""
    needed = answer.info_needed
    pickup = dropoff = None
    if "pickup" in needed:
        places = answer.pickup.address_list if "address_id" in needed["pickup"] else []
        pickup = tuple(_place(row.address_id, row) for row in places if row.address_id)
    if "dropoff" in needed and not CANNOT_FILL & set(needed["dropoff"]):
        places = answer.dropoff.branch_list if "branch_id" in needed["dropoff"] else []
        dropoff = tuple(_place(row.branch_id, row) for row in places if row.branch_id)
    return HandoverOptions(pickup, dropoff, own=any(name in needed for name in OWN_NAMES))


def ship_body(parcel: ParcelRef, choice: HandoverChoice) -> dict[str, object]:
    """The body of ship_order. The chosen way is sent even if it is empty, an empty package number never."""
    body = package(parcel)
    if choice.handover is Handover.OWN:
        return {**body, "non_integrated": {"tracking_number": choice.tracking_number}}
    return {**body, **_way(choice)}


def mass_body(parcels: Sequence[ParcelRef], choice: HandoverChoice) -> dict[str, object]:
    """The body of mass_ship_order, for packages with numbers."""
    packages = [{"package_number": parcel.parcel_id} for parcel in parcels]
    body: dict[str, object] = {"package_list": packages}
    if choice.handover is Handover.OWN:
        numbered = [{**row, "tracking_number": choice.tracking_number} for row in packages]
        return {**body, "non_integrated": {"tracking_number": numbered}}
    return {**body, **_way(choice)}


def _way(choice: HandoverChoice) -> Mapping[str, object]:
    if choice.handover is Handover.DROPOFF:
        return {"dropoff": {"branch_id": number(choice.place_id)} if choice.place_id else {}}
    pickup: dict[str, object] = {}
    if choice.place_id:
        pickup["address_id"] = number(choice.place_id)
    if choice.slot_id:
        pickup["pickup_time_id"] = choice.slot_id
    return {"pickup": pickup}


def _place(place_id: str, row: PlaceWire) -> Place:
    name = ", ".join(part for part in (row.address, row.district, row.city) if part)
    slots = tuple(
        Slot(slot.pickup_time_id, datetime.fromtimestamp(slot.date, UTC) if slot.date else None)
        for slot in row.time_slot_list
        if slot.pickup_time_id
    )
    return Place(place_id, name, slots)
