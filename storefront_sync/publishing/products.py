"""Which product of the store is meant, and what it would show in a shop."""

from __future__ import annotations

from collections.abc import Collection

from connectors.base.readiness import Missing
from storefront_sync.catalog.models import Component, Listing, Variant
from storefront_sync.core.errors import StorefrontError
from storefront_sync.publishing.draft import Numbers
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.product import ProductRead
from storefront_sync.sync import desired
from storefront_sync.tenants.models import Cooperative, Shop


class UnknownProduct(StorefrontError):
    """Nothing of this cooperative's has that SKU or id."""


def product_id_of(cooperative: Cooperative, name: str) -> str:
    """The product that a SKU (with or without the cooperative's prefix) or a product's id names, among what
    the cooperative's own channel sells. Raises UnknownProduct."""
    ours = Variant.objects.filter(cooperative=cooperative, gone_at=None)
    skus = {name, f"{cooperative.sku_prefix}{name}"}
    found = set(ours.filter(sku__in=skus).values_list("product_id", flat=True)) if name else set()
    found = found or set(ours.filter(product_id=name).values_list("product_id", flat=True)[:1])
    if len(found) != 1:
        raise UnknownProduct("publish.unknown_product", f"{len(found)} products")
    return str(found.pop())


def read_product(client: SaleorClient, cooperative: Cooperative, product_id: str) -> ProductRead:
    """The product as the store has it now. Raises UnknownProduct where the channel doesn't list it (any
    more), and the client's errors."""
    found = client.product(product_id, cooperative.channel_slug)
    if found is None:
        raise UnknownProduct("publish.not_in_store", "the channel doesn't list it")
    return found


def numbers_in(shop: Shop, product: ProductRead) -> dict[str, Numbers]:
    """What each variant would show in this shop, by Saleor's id; none for one that wasn't read yet."""
    rows = Variant.objects.filter(
        cooperative_id=shop.cooperative_id,
        saleor_id__in=[variant.variant_id for variant in product.variants],
        gone_at=None,
    )
    ids = dict(rows.values_list("saleor_id", "pk"))
    stock, price = desired.stock_and_price_of_singles(shop.pk, ids.values())
    return {key: Numbers(pk, price[pk], stock[pk]) for key, pk in ids.items()}


def listed_already(shop: Shop, skus: Collection[str], variants: Collection[int]) -> tuple[Missing, ...]:
    """Listings of this shop that are these goods already: by SKU, or linked to them. They are to be linked,
    not made a second time."""
    rows = Listing.objects.filter(shop=shop, gone_at=None)
    by_code = rows.filter(sku__in=[sku for sku in skus if sku]).values_list("sku", "item_id", "title")
    linked = Component.objects.filter(listing__in=rows, variant__in=variants, units=1)
    by_link = linked.values_list("variant__sku", "listing__item_id", "listing__title")
    found = {item: (sku, title) for sku, item, title in [*by_link, *by_code]}
    return tuple(
        Missing("listing", "publish.listed_already", {"item": item, "sku": sku, "title": title})
        for item, (sku, title) in sorted(found.items())
    )
