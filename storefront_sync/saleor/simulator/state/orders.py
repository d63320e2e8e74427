"""Orders, their lines, allocations, fulfilments and payments."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from storefront_sync.saleor.simulator.state.catalogue import Stock, Variant
from storefront_sync.saleor.simulator.state.node import Node
from storefront_sync.saleor.simulator.state.places import Address, Channel, ShippingMethod, Warehouse


@dataclass(slots=True, eq=False)
class Order(Node):
    """An order or a draft; `status` and `origin` in Saleor's words."""

    number: str
    status: str
    origin: str
    channel: Channel
    lines: list[OrderLine] = field(default_factory=list)
    user_email: str = ""
    customer_note: str = ""
    billing_address: Address | None = None
    shipping_address: Address | None = None
    shipping_method: ShippingMethod | None = None
    collection_point: Warehouse | None = None
    shipping_price: Decimal = Decimal(0)
    fulfillments: list[Fulfillment] = field(default_factory=list)
    transactions: list[Transaction] = field(default_factory=list)
    checkout_id: str | None = None
    completed_at: datetime | None = None

    @property
    def subtotal(self) -> Decimal:
        """Sum of the lines."""
        return sum((line.unit_price * line.quantity for line in self.lines), Decimal(0))

    @property
    def total(self) -> Decimal:
        """Lines and shipping."""
        return self.subtotal + self.shipping_price

    @property
    def charged(self) -> Decimal:
        """What all transactions together have charged."""
        return sum((transaction.charged for transaction in self.transactions), Decimal(0))


@dataclass(slots=True, eq=False)
class OrderLine(Node):
    """One line; `variant` is None after the variant was deleted."""

    order: Order
    variant: Variant | None
    product_name: str
    variant_name: str
    product_sku: str | None
    quantity: int
    unit_price: Decimal
    is_shipping_required: bool = True
    is_price_overridden: bool = False
    quantity_fulfilled: int = 0
    allocations: list[Allocation] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Allocation(Node):
    """Pieces of a stock that are set aside for a line."""

    stock: Stock
    quantity: int

    @property
    def warehouse(self) -> Warehouse:
        """Where they lie."""
        return self.stock.warehouse


@dataclass(slots=True, eq=False)
class Fulfillment(Node):
    """A parcel; `status` in Saleor's words."""

    order: Order
    fulfillment_order: int
    status: str
    tracking_number: str
    warehouse: Warehouse | None
    lines: list[FulfillmentLine] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class FulfillmentLine(Node):
    """Pieces of one line in a parcel."""

    order_line: OrderLine
    quantity: int
    warehouse: Warehouse | None


@dataclass(slots=True, eq=False)
class Transaction(Node):
    """A payment record of an order."""

    order: Order
    token: str
    name: str
    message: str
    psp_reference: str
    actions: list[str] = field(default_factory=list)
    authorized: Decimal = Decimal(0)
    events: list[TransactionEvent] = field(default_factory=list)

    @property
    def charged(self) -> Decimal:
        """Charges that succeeded less refunds."""
        plus = sum((event.amount for event in self.events if event.type == "CHARGE_SUCCESS"), Decimal(0))
        minus = sum((event.amount for event in self.events if event.type == "REFUND_SUCCESS"), Decimal(0))
        return plus - minus


@dataclass(slots=True, eq=False)
class TransactionEvent(Node):
    """One reported step of a payment; `type` in Saleor's words."""

    transaction: Transaction
    psp_reference: str
    type: str
    amount: Decimal
    message: str = ""
