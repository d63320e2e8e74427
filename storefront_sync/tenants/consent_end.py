"""When a shop's consent ends, and how its staff are told ahead: a month, a week, a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.utils.timezone import localtime

from storefront_sync.tenants.models import Problem, Shop
from storefront_sync.tenants.problems import close_all, open_problem

ENDED: Final = "shop.consent_ended"
ENDING: Final = "shop.consent_ending"
"""The marketplace says so by itself, without a day."""
AHEAD: Final[Mapping[str, timedelta]] = {
    "shop.consent_ends_day": timedelta(days=1),
    "shop.consent_ends_week": timedelta(days=7),
    "shop.consent_ends_month": timedelta(days=30),
}
"""The most urgent first."""


def subject(shop: Shop) -> str:
    """What all problems of a shop's consent are about."""
    return f"shop:{shop.pk}"


def ends_at(shop: Shop) -> datetime | None:
    """When the seller must let us in again at the latest; None where nothing tells.

    A refresh token that a refresh doesn't renew (Lazada, TikTok Shop) takes the consent with it; one that it
    renews (Shopee) doesn't.
    """
    known = [shop.consent_ends_at]
    if shop.refresh_renews is False:
        known.append(shop.refresh_expires_at)
    return min((each for each in known if each is not None), default=None)


def warn(shop: Shop, now: datetime) -> None:
    """Have the one warning open that fits, and no other; none for a shop that isn't connected."""
    ends = ends_at(shop)
    key = None
    if ends is not None and shop.state in (Shop.State.ACTIVE, Shop.State.PREPARING, Shop.State.BLOCKED):
        key = next((each for each, ahead in AHEAD.items() if ends - now <= ahead), None)
    others = Problem.objects.filter(shop=shop, key__in=AHEAD, closed_at=None).exclude(key=key)
    others.update(closed_at=now)
    if key is not None and ends is not None:
        detail = {"date": localtime(ends).date().isoformat()}
        open_problem(shop.cooperative_id, key, subject(shop), detail, shop_id=shop.pk, now=now)


def ended(shop: Shop, now: datetime, key: str = "") -> None:
    """Tell that nothing is done for the shop before the seller lets us in again; `key` names a reason of the
    marketplace's own."""
    close_all(shop.cooperative_id, subject(shop), shop_id=shop.pk, but=(ENDED, key), now=now)
    # What calls met meanwhile is no trouble of its own any more.
    close_all(shop.cooperative_id, "shop", shop_id=shop.pk, now=now)
    for each in filter(None, (ENDED, key)):
        open_problem(shop.cooperative_id, each, subject(shop), shop_id=shop.pk, now=now)


def given(shop: Shop, now: datetime) -> None:
    """Consent stands: whatever was told of its end is over, but for what `warn` finds."""
    close_all(shop.cooperative_id, subject(shop), shop_id=shop.pk, now=now)
    warn(shop, now)


def over(shop: Shop, now: datetime) -> None:
    """The shop is connected no more: nothing of it is anybody's concern."""
    for each in (subject(shop), "shop"):
        close_all(shop.cooperative_id, each, shop_id=shop.pk, now=now)


def doubt(shop_id: int, now: datetime) -> None:
    """Somebody says that consent may have ended: have that looked at soon. Nothing is stopped by this."""
    Shop.objects.filter(pk=shop_id).update(consent_doubted_at=now, consent_look_at=now)
