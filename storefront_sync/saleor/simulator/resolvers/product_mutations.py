"""Making, changing and deleting products and variants, and setting prices."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from storefront_sync.saleor.simulator.arguments.base import Selector
from storefront_sync.saleor.simulator.arguments.catalogue import (
    ItemArguments,
    ItemInput,
    NewProductInput,
    NewVariantInput,
    PriceArguments,
    PriceInput,
    ProductBulkArguments,
    ProductChangeArguments,
    ProductListingArguments,
)
from storefront_sync.saleor.simulator.binding import mutation, refuse
from storefront_sync.saleor.simulator.call import Call
from storefront_sync.saleor.simulator.resolvers.attributes import assigned, grams
from storefront_sync.saleor.simulator.resolvers.catalogue import select_variant
from storefront_sync.saleor.simulator.resolvers.metadata import as_map
from storefront_sync.saleor.simulator.resolvers.setup import slugify
from storefront_sync.saleor.simulator.resolvers.stocks import open_stock
from storefront_sync.saleor.simulator.state.catalogue import (
    Category,
    Product,
    ProductListing,
    ProductType,
    Variant,
    VariantListing,
)
from storefront_sync.saleor.simulator.state.places import Channel, Warehouse

PRICE_MESSAGE = "Value cannot have more than 2 decimal places."


def too_fine(amount: Decimal) -> bool:
    """Whether an amount has more decimals than IDR has in Saleor, which is two."""
    return amount != round(amount, 2)


@mutation("productBulkCreate", ProductBulkArguments, needs=("MANAGE_PRODUCTS",))
def create_products(call: Call, arguments: ProductBulkArguments) -> dict[str, object]:
    """Products with their variants, prices and stocks; announces no stock."""
    results: list[dict[str, object]] = []
    faults = [list(_faults(call, given)) for given in arguments.products]
    if any(faults) and arguments.error_policy == "REJECT_EVERYTHING":
        return {"count": 0, "results": [{"product": None, "errors": rows} for rows in faults]}
    count = 0
    for given, errors in zip(arguments.products, faults, strict=True):
        # An earlier row of the same call may have taken the key in the meantime.
        errors = errors or list(_faults(call, given))
        if errors:
            results.append({"product": None, "errors": errors})
            continue
        product = _create(call, given)
        call.emit("PRODUCT_CREATED", product=product)
        for variant in product.variants:
            call.emit("PRODUCT_VARIANT_CREATED", product_variant=variant)
        results.append({"product": product, "errors": []})
        count += 1
    return {"count": count, "results": results}


def _faults(call: Call, given: NewProductInput) -> Iterator[dict[str, object]]:
    store = call.store
    if store.find(ProductType, given.product_type) is None:
        yield _error("productType", "NOT_FOUND", "Can't return ProductType instance.")
    if given.category and store.find(Category, given.category) is None:
        yield _error("category", "NOT_FOUND", "Can't return Category instance.")
    if store.referred(Product, given.external_reference):
        yield _error("externalReference", "UNIQUE", "Product with this External reference already exists.")
    if given.slug and any(row.slug == given.slug for row in store.products):
        yield _error("slug", "UNIQUE", "Product with this Slug already exists.")
    yield from variant_faults(call, given.variants)


def variant_faults(call: Call, variants: list[NewVariantInput]) -> Iterator[dict[str, object]]:
    """Why new variants can't be made; their keys are told without their place."""
    store = call.store
    for index, variant in enumerate(variants):
        if variant.sku and variant.sku in store.variant_by_sku:
            yield _error("sku", "UNIQUE", "Product variant with this Sku already exists.")
        if store.referred(Variant, variant.external_reference):
            yield _error(
                "externalReference", "UNIQUE", "Product variant with this External reference exists."
            )
        for place, listing in enumerate(variant.channel_listings):
            if too_fine(listing.price):
                yield _error(
                    f"variants.{index}.channelListings.{place}.price", "INVALID_PRICE", PRICE_MESSAGE
                )


def _error(path: str, code: str, message: str) -> dict[str, object]:
    return {"path": path, "code": code, "message": message}


def _create(call: Call, given: NewProductInput) -> Product:
    store = call.store
    product_type = store.find(ProductType, given.product_type)
    assert product_type is not None
    stamp = store.stamp("Product")
    product = Product(
        *stamp,
        name=given.name,
        slug=given.slug or f"{slugify(given.name)}-{stamp[0]}",
        product_type=product_type,
        category=store.find(Category, given.category),
        description=given.description,
        attributes=assigned(call, product_type.product_attributes, given.attributes),
        external_reference=given.external_reference,
        metadata=as_map(given.metadata),
        private_metadata=as_map(given.private_metadata),
    )
    store.add(product)
    store.products.append(product)
    for row in given.channel_listings:
        channel = store.find(Channel, row.channel_id)
        if channel is not None:
            product.listings[channel.pk] = ProductListing(
                *store.stamp("ProductChannelListing"),
                channel=channel,
                is_published=row.is_published,
                visible_in_listings=row.visible_in_listings,
                is_available_for_purchase=row.is_available_for_purchase,
            )
    for variant in given.variants:
        add_variant(call, product, variant)
    return product


def add_variant(call: Call, product: Product, given: NewVariantInput) -> Variant:
    """A new variant with its prices and stocks."""
    store = call.store
    variant = Variant(
        *store.stamp("ProductVariant"),
        name=given.name or given.sku or "",
        sku=given.sku,
        product=product,
        track_inventory=given.track_inventory,
        quantity_limit_per_customer=given.quantity_limit_per_customer,
        weight_g=grams(call, given.weight),
        attributes=assigned(call, product.product_type.variant_attributes, given.attributes),
        external_reference=given.external_reference,
        metadata=as_map(given.metadata),
        private_metadata=as_map(given.private_metadata),
    )
    store.add(variant)
    store.variants.append(variant)
    product.variants.append(variant)
    if variant.sku:
        store.variant_by_sku[variant.sku] = variant
    for listing in given.channel_listings:
        set_price(call, variant, listing)
    for row in given.stocks:
        warehouse = store.find(Warehouse, row.warehouse)
        if warehouse is not None:
            open_stock(call, variant, warehouse, row.quantity, call.cause)
    return variant


def set_price(call: Call, variant: Variant, given: PriceInput) -> None:
    """List a variant in a channel at a price, or change the price."""
    channel = call.store.find(Channel, given.channel_id)
    if channel is None:
        raise refuse("channelId", "NOT_FOUND", "Couldn't resolve to a node.")
    listing = variant.listings.get(channel.pk)
    if listing is None:
        listing = VariantListing(
            *call.store.stamp("ProductVariantChannelListing"), channel=channel, price=given.price
        )
        variant.listings[channel.pk] = listing
    listing.price = given.price
    listing.cost_price = given.cost_price if given.cost_price is not None else listing.cost_price
    call.store.journal.add(
        "price",
        sku=variant.sku,
        variant_id=variant.id,
        channel=channel.slug,
        value=str(given.price),
        cause=call.cause,
    )


@mutation("productVariantChannelListingUpdate", PriceArguments, needs=("MANAGE_PRODUCTS",))
def update_prices(call: Call, arguments: PriceArguments) -> dict[str, object]:
    """Set list prices; an equal one is announced too, and no time of a last change moves."""
    variant = select_variant(call, arguments.id, arguments.sku)
    if variant is None:
        raise refuse("id", "NOT_FOUND", "Couldn't resolve to a node.")
    for row in arguments.input:
        if too_fine(row.price):
            raise refuse("price", "INVALID", PRICE_MESSAGE, channels=[row.channel_id])
        channel = call.store.find(Channel, row.channel_id)
        if channel is not None and channel.pk not in variant.product.listings:
            raise refuse("input", "PRODUCT_NOT_ASSIGNED_TO_CHANNEL", "Product not available in channels.")
    for row in arguments.input:
        set_price(call, variant, row)
    call.emit("PRODUCT_VARIANT_UPDATED", product_variant=variant)
    return {"variant": variant}


@mutation("productChannelListingUpdate", ProductListingArguments, needs=("MANAGE_PRODUCTS",))
def list_product(call: Call, arguments: ProductListingArguments) -> dict[str, object]:
    """Publish a product in channels, sell it there, or neither any more; no time of a last change moves."""
    product = call.store.find(Product, arguments.id)
    if product is None:
        raise refuse("id", "NOT_FOUND", f"Couldn't resolve to a node: {arguments.id}")
    for row in arguments.input.update_channels:
        channel = call.store.find(Channel, row.channel_id)
        if channel is None:
            raise refuse("updateChannels", "NOT_FOUND", f"Couldn't resolve to a node: {row.channel_id}")
        if row.is_published and product.category is None:
            message = "You must select a category to be able to publish."
            raise refuse("isPublished", "PRODUCT_WITHOUT_CATEGORY", message)
        if channel.pk not in product.listings:
            stamp = call.store.stamp("ProductChannelListing")
            product.listings[channel.pk] = ProductListing(*stamp, channel, False, False, False)
        listing = product.listings[channel.pk]
        for name in ("is_published", "visible_in_listings", "is_available_for_purchase"):
            given = getattr(row, name)
            setattr(listing, name, getattr(listing, name) if given is None else given)
    for channel in [row for row in call.store.channels if row.id in arguments.input.remove_channels]:
        product.listings.pop(channel.pk, None)
        for variant in product.variants:
            variant.listings.pop(channel.pk, None)
    call.emit("PRODUCT_UPDATED", product=product)
    return {"product": product}


@mutation("productUpdate", ProductChangeArguments, needs=("MANAGE_PRODUCTS",))
def update_product(call: Call, arguments: ProductChangeArguments) -> dict[str, object]:
    """Change a product; announced even if nothing changed."""
    product = call.store.find(Product, arguments.id) or call.store.referred(
        Product, arguments.external_reference
    )
    if product is None:
        raise refuse("id", "NOT_FOUND", "Couldn't resolve to a node.")
    set_fields(call, product, arguments.input, ("name", "slug", "description"))
    kind = product.product_type
    product.attributes |= assigned(call, kind.product_attributes, arguments.input.attributes)
    if arguments.input.category:
        product.category = call.store.find(Category, arguments.input.category)
    call.store.touch(product)
    call.emit("PRODUCT_UPDATED", product=product)
    return {"product": product}


@mutation("productVariantUpdate", ItemArguments, needs=("MANAGE_PRODUCTS",))
def update_variant(call: Call, arguments: ItemArguments) -> dict[str, object]:
    """Change a variant; announced only if something changed."""
    variant = select_variant(call, arguments.id, arguments.sku, arguments.external_reference)
    if variant is None:
        raise refuse("id", "NOT_FOUND", "Couldn't resolve to a node.")
    taken = call.store.variant_by_sku.get(arguments.input.sku or "")
    if taken is not None and taken is not variant:
        raise refuse("sku", "UNIQUE", "Product variant with this Sku already exists.")
    old_sku = variant.sku
    if set_fields(call, variant, arguments.input, ("name", "sku", "track_inventory")):
        if variant.sku != old_sku:
            call.store.variant_by_sku.pop(old_sku or "", None)
            call.store.variant_by_sku[variant.sku or ""] = variant
        call.store.touch(variant)
        call.store.touch(variant.product)
        call.emit("PRODUCT_VARIANT_UPDATED", product_variant=variant)
    return {"productVariant": variant}


def set_fields(call: Call, node: Product | Variant, given: ItemInput, names: tuple[str, ...]) -> bool:
    """Set those fields that are given; returns whether anything changed."""
    changed = False
    for name in names:
        value = getattr(given, name)
        if value is not None and value != getattr(node, name):
            setattr(node, name, value)
            changed = True
    if given.external_reference and given.external_reference != node.external_reference:
        call.store.refer(node, given.external_reference)
        changed = True
    for target, items in ((node.metadata, given.metadata), (node.private_metadata, given.private_metadata)):
        if items and any(target.get(item.key) != item.value for item in items):
            target.update(as_map(items))
            changed = True
    return changed


@mutation("productVariantDelete", Selector, needs=("MANAGE_PRODUCTS",))
def delete_variant(call: Call, arguments: Selector) -> dict[str, object]:
    """Delete a variant; its event shows no stocks and no prices any more."""
    variant = select_variant(call, arguments.id, arguments.sku, arguments.external_reference)
    if variant is None:
        raise refuse("id", "NOT_FOUND", "Couldn't resolve to a node.")
    variant.product.variants.remove(variant)
    _forget(call, variant)
    call.emit("PRODUCT_VARIANT_DELETED", product_variant=variant)
    return {"productVariant": variant}


@mutation("productDelete", Selector, needs=("MANAGE_PRODUCTS",))
def delete_product(call: Call, arguments: Selector) -> dict[str, object]:
    """Delete a product: one event, without its variants, and none for each of them."""
    product = call.store.find(Product, arguments.id) or call.store.referred(
        Product, arguments.external_reference
    )
    if product is None:
        raise refuse("id", "NOT_FOUND", "Couldn't resolve to a node.")
    remove_product(call, product)
    return {"product": product}


def remove_product(call: Call, product: Product) -> None:
    """Take a product with its variants off the server."""
    for variant in product.variants:
        _forget(call, variant)
    product.variants.clear()
    product.listings.clear()
    call.store.products.remove(product)
    call.store.drop(product)
    call.emit("PRODUCT_DELETED", product=product)


def _forget(call: Call, variant: Variant) -> None:
    store = call.store
    for stock in variant.stocks.values():
        store.stocks.remove(stock)
        store.drop(stock)
    for order in store.orders:
        for line in order.lines:
            if line.variant is variant:
                line.variant = None
                line.allocations.clear()
        if order.status == "DRAFT":
            order.lines[:] = [line for line in order.lines if line.variant is not None]
    variant.stocks.clear()
    variant.listings.clear()
    store.variants.remove(variant)
    store.variant_by_sku.pop(variant.sku or "", None)
    store.drop(variant)
