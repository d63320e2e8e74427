"""GET /returns, /returns/{id}; POST /returns/{id}/inspections."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Router, Schema
from pydantic import Field

from mappings.words import ReturnState
from storefront_sync.api.v1.caller import ACTS, FINDS, READS, RowId, Text, caller
from storefront_sync.api.v1.paging import MOST_AT_ONCE, After, Limit, turn
from storefront_sync.jobs.returns_desk import enter
from storefront_sync.returns.inspect import MOST_PIECES
from storefront_sync.returns.models import Return
from storefront_sync.returns.pieces import Looked, came_back, looked_at

router = Router()


class ReturnOut(Schema):
    """What a buyer gives back. `goods_back`: pieces come back, not only money. `inspected_at`: when staff had
    seen to every piece."""

    id: int
    marketplace: str
    shop: str
    return_number: str
    order: str
    order_id: int | None
    state: ReturnState
    goods_back: bool
    refund: int | None
    reason: str
    changed_at: datetime
    inspected_at: datetime | None

    @staticmethod
    def of(row: Return) -> ReturnOut:
        """As it stands now."""
        return ReturnOut.model_validate(_head(row))


class PiecesOut(Schema):
    """A line that comes back: its pieces, and how those that were looked at were found."""

    key: str
    pieces: int
    good: int
    damaged: int
    lost: int


class ReturnDetail(ReturnOut):
    """A return with its pieces; `inspections` is how often staff have looked so far."""

    lines: list[PiecesOut]
    inspections: int


class ReturnPage(Schema):
    """The newest first. `after` of the next page is `next`; null at the end."""

    returns: list[ReturnOut]
    next: int | None


@router.get("", response={200: ReturnPage, **READS})
def list_returns(
    request: HttpRequest,
    state: ReturnState | None = None,
    to_inspect: bool | None = None,
    after: After = 0,
    limit: Limit = MOST_AT_ONCE,
) -> ReturnPage:
    """Returns, the newest first; `to_inspect`: those with pieces that nobody has looked at, or the others."""
    rows = Return.objects.filter(cooperative=caller(request).cooperative).select_related("shop")
    if state is not None:
        rows = rows.filter(state=state.value)
    if to_inspect is not None:
        waiting = {"goods_back": True, "inspected_at": None}
        rows = rows.filter(**waiting) if to_inspect else rows.exclude(**waiting)
    page, following = turn(rows, after, limit)
    return ReturnPage(returns=[ReturnOut.of(row) for row in page], next=following)


@router.get("/{int:return_id}", response={200: ReturnDetail, **FINDS})
def one_return(request: HttpRequest, return_id: RowId) -> ReturnDetail:
    """One return with its pieces."""
    rows = Return.objects.filter(cooperative=caller(request).cooperative).select_related("shop")
    row = rows.filter(pk=return_id).first()
    if row is None:
        raise Http404
    return _detail(row)


Pieces = Annotated[int, Field(ge=-MOST_PIECES, le=MOST_PIECES)]


class LineFound(Schema):
    """How pieces of one line were found; below zero corrects an earlier inspection."""

    key: Text
    good: Pieces = 0
    damaged: Pieces = 0
    lost: Pieces = 0


class InspectionIn(Schema):
    """What staff found. `seen` is the return's `inspections` when they looked: the same sent twice counts
    once. `warehouse` is Saleor's id of where the good pieces go; "" = where they were sent from."""

    lines: Annotated[list[LineFound], Field(min_length=1, max_length=200)]
    seen: Annotated[int, Field(ge=0, le=1_000_000)]
    warehouse: Text = ""


@router.post("/{int:return_id}/inspections", response={200: ReturnDetail, **ACTS})
def add_inspection(request: HttpRequest, return_id: RowId, found: InspectionIn) -> ReturnDetail:
    """Keep what staff found; only the good pieces go back into Saleor's stock, in the background."""
    who = caller(request)
    looked: dict[str, Looked] = {}
    for line in found.lines:
        more = Looked(line.good, line.damaged, line.lost)
        looked[line.key] = looked.get(line.key, Looked()).plus(more)
    enter(who.cooperative, return_id, looked, who.by, warehouse_id=found.warehouse, seen=found.seen)
    return _detail(Return.objects.select_related("shop").get(cooperative=who.cooperative, pk=return_id))


def _head(row: Return) -> dict[str, object]:
    return {
        "id": row.pk,
        "marketplace": row.shop.marketplace,
        "shop": row.shop.name,
        "return_number": row.return_id,
        "order": row.external_order_id,
        "order_id": row.order_id,
        "state": ReturnState(row.state),
        "goods_back": row.goods_back,
        "refund": row.refund,
        "reason": row.reason,
        "changed_at": row.updated_at,
        "inspected_at": row.inspected_at,
    }


def _detail(row: Return) -> ReturnDetail:
    expected, found = came_back(row), looked_at([row.pk])
    return ReturnDetail(
        **ReturnOut.of(row).model_dump(),
        lines=[
            PiecesOut(
                key=key,
                pieces=expected.get(key, 0),
                good=found.get(key, Looked()).good,
                damaged=found.get(key, Looked()).damaged,
                lost=found.get(key, Looked()).lost,
            )
            for key in sorted({*expected, *found})
        ],
        inspections=row.inspections.count(),
    )
