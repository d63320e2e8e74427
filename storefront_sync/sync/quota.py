"""A marketplace that takes no more calls for a long while, such as until the day's quota is renewed."""

from __future__ import annotations

from datetime import datetime, timedelta

from connectors.base.errors import RateLimited
from storefront_sync.catalog.models import ScanProgress
from storefront_sync.tenants.models import Shop
from storefront_sync.tenants.problems import close_all, open_problem

A_WHILE = timedelta(minutes=1)
"""A shorter pause is the call budget's affair, which waits for it."""
SUBJECT = "quota"


def is_long(error: RateLimited, now: datetime) -> bool:
    """Whether to come back later instead of waiting."""
    return error.until - now > A_WHILE


def stop_writes(shop: Shop, error: RateLimited, now: datetime) -> None:
    """No number is written until then. Orders are read on: what is sold here has to come off elsewhere."""
    shop.no_writes_before = error.until
    Shop.objects.filter(pk=shop.pk).update(no_writes_before=error.until)
    _tell(shop, error, now)


def stop_calls(shop: Shop, error: RateLimited, now: datetime) -> None:
    """Not even orders can be read until then."""
    Shop.objects.filter(pk=shop.pk).update(not_before=error.until)
    _tell(shop, error, now)


def stop_scan(shop: Shop, error: RateLimited, now: datetime) -> None:
    """Listings aren't read until then; the scan goes on where it stopped."""
    ScanProgress.objects.filter(shop=shop).update(not_before=error.until)
    _tell(shop, error, now)


def writes_rest(shop: Shop, now: datetime) -> bool:
    """Whether numbers wait for the quota."""
    return shop.no_writes_before is not None and shop.no_writes_before > now


def over(shop: Shop, now: datetime) -> None:
    """A drain went well after the pause."""
    if shop.no_writes_before is not None and not writes_rest(shop, now):
        Shop.objects.filter(pk=shop.pk).update(no_writes_before=None)
    if not writes_rest(shop, now):
        close_all(shop.cooperative_id, SUBJECT, shop_id=shop.pk, now=now)


def _tell(shop: Shop, error: RateLimited, now: datetime) -> None:
    detail = {"until": error.until.isoformat(), "request": error.request_id}
    open_problem(shop.cooperative_id, error.key, SUBJECT, detail, shop_id=shop.pk, now=now)
