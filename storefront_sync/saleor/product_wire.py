"""The answer to `ProductForListing`, as Saleor sends it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Literal

from storefront_sync.saleor.wire import Connection, Identified, MoneyWire, Slugged, Wire


class WeightWire(Wire):
    unit: Literal["G", "KG", "TONNE", "LB", "OZ"]
    value: Decimal


class NamedWire(Wire):
    id: str
    name: str


class AttributeWire(Wire):
    slug: str
    name: str


class ChoiceNode(Wire):
    name: str | None = None


class ChoiceEdge(Wire):
    node: ChoiceNode


class ChoicesWire(Wire):
    edges: list[ChoiceEdge]


class OptionWire(Wire):
    slug: str
    name: str
    choices: ChoicesWire | None = None


class AssignedWire(Wire):
    attribute: OptionWire


class TypeWire(Wire):
    id: str
    name: str
    assigned_variant_attributes: list[AssignedWire] | None = None


class ValueWire(Wire):
    name: str | None = None
    boolean: bool | None = None
    plain_text: str | None = None


class ValuesWire(Wire):
    attribute: AttributeWire
    values: list[ValueWire]


class PublicationWire(Wire):
    channel: Slugged
    is_published: bool


class MediaWire(Wire):
    id: str
    type: str
    url: str


class PriceWire(Wire):
    channel: Slugged
    price: MoneyWire | None = None


class VariantWire(Wire):
    id: str
    name: str
    sku: str | None = None
    barcode: str | None = None
    weight: WeightWire | None = None
    channel_listings: list[PriceWire] | None = None
    attributes: list[ValuesWire]


class ProductWire(Wire):
    id: str
    name: str
    description: str | None = None
    updated_at: datetime
    pre_order_days: str | None = None
    weight: WeightWire | None = None
    category: NamedWire | None = None
    product_type: TypeWire
    channel_listings: list[PublicationWire] | None = None
    attributes: list[ValuesWire]
    media: list[MediaWire] | None = None
    product_variants: Connection[VariantWire]


class ProductAnswer(Wire):
    app: Identified | None = None
    product: ProductWire | None = None
