"""What happened, as far as webhooks can tell it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from storefront_sync.saleor.simulator.state.apps import App, Staff
from storefront_sync.saleor.simulator.state.catalogue import Product, Variant
from storefront_sync.saleor.simulator.state.checkouts import Checkout
from storefront_sync.saleor.simulator.state.node import Money
from storefront_sync.saleor.simulator.state.orders import Fulfillment, Order
from storefront_sync.saleor.simulator.state.places import Channel, Warehouse

VERSION = "3.23.28"

DEFERRED = frozenset(
    {
        *("ORDER_CREATED", "ORDER_CONFIRMED", "ORDER_UPDATED", "ORDER_CANCELLED", "ORDER_FULFILLED"),
        *("ORDER_PAID", "ORDER_FULLY_PAID", "ORDER_EXPIRED", "ORDER_METADATA_UPDATED"),
        *("DRAFT_ORDER_CREATED", "DRAFT_ORDER_UPDATED"),
        *("FULFILLMENT_CANCELED", "FULFILLMENT_TRACKING_NUMBER_UPDATED"),
        *("CHECKOUT_CREATED", "CHECKOUT_UPDATED", "PRODUCT_VARIANT_DISCOUNTED_PRICE_UPDATED"),
        *("PRODUCT_VARIANT_OUT_OF_STOCK_IN_CHANNEL", "PRODUCT_VARIANT_BACK_IN_STOCK_IN_CHANNEL"),
    }
)
"""Events whose payload the worker builds later, so that it may show a newer state (3.23, read in its
source)."""

PERMISSION_BY_PREFIX = (
    ("PRODUCT_", "MANAGE_PRODUCTS"),
    ("WAREHOUSE_", "MANAGE_PRODUCTS"),
    ("ORDER_", "MANAGE_ORDERS"),
    ("DRAFT_ORDER_", "MANAGE_ORDERS"),
    ("FULFILLMENT_", "MANAGE_ORDERS"),
    ("CHECKOUT_", "MANAGE_CHECKOUTS"),
    ("CHANNEL_", "MANAGE_CHANNELS"),
)


@dataclass(slots=True)
class Happening:
    """One event with the objects that a subscription may ask of it. `name` in upper case, as the enum
    has it."""

    name: str
    issued_at: datetime
    issuing_principal: App | Staff | None
    recipient: App | None = None
    version: str = VERSION
    product: Product | None = None
    product_variant: Variant | None = None
    warehouse: Warehouse | None = None
    order: Order | None = None
    orders: list[Order] = field(default_factory=list)
    fulfillment: Fulfillment | None = None
    checkout: Checkout | None = None
    channel: Channel | None = None
    previous_price: Money | None = None
    new_price: Money | None = None

    @property
    def type_name(self) -> str:
        """The GraphQL type of the event."""
        return "".join(word.capitalize() for word in self.name.split("_"))


def permission_for(event: str) -> str:
    """The permission without which an app gets no such event."""
    return next((permission for prefix, permission in PERMISSION_BY_PREFIX if event.startswith(prefix)), "")
