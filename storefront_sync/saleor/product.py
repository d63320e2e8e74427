"""A product of the store as a listing needs it: our own types, and how Saleor's answer becomes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, Decimal

from storefront_sync.saleor import product_wire as wire
from storefront_sync.saleor.adapter import utc
from storefront_sync.saleor.rich_text import plain_text

GRAMS = {"G": Decimal(1), "KG": Decimal(1000), "TONNE": Decimal(1_000_000)}
GRAMS |= {"LB": Decimal("453.59237"), "OZ": Decimal("28.349523125")}
MADE_TO_ORDER = "sesuai-pesanan"
LEAD_DAYS = "hari-pengerjaan"
"""Attributes of the shipped blueprint, filled in by `saleor import`."""


@dataclass(frozen=True)
class Named:
    """A category or product type of the store."""

    id: str
    name: str


@dataclass(frozen=True)
class AttributeText:
    """An attribute of a product or variant with its value as text; several values apart by a comma."""

    slug: str
    name: str
    text: str


@dataclass(frozen=True)
class PictureRead:
    """A picture. Its id stays; its address changes once Saleor has made the smaller copy that it leads to
    (seen on 3.23.28)."""

    id: str
    url: str


@dataclass(frozen=True)
class OptionKind:
    """What shoppers choose a variant by, such as size: its values in the order that staff gave them (the
    first hundred; none for what is typed)."""

    slug: str
    name: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class ProductVariantRead:
    """One variant. `listed` = it has a price in the channel; `options` are what shoppers choose it by, in the
    order of the product type; weight in grams, None where none was entered."""

    variant_id: str
    name: str
    sku: str
    barcode: str
    weight_grams: int | None
    listed: bool
    options: tuple[AttributeText, ...]


@dataclass(frozen=True)
class ProductRead:
    """A product with its variants. `description` is plain text; `pictures` are without videos;
    `pre_order_days` None = ready to go; `published` in the channel that was asked for."""

    product_id: str
    name: str
    description: str
    updated_at: datetime
    category: Named | None
    product_type: Named
    published: bool
    weight_grams: int | None
    pre_order_days: int | None
    attributes: tuple[AttributeText, ...]
    pictures: tuple[PictureRead, ...]
    option_kinds: tuple[OptionKind, ...]
    variants: tuple[ProductVariantRead, ...]
    """By their place in the store where they have one, then by SKU."""


def product(answer: wire.ProductWire, variants: Sequence[wire.VariantWire], channel_slug: str) -> ProductRead:
    """A product and all its variants, as one channel has them."""
    attributes = _attributes(answer.attributes)
    listings = {row.channel.slug: row.is_published for row in answer.channel_listings or ()}
    category = answer.category
    return ProductRead(
        product_id=answer.id,
        name=answer.name.strip(),
        description=plain_text(answer.description),
        updated_at=utc(answer.updated_at),
        category=None if category is None else Named(category.id, category.name),
        product_type=Named(answer.product_type.id, answer.product_type.name),
        published=listings.get(channel_slug, False),
        weight_grams=_grams(answer.weight),
        pre_order_days=_pre_order_days(answer.pre_order_days, attributes),
        attributes=attributes,
        pictures=tuple(PictureRead(row.id, row.url) for row in answer.media or () if row.type == "IMAGE"),
        option_kinds=tuple(
            _option_kind(row.attribute) for row in answer.product_type.assigned_variant_attributes or ()
        ),
        variants=tuple(_variant(row, channel_slug) for row in variants),
    )


def _option_kind(row: wire.OptionWire) -> OptionKind:
    edges = row.choices.edges if row.choices else []
    return OptionKind(row.slug, row.name.strip(), tuple((edge.node.name or "").strip() for edge in edges))


def _variant(row: wire.VariantWire, channel_slug: str) -> ProductVariantRead:
    prices = {listing.channel.slug: listing.price for listing in row.channel_listings or ()}
    return ProductVariantRead(
        variant_id=row.id,
        name=row.name.strip(),
        sku=(row.sku or "").strip(),
        barcode=row.barcode or "",
        weight_grams=_grams(row.weight),
        listed=prices.get(channel_slug) is not None,
        options=tuple(option for option in _attributes(row.attributes) if option.text),
    )


def _grams(weight: wire.WeightWire | None) -> int | None:
    """Whole grams, rounded up: a parcel that is a little lighter than said is never charged more."""
    if weight is None:
        return None
    return int((weight.value * GRAMS[weight.unit]).to_integral_value(ROUND_CEILING))


def _pre_order_days(given: str | None, attributes: Sequence[AttributeText]) -> int | None:
    """Days that the goods take to make: the product's metadata `pre_order_days`, else what the product list
    said of goods made to order."""
    texts = {row.slug: row.text for row in attributes}
    made = texts.get(LEAD_DAYS, "") if texts.get(MADE_TO_ORDER) == "yes" else ""
    days = (given or "").strip() or made.strip()
    return int(days) if days.isascii() and days.isdigit() and len(days) <= 3 and int(days) > 0 else None


def _attributes(rows: Sequence[wire.ValuesWire]) -> tuple[AttributeText, ...]:
    return tuple(
        AttributeText(
            row.attribute.slug, row.attribute.name.strip(), ", ".join(_text(value) for value in row.values)
        )
        for row in rows
    )


def _text(value: wire.ValueWire) -> str:
    if value.boolean is not None:
        return "yes" if value.boolean else "no"
    return (value.plain_text or value.name or "").strip()
