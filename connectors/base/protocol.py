"""The contract: what a marketplace's folder provides, and what it is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from connectors.base.capabilities import Capabilities
from connectors.base.catalogue import Catalogue
from connectors.base.consent import Consent
from connectors.base.fulfilment import Fulfilment
from connectors.base.services import Services
from connectors.base.settlement import Finance
from connectors.base.statement import StatementFormat
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
)


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

    @property
    def catalogue(self) -> Catalogue | None:
        """Making listings; None where the marketplace lets no app do that."""

    @property
    def fulfilment(self) -> Fulfilment | None:
        """Handling orders; None where the marketplace lets no app do that."""

    @property
    def finance(self) -> Finance | None:
        """What orders cost whom; None where the marketplace tells no app."""

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

    @property
    def consent(self) -> Consent | None:
        """How a seller lets us in; None where tokens are handed over by other means."""

    @property
    def statement(self) -> StatementFormat | None:
        """How its settlement files are written; None where it has none that we know."""

    def connect(self, app: AppCredentials, shop: ShopAccess, services: Services) -> Connector:
        """A connector for one shop. Makes no call."""

    def verify_webhook(
        self, app: AppCredentials, headers: Mapping[str, str], body: bytes
    ) -> tuple[Hint, ...]:
        """The hints of a webhook. Raises ForgedWebhook or MalformedWebhook. Header names in any case."""
