"""The answers to our operations, as Saleor sends them. Unknown keys are let pass; a null where none may
be is an error."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Generic, TypeVar

from pydantic import AliasChoices, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

N = TypeVar("N", bound=BaseModel)


class Wire(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore", frozen=True)


class PageInfo(Wire):
    has_next_page: bool
    end_cursor: str | None = None


class Edge(Wire, Generic[N]):
    node: N


class Connection(Wire, Generic[N]):
    edges: list[Edge[N]]
    page_info: PageInfo


class Identified(Wire):
    id: str


class Counted(Wire):
    total_count: int


class Slugged(Wire):
    slug: str


class Named(Wire):
    name: str


class MoneyWire(Wire):
    amount: Decimal
    currency: str


class TaxedMoneyWire(Wire):
    gross: MoneyWire


class MutationError(Wire):
    field: str | None = None
    path: str | None = None
    code: str
    message: str | None = None
    order_lines: list[str] | None = None
    variants: list[str] | None = None


class DomainWire(Wire):
    url: str


class CountryWire(Wire):
    code: str


class TaxConfigurationWire(Wire):
    prices_entered_with_tax: bool


class ChannelWire(Wire):
    id: str
    slug: str
    name: str
    is_active: bool
    currency_code: str
    default_country: CountryWire
    warehouses: list[Identified]
    tax_configuration: TaxConfigurationWire


class ChannelsAnswer(Wire):
    channels: list[ChannelWire]


class StockWire(Wire):
    quantity: int
    quantity_allocated: int
    quantity_reserved: int
    warehouse: Identified


class ListingWire(Wire):
    channel: Slugged
    price: MoneyWire | None = None


class ProductWire(Wire):
    id: str
    name: str
    external_reference: str | None = None
    category: Named | None = None


class VariantWire(Wire):
    id: str
    name: str
    sku: str | None = None
    track_inventory: bool
    updated_at: datetime
    barcode: str | None = None
    product: ProductWire
    channel_listings: list[ListingWire]
    stocks: list[StockWire]


class VariantsAnswer(Wire):
    product_variants: Connection[VariantWire]


class VariantsTotalAnswer(Wire):
    product_variants: Counted


class ChangedNode(Wire):
    id: str
    updated_at: datetime


class VariantsChangedAnswer(Wire):
    app: Identified | None
    product_variants: Connection[ChangedNode]


class ProductsChangedAnswer(Wire):
    app: Identified | None
    products: Connection[ChangedNode]


class LastChangesAnswer(Wire):
    app: Identified | None
    product_variants: Connection[ChangedNode]
    products: Connection[ChangedNode]


class VariantWithStocks(Wire):
    id: str
    stocks: list[StockWire] | None = None


class AllocationWire(Wire):
    quantity: int
    warehouse: Identified


class OrderLineWire(Wire):
    id: str
    quantity: int
    quantity_fulfilled: int
    unit_price: TaxedMoneyWire
    variant: VariantWithStocks | None = None
    allocations: list[AllocationWire]


class TransactionWire(Wire):
    id: str
    name: str
    psp_reference: str
    created_at: datetime
    charged_amount: MoneyWire


class FulfilmentLineWire(Wire):
    quantity: int
    order_line: Identified | None = None


class FulfilmentWire(Wire):
    id: str
    status: str
    tracking_number: str
    warehouse: Identified | None = None
    lines: list[FulfilmentLineWire] | None = None


class OrderWire(Wire):
    id: str
    number: str
    status: str
    external_reference: str | None = None
    channel: Slugged
    total: TaxedMoneyWire
    lines: list[OrderLineWire]
    transactions: list[TransactionWire]
    fulfillments: list[FulfilmentWire]


class OrderAnswer(Wire):
    order: OrderWire | None


class ChangedLineWire(Wire):
    variant: Identified | None = None


class ChangedOrderWire(Wire):
    id: str
    status: str
    external_reference: str | None = None
    updated_at: datetime
    lines: list[ChangedLineWire]


class ChangedOrdersAnswer(Wire):
    orders: Connection[ChangedOrderWire]


class OutlinedOrderWire(Wire):
    id: str
    status: str
    updated_at: datetime
    fulfillments: list[FulfilmentWire]


class FollowedOrdersAnswer(Wire):
    app: Identified | None
    changed: Connection[OutlinedOrderWire]
    named: Connection[OutlinedOrderWire] | None = None


class Result(Wire):
    """A mutation's own result."""

    errors: list[MutationError] = []


class OrderResult(Result):
    order: OrderWire | None = None


class DraftCreateAnswer(Wire):
    result: OrderResult = Field(alias="draftOrderCreate")


class DraftCompleteAnswer(Wire):
    result: OrderResult = Field(alias="draftOrderComplete")


class DraftDeleteAnswer(Wire):
    result: Result = Field(alias="draftOrderDelete")


class EraseAnswer(Wire):
    result: Result = Field(validation_alias=AliasChoices("orderUpdate", "draftOrderUpdate"))


class MetadataDeleteAnswer(Wire):
    result: Result = Field(alias="deletePrivateMetadata")


class CancelAnswer(Wire):
    result: OrderResult = Field(alias="orderCancel")


class FulfilAnswer(Wire):
    result: OrderResult = Field(alias="orderFulfill")


class FulfilmentCancelAnswer(Wire):
    result: OrderResult = Field(alias="orderFulfillmentCancel")


class LinesReturnAnswer(Wire):
    result: OrderResult = Field(alias="orderFulfillmentReturnProducts")


class TrackingAnswer(Wire):
    result: OrderResult = Field(alias="orderFulfillmentUpdateTracking")


class TransactionResult(Result):
    transaction: TransactionWire | None = None
    already_processed: bool | None = None


class TransactionCreateAnswer(Wire):
    result: TransactionResult = Field(alias="transactionCreate")


class EventReportAnswer(Wire):
    result: TransactionResult = Field(alias="transactionEventReport")


class TransactionsOfOrder(Wire):
    transactions: list[TransactionWire]


class TransactionsAnswer(Wire):
    order: TransactionsOfOrder | None


class StockRowResult(Wire):
    stock: StockWire | None = None
    errors: list[MutationError] | None = None


class StockBulkResult(Result):
    results: list[StockRowResult] = []


class StocksWriteAnswer(Wire):
    result: StockBulkResult = Field(alias="stockBulkUpdate")


class PriceWriteAnswer(Wire):
    result: Result = Field(alias="productVariantChannelListingUpdate")


class EventApp(Wire):
    id: str | None = None


class EventProduct(Wire):
    id: str


class DeliveryBody(Wire):
    """A webhook's body as our subscriptions ask for it; other subscriptions' bodies parse as far as they
    agree."""

    typename: str = Field("", alias="__typename")
    issued_at: datetime
    issuing_principal: EventApp | None = None
    recipient: EventApp | None = None
    product_variant: EventProduct | None = None
    product: EventProduct | None = None
    order: OrderOfEvent | None = None
    orders: list[OrderOfEvent] = []


class LineOfEvent(Wire):
    variant: EventProduct | None = None


class OrderOfEvent(Wire):
    id: str
    lines: list[LineOfEvent] = []
