"""Links listings to variants: by code where nothing speaks against it, or on staff's word."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from mappings.goods import Article
from mappings.match import LinkDecision, ListingCode, link_by_code
from mappings.money import Rupiah
from mappings.words import Aspect, LinkState
from storefront_sync.catalog.models import Component, Listing, Variant
from storefront_sync.core.errors import StorefrontError
from storefront_sync.ledger import beliefs, feeds, marks
from storefront_sync.tenants.models import Shop

STAFF = "staff"


class UnknownLink(StorefrontError):
    """A link names a listing or variant that this cooperative doesn't have."""


def link_new(shop: Shop, now: datetime) -> int:
    """Decide by code for every listing of the shop that isn't linked or ignored; returns how many were
    linked.

    Codes are held against all listings of the shop, linked ones too: a code claimed twice links nothing
    new. A link that stands is never changed here.
    """
    rows = list(Listing.objects.filter(shop=shop, gone_at=None).order_by("id"))
    if all(row.link in (Listing.Link.LINKED, Listing.Link.IGNORED) for row in rows):
        return 0
    variants = list(Variant.objects.filter(cooperative_id=shop.cooperative_id, gone_at=None))
    prefix = shop.cooperative.sku_prefix
    decisions = link_by_code([_article(v, prefix) for v in variants], [_code(row) for row in rows])
    by_key = {str(v.pk): v for v in variants}
    linked = 0
    for row, decision in zip(rows, decisions, strict=True):
        if row.link in (Listing.Link.LINKED, Listing.Link.IGNORED):
            continue
        if decision.state is LinkState.LINKED and decision.article_key is not None:
            source = "" if decision.by is None else decision.by.value
            link(row, {by_key[decision.article_key]: decision.units}, source, now)
            linked += 1
        else:
            _remember(row, decision)
    return linked


def link(listing: Listing, components: Mapping[Variant, int], source: str, now: datetime) -> None:
    """Link a listing to variants (units each); what it was linked to before is replaced. Marks both numbers.

    Raises UnknownLink for a variant of another cooperative, ValueError without components.
    """
    if not components:
        raise ValueError("a link needs a component")
    if any(variant.cooperative_id != listing.cooperative_id for variant in components):
        raise UnknownLink("link.other_cooperative")
    with transaction.atomic():
        Component.objects.filter(listing=listing).delete()
        Component.objects.bulk_create(
            [
                Component(
                    cooperative_id=listing.cooperative_id, listing=listing, variant=variant, units=units
                )
                for variant, units in components.items()
            ]
        )
        listing.link, listing.link_source, listing.link_reason = Listing.Link.LINKED, source, ""
        listing.save(update_fields=["link", "link_source", "link_reason"])
        beliefs.begin([listing.pk], now)
        feeds.verify_listings(listing.shop_id, [listing.pk], now, "linked")
        marks.mark([listing.pk], Aspect.STOCK, now)
        marks.mark([listing.pk], Aspect.PRICE, now)


def confirm(
    shop: Shop, item_id: str, model_id: str, units_by_sku: Mapping[str, int], now: datetime
) -> Listing:
    """Staff say what a listing is made of, by SKU. Raises UnknownLink."""
    listing = Listing.objects.filter(shop=shop, item_id=item_id, model_id=model_id).first()
    if listing is None:
        raise UnknownLink("link.unknown_listing", f"{shop.marketplace} {item_id}/{model_id}")
    found = {
        variant.sku: variant
        for variant in Variant.objects.filter(
            cooperative_id=shop.cooperative_id, sku__in=units_by_sku, gone_at=None
        )
    }
    missing = sorted(set(units_by_sku) - set(found))
    if missing:
        raise UnknownLink("link.unknown_sku", ", ".join(missing))
    link(listing, {found[sku]: units for sku, units in units_by_sku.items()}, STAFF, now)
    return listing


def _remember(row: Listing, decision: LinkDecision) -> None:
    state = Listing.Link.SUGGESTED if decision.state is LinkState.SUGGESTED else Listing.Link.UNMAPPED
    reason = decision.reasons[0].value if decision.reasons else ""
    if (row.link, row.link_reason) != (state, reason):
        row.link, row.link_reason = state, reason
        row.save(update_fields=["link", "link_reason"])


def _article(variant: Variant, prefix: str) -> Article:
    """The variant by its own SKU: marketplaces don't know the prefix of a shared server."""
    return Article(
        key=str(variant.pk),
        sku=variant.sku.removeprefix(prefix),
        barcode=variant.barcode,
        product_title=variant.product_name,
        options=tuple(part for part in variant.options.split(" / ") if part),
        price=None if variant.price is None else Rupiah(variant.price),
    )


def _code(row: Listing) -> ListingCode:
    return ListingCode(
        item_id=row.item_id,
        model_id=row.model_id,
        title=row.title,
        options=tuple(row.options),
        sku=row.sku,
        barcode=row.barcode,
        price=None if row.price is None else Rupiah(row.price),
    )
