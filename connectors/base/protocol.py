"""The contract: what a marketplace's folder provides, and what it is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from connectors.base.capabilities import Capabilities
from connectors.base.types import (
    AppCredentials,
    ExternalOrderId,
    Hint,
    ItemId,
    ListingView,
    OrderRef,
    OrderView,
    Page,
    PriceRow,
    RowOutcome,
    ShopAccess,
    StockRow,
    TokenPair,
)


class TokenStore(Protocol):
    """Keeps one shop's token pair. Injected, so that the row lock is the service's affair."""

    def current(self) -> TokenPair:
        """The pair as stored now."""

    def replace(self, stale: TokenPair, fetch: Callable[[TokenPair], TokenPair]) -> TokenPair:
        """Refresh under the shop's lock.

        Re-reads after taking the lock: a pair other than `stale` was refreshed by somebody else and is
        returned as it is. Otherwise `fetch(stored)` is called once and its answer is stored before it is
        returned.
        """


class Budget(Protocol):
    """One shop's call budget, shared by all workers, bound to one class of calls."""

    def take(self) -> None:
        """Spend one call or raise RateLimited with the time from which there is one."""

    def throttled(self, retry_after_seconds: float | None) -> datetime:
        """The marketplace said 429: learn from it; returns the time before which no call should be made."""


@dataclass(frozen=True)
class Timeouts:
    """Seconds; connect and read of every call."""

    connect: float = 3.0
    read: float = 20.0


@dataclass(frozen=True)
class Services:
    """What the service injects into a connector."""

    tokens: TokenStore
    budget: Budget
    now: Callable[[], datetime]
    timeouts: Timeouts
    host: str = ""
    """Base URL in place of the marketplace's own (a simulator or a proxy)."""
    auth_host: str = ""


@dataclass(frozen=True)
class Manifest:
    """A marketplace as data. `key` is the folder's name."""

    key: str
    name: str
    host: str
    auth_host: str
    capabilities: Capabilities


class Connector(Protocol):
    """One marketplace, speaking for one shop. Every method raises only `ConnectorError`s; none sleeps."""

    @property
    def manifest(self) -> Manifest:
        """The marketplace's data."""

    def check(self) -> str:
        """A cheap signed call that proves the token; returns the shop's name."""

    def pull_listings(self, cursor: str = "") -> Page[ListingView]:
        """One page of all listings of the shop, with their models; ≤ 100 items a page. Start with ""."""

    def read_listings(self, item_ids: Sequence[ItemId]) -> tuple[ListingView, ...]:
        """These items as shown now (≤ capabilities.read_items). An item that is gone has no row in the
        answer."""

    def push_stock(self, item_id: ItemId, rows: Sequence[StockRow]) -> tuple[RowOutcome, ...]:
        """One write call: absolute stock of ≤ capabilities.stock_rows models of one item.

        One outcome per row given, in any order. Raises when the whole call failed the same way for every
        row: RateLimited / Transient / AuthExpired / ConfigError (nothing applied), OutcomeUnknown (perhaps
        applied). Never retries but on connection refused or 429 within the budget.
        """

    def push_price(self, item_id: ItemId, rows: Sequence[PriceRow]) -> tuple[RowOutcome, ...]:
        """As `push_stock`, for list prices."""

    def list_orders(self, since: datetime, until: datetime, cursor: str = "") -> Page[OrderRef]:
        """Orders whose last change lies in [since, until], ≤ capabilities.order_window_days apart."""

    def read_orders(self, order_ids: Sequence[ExternalOrderId]) -> tuple[OrderView, ...]:
        """Whole orders (≤ capabilities.order_ids). An order that isn't readable yet has no row in the
        answer."""


class Marketplace(Protocol):
    """What a marketplace's package exposes as `MARKETPLACE`."""

    @property
    def manifest(self) -> Manifest:
        """The marketplace's data."""

    def connect(self, app: AppCredentials, shop: ShopAccess, services: Services) -> Connector:
        """A connector for one shop. Makes no call."""

    def verify_webhook(
        self, app: AppCredentials, headers: Mapping[str, str], body: bytes
    ) -> tuple[Hint, ...]:
        """The hints of a webhook. Raises ForgedWebhook or MalformedWebhook. Header names in any case."""
