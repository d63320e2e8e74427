"""Published listings follow their products: words and pictures always, showing and hiding only by rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from mappings.words import ListingStatus
from storefront_sync.catalog.models import Listing, ShopRules
from storefront_sync.core.errors import StorefrontError
from storefront_sync.publishing import rows, stored
from storefront_sync.publishing.check import Reach, check
from storefront_sync.publishing.models import KeptListing, Publication
from storefront_sync.publishing.products import UnknownProduct
from storefront_sync.sync.models import SoldOutItem
from storefront_sync.tenants.models import Shop

MOST_LOOKS = 20
"""Listings that one job looks at; each costs a call to Saleor."""
Kind = Publication.Kind


class UnknownListing(StorefrontError):
    """The shop has no such listing."""


@dataclass(frozen=True)
class Rhythm:
    """How often a product is held against its listing, and how long one job goes on."""

    period: timedelta
    longest: timedelta


def keep(shop: Shop, item_id: str, product_id: str, name: str, now: datetime) -> KeptListing:
    """Staff want a listing that they made themselves to follow a product. Raises UnknownListing."""
    if not Listing.objects.filter(shop=shop, item_id=item_id, gone_at=None).exists():
        raise UnknownListing("publish.unknown_listing", item_id)
    KeptListing.objects.filter(shop=shop, item_id=item_id).exclude(product_id=product_id).delete()
    row, _ = KeptListing.objects.update_or_create(
        shop=shop,
        product_id=product_id,
        defaults={"item_id": item_id, "product_name": name[:300], "digest": "", "images": {}, "next_at": now},
    )
    return row


def due_shops(now: datetime) -> list[int]:
    """Shops with listings that are to be looked at."""
    active = KeptListing.objects.filter(next_at__lte=now, shop__state=Shop.State.ACTIVE)
    return list(active.values_list("shop_id", flat=True).distinct())


def look(shop: Shop, reach: Reach, rhythm: Rhythm) -> int:
    """Hold the shop's due listings against their products; returns how many changes were asked for.

    Raises ConnectorError where Saleor can't be asked; what wasn't looked at is, in time.
    """
    asked = 0
    deadline = reach.now() + rhythm.longest
    due = KeptListing.objects.filter(shop=shop, next_at__lte=reach.now()).order_by("next_at", "pk")
    for row in due[:MOST_LOOKS]:
        if reach.now() >= deadline:
            break
        KeptListing.objects.filter(pk=row.pk).update(next_at=reach.now() + rhythm.period)
        kind = _wanted(shop, row, reach)
        if kind is not None:
            rows.ask_for(row, kind, reach.now())
            asked += 1
    return asked


def _wanted(shop: Shop, row: KeptListing, reach: Reach) -> Publication.Kind | None:
    there = Listing.objects.filter(shop=shop, item_id=row.item_id, gone_at=None)
    if not there.exists():
        return None
    live = there.filter(status=ListingStatus.LIVE.value).exists()  # somebody may have shown it meanwhile
    sold_out = SoldOutItem.objects.filter(shop=shop, item_id=row.item_id).exclude(hidden_at=None).exists()
    follows = ShopRules.objects.filter(shop=shop, hide_with_store=True).exists()
    try:
        checked = check(shop, row.product_id, reach)
    except UnknownProduct:
        return Kind.HIDE if follows and (live or not row.hidden_by_us) else None
    if follows and not checked.product.published:
        return Kind.HIDE if live or not row.hidden_by_us else None
    if row.hidden_by_us and checked.product.published and not sold_out:
        return Kind.SHOW
    current = stored.digest(checked.made.draft, checked.pictures)
    return Kind.UPDATE if current != row.digest else None


def forget_gone(before: datetime) -> None:
    """Drop what follows listings that went before this time, or that nobody knows."""
    there = Listing.objects.filter(
        Q(gone_at=None) | Q(gone_at__gte=before), shop=OuterRef("shop"), item_id=OuterRef("item_id")
    )
    KeptListing.objects.exclude(Exists(there)).delete()
