"""The simulators' books in our own words: what is there now, and everything that happened, in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class ListingKey(NamedTuple):
    """One listing, named as the marketplace and truth.csv name it."""

    marketplace: str
    item_id: str
    model_id: str


@dataclass(frozen=True)
class Shown:
    """A number that buyers see, set at `at` (epoch seconds). `value` is None where nothing can be told."""

    at: float
    key: ListingKey
    aspect: str
    value: int
    cause: str


@dataclass(frozen=True)
class Line:
    """`quantity` pieces of one listing at `unit_price` rupiah; the price stands only in truths."""

    key: ListingKey
    quantity: int
    unit_price: int = 0


@dataclass(frozen=True)
class MarketOrder:
    """The state of a marketplace order from `at` on."""

    at: float
    marketplace: str
    order_id: str
    state: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Call:
    """A request that reached the API of `channel`. `unit` is a write's item; `fault` what was done to it."""

    at: float
    channel: str
    name: str
    unit: str
    write: bool
    aspect: str
    fault: str


@dataclass(frozen=True)
class StoreStock:
    """On hand and reserved of one variant in one warehouse of the store from `at` on."""

    at: float
    sku: str
    warehouse: str
    quantity: int
    reserved: int


@dataclass(frozen=True)
class StorePrice:
    """A variant's list price in the store from `at` on, whole rupiah."""

    at: float
    sku: str
    value: int


@dataclass(frozen=True)
class StoreOrder:
    """The status of a store order from `at` on. `lines` are pieces by SKU; `reference` is "" for its own;
    `total` and `charged` are rupiah and stand only in truths."""

    at: float
    order_id: str
    reference: str
    status: str
    lines: tuple[tuple[str, int], ...]
    total: int | None = None
    charged: int | None = None


@dataclass
class Books:
    """All journals read so far, each list in the order of its simulator."""

    shown: list[Shown] = field(default_factory=list)
    orders: list[MarketOrder] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    store_stock: list[StoreStock] = field(default_factory=list)
    store_prices: list[StorePrice] = field(default_factory=list)
    store_orders: list[StoreOrder] = field(default_factory=list)


@dataclass(frozen=True)
class ListingNow:
    """A listing as its marketplace holds it at the moment of reading."""

    key: ListingKey
    stock: int
    price: int
    live: bool


@dataclass(frozen=True)
class MarketTruth:
    """One marketplace's books at one moment. `rows_of_a_write`: most rows of one item in one write."""

    marketplace: str
    rows_of_a_write: int
    listings: tuple[ListingNow, ...]
    orders: tuple[MarketOrder, ...]


@dataclass(frozen=True)
class StoreTruth:
    """The store's books. `free` is Σ (on hand − reserved) by SKU; `available` less what is allocated."""

    free: dict[str, int]
    available: dict[str, int]
    prices: dict[str, int]
    orders: tuple[StoreOrder, ...]
