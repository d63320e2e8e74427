"""The variants that a server has under the SKUs of a sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mappings.money import Rupiah, rupiah
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.goods import wire
from storefront_sync.saleor.product import GRAMS

MOST = 100


@dataclass(frozen=True)
class ProductFound:
    """A product; attributes as texts by slug, `channels` the slugs of those that list it."""

    id: str
    name: str
    category: str
    type: str
    attributes: Mapping[str, str]
    channels: frozenset[str]


@dataclass(frozen=True)
class VariantFound:
    """A variant; `listing_id` and price are the channel's, stock the warehouse's, "" and None where there is
    none."""

    id: str
    sku: str
    name: str
    barcode: str
    weight_g: int | None
    attributes: Mapping[str, str]
    listing_id: str
    price: Rupiah | None
    stock_id: str
    quantity: int | None
    product: ProductFound


def look_up(
    client: SaleorClient, skus: Sequence[str], channel_id: str, warehouse_id: str
) -> dict[str, VariantFound]:
    """Variants by SKU, whatever channel they are in; ≤ 100 SKUs."""
    if not skus:
        return {}
    answer = client.transport.query(
        "goods/VariantsBySku", wire.VariantsAnswer, {"skus": list(dict.fromkeys(skus))[:MOST]}
    )
    rows = [edge.node for edge in answer.product_variants.edges]
    return {row.sku: _variant(row, channel_id, warehouse_id) for row in rows if row.sku}


def _variant(row: wire.Variant, channel_id: str, warehouse_id: str) -> VariantFound:
    listing = next((one for one in row.channel_listings or () if one.channel.id == channel_id), None)
    stock = next((one for one in row.stocks or () if one.warehouse.id == warehouse_id), None)
    return VariantFound(
        id=row.id,
        sku=row.sku or "",
        name=row.name,
        barcode=row.barcode or "",
        weight_g=None if row.weight is None else round(row.weight.value * GRAMS[row.weight.unit]),
        attributes=_texts(row.attributes),
        listing_id=listing.id if listing else "",
        price=rupiah(listing.price.amount) if listing and listing.price else None,
        stock_id=stock.id if stock else "",
        quantity=stock.quantity if stock else None,
        product=_product(row.product),
    )


def _product(row: wire.Product) -> ProductFound:
    return ProductFound(
        row.id,
        row.name,
        row.category.slug if row.category else "",
        row.product_type.slug,
        _texts(row.attributes),
        frozenset(one.channel.slug for one in row.channel_listings or ()),
    )


def _texts(attributes: Sequence[wire.Values]) -> dict[str, str]:
    return {row.attribute.slug: ", ".join(_text(value) for value in row.values) for row in attributes}


def _text(value: wire.Value) -> str:
    if value.boolean is not None:
        return "yes" if value.boolean else "no"
    return value.plain_text or value.name or ""
