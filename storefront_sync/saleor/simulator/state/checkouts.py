"""Shoppers' carts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from storefront_sync.saleor.simulator.state.catalogue import Variant
from storefront_sync.saleor.simulator.state.node import Node
from storefront_sync.saleor.simulator.state.orders import Order
from storefront_sync.saleor.simulator.state.places import Address, Channel, ShippingMethod, Warehouse


@dataclass(slots=True, eq=False)
class Checkout(Node):
    """A cart; `order` is set once it was completed, so that a second completion answers the same order."""

    token: str
    channel: Channel
    email: str = ""
    lines: list[CheckoutLine] = field(default_factory=list)
    billing_address: Address | None = None
    shipping_address: Address | None = None
    shipping_method: ShippingMethod | None = None
    collection_point: Warehouse | None = None
    reserved_until: datetime | None = None
    order: Order | None = None


@dataclass(slots=True, eq=False)
class CheckoutLine(Node):
    """Pieces of one variant in a cart."""

    checkout: Checkout
    variant: Variant
    quantity: int

    @property
    def unit_price(self) -> Decimal:
        """The channel's price at this moment."""
        listing = self.variant.listings.get(self.checkout.channel.pk)
        return listing.price if listing is not None and listing.price is not None else Decimal(0)
