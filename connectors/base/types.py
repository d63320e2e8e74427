"""What crosses the line between a marketplace's JSON and our own world: frozen, complete, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Generic, NewType, TypeVar

from connectors.base.errors import ConnectorError
from mappings.money import Rupiah
from mappings.words import ListingStatus, OrderState

ItemId = NewType("ItemId", str)
"""A marketplace's id of a product page (Shopee item, TikTok Shop product): the unit of one write call."""

ModelId = NewType("ModelId", str)
"""A marketplace's id of one sellable row of an item (Shopee model, TikTok Shop SKU); "0" where an item has
none."""

ExternalOrderId = NewType("ExternalOrderId", str)

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a remote list. `next_cursor` is "" at the end."""

    rows: tuple[T, ...]
    next_cursor: str = ""


@dataclass(frozen=True)
class ListingView:
    """One listing variant as the marketplace shows it now.

    `price` is the list price before campaigns; `stock` what buyers can still take. Either is None, with a
    text key in `faults`, where the marketplace's number is impossible (negative, not whole, beyond 10^9).
    """

    item_id: ItemId
    model_id: ModelId
    title: str
    options: tuple[str, ...]
    sku: str
    barcode: str
    price: Rupiah | None
    stock: int | None
    status: ListingStatus
    campaign_floor: int = 0
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class StockRow:
    """An absolute number to show for one model, in pieces of that listing."""

    model_id: ModelId
    stock: int


@dataclass(frozen=True)
class PriceRow:
    """An absolute list price to show for one model."""

    model_id: ModelId
    price: Rupiah


class Applied(StrEnum):
    """What is known of one row after a write call."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class RowOutcome:
    """The outcome of one row of a batch. `error` is set unless `applied` is YES."""

    model_id: ModelId
    applied: Applied
    error: ConnectorError | None = None


@dataclass(frozen=True)
class ItemOutcome:
    """The outcome for one item of a batch. `error` is set unless `applied` is YES."""

    item_id: ItemId
    applied: Applied
    error: ConnectorError | None = None


@dataclass(frozen=True)
class OrderRef:
    """An order in a change list: enough to know that it must be read."""

    external_id: ExternalOrderId
    updated_at: datetime | None = None


@dataclass(frozen=True)
class OrderLineView:
    """One line: `quantity` pieces of one listing at `unit_price` (what the buyer pays, before platform
    discounts).

    `line_key` is unique in the order and stable between reads.
    """

    line_key: str
    item_id: ItemId
    model_id: ModelId
    sku: str
    title: str
    quantity: int
    unit_price: Rupiah


@dataclass(frozen=True)
class BuyerView:
    """The buyer as the marketplace lets us see it; masked parts are left empty, never kept as asterisks."""

    name: str = ""
    phone: str = ""
    street: str = ""
    district: str = ""
    city: str = ""
    province: str = ""
    postal_code: str = ""


@dataclass(frozen=True)
class OrderView:
    """An order as the marketplace shows it now. Times are aware, UTC, as coarse as the marketplace's
    (seconds)."""

    external_id: ExternalOrderId
    state: OrderState
    created_at: datetime
    updated_at: datetime
    lines: tuple[OrderLineView, ...]
    shipping_fee: Rupiah
    total: Rupiah
    shop_front: str
    paid: bool = True
    """False for an order that is to be paid on delivery or not paid yet."""
    buyer: BuyerView = field(default_factory=BuyerView, repr=False)


class HintKind(StrEnum):
    """What a webhook asks us to look at again."""

    ORDER = "order"
    LISTING = "listing"
    SHOP_REVOKED = "shop_revoked"
    """The seller may have taken consent back."""
    CONSENT_ENDING = "consent_ending"
    """The marketplace says that consent ends within days."""
    IGNORED = "ignored"


@dataclass(frozen=True)
class Hint:
    """A verified webhook, reduced to "look again". It never carries a change."""

    shop_id: str
    dedupe_key: str
    kind: HintKind
    ref: str
    occurred_at: datetime


@dataclass(frozen=True)
class AppCredentials:
    """The registered app at a marketplace. `options` holds marketplace switches and URLs (see each
    manifest)."""

    key: str
    secret: str = field(repr=False)
    options: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class ShopAccess:
    """Which shop a connector speaks for. `cipher` is the extra id some marketplaces want (TikTok's
    shop_cipher)."""

    shop_id: str
    cipher: str = field(default="", repr=False)


@dataclass(frozen=True)
class TokenPair:
    """A shop's tokens; `refresh` may be single-use."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    access_expires_at: datetime
    refresh_expires_at: datetime | None = None
