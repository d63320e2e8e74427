"""The store of the demonstration, whichever it is: the simulated one, or a live Saleor."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from storefront_sync.cli.demo.books import Books, StoreTruth

Advance = Callable[[int, int], None]
"""Called with (done, total)."""


@dataclass(frozen=True)
class Premises:
    """The shop that was made: SKUs begin with `sku_prefix` on the server, and only there."""

    channel: str
    channel_id: str
    warehouse_id: str
    shipping_method_id: str
    postcode_mark: str = field(repr=False)
    sku_prefix: str = ""


@dataclass(frozen=True)
class Manner:
    """How a store wants to be treated.

    `pace` is the share of the plan that is carried out, on all channels; `look_seconds` how long the store is
    left alone between two looks; `patience_seconds` how long all channels may take to agree;
    `read_timeout_seconds` how long an answer may take; `salt` sets this run's marketplace orders apart from
    those of runs before it.
    """

    pace: float = 1.0
    look_seconds: float = 0.5
    patience_seconds: float = 120.0
    read_timeout_seconds: float = 2.0
    salt: int = 0


class Shopfront(Protocol):
    """What shoppers and staff see and do in the store. Every method raises ControlRefused."""

    def goods(self) -> StoreTruth:
        """Stocks and prices as they are now; orders need not be in it."""

    def order(self, lines: Sequence[tuple[str, int]]) -> str:
        """A shopper checks out SKUs; returns the store's order id."""

    def cancel(self, order_id: str) -> None:
        """Staff cancel an order."""

    def edit(self, sku: str, aspect: str, value: int) -> None:
        """Staff change a `quantity` or a `price`."""


class Store(Protocol):
    """What the demonstration does with its store from the first to the last."""

    @property
    def name(self) -> str:
        """Which store it is, for the verdict."""

    @property
    def api_url(self) -> str:
        """Its GraphQL address, as it names itself."""

    @property
    def manner(self) -> Manner:
        """How it wants to be treated."""

    def shopfront(self) -> Shopfront:
        """For the shoppers' thread."""

    def open(self, advance: Advance) -> Premises:
        """Make a shop with the sample's goods; `advance` counts rows."""

    def install(self, manifest_url: str) -> None:
        """Staff install our App; returns once it has its token."""

    def make_trouble(self) -> bool:
        """Behave badly from now on; False where nobody can make it."""

    def truth(self) -> StoreTruth:
        """Stocks, prices and orders, read now."""

    def follow(self, books: Books) -> None:
        """Add what happened since the last call to the books."""

    def secrets(self) -> Mapping[str, str]:
        """Secret → what it is."""
