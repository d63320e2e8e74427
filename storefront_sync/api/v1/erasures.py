"""GET and POST /erasures: buyers who are erased, and the proof."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema

from storefront_sync.api.v1.caller import ACTS, READS, Text, caller
from storefront_sync.api.v1.paging import MOST_AT_ONCE, After, Limit, turn
from storefront_sync.core.clock import SystemClock
from storefront_sync.privacy.erase import erase
from storefront_sync.privacy.models import Erasure
from storefront_sync.privacy.person import find

router = Router()


class ErasureOut(Schema):
    """An order whose buyer was erased: on whose word, and when, here and in Saleor (null: not yet)."""

    order: str
    why: Erasure.Why
    by: str
    erased_at: datetime
    in_saleor_at: datetime | None
    was_in_saleor: bool


class ErasurePage(Schema):
    """The newest first. `after` of the next page is `next`; null at the end."""

    erasures: list[ErasureOut]
    next: int | None


class Person(Schema):
    """A buyer, by the number of one of their orders at the marketplace or by their telephone number."""

    order: Text = ""
    phone: Text = ""


class Erased(Schema):
    """How many orders lost their buyer by this."""

    orders: int


@router.get("", response={200: ErasurePage, **READS})
def list_erasures(
    request: HttpRequest,
    after: After = 0,
    limit: Limit = MOST_AT_ONCE,
) -> ErasurePage:
    """The proof of what was erased."""
    rows = Erasure.objects.filter(cooperative=caller(request).cooperative)
    page, following = turn(rows, after, limit)
    return ErasurePage(
        erasures=[
            ErasureOut(
                order=row.reference,
                why=Erasure.Why(row.why),
                by=row.by,
                erased_at=row.erased_at,
                in_saleor_at=row.in_saleor_at,
                was_in_saleor=row.was_in_saleor,
            )
            for row in page
        ],
        next=following,
    )


@router.post("", response={200: Erased, **ACTS})
def add_erasure(request: HttpRequest, person: Person) -> Erased:
    """Erase a buyer from all their orders here, at once; Saleor follows within minutes."""
    who = caller(request)
    found = find(who.cooperative, order=person.order, phone=person.phone)
    orders = [each.order.pk for each in found]
    return Erased(orders=erase(who.cooperative, orders, Erasure.Why.PERSON, who.by, SystemClock().now()))
