"""Answers to the operations on products."""

from __future__ import annotations

from pydantic import Field

from storefront_sync.saleor.setup.wire import WeightWire
from storefront_sync.saleor.wire import (
    Connection,
    Identified,
    MoneyWire,
    MutationError,
    Result,
    Slugged,
    Wire,
)


class Value(Wire):
    name: str | None = None
    boolean: bool | None = None
    plain_text: str | None = None


class Values(Wire):
    attribute: Slugged
    values: list[Value]


class ChannelKey(Wire):
    id: str
    slug: str


class ProductListing(Wire):
    channel: ChannelKey


class CategoryKey(Wire):
    id: str
    slug: str


class Product(Wire):
    id: str
    name: str
    category: CategoryKey | None = None
    product_type: Slugged
    attributes: list[Values]
    channel_listings: list[ProductListing] | None = None


class Listing(Wire):
    id: str
    channel: Identified
    price: MoneyWire | None = None


class Stock(Wire):
    id: str
    quantity: int
    quantity_allocated: int
    warehouse: Identified


class Variant(Wire):
    id: str
    sku: str | None = None
    name: str
    weight: WeightWire | None = None
    barcode: str | None = None
    attributes: list[Values]
    channel_listings: list[Listing] | None = None
    stocks: list[Stock] | None = None
    product: Product


class VariantsAnswer(Wire):
    product_variants: Connection[Variant]


class BulkRow(Wire):
    made: Identified | None = None
    errors: list[MutationError] | None = None


class Bulk(Result):
    results: list[BulkRow] = Field(default_factory=list)


class BulkAnswer(Wire):
    result: Bulk
