"""A live Saleor's answers, as far as the demonstration reads them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


class Wire(BaseModel):
    """Tolerant of unknown fields."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore")


class Refusal(Wire):
    """A mutation's answer whose shape depends on the mutation."""

    result: dict[str, Any] | None = None


class PageInfo(Wire):
    has_next_page: bool
    end_cursor: str | None = None


class Edge(Wire):
    node: dict[str, Any]


class Page(Wire):
    edges: list[Edge]
    page_info: PageInfo


class PageWire(Wire):
    """One page of whatever was asked for."""

    page: Page


class Done(Wire):
    """A mutation of which nothing but its success is of interest."""


class Key(Wire):
    id: str


class Named(Wire):
    """An object by its id and slug or name."""

    id: str
    slug: str = ""
    name: str = ""


class Money(Wire):
    amount: Decimal


class Listing(Wire):
    channel: Named
    price: Money | None = None


class Stock(Wire):
    warehouse: Named
    quantity: int
    quantity_allocated: int
    quantity_reserved: int


class Variant(Wire):
    """A variant with its stocks everywhere and its prices in all channels."""

    id: str
    sku: str | None = None
    stocks: list[Stock] = Field(default_factory=list)
    channel_listings: list[Listing] = Field(default_factory=list)


class OrderLine(Wire):
    product_sku: str | None = None
    quantity: int


class Total(Wire):
    gross: Money


class Order(Wire):
    """An order or draft; times are Saleor's own."""

    id: str
    status: str
    external_reference: str | None = None
    created: datetime
    updated_at: datetime
    lines: list[OrderLine]
    total: Total
    total_charged: Money


class Draft(Order):
    """A draft is found among those of all channels."""

    channel: Named


class OrderKey(Wire):
    id: str
    status: str


class Checkout(Wire):
    id: str
    shipping_methods: list[Key] = Field(default_factory=list)


class MadeCheckout(Wire):
    checkout: Checkout


class MadeOrder(Wire):
    order: Key


class MadeChannel(Wire):
    channel: Key


class App(Wire):
    """An App as staff see it."""

    id: str
    identifier: str | None = None
    manifest_url: str | None = None


class Installation(Wire):
    """An installation of an App that runs or has failed."""

    id: str
    status: str
    manifest_url: str = ""


class Installations(Wire):
    rows: list[Installation]


class ShopVersion(Wire):
    version: str


class VersionAnswer(Wire):
    shop: ShopVersion


class Channels(Wire):
    channels: list[Named] | None = None
