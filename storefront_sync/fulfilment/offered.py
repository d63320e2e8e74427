"""What a marketplace offers for a parcel or an order, and which of it is meant by a wish."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from connectors.base.aftersale import CancelOption
from connectors.base.fulfilment import Fulfilment
from connectors.base.shipment import Handover, HandoverChoice, HandoverOptions, Parcel, Place
from connectors.base.types import ExternalOrderId
from mappings.words import ParcelState
from storefront_sync.fulfilment.wishes import ArrangeWish

WAITS = (ParcelState.WAITING, ParcelState.FAILED)
"""There is something to arrange: for the first time, or anew after the courier came in vain."""
_EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class ParcelOptions:
    """How one parcel may be handed over."""

    parcel: Parcel
    options: HandoverOptions


def options_of(order_id: ExternalOrderId, fulfilment: Fulfilment) -> list[ParcelOptions]:
    """How the order's parcels that wait may be handed over. Raises ConnectorError."""
    return [
        ParcelOptions(parcel, fulfilment.options(parcel.ref))
        for parcel in fulfilment.parcels(order_id)
        if parcel.state in WAITS
    ]


def reason_named(offered: Sequence[CancelOption], reason: str) -> CancelOption | None:
    """The reason by the marketplace's word for it, or by ours where only one is meant; None for neither."""
    by_word = [one for one in offered if one.remote == reason]
    meant = by_word or [one for one in offered if one.reason.value == reason]
    return meant[0] if len(meant) == 1 else None


def chosen(wish: ArrangeWish, options: HandoverOptions, now: datetime) -> HandoverChoice | str:
    """What to send; the text key of what is to be chosen otherwise where it isn't offered."""
    if wish.handover is Handover.OWN:
        if not options.own:
            return "fulfilment.no_own_courier"
        return wish.exactly()
    places = options.pickup if wish.handover is Handover.PICKUP else options.dropoff
    if places is None:
        return "fulfilment.no_pickup" if wish.handover is Handover.PICKUP else "fulfilment.no_dropoff"
    if not places:
        return HandoverChoice(wish.handover)
    place = _place(wish, places)
    if isinstance(place, str):
        return place
    if not place.slots:
        return HandoverChoice(wish.handover, place.place_id)
    slot = _slot(wish, place, now)
    return HandoverChoice(wish.handover, place.place_id, slot) if slot else "fulfilment.no_slot"


def _place(wish: ArrangeWish, places: tuple[Place, ...]) -> Place | str:
    if not wish.place_id:
        return places[0] if len(places) == 1 else "fulfilment.place_wanted"
    found = next((place for place in places if place.place_id == wish.place_id), None)
    return found or "fulfilment.no_such_place"


def _slot(wish: ArrangeWish, place: Place, now: datetime) -> str:
    """The slot that was chosen, else the next one to come; "" where there is none."""
    if wish.slot_id:
        return wish.slot_id if any(slot.slot_id == wish.slot_id for slot in place.slots) else ""
    to_come = [slot for slot in place.slots if slot.starts_at is None or slot.starts_at > now]
    to_come.sort(key=lambda slot: slot.starts_at or _EARLIEST)
    return to_come[0].slot_id if to_come else ""
