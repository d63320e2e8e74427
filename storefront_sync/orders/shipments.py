"""An order's parcels as they bear on Saleor: what has left, what was called off, what is in each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mappings.words import OrderState, ParcelState
from storefront_sync.catalog.models import Component
from storefront_sync.orders.models import Order, OrderLine, Parcel, StandIn
from storefront_sync.orders.next_step import LONGEST_LABEL, Shipment

WHOLE = ""
"""The parcel id of an order that left without a parcel that we could read."""
ALL_HAVE_LEFT = {OrderState.DELIVERED, OrderState.COMPLETED, OrderState.RETURNED}
"""While an order is only shipped, some of its parcels may still be here."""


@dataclass(frozen=True)
class Shipments:
    """`all_told`: every line of the order is in one of them."""

    rows: tuple[Shipment, ...] = ()
    all_told: bool = True


def shipments_of(order: Order) -> Shipments:
    """The order's parcels; nothing while they are still to be read.

    One that the marketplace cancelled counts as called off unless it was seen to have left: then it is on its
    way, and only a return brings it back.
    """
    known = list(order.parcels.order_by("parcel_id"))
    if not known and order.left_at is None:
        return Shipments()
    going = _going(order, known)
    if not going and order.left_at is not None:
        if order.parcels_due_at is None:
            return Shipments((Shipment(WHOLE, left=True),))
        return Shipments()
    variants = _variants_by_line(order.lines.all())
    left = have_left(order, known)
    rows = [
        Shipment(
            parcel.parcel_id,
            left=parcel in left,
            called_off=parcel not in going,
            label=label_of(parcel),
            written=parcel.saleor_tracking,
            variants=_pieces(parcel, variants),
        )
        for parcel in known
    ]
    named = {key for parcel in going for key in parcel.line_keys}
    all_told = any(not parcel.line_keys for parcel in going) or variants.keys() <= named
    return Shipments(tuple(rows), all_told)


def have_left(order: Order, known: Sequence[Parcel]) -> list[Parcel]:
    """Those of the order's parcels that have left."""
    going = _going(order, known)
    alone = len(going) == 1
    return [parcel for parcel in going if _has_left(parcel, order, alone=alone)]


def _going(order: Order, known: Sequence[Parcel]) -> list[Parcel]:
    """Without those that were called off; of an order that has left, one at least wasn't."""
    going = [row for row in known if row.state != ParcelState.CANCELLED.value or row.left_at is not None]
    return list(known) if not going and order.left_at is not None else going


def label_of(parcel: Parcel) -> str:
    """What is to be the tracking number in Saleor: the number, and the courier behind it, since Saleor has
    no place of its own for that. "" while there is no number."""
    if not parcel.tracking_number.strip():
        return ""
    courier = f" ({parcel.courier.strip()})" if parcel.courier.strip() else ""
    return f"{parcel.tracking_number.strip()}{courier}"[:LONGEST_LABEL]


def _has_left(parcel: Parcel, order: Order, *, alone: bool) -> bool:
    return (
        parcel.left_at is not None
        or OrderState(order.state) in ALL_HAVE_LEFT
        or (alone and order.left_at is not None)
    )


def _pieces(parcel: Parcel, variants: dict[str, dict[str, int]]) -> dict[str, int] | None:
    if not parcel.line_keys:
        return None
    pieces: dict[str, int] = {}
    for key in parcel.line_keys:
        for variant_id, units in variants.get(key, {}).items():
            pieces[variant_id] = pieces.get(variant_id, 0) + units
    return pieces


def _variants_by_line(lines: Iterable[OrderLine]) -> dict[str, dict[str, int]]:
    """Pieces by Saleor's variant id of each line: as it is linked now, or of the stand-in with which it was
    imported."""
    found: dict[str, dict[str, int]] = {}
    rows = list(lines)
    stood_in = StandIn.objects.filter(order__in={line.order_id for line in rows})
    variants = dict(stood_in.values_list("line_key", "variant_id"))
    parts = _parts_of(rows)
    for line in rows:
        pieces = found.setdefault(line.line_key, {})
        if line.line_key in variants:
            pieces[variants[line.line_key]] = line.quantity
            continue
        for key, units in parts.get(line.listing_id, ()):
            pieces[key] = pieces.get(key, 0) + units * line.quantity
    return found


def _parts_of(lines: Iterable[OrderLine]) -> dict[int | None, list[tuple[str, int]]]:
    """Saleor's variant ids and units by listing, in one question for all lines."""
    parts: dict[int | None, list[tuple[str, int]]] = {}
    asked = Component.objects.filter(listing__in={line.listing_id for line in lines} - {None})
    for listing_id, variant_id, units in asked.order_by("pk").values_list(
        "listing_id", "variant__saleor_id", "units"
    ):
        parts.setdefault(listing_id, []).append((variant_id, units))
    return parts


def units_of(order: Order) -> dict[str, int]:
    """Pieces by Saleor's variant id that the order's lines are now."""
    units: dict[str, int] = {}
    for pieces in _variants_by_line(order.lines.all()).values():
        for variant_id, count in pieces.items():
            units[variant_id] = units.get(variant_id, 0) + count
    return units
