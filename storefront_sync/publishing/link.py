"""A listing that was just made, or found to be there, comes into the books."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction

from connectors.base.types import ListingView
from storefront_sync.catalog.models import Listing, Variant
from storefront_sync.publishing import stored
from storefront_sync.publishing.models import Publication
from storefront_sync.sync import link
from storefront_sync.sync.scan import take_page
from storefront_sync.tenants.models import Shop

PUBLISHED = "published"
"""The source of a link that we made with the listing."""


def take_over(
    shop: Shop, views: Sequence[ListingView], now: Callable[[], datetime], began: datetime | None = None
) -> None:
    """Mirror listings as the marketplace shows them; what isn't linked is linked by its codes, or suggested
    to staff."""
    take_page(shop, views, began or now(), now())
    link.link_new(shop, now())


@transaction.atomic
def link_models(row: Publication, views: Sequence[ListingView], now: datetime) -> int:
    """Link the models of a publication's listing to its variants, one piece each; returns how many.

    By the ids that the marketplace gave, else by SKU. What is linked already, by codes or by staff, stays. A
    variant that is gone is left out.
    """
    draft = stored.draft(row.draft) if row.draft is not None else None
    models = draft.models if draft is not None else ()
    variants = {
        variant.pk: variant
        for variant in Variant.objects.filter(
            cooperative_id=row.shop.cooperative_id, pk__in=[pk for pk in row.variants if pk is not None]
        )
    }
    by_sku = {model.sku: pk for model, pk in zip(models, row.variants, strict=False)}
    by_model = dict(zip(row.model_ids, row.variants, strict=False))
    skus = {view.model_id: view.sku for view in views}
    linked = 0
    listings = Listing.objects.filter(shop=row.shop, item_id=row.item_id).exclude(link=Listing.Link.LINKED)
    for listing in listings.order_by("pk"):
        sku = skus.get(listing.model_id)  # type: ignore[call-overload]
        variant = variants.get(by_model.get(listing.model_id) or by_sku.get(sku or "") or 0)
        if variant is not None:
            link.link(listing, {variant: 1}, PUBLISHED, now)
            linked += 1
    return linked
