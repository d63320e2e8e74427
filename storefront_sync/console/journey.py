"""How far a marketplace's order is in Saleor."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from connectors.base.registry import marketplaces
from storefront_sync.console.named_problem import NamedProblem
from storefront_sync.console.visit import Visit
from storefront_sync.orders.models import Order, OrderLine
from storefront_sync.tenants.models import Problem

SALEOR_ID: Final = re.compile(r"[A-Za-z0-9+/=_-]{1,200}")
"""What an id in Saleor may look like; anything else names nothing."""
MOST_LINES: Final = 20


@dataclass(frozen=True)
class Journey:
    """An order as its page shows it. `state` and `phase` are the words of the marketplace's and of our side,
    `unlinked` the titles of the lines that nobody linked."""

    marketplace: str
    shop: str
    external_id: str
    state: str
    phase: str
    paid: bool
    placed_at: datetime
    seen_at: datetime
    short_since: datetime | None
    next_try: datetime | None
    unlinked: tuple[str, ...]
    problems: tuple[NamedProblem, ...]


def journey(visit: Visit, saleor_id: str) -> Journey | None:
    """The marketplace order behind an order of Saleor; None where there is none that this visit may see."""
    if not SALEOR_ID.fullmatch(saleor_id):
        return None
    row = (
        Order.objects.filter(saleor_id=saleor_id, cooperative__in=visit.cooperative_ids)
        .select_related("shop")
        .first()
    )
    if row is None:
        return None
    lines = OrderLine.objects.filter(order=row).exclude(listing__link="linked").order_by("pk")
    mine = (f"order:{row.pk}", f"order:{row.pk}:goods")
    problems = Problem.objects.filter(cooperative_id=row.cooperative_id, subject__in=mine, closed_at=None)
    place = marketplaces().get(row.shop.marketplace)
    return Journey(
        marketplace=place.manifest.name if place else row.shop.marketplace,
        shop=row.shop.name,
        external_id=row.external_id,
        state=row.state,
        phase=row.phase,
        paid=row.paid,
        placed_at=row.remote_created_at,
        seen_at=row.seen_at,
        short_since=row.short_since,
        next_try=row.not_before if row.not_before and row.not_before > visit.now else None,
        unlinked=tuple(lines.values_list("title", flat=True)[:MOST_LINES]),
        problems=tuple(
            NamedProblem(key, detail)
            for key, detail in problems.order_by("opened_at").values_list("key", "detail")[:MOST_LINES]
        ),
    )
