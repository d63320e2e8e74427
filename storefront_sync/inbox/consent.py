"""A marketplace says that a seller took consent back, or that it ends soon.

A push may be late, or replayed. So neither changes what a shop does: consent is looked at by a call.
"""

from __future__ import annotations

from datetime import datetime

from connectors.base.types import Hint
from storefront_sync.tenants import consent_end
from storefront_sync.tenants.models import Shop
from storefront_sync.tenants.problems import open_problem


def withdrawn(shop: Shop, now: datetime) -> None:
    """Have it looked at whether consent stands."""
    consent_end.doubt(shop.pk, now)


def ending(shop: Shop, hint: Hint, now: datetime) -> None:
    """Tell the shop's staff, and have consent looked at; nothing is stopped.

    One that was said before the seller last let us in speaks of the consent before.
    """
    if shop.state == Shop.State.DISCONNECTED:
        return
    consent_end.doubt(shop.pk, now)
    if shop.consented_at is None or hint.occurred_at >= shop.consented_at:
        subject = consent_end.subject(shop)
        open_problem(shop.cooperative_id, consent_end.ENDING, subject, shop_id=shop.pk, now=now)
