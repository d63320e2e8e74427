"""A seller took consent back, or it ends soon."""

from __future__ import annotations

from datetime import datetime

from connectors.base.types import Hint
from storefront_sync.tenants.models import Shop
from storefront_sync.tenants.problems import open_problem

CONSENT_ENDED = "shop.consent_ended"
"""Text key of the problem that staff see."""


CONSENT_ENDING = "shop.consent_ending"
"""The same, of a consent that is about to end."""


def withdraw(shop: Shop, hint: Hint, now: datetime) -> None:
    """Stop calling for the shop and tell its staff.

    A call that succeeded after the seller's act proves that consent was given anew (the hint came late): the
    shop goes on, and if that is wrong after all, its next call says so.
    """
    if shop.last_success_at is not None and shop.last_success_at > hint.occurred_at:
        return
    Shop.objects.filter(pk=shop.pk).update(state=Shop.State.NEEDS_CONSENT)
    open_problem(shop.cooperative_id, CONSENT_ENDED, f"shop:{shop.pk}", shop_id=shop.pk, now=now)


def warn(shop: Shop, now: datetime) -> None:
    """Tell the shop's staff; nothing is stopped."""
    open_problem(shop.cooperative_id, CONSENT_ENDING, f"shop:{shop.pk}", shop_id=shop.pk, now=now)
