"""POST /enquiries/…: what only a marketplace can tell is asked in the background; GET tells the answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Literal, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Path, Router, Schema, Status
from pydantic import Field, StringConstraints

from mappings.words import CancelReason
from storefront_sync.api.v1.caller import ACTS, FINDS, LONGEST, STORABLE, Id, RowId, Text, caller, text
from storefront_sync.core.clock import SystemClock
from storefront_sync.fulfilment.answers import Answer, opened
from storefront_sync.fulfilment.enquiries import MOST_ORDERS, CancelAsked
from storefront_sync.fulfilment.enquiry_rows import readable
from storefront_sync.fulfilment.models import EnquiredOrder, Enquiry, EnquiryDocument
from storefront_sync.fulfilment.short import in_words
from storefront_sync.jobs.enquiries import enquire
from storefront_sync.tenants.vault import unseal_bytes

router = Router()
Kind = Enquiry.Kind
Out = TypeVar("Out", bound=Schema)
MOST_LINES = 200
A_FEW = MOST_ORDERS[Kind.HANDOVER]
State = Literal["waiting", "ready", "refused"]
KindOut = Annotated[str, Field(json_schema_extra={"enum": [*Kind.values]})]
"""The description knows one class of each name, and `Kind` is another's."""
_STARTED = {"responses": {202: {"headers": {"Location": {"schema": {"type": "string"}}}}}}
_PDF = {
    "responses": {
        200: {
            "description": "OK",
            "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}


class SlotOut(Schema):
    """A time at which the courier would come; null where the marketplace doesn't say."""

    slot: str
    starts_at: datetime | None
    ends_at: datetime | None


class PlaceOut(Schema):
    """Where a parcel changes hands. `place` and `slot` are what POST /orders/arrange takes."""

    place: str
    name: str
    slots: list[SlotOut]


class WaysOut(Schema):
    """How a parcel that waits may be handed over. null: not this way; none: nothing to choose."""

    parcel: str
    courier: str
    pickup: list[PlaceOut] | None
    dropoff: list[PlaceOut] | None
    own: bool


class ReasonOut(Schema):
    """A reason that the order may be cancelled with now. `empties_listing`: the marketplace sets the listing
    to 0 for it."""

    reason: str
    means: CancelReason
    empties_listing: bool
    text: str


class LackOut(Schema):
    """Goods of which `missing` pieces lack for this order; older orders wait for `ahead`, and get them
    first. `lines` are the order's lines with them."""

    goods: str
    sku: str
    missing: int
    ahead: int
    lines: list[str]


class ChoiceOut(Schema):
    """Something that can be done, and what it costs. To cancel: the reason, and the lines (none = all). To
    have another order's goods: its number, whose buyer's wish to cancel is to be accepted."""

    key: str
    text: str
    cost: str
    cost_text: str
    reason: str
    lines: list[str]
    other_order: str


class NotPrintedOut(Schema):
    """A parcel without a label, and why; "" where the order has one parcel, or none yet."""

    parcel: str
    key: str
    text: str


class EnquiredOrderOut(Schema):
    """One order. `answered` false and a key: why not. Of the rest only what belongs to the enquiry's kind is
    set: parcels by id whose labels are in a document, and those without; ways to hand over; reasons; what is
    lacking and what can be done; the number of what was asked of the marketplace, as in /requests."""

    order_id: int
    order: str
    answered: bool
    key: str
    text: str
    printed: list[str] | None = None
    not_printed: list[NotPrintedOut] | None = None
    parcels: list[WaysOut] | None = None
    reasons: list[ReasonOut] | None = None
    lacks: list[LackOut] | None = None
    choices: list[ChoiceOut] | None = None
    request_id: int | None = None


class DocumentOut(Schema):
    """A PDF with labels, and where it lies. The first holds all that can be joined; others are single
    files."""

    number: int
    bytes: int
    address: str


class EnquiryOut(Schema):
    """waiting: ask again in some seconds. ready: at least one order has its answer. refused: none has, `key`
    and `text` say why. It is gone at `kept_until`."""

    id: int
    kind: KindOut
    state: State
    key: str
    text: str
    by: str
    asked_at: datetime
    answered_at: datetime | None
    kept_until: datetime
    orders: list[EnquiredOrderOut]
    documents: list[DocumentOut]


class AboutMany(Schema):
    """Which orders (ids)."""

    orders: Annotated[list[Id], Field(min_length=1, max_length=MOST_ORDERS[Kind.LABELS])]


class AboutSome(Schema):
    """Which orders (ids)."""

    orders: Annotated[list[Id], Field(min_length=1, max_length=A_FEW)]


Reason = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST, pattern=STORABLE)]


class Cancel(Schema):
    """Which order (id), for which `reason` of those that are offered (one of its words, or its meaning where
    no other has that), and which lines (none = all). A reason that empties the listing is taken only with
    `empties_listing`."""

    order: Id
    reason: Reason
    lines: Annotated[tuple[Text, ...], Field(max_length=MOST_LINES)] = ()
    empties_listing: bool = False


@router.post("/labels", response={202: EnquiryOut, **ACTS}, openapi_extra=_STARTED)
def labels(request: HttpRequest, response: HttpResponse, about: AboutMany) -> Status[EnquiryOut]:
    """Print the labels of these orders as one PDF."""
    return _started(request, response, Kind.LABELS, about.orders)


@router.post("/handover", response={202: EnquiryOut, **ACTS}, openapi_extra=_STARTED)
def handover(request: HttpRequest, response: HttpResponse, about: AboutSome) -> Status[EnquiryOut]:
    """Ask how the parcels of these orders may be handed over."""
    return _started(request, response, Kind.HANDOVER, about.orders)


@router.post("/reasons", response={202: EnquiryOut, **ACTS}, openapi_extra=_STARTED)
def reasons(request: HttpRequest, response: HttpResponse, about: AboutSome) -> Status[EnquiryOut]:
    """Ask which reasons the seller may cancel these orders with."""
    return _started(request, response, Kind.REASONS, about.orders)


@router.post("/short", response={202: EnquiryOut, **ACTS}, openapi_extra=_STARTED)
def short(request: HttpRequest, response: HttpResponse, about: AboutSome) -> Status[EnquiryOut]:
    """Ask what these orders lack, what can be done, and what each costs, the cheapest first."""
    return _started(request, response, Kind.SHORT, about.orders)


@router.post("/cancel", response={202: EnquiryOut, **ACTS}, openapi_extra=_STARTED)
def cancel(request: HttpRequest, response: HttpResponse, wish: Cancel) -> Status[EnquiryOut]:
    """Cancel as the seller. The reason is held against what the marketplace offers at that moment; where it
    isn't among these, they are told."""
    asked = CancelAsked(wish.reason, tuple(dict.fromkeys(wish.lines)), wish.empties_listing)
    return _started(request, response, Kind.CANCEL, [wish.order], asked)


@router.get("/{int:enquiry_id}", response={200: EnquiryOut, **FINDS, 409: ACTS[409]})
def one_enquiry(request: HttpRequest, enquiry_id: RowId) -> EnquiryOut:
    """How far it is, and the answer."""
    return _told(request, _mine(request, enquiry_id))


@router.get(
    "/{int:enquiry_id}/documents/{int:number}",
    response={200: None, **FINDS, 409: ACTS[409]},
    openapi_extra=_PDF,
)
def document(
    request: HttpRequest, enquiry_id: RowId, number: Annotated[int, Path(ge=1, le=1_000)]
) -> HttpResponse:
    """Labels, with buyers' names and addresses."""
    row = _mine(request, enquiry_id)
    found = EnquiryDocument.objects.filter(enquiry=row, enquiry__closed_at__isnull=False, number=number)
    pdf = found.first()
    if pdf is None:
        raise Http404
    return HttpResponse(
        unseal_bytes(pdf.pdf_encrypted),
        content_type="application/pdf",
        headers={
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Content-Disposition": f'attachment; filename="labels-{row.pk}-{number}.pdf"',
            # Should it be no PDF after all, nothing in it does anything.
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )


def _started(
    request: HttpRequest,
    response: HttpResponse,
    kind: Enquiry.Kind,
    order_ids: Sequence[int],
    wish: CancelAsked | None = None,
) -> Status[EnquiryOut]:
    who = caller(request)
    row = enquire(who.cooperative, kind, order_ids, who.by, SystemClock().now(), wish)
    response["Location"] = _address(row)
    return Status(202, _told(request, row))


def _mine(request: HttpRequest, enquiry_id: int) -> Enquiry:
    rows = readable(SystemClock().now()).filter(cooperative=caller(request).cooperative)
    row = rows.filter(pk=enquiry_id).first()
    if row is None:
        raise Http404
    return row


def _told(request: HttpRequest, row: Enquiry) -> EnquiryOut:
    rows = list(row.orders.select_related("order").order_by("place"))
    orders = [_order(request, row, each) for each in rows]
    state: State = "waiting"
    if row.closed_at is not None:
        state = "ready" if any(one.answered for one in orders) else "refused"
    keys = {one.key for one in orders}
    key = "" if state != "refused" else keys.pop() if len(keys) == 1 else "enquiry.none_answered"
    documents = row.documents.order_by("number").values_list("number", "bytes") if state == "ready" else ()
    return EnquiryOut(
        id=row.pk,
        kind=row.kind,
        state=state,
        key=key,
        text=text(request, key) if key else "",
        by=row.by,
        asked_at=row.asked_at,
        answered_at=row.closed_at,
        kept_until=row.expires_at,
        orders=orders,
        documents=[
            DocumentOut(number=number, bytes=size, address=f"{_address(row)}/documents/{number}")
            for number, size in documents
        ],
    )


def _order(request: HttpRequest, enquiry: Enquiry, row: EnquiredOrder) -> EnquiredOrderOut:
    closed = row.answered_at is not None and enquiry.closed_at is not None
    answer = opened(row.answer_encrypted) if closed else {}
    return EnquiredOrderOut(
        order_id=row.order_id,
        order=row.order.external_id,
        answered=closed and not row.outcome,
        key=row.outcome if closed else "",
        text=text(request, row.outcome) if closed and row.outcome else "",
        printed=answer.get("printed"),
        not_printed=_each(answer, "missing", request, _lacking),
        parcels=answer.get("parcels"),
        reasons=_each(answer, "reasons", request, _reason),
        lacks=answer.get("lacks"),
        choices=_each(answer, "choices", request, _choice),
        request_id=answer.get("request"),
    )


def _each(
    answer: Answer, name: str, request: HttpRequest, of: Callable[[HttpRequest, Answer], Out]
) -> list[Out] | None:
    return [of(request, one) for one in answer[name]] if name in answer else None


def _lacking(request: HttpRequest, one: Answer) -> NotPrintedOut:
    return NotPrintedOut(parcel=one["parcel"], key=one["key"], text=text(request, one["key"]))


def _reason(request: HttpRequest, one: Answer) -> ReasonOut:
    return ReasonOut(**one, text=text(request, f"cli.orders.reason.{one['means']}"))


def _choice(request: HttpRequest, one: Answer) -> ChoiceOut:
    values = one["values"]
    return ChoiceOut(
        key=one["key"],
        text=text(request, one["key"], in_words(values, lambda key: text(request, key))),
        cost=one["cost"],
        cost_text=text(request, one["cost"]),
        reason=values.get("remote", ""),
        lines=one["lines"],
        other_order=values.get("other", ""),
    )


def _address(row: Enquiry) -> str:
    return f"/api/v1/enquiries/{row.pk}"
