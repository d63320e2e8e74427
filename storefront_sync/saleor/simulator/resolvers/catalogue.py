"""Reading products and variants."""

from __future__ import annotations

from collections.abc import Sequence

from storefront_sync.saleor.simulator.arguments.base import Selector
from storefront_sync.saleor.simulator.arguments.paging import (
    AvailabilityArguments,
    PageArguments,
    ProductPageArguments,
    VariantPageArguments,
)
from storefront_sync.saleor.simulator.binding import resolver
from storefront_sync.saleor.simulator.call import Call
from storefront_sync.saleor.simulator.resolvers.paging import has_metadata, in_range, matches, paginate
from storefront_sync.saleor.simulator.state.catalogue import (
    Category,
    Product,
    ProductListing,
    Stock,
    Variant,
    VariantListing,
)
from storefront_sync.saleor.simulator.state.node import Money
from storefront_sync.saleor.simulator.state.places import Channel
from storefront_sync.saleor.simulator.viewer import failure

SEES_ALL = ("MANAGE_PRODUCTS", "MANAGE_ORDERS", "MANAGE_CHECKOUTS", "MANAGE_DISCOUNTS", "MANAGE_GIFT_CARD")
SEES_STOCK = ("MANAGE_PRODUCTS", "MANAGE_ORDERS")


def _channel(call: Call, slug: str | None) -> Channel | None:
    """The channel to look through; None = no limit, which only privileged callers get."""
    if slug is not None:
        return next((row for row in call.store.channels if row.slug == slug), None)
    if call.viewer.may(*SEES_ALL):
        return None
    if len(call.store.channels) > 1:
        raise failure("GraphQLError", "More than one channel exists. Specify which channel to use.")
    return next(iter(call.store.channels), None)


def _sees_product(call: Call, product: Product, channel: Channel | None) -> bool:
    if channel is None:
        return call.viewer.may(*SEES_ALL)
    listing = product.listings.get(channel.pk)
    return listing is not None and (listing.is_published or call.viewer.may(*SEES_ALL))


def _lists_product(call: Call, product: Product, channel: Channel) -> bool:
    """Shoppers find it in lists only where it is to be seen in them, though they see it by its address."""
    may = _sees_product(call, product, channel)
    return may and (product.listings[channel.pk].visible_in_listings or call.viewer.may(*SEES_ALL))


def _sees_variant(call: Call, variant: Variant, channel: Channel | None) -> bool:
    if channel is None:
        return call.viewer.may(*SEES_ALL)
    listing = variant.listings.get(channel.pk)
    return listing is not None and listing.price is not None and _sees_product(call, variant.product, channel)


@resolver("Query", "productVariants", VariantPageArguments)
def variants(source: object, call: Call, page: VariantPageArguments) -> dict[str, object]:
    """Variants, all of them to an app that leaves `channel` out."""
    channel = _channel(call, page.channel)
    rows: Sequence[Variant] = call.store.variants
    wanted_ids = page.ids if page.ids is not None else page.where.ids if page.where else None
    if wanted_ids is not None:
        found = (call.store.find(Variant, variant_id) for variant_id in dict.fromkeys(wanted_ids))
        rows = sorted((row for row in found if row is not None), key=lambda row: row.pk)
    if page.filter is not None:
        wanted = page.filter
        rows = [
            row
            for row in rows
            if (wanted.sku is None or row.sku in wanted.sku)
            and in_range(row.updated_at, wanted.updated_at)
            and has_metadata(row, wanted.metadata)
        ]
    if page.where is not None:
        where = page.where
        rows = [
            row
            for row in rows
            if matches(row.sku, where.sku)
            and in_range(row.updated_at, where.updated_at)
            and has_metadata(row, where.metadata)
        ]
    if channel is not None or page.channel is not None or not call.viewer.may(*SEES_ALL):
        rows = [row for row in rows if channel is not None and _sees_variant(call, row, channel)]
    return paginate("productVariants", rows, page)


@resolver("Query", "products", ProductPageArguments)
def products(source: object, call: Call, page: ProductPageArguments) -> dict[str, object]:
    """Products, unpublished ones too to an app that leaves `channel` out."""
    channel = _channel(call, page.channel)
    rows: Sequence[Product] = call.store.products
    if page.where is not None:
        where = page.where
        moment = where.updated_at.range if where.updated_at else None
        rows = [
            row
            for row in rows
            if (where.ids is None or row.id in where.ids)
            and in_range(row.updated_at, moment)
            and has_metadata(row, where.metadata)
        ]
    if channel is not None or page.channel is not None or not call.viewer.may(*SEES_ALL):
        rows = [row for row in rows if channel is not None and _lists_product(call, row, channel)]
    return paginate("products", rows, page)


@resolver("Query", "product", Selector)
def product(source: object, call: Call, wanted: Selector) -> Product | None:
    """One product by id, slug or external reference."""
    store = call.store
    row = store.find(Product, wanted.id) or store.referred(Product, wanted.external_reference)
    if row is None and wanted.slug:
        row = next((one for one in store.products if one.slug == wanted.slug), None)
    channel = _channel(call, wanted.channel)
    if wanted.channel is not None and channel is None:
        return None
    return row if row and _sees_product(call, row, channel) else None


@resolver("Query", "productVariant", Selector)
def variant(source: object, call: Call, wanted: Selector) -> Variant | None:
    """One variant by id, SKU or external reference."""
    row = select_variant(call, wanted.id, wanted.sku, wanted.external_reference)
    channel = _channel(call, wanted.channel)
    if wanted.channel is not None and channel is None:
        return None
    return row if row and _sees_variant(call, row, channel) else None


def select_variant(
    call: Call, variant_id: str | None, sku: str | None, reference: str | None = None
) -> Variant | None:
    """A variant by whichever key is given."""
    store = call.store
    if variant_id:
        return store.find(Variant, variant_id)
    if sku:
        return store.variant_by_sku.get(sku)
    return store.referred(Variant, reference)


@resolver("Query", "categories", PageArguments)
def categories(source: object, call: Call, page: PageArguments) -> dict[str, object]:
    """All categories, public."""
    return paginate("categories", call.store.categories, page)


@resolver("Query", "category", Selector)
def category(source: object, call: Call, wanted: Selector) -> Category | None:
    """One category."""
    if wanted.id:
        return call.store.find(Category, wanted.id)
    return next((row for row in call.store.categories if row.slug == wanted.slug), None)


@resolver("Category", "level")
def level(source: Category, call: Call) -> int:
    """Depth below the root."""
    return 0 if source.parent is None else 1 + level(source.parent, call)


@resolver("Query", "productTypes", PageArguments)
def product_types(source: object, call: Call, page: PageArguments) -> dict[str, object]:
    """All product types, public."""
    return paginate("productTypes", call.store.product_types, page)


@resolver("Product", "channelListings")
def product_listings(source: Product, call: Call) -> list[ProductListing]:
    """Where it is published, for any known caller."""
    call.viewer.require()
    return list(source.listings.values())


@resolver("Product", "productVariants", PageArguments)
def product_variants(source: Product, call: Call, page: PageArguments) -> dict[str, object]:
    """Its variants in pages, by SKU where staff gave them no order."""
    rows = sorted(source.variants, key=lambda row: (row.sku is None, row.sku or "", row.pk))
    return paginate("productVariants", rows, page)


@resolver("ProductVariant", "channelListings")
def variant_listings(source: Variant, call: Call) -> list[VariantListing]:
    """Its list prices, for any known caller."""
    call.viewer.require()
    return list(source.listings.values())


@resolver("ProductVariantChannelListing", "price")
def price(source: VariantListing, call: Call) -> Money | None:
    """The list price before promotions."""
    return None if source.price is None else Money(source.price, source.channel.currency_code)


@resolver("ProductVariantChannelListing", "costPrice", needs=("MANAGE_PRODUCTS",))
def cost_price(source: VariantListing, call: Call) -> Money | None:
    """What the shop paid."""
    return None if source.cost_price is None else Money(source.cost_price, source.channel.currency_code)


@resolver("ProductVariant", "stocks", needs=SEES_STOCK)
def stocks(source: Variant, call: Call) -> list[Stock]:
    """Pieces by warehouse."""
    return list(source.stocks.values())


@resolver("ProductVariant", "quantityAvailable", AvailabilityArguments)
def quantity_available(source: Variant, call: Call, arguments: AvailabilityArguments) -> int:
    """What a shopper may put in a cart: summed over reachable warehouses, and never above the cart's
    limit."""
    limit = call.store.settings.limit_quantity_per_checkout
    country = arguments.country_code or "ID"
    reachable = {
        place.pk for zone in call.store.zones if country in zone.countries for place in zone.warehouses
    }
    if not source.track_inventory:
        return limit or 50
    now = call.now
    free = sum(max(stock.free(now), 0) for key, stock in source.stocks.items() if key in reachable)
    return free if limit is None else min(free, limit)
