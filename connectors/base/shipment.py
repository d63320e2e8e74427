"""Sending goods off: parcels, the ways to hand them over, labels."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from connectors.base.errors import ConnectorError
from connectors.base.types import Applied, ExternalOrderId
from mappings.words import ParcelState

ParcelId = NewType("ParcelId", str)


@dataclass(frozen=True)
class ParcelRef:
    """One parcel of one order. `parcel_id` is "" where the marketplace makes parcels only when the shipment
    is arranged, or where an order has exactly one."""

    order_id: ExternalOrderId
    parcel_id: ParcelId = ParcelId("")


@dataclass(frozen=True)
class Parcel:
    """A parcel as the marketplace shows it now. `line_keys` are those of the order's lines (empty = all);
    `tracking_number` is "" until there is one; `ship_by` is when it must be handed over."""

    ref: ParcelRef
    state: ParcelState
    courier: str
    tracking_number: str = ""
    line_keys: tuple[str, ...] = ()
    ship_by: datetime | None = None


class Handover(StrEnum):
    """How a parcel gets to the courier."""

    PICKUP = "pickup"
    DROPOFF = "dropoff"
    OWN = "own"
    """A courier of the seller's own, who brings a tracking number."""


@dataclass(frozen=True)
class Slot:
    """A time at which the courier would come. Either end None = the marketplace doesn't say."""

    slot_id: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True)
class Place:
    """Where a parcel changes hands: our address (pick-up) or a branch (drop-off). `name` may hold our own
    address, so it stays out of reprs."""

    place_id: str
    name: str = field(default="", repr=False)
    slots: tuple[Slot, ...] = ()


@dataclass(frozen=True)
class HandoverOptions:
    """The ways that are open for one parcel. None = this way isn't offered; an empty tuple = offered without
    anything to choose."""

    pickup: tuple[Place, ...] | None = None
    dropoff: tuple[Place, ...] | None = None
    own: bool = False


@dataclass(frozen=True)
class HandoverChoice:
    """What staff chose. `place_id` and `slot_id` are those of the options ("" where there was nothing to
    choose); courier and tracking number only for OWN."""

    handover: Handover
    place_id: str = ""
    slot_id: str = ""
    courier: str = ""
    tracking_number: str = ""


@dataclass(frozen=True)
class ParcelOutcome:
    """The outcome for one parcel. `error` is set unless `applied` is YES."""

    ref: ParcelRef
    applied: Applied
    error: ConnectorError | None = None


@dataclass(frozen=True)
class LabelFile:
    """One PDF with the labels of these parcels, in this order."""

    parcels: tuple[ParcelRef, ...]
    pdf: bytes = field(repr=False)


@dataclass(frozen=True)
class Labels:
    """What could be printed now. `waiting`: the marketplace is still making them, ask again in some seconds;
    `refused`: there will be none, and why."""

    files: tuple[LabelFile, ...] = ()
    waiting: tuple[ParcelRef, ...] = ()
    refused: tuple[tuple[ParcelRef, ConnectorError], ...] = ()
