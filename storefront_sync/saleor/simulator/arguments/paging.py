"""Arguments of lists."""

from __future__ import annotations

from datetime import datetime

from storefront_sync.saleor.simulator.arguments.base import Arguments


class TimeRange(Arguments):
    gte: datetime | None = None
    lte: datetime | None = None


class TimeFilter(Arguments):
    eq: datetime | None = None
    range: TimeRange | None = None


class TextFilter(Arguments):
    eq: str | None = None
    one_of: list[str] | None = None


class MetadataFilter(Arguments):
    key: str
    value: str | None = None


class MetadataWhere(Arguments):
    key: str
    value: TextFilter | None = None


class VariantWhere(Arguments):
    ids: list[str] | None = None
    sku: TextFilter | None = None
    updated_at: TimeRange | None = None
    metadata: list[MetadataFilter] | None = None


class VariantFilter(Arguments):
    sku: list[str] | None = None
    updated_at: TimeRange | None = None
    metadata: list[MetadataFilter] | None = None


class ProductWhere(Arguments):
    ids: list[str] | None = None
    updated_at: TimeFilter | None = None
    metadata: list[MetadataFilter] | None = None


class OrderWhere(Arguments):
    ids: list[str] | None = None
    updated_at: TimeRange | None = None
    created_at: TimeRange | None = None
    metadata: MetadataWhere | None = None


class StockFilter(Arguments):
    quantity: float | None = None
    search: str | None = None


class Sorting(Arguments):
    direction: str = "ASC"
    field: str | None = None


class PageArguments(Arguments):
    first: int | None = None
    last: int | None = None
    after: str | None = None
    before: str | None = None
    channel: str | None = None
    sort_by: Sorting | None = None


class VariantPageArguments(PageArguments):
    ids: list[str] | None = None
    where: VariantWhere | None = None
    filter: VariantFilter | None = None


class ProductPageArguments(PageArguments):
    where: ProductWhere | None = None


class OrderPageArguments(PageArguments):
    where: OrderWhere | None = None


class DraftWhere(Arguments):
    channel_id: TextFilter | None = None


class DraftPageArguments(PageArguments):
    where: DraftWhere | None = None


class StockPageArguments(PageArguments):
    filter: StockFilter | None = None


class AttributeType(Arguments):
    eq: str | None = None


class AttributeWhere(Arguments):
    ids: list[str] | None = None
    type: AttributeType | None = None


class AttributePageArguments(PageArguments):
    where: AttributeWhere | None = None


class AvailabilityArguments(Arguments):
    country_code: str | None = None
