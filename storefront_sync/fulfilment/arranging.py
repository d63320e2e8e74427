"""Arranging shipments: find the parcel, send many at once, and look again where the answer isn't known.

pending ─▶ located ─▶ sent ─▶ done, refused, or pending again
                        └──▶ (no answer) ─▶ looked at ─▶ done, refused, or pending again
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from connectors.base.errors import ConnectorError, OutcomeUnknown, Rejected
from connectors.base.shipment import (
    HandoverChoice,
    Parcel,
    ParcelId,
    ParcelOutcome,
    ParcelRef,
)
from connectors.base.types import Applied, ExternalOrderId
from mappings.words import ParcelState
from storefront_sync.catalog.storable import storable
from storefront_sync.fulfilment.models import Request
from storefront_sync.fulfilment.offered import WAITS, chosen
from storefront_sync.fulfilment.rows import Kind, State, Why
from storefront_sync.fulfilment.wishes import ArrangeWish
from storefront_sync.fulfilment.work import Work
from storefront_sync.orders.models import Order
from storefront_sync.orders.parcels import store

GONE = (ParcelState.CANCELLED, ParcelState.LOST)
NO_PARCEL_YET = Why("fulfilment.no_parcel_yet")
NO_OUTCOME = "connection.no_outcome"


def ref(row: Request) -> ParcelRef:
    """How the marketplace knows the parcel of a request."""
    return ParcelRef(ExternalOrderId(row.order.external_id), ParcelId(row.parcel_id))


def locate(row: Request, work: Work) -> bool:
    """Ask which parcels of the order wait, and have a request for each. Returns whether others of the shop
    may be tried."""
    try:
        parcels = _known(row.order) or _read(row.order, work)
    except ConnectorError as error:
        return work.not_seen(row, error)
    if not parcels:
        work.pause(row, NO_PARCEL_YET)
        return True
    others = Request.objects.filter(order=row.order_id, kind=Kind.ARRANGE, closed_at=None, located=True)
    taken = set(others.values_list("parcel_id", flat=True))
    waiting = [one for one in parcels if one.state in WAITS]
    mine = [one for one in waiting if one.ref.parcel_id not in taken]
    if mine:
        with transaction.atomic():
            work.save(row, _of(mine[0]))
            for other in mine[1:]:
                Request.objects.create(**_like(row), **_of(other))
    elif waiting:
        work.done(row, "fulfilment.asked_before")
    else:
        _ended(row, parcels, work)
    return True


def send(batch: Sequence[Request], work: Work) -> bool:
    """Arrange parcels that are to go the same way, in one call; how is found out with the first. Returns
    whether others of the shop may be tried."""
    first = batch[0]
    try:
        options = work.fulfilment.options(ref(first))
    except Rejected as error:
        return _refused(first, error, work)
    except ConnectorError as error:
        return work.failed([first], error)
    choice = chosen(ArrangeWish.from_json(first.choice), options, work.now())
    if isinstance(choice, str):
        work.refuse(first, Why(choice))
        return True
    return _send(batch, choice, work)


def _send(batch: Sequence[Request], choice: HandoverChoice, work: Work) -> bool:
    batch = work.intend(batch, ArrangeWish.of(choice).as_json())
    if not batch:
        return True
    try:
        outcomes = work.fulfilment.arrange([ref(row) for row in batch], choice)
    except ConnectorError as error:
        return work.failed(batch, error)
    return _take(batch, outcomes, work)


def look_again(row: Request, work: Work) -> bool:
    """Look what became of a shipment whose arrangement had no clear answer. Returns whether others of the
    shop may be tried."""
    try:
        parcels = _read(row.order, work)
    except ConnectorError as error:
        return work.not_seen(row, error)
    parcel = _same(row, parcels)
    if parcel is None:
        work.refuse(row, Why("fulfilment.parcel_gone"))
    elif parcel.state in WAITS:
        work.save(row, {**_of(parcel), "state": State.PENDING, "not_before": None})
    elif parcel.state is ParcelState.ARRANGED and work.capabilities.arranges_in_steps:
        # The last step may be lacking; to say it again does no harm.
        work.save(row, _of(parcel))
        return _send([row], ArrangeWish.from_json(row.sent_choice or row.choice).exactly(), work)
    else:
        _ended(row, [parcel], work)
    return True


def _take(batch: Sequence[Request], outcomes: Iterable[ParcelOutcome], work: Work) -> bool:
    """Each row by its own outcome. One that was refused in company is tried once more alone: the way was
    found out with another's parcel."""
    told = {outcome.ref: outcome for outcome in outcomes}
    go_on = True
    for row in batch:
        outcome = told.get(ref(row))
        if outcome is not None and outcome.applied is Applied.YES:
            _arranged(row, work)
            continue
        error = outcome.error if outcome is not None else None
        if outcome is None or error is None or outcome.applied is Applied.UNKNOWN:
            error = OutcomeUnknown(NO_OUTCOME) if error is None else error
            work.doubtful(row, Why.of(error))
        elif isinstance(error, Rejected) and len(batch) > 1:
            work.save(row, {"state": State.PENDING, "alone": True, "not_before": None})
        elif isinstance(error, Rejected):
            go_on &= _refused(row, error, work)
        else:
            go_on &= work.failed([row], error)
    return go_on


def _arranged(row: Request, work: Work) -> None:
    """What is stored of its parcels is old from here on: a tracking number is to come."""
    Order.objects.filter(pk=row.order_id).update(parcels_due_at=work.now(), parcels_attempts=0)
    work.done(row)


def _refused(row: Request, error: Rejected, work: Work) -> bool:
    """Refused as it is, unless it was arranged elsewhere meanwhile, which a look tells."""
    try:
        parcel = _same(row, _read(row.order, work))
    except ConnectorError:
        parcel = None  # the refusal stands, and staff can ask anew
    if parcel is None or parcel.state in (*WAITS, *GONE):
        return work.failed([row], error)
    work.done(row, "fulfilment.was_arranged")
    return True


def _known(order: Order) -> list[Parcel]:
    """The order's parcels as they are stored, where there is no news of them and something waits; else
    nothing. Should it be old: what was arranged meanwhile is success, and what is gone is refused."""
    if order.parcels_due_at is not None:
        return []
    known = [
        Parcel(
            ParcelRef(ExternalOrderId(order.external_id), ParcelId(row.parcel_id)),
            ParcelState(row.state),
            row.courier,
            line_keys=tuple(row.line_keys),
        )
        for row in order.parcels.order_by("parcel_id")
    ]
    return known if any(one.state in WAITS for one in known) else []


def _read(order: Order, work: Work) -> Sequence[Parcel]:
    """The order's parcels as the marketplace shows them now; they are kept, too."""
    began = work.now()
    found = work.fulfilment.parcels(ExternalOrderId(order.external_id))
    store(order.pk, found, began, work.now())
    return found


def _same(row: Request, parcels: Sequence[Parcel]) -> Parcel | None:
    """The parcel of a request among those of its order: by its id, else by its lines, since some are made
    only when they are arranged. Of several the one that still waits."""
    by_id = [one for one in parcels if one.ref.parcel_id == row.parcel_id]
    mine = by_id or [one for one in parcels if _shares_lines(row.line_keys, one.line_keys)]
    open_first = sorted(mine, key=lambda one: one.state is not ParcelState.WAITING)
    return open_first[0] if open_first else None


def _shares_lines(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    return not mine or not theirs or not set(mine).isdisjoint(theirs)


def _ended(row: Request, parcels: Sequence[Parcel], work: Work) -> None:
    """None of these waits: they were arranged, here or elsewhere, or there is nothing to send any more."""
    if all(one.state in GONE for one in parcels):
        work.refuse(row, Why("fulfilment.parcel_gone"))
    else:
        work.done(row, "" if row.state == State.SENT else "fulfilment.was_arranged")


def _of(parcel: Parcel) -> dict[str, object]:
    """Fields that name a parcel. One whose pick-up failed is arranged anew by a call of its own."""
    return {
        "located": True,
        "parcel_id": parcel.ref.parcel_id,
        "line_keys": list(parcel.line_keys),
        "courier": storable(parcel.courier, 120),
        "alone": parcel.state is ParcelState.FAILED,
    }


def _like(row: Request) -> dict[str, object]:
    """Fields of another request that was asked for with this one."""
    return {
        "cooperative_id": row.cooperative_id,
        "shop_id": row.shop_id,
        "order_id": row.order_id,
        "kind": row.kind,
        "choice": row.choice,
        "by": row.by,
        "asked_at": row.asked_at,
    }
