"""The simulators' control plane as JSON: the answers of `truth`, `journal` and `credentials`."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Wire(BaseModel):
    """Tolerant of unknown fields and of ids written as numbers."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)


class LineWire(Wire):
    """One line of a marketplace order."""

    item_id: str
    model_id: str
    quantity: int
    unit_price: int = 0


class ListingWire(Wire):
    """One listing as its marketplace holds it."""

    item_id: str
    model_id: str
    stock: int
    price: int
    status: str


class OrderWire(Wire):
    """One marketplace order as its marketplace holds it."""

    order_id: str
    created_at: float
    state: str
    cancelled_at: float | None = None
    lines: list[LineWire]


class ShopWire(Wire):
    """One shop's books."""

    listings: list[ListingWire]
    orders: list[OrderWire]


class TruthWire(Wire):
    """A marketplace's books, by shop id."""

    now: float
    rows_of_a_write: int
    shops: dict[str, ShopWire]


class StockWire(Wire):
    """One variant in one warehouse of the store."""

    warehouse: str
    quantity: int
    allocated: int
    reserved: int


class VariantWire(Wire):
    """One variant of the store; `price` in rupiah, absent where the channel doesn't sell it."""

    variant_id: str
    sku: str
    price: float | None = None
    stocks: list[StockWire]


class StoreLineWire(Wire):
    """One line of an order in the store."""

    sku: str
    quantity: int


class StoreOrderWire(Wire):
    """One order in the store."""

    order_id: str
    external_reference: str | None = None
    status: str
    origin: str = ""
    created_at: float = 0.0
    total: float
    charged: float
    lines: list[StoreLineWire]


class StoreTruthWire(Wire):
    """The store's books."""

    now: float
    variants: list[VariantWire]
    orders: list[StoreOrderWire]


class ShownWire(Wire):
    """What buyers of a marketplace see changed."""

    kind: Literal["shown"]
    seq: int
    at: float
    item_id: str
    model_id: str
    aspect: str
    value: int | None
    cause: str


class MarketOrderWire(Wire):
    """A marketplace order changed its state."""

    kind: Literal["order"]
    seq: int
    at: float
    order_id: str
    state: str
    lines: list[LineWire]


class CallWire(Wire):
    """A request reached a simulator's API."""

    kind: Literal["call"]
    seq: int
    at: float
    name: str
    unit: str = ""
    write: bool
    aspect: str = ""
    fault: str = ""


class StoreStockWire(Wire):
    """A stock of the store changed."""

    kind: Literal["stock"]
    seq: int
    at: float
    sku: str
    warehouse: str
    quantity: int
    reserved: int


class StorePriceWire(Wire):
    """A channel price of the store changed; rupiah."""

    kind: Literal["price"]
    seq: int
    at: float
    sku: str
    value: float | None


class StoreOrderEventWire(Wire):
    """An order of the store was made or changed its status."""

    kind: Literal["order"]
    seq: int
    at: float
    order_id: str
    external_reference: str | None = None
    status: str
    lines: list[StoreLineWire]


class JournalWire(Wire):
    """A page of a journal; the events stay untyped until their kind is known."""

    events: list[dict[str, Any]]
    last: int


class PlacedWire(Wire):
    """The answer to an order placed through the control plane."""

    order_id: str


class CredentialShopWire(Wire):
    """One shop's tokens."""

    shop_id: str
    cipher: str = ""
    access_token: str
    refresh_token: str
    access_expires_at: float
    refresh_expires_at: float | None = None
    name: str = ""


class CredentialsWire(Wire):
    """What a connector needs to speak to a simulated marketplace."""

    app_key: str
    app_secret: str
    options: dict[str, str] = Field(default_factory=dict)
    shops: list[CredentialShopWire]


class StoreCredentialsWire(Wire):
    """What is needed to load a catalogue into the simulated store."""

    api_url: str
    app_token: str
    staff_token: str
    channel: str
    warehouses: list[str] = Field(default_factory=list)
