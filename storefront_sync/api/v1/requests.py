"""GET /requests: what was asked of marketplaces, and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from storefront_sync.api.v1.caller import READS, caller, text
from storefront_sync.api.v1.paging import MOST_AT_ONCE, After, Limit, turn
from storefront_sync.fulfilment import ask
from storefront_sync.fulfilment.models import Request
from storefront_sync.jobs.fulfilment_desk import woken

router = Router()
KindOut = Annotated[str, Field(json_schema_extra={"enum": [*Request.Kind.values]})]
"""The description knows one class of each name, and `Kind` is another's."""


class RequestOut(Schema):
    """One thing that was asked. `text` says why it waits or was refused; "" where there is nothing to say."""

    id: int
    order_id: int
    order: str
    kind: KindOut
    state: Request.State
    parcel: str
    by: str
    asked_at: datetime
    closed_at: datetime | None
    outcome: str
    text: str

    @staticmethod
    def of(request: HttpRequest, row: Request) -> RequestOut:
        """As it stands now."""
        return RequestOut(
            id=row.pk,
            order_id=row.order_id,
            order=row.order.external_id,
            kind=row.kind,
            state=Request.State(row.state),
            parcel=row.parcel_id,
            by=row.by,
            asked_at=row.asked_at,
            closed_at=row.closed_at,
            outcome=row.outcome,
            text=text(request, row.outcome) if row.outcome else "",
        )


class NotAsked(Schema):
    """An order (id) of which it can't be asked, and why."""

    order_id: int
    key: str
    text: str


class Asked(Schema):
    """What is on its way now, and what isn't."""

    requests: list[RequestOut]
    refused: list[NotAsked]


class RequestPage(Schema):
    """The newest first. `after` of the next page is `next`; null at the end."""

    requests: list[RequestOut]
    next: int | None


@router.get("", response={200: RequestPage, **READS})
def list_requests(
    request: HttpRequest,
    state: Request.State | None = None,
    after: After = 0,
    limit: Limit = MOST_AT_ONCE,
) -> RequestPage:
    """What was asked, the newest first."""
    rows = Request.objects.filter(cooperative=caller(request).cooperative).select_related("order")
    if state is not None:
        rows = rows.filter(state=state.value)
    page, following = turn(rows, after, limit)
    return RequestPage(
        requests=[RequestOut.of(request, row) for row in page],
        next=following,
    )


def asked(request: HttpRequest, done: ask.Asked) -> Asked:
    """Wake whoever carries it out, and tell what became of the wish."""
    woken(done)
    return Asked(
        requests=[RequestOut.of(request, row) for row in done.requests],
        refused=[
            NotAsked(order_id=each.order_id, key=each.key, text=text(request, each.key))
            for each in done.refused
        ],
    )
