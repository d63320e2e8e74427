"""What Saleor is to do next for an order's parcels, as a pure function of both sides as they are now.

Asked again after every step, so that an attempt that died, or one of staff, is found instead of repeated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from storefront_sync.saleor.types import FulfilmentRead, OrderLineRead, OrderRead

LIVE = ("FULFILLED", "WAITING_FOR_APPROVAL")
"""Saleor's words for a parcel that can still be taken back."""
OUT_OF_THE_ORDER = ("RETURNED", "REFUNDED_AND_RETURNED", "REPLACED")
"""Its words for pieces that aren't to be sent any more."""

Pieces = Mapping[str, int]
"""By Saleor's order line id, or by variant id where that is said."""


@dataclass(frozen=True)
class Shipment:
    """A parcel of the marketplace as it bears on Saleor.

    `variants` are the pieces in it by Saleor's variant id (None = all of the order). `label` is what is to be
    its tracking number there ("" = none yet), `written` what we wrote last. One that is `called_off` was
    cancelled before it left; one that has `left` and was cancelled afterwards is still on its way.
    """

    parcel_id: str
    left: bool
    called_off: bool = False
    label: str = ""
    written: str = ""
    variants: Pieces | None = None


@dataclass(frozen=True)
class Adopt:
    """These parcels of Saleor are this shipment: an earlier attempt's whose answer was lost, or staff's."""

    parcel_id: str
    fulfilment_ids: tuple[str, ...]


@dataclass(frozen=True)
class Send:
    """Send these pieces (by order line id)."""

    parcel_id: str
    pieces: Pieces
    label: str


@dataclass(frozen=True)
class Write:
    """Set the tracking number of one of Saleor's parcels."""

    fulfilment_id: str
    label: str
    parcel_ids: tuple[str, ...]


@dataclass(frozen=True)
class TakeBack:
    """Take one of Saleor's parcels back: its goods never left."""

    fulfilment: FulfilmentRead


@dataclass(frozen=True)
class Free:
    """Take these pieces (by order line id) out of the order: nobody will send them."""

    pieces: Pieces


Step = Adopt | Send | Write | TakeBack | Free
Claims = Mapping[str, Sequence[str]]
"""Saleor's parcel id → the marketplace's parcels that it stands for."""


def next_step(
    shipments: Sequence[Shipment], order: OrderRead, claims: Claims, *, all_told: bool, over: bool
) -> Step | None:
    """The next step, None when Saleor shows what the marketplace shows.

    `all_told`: every line of the marketplace's order is in one of the shipments. `over`: the marketplace has
    cancelled the order, so that what hasn't left stays here for good.
    """
    live = [row for row in order.fulfilments if row.status in LIVE]
    going = [row for row in shipments if not row.called_off]
    claimed = _claimed(live, claims, {row.parcel_id for row in going})
    for parcel in live:
        ours = claims.get(parcel.id, ())
        if not claimed[parcel.id] and any(row.called_off and row.parcel_id in ours for row in shipments):
            return TakeBack(parcel)
    wanted = _shares(going, order, all_told=all_told)
    left_over = {line.id: line.quantity - line.fulfilled for line in order.lines}
    for row in going:
        if row.left and (step := _sent(row, wanted[row.parcel_id], live, claimed, left_over)):
            return step
    for parcel in live:
        if step := _label(parcel, [row for row in going if row.parcel_id in claimed[parcel.id]]):
            return step
    rest = {line: count for line, count in left_over.items() if count > 0}
    return Free(rest) if over and rest else None


def _claimed(live: Iterable[FulfilmentRead], claims: Claims, known: set[str]) -> dict[str, list[str]]:
    """Saleor's parcels and what they stand for, less what the marketplace doesn't show any more."""
    return {row.id: [one for one in claims.get(row.id, ()) if one in known] for row in live}


def _shares(going: Sequence[Shipment], order: OrderRead, *, all_told: bool) -> dict[str, dict[str, int]]:
    """The pieces of each shipment by Saleor's order line. One line of the marketplace may be several of
    Saleor's. Pieces that no shipment names, as after another link, go with the last where `all_told`."""
    room = {line.id: line.quantity for line in order.lines}
    for parcel in order.fulfilments:
        if parcel.status in OUT_OF_THE_ORDER:
            for line_id, count in parcel.pieces.items():
                room[line_id] = room.get(line_id, 0) - count
    shares: dict[str, dict[str, int]] = {}
    for row in going:
        last = all_told and row is going[-1]
        shares[row.parcel_id] = _share(None if last else row.variants, order.lines, room)
    return shares


def _share(variants: Pieces | None, lines: Sequence[OrderLineRead], room: dict[str, int]) -> dict[str, int]:
    """Take pieces from where there is room; `room` has less afterwards."""
    open_still = None if variants is None else dict(variants)
    share: dict[str, int] = {}
    for line in lines:
        most = room[line.id] if open_still is None else min(room[line.id], open_still.get(line.variant_id, 0))
        if most <= 0:
            continue
        share[line.id] = most
        room[line.id] -= most
        if open_still is not None:
            open_still[line.variant_id] -= most
    return share


def _sent(
    row: Shipment,
    wanted: Pieces,
    live: Sequence[FulfilmentRead],
    claimed: Mapping[str, Sequence[str]],
    left_over: Pieces,
) -> Step | None:
    """What is missing of a shipment that has left."""
    mine = [parcel for parcel in live if row.parcel_id in claimed[parcel.id]]
    free = [parcel for parcel in live if not claimed[parcel.id]]
    named = tuple(parcel.id for parcel in free if row.label and parcel.tracking_number == row.label)
    if named:
        return Adopt(row.parcel_id, named)
    need = _less(wanted, mine)
    found = []
    for parcel in free:
        if parcel.pieces and all(need.get(line, 0) >= count for line, count in parcel.pieces.items()):
            found.append(parcel.id)
            need = _less(need, [parcel])
    if found:
        return Adopt(row.parcel_id, tuple(found))
    pieces = {line: min(count, left_over[line]) for line, count in need.items()}
    pieces = {line: count for line, count in pieces.items() if count > 0}
    if pieces:
        return Send(row.parcel_id, pieces, row.label)
    if not mine:  # others hold its pieces: a parcel that staff made of all of them, say
        around = tuple(parcel.id for parcel in live if parcel.pieces.keys() & wanted.keys())
        return Adopt(row.parcel_id, around) if around else None
    return None


def _less(wanted: Pieces, parcels: Iterable[FulfilmentRead]) -> dict[str, int]:
    left = dict(wanted)
    for parcel in parcels:
        for line, count in parcel.pieces.items():
            left[line] = left.get(line, 0) - count
    return {line: count for line, count in left.items() if count > 0}


def _label(parcel: FulfilmentRead, shipments: Sequence[Shipment]) -> Step | None:
    """A tracking number that is new or was changed; what staff wrote over ours stays."""
    sent = [row for row in shipments if row.left and row.label]
    label = ", ".join(dict.fromkeys(row.label for row in sent))[:LONGEST_LABEL]
    if not label or parcel.tracking_number == label or all(row.written == label for row in sent):
        return None
    return Write(parcel.id, label, tuple(row.parcel_id for row in sent))


LONGEST_LABEL = 255
"""Saleor's column of tracking numbers (`Fulfillment.tracking_number` of 3.23.28)."""
