"""Reads what the service holds for linked, waiting and short: what the checker holds against the books."""

from __future__ import annotations

from collections import defaultdict

from storefront_sync.catalog.models import Component, Listing
from storefront_sync.cli.demo.books import ListingKey
from storefront_sync.cli.demo.told import Told
from storefront_sync.jobs.report import shop_status
from storefront_sync.orders.phases import Phase


def told(cooperative: str) -> Told:
    """Links by SKU without the cooperative's prefix, and the marketplace order ids that `status` tells as
    waiting or short; by the slug."""
    links: dict[ListingKey, dict[str, int]] = defaultdict(dict)
    components = Component.objects.filter(
        cooperative__slug=cooperative, listing__link=Listing.Link.LINKED, listing__gone_at=None
    )
    rows = components.values_list(
        "listing__shop__marketplace",
        "listing__item_id",
        "listing__model_id",
        "variant__sku",
        "cooperative__sku_prefix",
        "units",
    )
    for marketplace, item_id, model_id, sku, prefix, units in rows:
        links[ListingKey(marketplace, item_id, model_id)][sku.removeprefix(prefix)] = units
    still_open = [order for shop in shop_status(cooperative) for order in shop.open_orders]
    waiting = {order.external_id for order in still_open if order.phase == Phase.WAITING_LINK}
    short = {order.external_id for order in still_open if order.phase == Phase.SHORT}
    return Told(dict(links), frozenset(waiting), frozenset(short))


def names() -> dict[ListingKey, str]:
    """The goods' names by listing, for people."""
    listings = Listing.objects.select_related("shop")
    return {
        ListingKey(row.shop.marketplace, row.item_id, row.model_id): " ".join([row.title, *row.options])
        for row in listings
    }
