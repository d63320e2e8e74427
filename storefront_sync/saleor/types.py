"""What we know of Saleor's objects: frozen, in whole rupiah, with aware times in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from mappings.money import Rupiah

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list. `next_cursor` is "" at the end."""

    rows: tuple[T, ...]
    next_cursor: str = ""


@dataclass(frozen=True)
class StockRead:
    """Pieces in one warehouse: `quantity` on hand includes the allocated ones; all may be negative but
    reserved."""

    warehouse_id: str
    quantity: int
    allocated: int
    reserved: int

    @property
    def available(self) -> int:
        """Pieces that may still be sold from here; may be negative."""
        return self.quantity - self.allocated - self.reserved


@dataclass(frozen=True)
class VariantRead:
    """A variant as it is now. `price` is the list price of the channel asked for, None where it has none."""

    variant_id: str
    product_id: str
    product_name: str
    category: str
    name: str
    sku: str
    barcode: str
    track_inventory: bool
    updated_at: datetime
    price: Rupiah | None
    stocks: tuple[StockRead, ...]


@dataclass(frozen=True)
class CatalogueChange:
    """A variant or product in a list of changes; `updated_at` by Saleor's clock."""

    id: str
    updated_at: datetime


@dataclass(frozen=True)
class LastChanges:
    """When, by Saleor's clock, a variant and a product were changed last; None where there is none."""

    variant: datetime | None
    product: datetime | None


@dataclass(frozen=True)
class ChannelRead:
    """A sales channel; `tax_inclusive` says whether its prices are entered with tax."""

    id: str
    slug: str
    name: str
    active: bool
    currency: str
    country: str
    warehouse_ids: tuple[str, ...]
    tax_inclusive: bool


@dataclass(frozen=True)
class AllocationRead:
    """Pieces of a line set aside in a warehouse."""

    warehouse_id: str
    quantity: int


@dataclass(frozen=True)
class OrderLineRead:
    """A line; `variant_id` is "" after the variant was deleted."""

    id: str
    variant_id: str
    quantity: int
    fulfilled: int
    unit_price: Rupiah
    allocations: tuple[AllocationRead, ...] = ()


@dataclass(frozen=True)
class TransactionRead:
    """A payment record; `charged` is what it took."""

    id: str
    name: str
    psp_reference: str
    created_at: datetime
    charged: Rupiah


@dataclass(frozen=True)
class FulfilmentRead:
    """A parcel, `status` in Saleor's words; `pieces` by order line id. `warehouse_id` is "" for goods that
    left from none."""

    id: str
    status: str
    tracking_number: str
    warehouse_id: str = ""
    pieces: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class OrderRead:
    """An order or draft, `status` in Saleor's words (DRAFT, UNFULFILLED, CANCELED, …)."""

    id: str
    number: str
    status: str
    external_reference: str
    channel: str
    total: Rupiah
    lines: tuple[OrderLineRead, ...]
    transactions: tuple[TransactionRead, ...]
    fulfilments: tuple[FulfilmentRead, ...] = ()


@dataclass(frozen=True)
class OrderWithStocks:
    """An order after a change, with the stocks of its lines' variants as that very change left them."""

    order: OrderRead
    stocks: Mapping[str, tuple[StockRead, ...]]
    """By variant id."""


@dataclass(frozen=True)
class OrderChange:
    """An order in the catch-up list, with the variants whose stock may have moved."""

    id: str
    status: str
    external_reference: str
    updated_at: datetime
    variant_ids: tuple[str, ...]


@dataclass(frozen=True)
class OrderOutline:
    """As much of an order as shows whether staff did something to it."""

    id: str
    status: str
    updated_at: datetime
    fulfilments: Mapping[str, tuple[str, str]]
    """Status and tracking number of its parcels by their id."""


@dataclass(frozen=True)
class FollowedOrders:
    """A page of orders that changed, and those that were asked for by name (none that is deleted)."""

    changed: Page[OrderOutline]
    named: tuple[OrderOutline, ...]


@dataclass(frozen=True)
class AddressWrite:
    """A postal address for Saleor; `province` should be one of its 34 names. Masked phones are refused, so
    leave them empty. `street2` and `last_name` go on with what doesn't fit into `street` and `name`."""

    street: str = field(repr=False)
    street2: str = field(default="", repr=False)
    province: str = "DKI Jakarta"
    city: str = ""
    name: str = field(default="", repr=False)
    last_name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    postal_code: str = field(default="", repr=False)
    country: str = "ID"


@dataclass(frozen=True)
class DraftLine:
    """A line to order, at a price in whole rupiah each."""

    variant_id: str
    quantity: int
    unit_price: Rupiah


@dataclass(frozen=True)
class DraftOrder:
    """An order to make. Without an address a neutral one is sent, since Saleor completes no order
    without any.

    `shipping_method_id` is the `ShippingMethod:…` id (see `setup.marketplace_method`).
    """

    channel_id: str
    external_reference: str
    lines: tuple[DraftLine, ...]
    shipping_method_id: str | None = None
    address: AddressWrite | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    private_metadata: Mapping[str, str] = field(default_factory=dict, repr=False)
    customer_note: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    postcode_mark: str = field(default="", repr=False)
    """What the method's postcodes begin with (see `saleor.postcode_mark`)."""


@dataclass(frozen=True)
class StockWrite:
    """An absolute number on hand for one variant in one warehouse, 0 or more."""

    variant_id: str
    warehouse_id: str
    quantity: int


@dataclass(frozen=True)
class StockOutcome:
    """What became of one row of a stock write: `stock` as it is now, or the refusal's code."""

    write: StockWrite
    stock: StockRead | None = None
    code: str = ""

    @property
    def applied(self) -> bool:
        """Whether the row was taken."""
        return self.stock is not None


@dataclass(frozen=True)
class Sending:
    """Pieces of a line to send from a warehouse."""

    line_id: str
    warehouse_id: str
    quantity: int
