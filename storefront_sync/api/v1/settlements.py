"""GET /settlements/differences: where what was paid out isn't what was to be expected."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema

from storefront_sync.api.v1.caller import READS, caller
from storefront_sync.jobs.monies import differences_of
from storefront_sync.settlements.differences import Kind
from storefront_sync.tenants.models import Shop

router = Router()
MOST_AT_ONCE = 1_000


class DifferenceOut(Schema):
    """One order whose money isn't as expected; null: not known. `on` is the day of the payment, or on which
    the order arrived."""

    kind: Kind
    shop: str
    order: str
    expected: int | None
    paid: int | None
    on: date | None


class DifferenceList(Schema):
    """`more`: there are others, which `storefront-sync settlements differences` lists."""

    differences: list[DifferenceOut]
    more: bool


@router.get("/differences", response={200: DifferenceList, **READS})
def list_differences(
    request: HttpRequest, limit: Annotated[int, Query(ge=1, le=MOST_AT_ONCE)] = MOST_AT_ONCE
) -> DifferenceList:
    """What the imported settlement files and the orders' own announcements don't agree on."""
    shops = Shop.objects.filter(cooperative=caller(request).cooperative).order_by("pk")
    found = differences_of(list(shops))
    return DifferenceList(
        differences=[
            DifferenceOut(
                kind=each.kind,
                shop=each.shop,
                order=each.order_id,
                expected=each.expected,
                paid=each.paid,
                on=each.on,
            )
            for each in found[:limit]
        ],
        more=len(found) > limit,
    )
