"""Several variants of one product made or changed in a call."""

from __future__ import annotations

from storefront_sync.saleor.simulator.arguments.catalogue import (
    NewVariantsArguments,
    VariantChange,
    VariantChangesArguments,
)
from storefront_sync.saleor.simulator.binding import Refused, mutation, refuse
from storefront_sync.saleor.simulator.call import Call
from storefront_sync.saleor.simulator.resolvers.attributes import assigned, grams
from storefront_sync.saleor.simulator.resolvers.product_mutations import (
    add_variant,
    set_fields,
    set_price,
    variant_faults,
)
from storefront_sync.saleor.simulator.resolvers.stocks import open_stock
from storefront_sync.saleor.simulator.state.catalogue import Product, Variant
from storefront_sync.saleor.simulator.state.places import Warehouse

NEEDS = ("MANAGE_PRODUCTS",)


@mutation("productVariantBulkCreate", NewVariantsArguments, needs=NEEDS)
def create_variants(call: Call, arguments: NewVariantsArguments) -> dict[str, object]:
    """New variants of a product; one that is refused leaves the others be."""
    product = _product(call, arguments.product)
    results: list[dict[str, object]] = []
    for given in arguments.variants:
        faults = [{"field": row["path"], **row} for row in variant_faults(call, [given])]
        if faults:
            results.append({"productVariant": None, "errors": faults})
            continue
        variant = add_variant(call, product, given)
        call.emit("PRODUCT_VARIANT_CREATED", product_variant=variant)
        results.append({"productVariant": variant, "errors": []})
    return {"count": sum(row["productVariant"] is not None for row in results), "results": results}


@mutation("productVariantBulkUpdate", VariantChangesArguments, needs=NEEDS)
def update_variants(call: Call, arguments: VariantChangesArguments) -> dict[str, object]:
    """Change variants; announces each, changed or not, and never a stock. No time of a last change moves."""
    product = _product(call, arguments.product)
    results: list[dict[str, object]] = []
    for given in arguments.variants:
        variant = call.store.find(Variant, given.id)
        try:
            if variant is None or variant.product is not product:
                raise refuse("id", "NOT_FOUND", "Variant doesn't exist.")
            _change(call, variant, given)
        except Refused as refused:
            results.append({"productVariant": None, "errors": refused.errors})
            continue
        call.emit("PRODUCT_VARIANT_UPDATED", product_variant=variant)
        results.append({"productVariant": variant, "errors": []})
    return {"count": sum(row["productVariant"] is not None for row in results), "results": results}


def _change(call: Call, variant: Variant, given: VariantChange) -> None:
    taken = call.store.variant_by_sku.get(given.sku or "")
    if taken is not None and taken is not variant:
        raise refuse("sku", "UNIQUE", "Product variant with this Sku already exists.")
    for row in given.stocks.create:
        place = call.store.find(Warehouse, row.warehouse)
        if place is None or place.pk in variant.stocks:
            raise refuse("warehouse", "STOCK_ALREADY_EXISTS", "Stock already exists.")
    set_fields(call, variant, given, ("name",))
    variant.attributes |= assigned(call, variant.product.product_type.variant_attributes, given.attributes)
    if given.weight is not None:
        variant.weight_g = grams(call, given.weight)
    for row in given.stocks.create:
        place = call.store.find(Warehouse, row.warehouse)
        assert place is not None
        open_stock(call, variant, place, row.quantity, call.cause)
    for price in given.channel_listings.create:
        set_price(call, variant, price)
    for change in given.channel_listings.update:
        listing = next((row for row in variant.listings.values() if row.id == change.channel_listing), None)
        if listing is None:
            raise refuse("channelListings", "NOT_FOUND", "Listing doesn't exist.")
        if change.price is not None:
            listing.price = change.price
            call.store.journal.add(
                "price",
                sku=variant.sku,
                variant_id=variant.id,
                channel=listing.channel.slug,
                value=str(change.price),
                cause=call.cause,
            )


def _product(call: Call, key: str) -> Product:
    product = call.store.find(Product, key)
    if product is None:
        raise refuse("product", "NOT_FOUND", f"Couldn't resolve to a node: {key}")
    return product
