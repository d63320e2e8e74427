"""Labels of an enquiry, some at a time: what was fetched is kept encrypted until all are there, and joined
then. They hold buyers' names and addresses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from connectors.base.fulfilment import Fulfilment
from connectors.base.shipment import LabelFile, ParcelId, ParcelRef
from connectors.base.types import ExternalOrderId
from storefront_sync.fulfilment.answers import Printed, opened, sealed
from storefront_sync.fulfilment.document import join
from storefront_sync.fulfilment.enquiry_rows import written
from storefront_sync.fulfilment.labels import IN_THE_MAKING, NO_PARCEL, TRIES, NotPrinted, Printing
from storefront_sync.fulfilment.models import EnquiredOrder, Enquiry, EnquiryDocument
from storefront_sync.fulfilment.rows import Why
from storefront_sync.tenants.vault import seal_bytes, unseal_bytes

MOST_AT_ONCE: Final = 20
"""Orders of one step."""
MOST_BYTES: Final = 16 * 1024 * 1024
"""Of one enquiry's PDF; a web process and a worker hold it in memory."""
MOST_JOINS: Final = 2
"""Attempts at joining before the files are handed out as they came: one of them may be made to break us."""
TOO_BIG: Final = Why("fulfilment.labels_too_big")
BUYER_ERASED: Final = Why("fulfilment.buyer_erased")


def print_some(
    enquiry: Enquiry,
    rows: Sequence[EnquiredOrder],
    fulfilment: Fulfilment,
    at_once: int,
    now: Callable[[], datetime],
) -> None:
    """Ask once for labels of some of these orders of one shop, fewer each time that a worker died of it, and
    keep what came. Raises LeaseLost."""
    batch = rows[: max(1, min(at_once, MOST_AT_ONCE) >> (enquiry.attempts - 1))]
    printing = Printing(fulfilment, at_once, now)
    states = {row.order.external_id: _found(row, printing) for row in batch}
    again = printing.once(
        [
            ParcelRef(ExternalOrderId(order_id), ParcelId(parcel))
            for order_id, state in states.items()
            for parcel in state.left or ()
        ]
    )
    files = _that_fit(enquiry, printing)
    for one in printing.missing:
        states[one.order_id].missing.append(one)
    for ref in (ref for file in files for ref in file.parcels):
        states[ref.order_id].printed.append(ref.parcel_id)
    waits = False
    for row in batch:
        state = states[row.order.external_id]
        state.left = [ref.parcel_id for ref in again if ref.order_id == row.order.external_id]
        row.tries += 1
        if row.tries >= TRIES:
            _give_up(row, state, printing)
        waits = waits or bool(state.left)
    untried = any(row.tries < batch[-1].tries for row in rows)
    moment = now()
    with written(enquiry, moment + printing.pause if waits and not untried else None):
        _keep(enquiry, files, {row.order.external_id: row.place for row in batch})
        for row in batch:
            _save(row, states[row.order.external_id], moment)


def joined(enquiry: Enquiry) -> list[bytes]:
    """What was printed, as few PDFs as can be made of it."""
    stored = enquiry.documents.order_by("place", "number").values_list("pdf_encrypted", flat=True)
    pdfs = [unseal_bytes(each) for each in stored]
    if enquiry.attempts > MOST_JOINS:
        return pdfs
    made = join([LabelFile((), pdf) for pdf in pdfs])
    if len(made.together) > 2 * MOST_BYTES:
        return pdfs  # some PDFs grow without end when they are rewritten
    return [pdf for pdf in (made.together, *made.apart) if pdf]


def replace(enquiry: Enquiry, pdfs: Sequence[bytes]) -> None:
    """From now on these are its documents. Call within `written`."""
    enquiry.documents.all().delete()
    for number, pdf in enumerate(pdfs, start=1):
        EnquiryDocument.objects.create(
            enquiry=enquiry, number=number, bytes=len(pdf), pdf_encrypted=seal_bytes(pdf)
        )


def _found(row: EnquiredOrder, printing: Printing) -> Printed:
    """How far the order is, its parcels being known."""
    order = row.order
    state = Printed.from_json(opened(row.answer_encrypted), order.external_id)
    if order.buyer_erased_at is not None:
        return Printed([], [], [NotPrinted(order.external_id, "", BUYER_ERASED)])
    if state.left is None:
        state.left = [ref.parcel_id for ref in printing.find(order)]
    return state


def _that_fit(enquiry: Enquiry, printing: Printing) -> list[LabelFile]:
    """The files that there is room for; the parcels of the others are told as missing."""
    room = MOST_BYTES - sum(enquiry.documents.values_list("bytes", flat=True))
    kept = []
    for file in printing.files:
        if len(file.pdf) > room:
            printing.missing += [NotPrinted(ref.order_id, ref.parcel_id, TOO_BIG) for ref in file.parcels]
            continue
        room -= len(file.pdf)
        kept.append(file)
    return kept


def _give_up(row: EnquiredOrder, state: Printed, printing: Printing) -> None:
    """What is still in the making was asked for often enough."""
    for parcel in state.left or ():
        ref = ParcelRef(ExternalOrderId(row.order.external_id), ParcelId(parcel))
        why = printing.reasons.get(ref, IN_THE_MAKING)
        state.missing.append(NotPrinted(ref.order_id, ref.parcel_id, why))
    state.left = []


def _keep(enquiry: Enquiry, files: Sequence[LabelFile], places: dict[str, int]) -> None:
    number = enquiry.documents.count()
    EnquiryDocument.objects.bulk_create(
        EnquiryDocument(
            enquiry=enquiry,
            number=number + at,
            place=min(places[ref.order_id] for ref in file.parcels),
            bytes=len(file.pdf),
            pdf_encrypted=seal_bytes(file.pdf),
        )
        for at, file in enumerate(files, start=1)
    )


def _save(row: EnquiredOrder, state: Printed, now: datetime) -> None:
    row.answer_encrypted = sealed(state.as_json())
    if not state.left:
        row.answered_at = now
        lacking = state.missing[0].why if state.missing else NO_PARCEL
        row.outcome = "" if state.printed else lacking.key
    row.save(update_fields=["answer_encrypted", "answered_at", "outcome", "tries"])
