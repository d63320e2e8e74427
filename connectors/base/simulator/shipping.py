"""The ways in which a simulated shop may hand its parcels over, and how long things take there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict, Field

DAY = 86_400
SECONDS = Field(default=0.0, ge=0)
SLOT_DAYS = 3
HOURS = ((2, 5), (6, 10))
"""Slots of a day in UTC: 9 to 12 and 13 to 17 in Jakarta."""


class Shipping(BaseModel):
    """How a simulated marketplace ships. Times are seconds."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    pickup: bool = True
    """Couriers come to the seller, at a place and a time that he chooses."""
    slots: bool = True
    """Pick-ups have times to choose."""
    dropoff: bool = True
    """The seller brings parcels to a branch."""
    branches: bool = True
    """There are branches to choose."""
    own: bool = False
    """The seller uses a courier of his own, who brings a tracking number."""
    courier_seconds: float = SECONDS
    """How long the marketplace looks for a courier after the payment."""
    tracking_seconds: float = SECONDS
    """How long after the arrangement the tracking number shows."""
    label_seconds: float = SECONDS
    """How long a label is in the making."""


@dataclass(frozen=True)
class OfferedSlot:
    """A time for a pick-up, in epoch seconds."""

    slot_id: str
    starts_at: int
    ends_at: int


@dataclass(frozen=True)
class OfferedPlace:
    """One of the seller's addresses, or a branch."""

    place_id: str
    name: str = field(repr=False)
    slots: tuple[OfferedSlot, ...] = ()


@dataclass(frozen=True)
class Offer:
    """The ways that are open for a parcel; None = not this way."""

    pickup: tuple[OfferedPlace, ...] | None
    dropoff: tuple[OfferedPlace, ...] | None
    own: bool


def offer(shipping: Shipping, now: float) -> Offer:
    """What is offered at this moment. Slots that have begun are gone."""
    slots = tuple(_slots(now)) if shipping.slots else ()
    addresses = (
        OfferedPlace("1101", "Jl. Koperasi No. 7, Kenjeran", slots),
        OfferedPlace("1102", "Gudang Jl. Melati No. 2, Gubeng", slots),
    )
    branches = (OfferedPlace("2201", "Gerai Kenjeran"), OfferedPlace("2202", "Gerai Gubeng"))
    return Offer(
        pickup=addresses if shipping.pickup else None,
        dropoff=(branches if shipping.branches else ()) if shipping.dropoff else None,
        own=shipping.own,
    )


def _slots(now: float) -> Iterator[OfferedSlot]:
    today = int(now) // DAY * DAY
    for day in range(SLOT_DAYS):
        for begins, ends in HOURS:
            starts_at = today + day * DAY + begins * 3600
            if starts_at > now:
                yield OfferedSlot(str(starts_at), starts_at, today + day * DAY + ends * 3600)
