"""A parcel of a simulated order: how it is handed over, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.base.shipment import Handover
from mappings.words import ParcelState


@dataclass
class SoldParcel:
    """`lines` are the pieces in it by the index of the order's line; times are epoch seconds.

    `tracking_at` is when the tracking number shows, `label_at` when the label is ready (None = not asked
    for), `mishap` what went wrong on the way (FAILED or LOST).
    """

    parcel_id: str
    courier: str
    lines: dict[int, int]
    ship_by: float
    handover: Handover | None = None
    place_id: str = ""
    slot_id: str = ""
    arranged_at: float | None = None
    tracking_number: str = ""
    tracking_at: float = 0.0
    label_at: float | None = None
    mishap: ParcelState | None = None
