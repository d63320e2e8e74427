"""Products, variants, prices and stocks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from storefront_sync.saleor.simulator.state.node import Node
from storefront_sync.saleor.simulator.state.places import Channel, Warehouse


@dataclass(slots=True, eq=False)
class Category(Node):
    """A category of products."""

    name: str
    slug: str
    parent: Category | None = None


@dataclass(slots=True, eq=False)
class ProductType(Node):
    """A kind of product."""

    name: str
    slug: str
    is_shipping_required: bool = True
    kind: str = "NORMAL"
    product_attributes: list[Attribute] = field(default_factory=list)
    variant_attributes: list[Attribute] = field(default_factory=list)
    chosen_by: list[Attribute] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Product(Node):
    """A product; `listings` by channel key."""

    name: str
    slug: str
    product_type: ProductType
    category: Category | None = None
    description: str | None = None
    weight_g: Decimal | None = None
    attributes: dict[int, list[AttributeValue]] = field(default_factory=dict)
    variants: list[Variant] = field(default_factory=list)
    listings: dict[int, ProductListing] = field(default_factory=dict)
    media: list[ProductMedia] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class ProductMedia(Node):
    """A picture with its bytes, or a video that lies elsewhere."""

    content: bytes = b""
    alt: str = ""
    type: str = "IMAGE"
    external_url: str = ""
    sort_order: int = 0
    copies: set[int] = field(default_factory=set)
    """Sizes that were made, because somebody asked."""


@dataclass(slots=True, eq=False)
class ProductListing(Node):
    """Whether a product is published in a channel."""

    channel: Channel
    is_published: bool = True
    visible_in_listings: bool = True
    is_available_for_purchase: bool = True


@dataclass(slots=True, eq=False)
class Variant(Node):
    """A sellable variant; `listings` by channel key, `stocks` by warehouse key, in the order they were
    made."""

    name: str
    sku: str | None
    product: Product
    track_inventory: bool = True
    quantity_limit_per_customer: int | None = None
    weight_g: Decimal | None = None
    attributes: dict[int, list[AttributeValue]] = field(default_factory=dict)
    listings: dict[int, VariantListing] = field(default_factory=dict)
    stocks: dict[int, Stock] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class VariantListing(Node):
    """A variant's price in one channel, in the channel's currency with two decimals."""

    channel: Channel
    price: Decimal | None
    cost_price: Decimal | None = None


@dataclass(slots=True, eq=False)
class Stock(Node):
    """Pieces of one variant in one warehouse; `quantity` is on hand, allocated ones included."""

    warehouse: Warehouse
    product_variant: Variant
    quantity: int = 0
    quantity_allocated: int = 0
    reservations: dict[str, Reservation] = field(default_factory=dict)

    def reserved(self, now: datetime) -> int:
        """Pieces held by carts whose reservation has not lapsed at `now`."""
        if not self.reservations:
            return 0
        return sum(held.quantity for held in self.reservations.values() if held.until > now)

    def free(self, now: datetime) -> int:
        """Pieces that a new order may take; may be negative."""
        return self.quantity - self.quantity_allocated - self.reserved(now)


@dataclass(frozen=True, slots=True)
class Reservation:
    """Pieces that a cart holds until a time."""

    quantity: int
    until: datetime


@dataclass(slots=True, eq=False)
class Attribute(Node):
    """Something to say of products or variants; `values` are those made so far."""

    name: str
    slug: str
    input_type: str
    type: str = "PRODUCT_TYPE"
    value_required: bool = False
    values: list[AttributeValue] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class AttributeValue(Node):
    """One value; a text or number that was typed has one of its own."""

    name: str
    slug: str
    boolean: bool | None = None
    plain_text: str | None = None
