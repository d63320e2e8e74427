"""Tells of goods that should be back and that nobody has looked at."""

from __future__ import annotations

from datetime import datetime, timedelta

from mappings.words import ReturnState
from storefront_sync.returns.intake import subject
from storefront_sync.returns.models import Return
from storefront_sync.tenants.models import Problem, Shop
from storefront_sync.tenants.problems import open_problem

OVERDUE = "return.overdue"
_BACK_BY_NOW = (ReturnState.ACCEPTED.value, ReturnState.COMING_BACK.value, ReturnState.REFUNDED.value)
"""ACCEPTED too: it is the last that some marketplaces tell."""
MOST = 500
"""Of one shop at a time, the longest-standing first."""


def tell_overdue(shop: Shop, after: timedelta, now: datetime) -> int:
    """Tell of the shop's returns whose last change is longer ago than `after` and of which pieces weren't
    inspected; take back what was told and isn't so any more. Returns how many there are."""
    waiting = Return.objects.filter(
        shop=shop,
        goods_back=True,
        inspected_at=None,
        state__in=_BACK_BY_NOW,
        updated_at__lt=now - after,
    ).exclude(order=None)
    rows = list(waiting.order_by("updated_at", "pk")[:MOST])
    for row in rows:
        detail = {
            "order": row.external_order_id,
            "return": row.return_id,
            "days": (now - row.updated_at).days,
        }
        open_problem(row.cooperative_id, OVERDUE, subject(row), detail, shop_id=shop.pk, now=now)
    told = Problem.objects.filter(shop=shop, key=OVERDUE, closed_at=None)
    told.exclude(subject__in=[subject(row) for row in rows]).update(closed_at=now)
    return len(rows)
