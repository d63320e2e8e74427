"""Arguments of orders, parcels and payments."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from storefront_sync.saleor.simulator.arguments.base import Arguments, MetadataItemInput, Selector
from storefront_sync.saleor.simulator.arguments.setup import AddressInput


class OrderLineInput(Arguments):
    variant_id: str
    quantity: int
    force_new_line: bool = False
    price: Decimal | None = None


class DraftInput(Arguments):
    channel_id: str | None = None
    user_email: str | None = None
    external_reference: str | None = None
    customer_note: str | None = None
    shipping_method: str | None = None
    billing_address: AddressInput | None = None
    shipping_address: AddressInput | None = None
    metadata: list[MetadataItemInput] = Field(default_factory=list)
    private_metadata: list[MetadataItemInput] = Field(default_factory=list)
    lines: list[OrderLineInput] = Field(default_factory=list)


class DraftArguments(Selector):
    input: DraftInput


class PaidArguments(Arguments):
    id: str
    transaction_reference: str | None = None


class FulfilStockInput(Arguments):
    quantity: int
    warehouse: str


class FulfilLineInput(Arguments):
    order_line_id: str | None = None
    stocks: list[FulfilStockInput]


class FulfilInput(Arguments):
    lines: list[FulfilLineInput]
    allow_stock_to_be_exceeded: bool = False
    tracking_number: str | None = None


class FulfilArguments(Arguments):
    order: str | None = None
    input: FulfilInput


class FulfilmentCancelInput(Arguments):
    warehouse_id: str | None = None


class FulfilmentCancelArguments(Arguments):
    id: str
    input: FulfilmentCancelInput | None = None


class ReturnLineInput(Arguments):
    order_line_id: str
    quantity: int


class ReturnInput(Arguments):
    order_lines: list[ReturnLineInput] = Field(default_factory=list)
    refund: bool = False


class ReturnArguments(Arguments):
    order: str
    input: ReturnInput


class TrackingInput(Arguments):
    tracking_number: str | None = None


class TrackingArguments(Arguments):
    id: str
    input: TrackingInput


class MoneyInput(Arguments):
    currency: str
    amount: Decimal


class TransactionInput(Arguments):
    name: str = ""
    message: str = ""
    psp_reference: str = ""
    available_actions: list[str] = Field(default_factory=list)
    amount_authorized: MoneyInput | None = None
    amount_charged: MoneyInput | None = None
    metadata: list[MetadataItemInput] = Field(default_factory=list)


class TransactionArguments(Arguments):
    id: str
    transaction: TransactionInput


class EventReportArguments(Arguments):
    id: str | None = None
    type: str
    amount: Decimal | None = None
    psp_reference: str
    message: str = ""
