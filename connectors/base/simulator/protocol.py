"""What every marketplace's simulator offers, so that one contract suite and one demo drive them all."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Protocol, Self

from connectors.base.simulator.book import Book, Wanted
from connectors.base.simulator.consent import ConsentDesk
from connectors.base.simulator.dispatch import Dispatch
from connectors.base.simulator.faults import Dice, Faults
from connectors.base.simulator.habits import Habits
from connectors.base.simulator.journal import Event, Journal
from connectors.base.simulator.orders import Step
from connectors.base.simulator.publishing import Publishing
from connectors.base.simulator.returns import Returns
from connectors.base.simulator.seed import SeedShop
from connectors.base.simulator.switches import Switch, Switchboard
from connectors.base.simulator.tokens import Tokens
from connectors.base.simulator.webhooks import WebhookSender
from connectors.base.types import AppCredentials, ShopAccess, TokenPair
from mappings.words import ListingStatus


class Simulator(Protocol):
    """A running marketplace. The methods below `stop` are the control plane, without HTTP."""

    key: ClassVar[str]
    catalog_file: ClassVar[str]
    """The name of this marketplace's file in a catalogue folder."""
    habits: ClassVar[Habits]
    """What this marketplace has that others lack, or the other way round."""
    switches: ClassVar[tuple[Switch, ...]]
    """The behaviours that can be shown in more than one way."""
    picture_bytes: ClassVar[int]
    """The largest picture that it takes."""
    rows_of_a_write: ClassVar[int]
    """Most rows of one item that a write takes: more are refused. The demo's checker learns it from here."""

    @classmethod
    def from_seed(
        cls,
        shops: Sequence[SeedShop],
        *,
        now: Callable[[], float] = ...,
        rng: random.Random | None = None,
        sleep: Callable[[float], None] = ...,
        port: int = 0,
        control_key: str = "simulator",
        webhook_thread: bool = True,
    ) -> Self:
        """Shops made from neutral seeds. Defaults: real clock and sleep, `random.Random(0)`, any free port.

        `webhook_thread` False: webhooks wait for `webhooks.deliver_due()`.
        """

    @classmethod
    def from_catalog(
        cls,
        catalog: Path | bytes,
        *,
        shop_id: str = "",
        shop_name: str = "",
        now: Callable[[], float] = ...,
        rng: random.Random | None = None,
        sleep: Callable[[float], None] = ...,
        port: int = 0,
        control_key: str = "simulator",
        webhook_thread: bool = True,
    ) -> Self:
        """One shop from the marketplace's own JSON (a file, a folder that holds `catalog_file`, or its
        bytes)."""

    @property
    def book(self) -> Book: ...
    @property
    def dispatch(self) -> Dispatch: ...
    @property
    def returns(self) -> Returns: ...
    @property
    def journal(self) -> Journal: ...
    @property
    def dice(self) -> Dice: ...
    @property
    def tokens(self) -> Tokens: ...
    @property
    def publishing(self) -> Publishing: ...
    @property
    def desk(self) -> ConsentDesk: ...
    @property
    def webhooks(self) -> WebhookSender: ...
    @property
    def switchboard(self) -> Switchboard: ...
    @property
    def base_url(self) -> str:
        """Where it listens; "" before `start`."""

    def start(self) -> str:
        """Listen; returns the base URL."""

    def stop(self) -> None:
        """Stop listening, cut open connections, end the webhook thread."""

    def open_shop(self, shop: SeedShop) -> None:
        """Add a shop while running."""

    def open_catalog(self, catalog: Path | bytes, *, shop_id: str, shop_name: str = "") -> None:
        """Add a shop from the marketplace's own JSON."""

    def credentials(self) -> dict[str, object]:
        """What `GET /_sim/credentials` answers."""

    def app(self) -> AppCredentials:
        """The registered app, its webhook options included."""

    def access(self, shop_id: str) -> ShopAccess:
        """Which shop a connector is to speak for."""

    def token_pair(self, shop_id: str) -> TokenPair:
        """The shop's pair as it stands now."""

    def set_faults(self, faults: Faults) -> None:
        """Put these faults in force."""

    def truth(self, shop_id: str = "") -> dict[str, object]:
        """What `GET /_sim/truth` answers."""

    def events(self, kind: str = "", after: int = 0) -> list[Event]:
        """The journal's events of one kind, or all."""

    def place_order(self, shop_id: str, lines: Sequence[Wanted], *, paid: bool = True) -> str:
        """A buyer orders; returns the order id. Raises BookError."""

    def step_order(self, order_id: str, step: Step) -> None:
        """Pay, ship, cancel, … an order. Raises BookError."""

    def edit(
        self,
        shop_id: str,
        item_id: str,
        model_id: str,
        *,
        stock: int | None = None,
        price: int | None = None,
        status: ListingStatus | None = None,
    ) -> None:
        """An edit in Seller Center."""

    def campaign(
        self,
        shop_id: str,
        item_id: str,
        model_id: str,
        stock: int | None,
        ends_at: float | None = None,
        *,
        price_locked: bool = False,
    ) -> None:
        """Lock `stock` pieces until `ends_at` (epoch seconds); None lifts the lock."""

    def expire_token(self, shop_id: str) -> None:
        """The access token ends now."""

    def revoke_token(self, shop_id: str) -> None:
        """The seller takes the consent back."""

    def register_webhooks(self, url: str) -> None:
        """Send signed webhooks to this URL from now on."""

    def register_return_page(self, url: str) -> None:
        """The page to which the consent screen sends the browser back."""

    def sign_webhook(self, url: str, body: bytes) -> Mapping[str, str]:
        """The headers that a genuine webhook with this body carries."""
