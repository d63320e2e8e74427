"""Looks for listings by their SKUs: the only way to learn of one whose answer was lost."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime

from connectors.base.errors import Transient
from connectors.base.types import ListingView
from connectors.lazada.catalogue_wire import ProductsWire
from connectors.lazada.client import LazadaClient
from connectors.lazada.listings import listing_views
from mappings.words import ListingStatus

PAGE_SIZE = 50
MOST_PAGES = 4
MOST_SKUS = 100
"""Of one call. The page of item/get calls its parameter `seller_sku` gone since November 2023."""


def find(
    client: LazadaClient, skus: Sequence[str], now: Callable[[], datetime], shop_id: str
) -> tuple[ListingView, ...]:
    """The rows with one of these SKUs (≤ 100), of products that aren't deleted. Raises Transient where there
    are so many that they can't be read: what isn't seen must not be taken for what isn't there."""
    wanted = list(dict.fromkeys(sku for sku in skus if sku))[:MOST_SKUS]
    if not wanted:
        return ()
    named = json.dumps(wanted, ensure_ascii=False)
    found: list[ListingView] = []
    for page in range(MOST_PAGES):
        offset = page * PAGE_SIZE
        answer = client.get(
            "products",
            ProductsWire,
            [
                ("filter", "all"),
                ("limit", str(PAGE_SIZE)),
                ("offset", str(offset)),
                ("sku_seller_list", named),
            ],
        )
        views = (view for product in answer.products for view in listing_views(product, now()))
        found += [view for view in views if view.sku in wanted and view.status is not ListingStatus.DELETED]
        # A full page may be followed by another, whatever the total says or leaves out.
        if offset + PAGE_SIZE >= answer.total_products and len(answer.products) < PAGE_SIZE:
            return tuple(found)
    raise Transient("lazada.too_many_found", shop_id=shop_id)
