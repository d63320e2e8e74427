"""A shop that was away comes back: nothing that was believed of it is relied on, and no order is left out."""

from __future__ import annotations

from datetime import datetime

from mappings.words import Aspect
from storefront_sync.catalog.models import Listing
from storefront_sync.ledger import beliefs, feeds, marks
from storefront_sync.tenants.models import Shop


def come_back(shop: Shop, now: datetime) -> None:
    """Have all its linked listings read back and its orders read on from where they were read to. Call in a
    transaction."""
    linked = Listing.objects.filter(shop=shop, link=Listing.Link.LINKED, gone_at=None)
    listing_ids = list(linked.order_by("id").values_list("id", flat=True))
    beliefs.lock(listing_ids)
    for aspect in Aspect:
        beliefs.void(listing_ids, aspect, "away", now)
        marks.mark(listing_ids, aspect, now)
    feeds.verify_listings(shop.pk, listing_ids, now, "consent given again")
    feeds.ask(shop.pk, now)
