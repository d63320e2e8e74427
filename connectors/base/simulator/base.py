"""The part of a simulator that is the same for all marketplaces; a subclass adds only wire."""

from __future__ import annotations

import random
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar, Self

from connectors.base.category import Courier
from connectors.base.simulator.book import Book, Wanted
from connectors.base.simulator.consent import Asked, ConsentDesk
from connectors.base.simulator.control import ControlPlane
from connectors.base.simulator.dispatch import Dispatch
from connectors.base.simulator.faults import Dice, Fate, Faults
from connectors.base.simulator.habits import Habits
from connectors.base.simulator.journal import Event, Journal
from connectors.base.simulator.orders import SoldLine, SoldOrder, Step
from connectors.base.simulator.pictures import Pictures
from connectors.base.simulator.publishing import Publishing
from connectors.base.simulator.returned import SoldReturn
from connectors.base.simulator.returns import Returns
from connectors.base.simulator.seed import SeedShop
from connectors.base.simulator.server import Incoming, Outgoing, SimulatorServer
from connectors.base.simulator.shelf import Model
from connectors.base.simulator.switches import Switch, Switchboard
from connectors.base.simulator.tokens import TokenLife, Tokens
from connectors.base.simulator.webhooks import WebhookSender
from connectors.base.types import AppCredentials, ShopAccess, TokenPair
from mappings.words import Aspect, ListingStatus


@dataclass(frozen=True)
class Endpoint:
    """One API call of the marketplace.

    `writes` is the aspect that it sets, `changes` whether it changes anything else, `public` whether it needs
    no shop token, `subject` names (item id, rows) of a write. `fragile`: whether its answer may get lost by a
    fault; unless said, that of a public call can't, since a single-use token would die with its shop.
    `answer` gets the request and its fate: `fate.ignored` (answer success, apply nothing), `fate.refused_row`
    (index of the row to refuse, or -1), `fate.call` (id for the book's writes).
    """

    name: str
    answer: Callable[[Incoming, Fate], Outgoing]
    writes: Aspect | None = None
    changes: bool = False
    public: bool = False
    fragile: bool | None = None
    subject: Callable[[Incoming], tuple[str, int]] = lambda request: ("", 0)


class MarketplaceSimulator(ABC):
    """A marketplace over real HTTP. See `protocol.Simulator` for what the public methods promise."""

    key: ClassVar[str]
    catalog_file: ClassVar[str]
    rows_of_a_write: ClassVar[int]
    token_life: ClassVar[TokenLife]
    webhook_retry_seconds: ClassVar[Sequence[float]]
    code_life_seconds: ClassVar[float] = 1800.0
    """How long a code of the consent screen is good."""
    habits: ClassVar[Habits] = Habits()
    switches: ClassVar[tuple[Switch, ...]] = ()
    audit_seconds: ClassVar[float] = 0.0
    """How long a listing that is made or shown is looked over."""
    picture_bytes: ClassVar[int] = 10 * 1024 * 1024
    couriers: ClassVar[tuple[Courier, ...]] = ()
    """Those of each shop, where a listing chooses some."""

    def __init__(
        self,
        *,
        now: Callable[[], float] = time.time,
        rng: random.Random | None = None,
        sleep: Callable[[float], None] = time.sleep,
        port: int = 0,
        control_key: str = "simulator",
        webhook_thread: bool = True,
    ) -> None:
        seed = rng or random.Random(0)
        self.now = now
        self.sleep = sleep
        self.rng = _child(seed)
        self.switchboard = Switchboard(self.switches)
        self.journal = Journal(now)
        self.dice = Dice(_child(seed), now)
        self.tokens = Tokens(_child(seed), now, self.token_life)
        self.desk = ConsentDesk(_child(seed), now, self.code_life_seconds, self.journal)
        self.book = Book(
            self.journal, now, main_model=self.main_model, order_id=self.new_order_id, front=self.new_front
        )
        self.numbers = _child(seed)
        self.book.puts_back = self.puts_back
        self.dispatch = Dispatch(
            self.book,
            now,
            new_parcel_id=self.new_parcel_id,
            new_tracking_number=self.new_tracking_number,
        )
        self.returns = Returns(self.book, now, self.new_return_id)
        self.pictures = Pictures(self.picture_bytes)
        self.publishing = Publishing(self.book, self.journal, now, self.option_name, self.audit_seconds)
        self.webhooks = WebhookSender(self.dice, now, self.sign_webhook, self.webhook_retry_seconds)
        self.base_url = ""
        self._webhook_thread = webhook_thread
        self._stopped = threading.Event()
        self._control = ControlPlane(self, control_key)
        self._server = SimulatorServer(self._serve, port)
        self.book.order_listeners.append(self._order_changed)
        self.returns.listeners.append(self._return_changed)
        self.book.edit_listeners.append(self._listing_edited)

    @classmethod
    def from_seed(
        cls,
        shops: Sequence[SeedShop],
        *,
        now: Callable[[], float] = time.time,
        rng: random.Random | None = None,
        sleep: Callable[[float], None] = time.sleep,
        port: int = 0,
        control_key: str = "simulator",
        webhook_thread: bool = True,
    ) -> Self:
        """Shops made from neutral seeds."""
        simulator = cls(
            now=now,
            rng=rng,
            sleep=sleep,
            port=port,
            control_key=control_key,
            webhook_thread=webhook_thread,
        )
        for shop in shops:
            simulator.open_shop(shop)
        return simulator

    @classmethod
    def from_catalog(
        cls,
        catalog: Path | bytes,
        *,
        shop_id: str = "",
        shop_name: str = "",
        now: Callable[[], float] = time.time,
        rng: random.Random | None = None,
        sleep: Callable[[float], None] = time.sleep,
        port: int = 0,
        control_key: str = "simulator",
        webhook_thread: bool = True,
    ) -> Self:
        """One shop from the marketplace's own JSON: a file, a folder that holds `catalog_file`, or its
        bytes."""
        simulator = cls(
            now=now,
            rng=rng,
            sleep=sleep,
            port=port,
            control_key=control_key,
            webhook_thread=webhook_thread,
        )
        simulator.open_catalog(catalog, shop_id=shop_id or cls.default_shop_id(), shop_name=shop_name)
        return simulator

    # What a marketplace adds.

    @classmethod
    @abstractmethod
    def default_shop_id(cls) -> str:
        """The shop id of a catalogue that is loaded without naming one."""

    @classmethod
    @abstractmethod
    def seed_of(cls, catalog: bytes, shop_id: str, shop_name: str) -> SeedShop:
        """The neutral seed in the marketplace's own catalogue JSON."""

    @abstractmethod
    def main_model(self, item_id: str) -> str:
        """The model id of an item without models."""

    @abstractmethod
    def new_order_id(self, line: SoldLine) -> str:
        """An unused order id in the marketplace's form; `line` is the order's first."""

    def new_front(self) -> str:
        """The shop front on which the next order is placed; "" where there is one only."""
        return ""

    def new_parcel_id(self) -> str:
        """A parcel's number in the marketplace's form."""
        return self.digits(15)

    def new_tracking_number(self) -> str:
        """A courier's tracking number."""
        return f"ID{self.digits(12)}"

    def new_return_id(self) -> str:
        """A return's number in the marketplace's form."""
        return self.digits(15)

    def digits(self, count: int) -> str:
        """Random digits, the first not 0."""
        return str(self.numbers.randrange(10 ** (count - 1), 10**count))

    def puts_back(self) -> bool:
        """Whether the marketplace puts cancelled pieces back on show."""
        return True

    @abstractmethod
    def endpoint(self, request: Incoming) -> Endpoint | None:
        """The API call that this request is for."""

    @abstractmethod
    def shop_of(self, request: Incoming) -> str:
        """The shop that a request speaks for, as far as it says."""

    @abstractmethod
    def admit(self, request: Incoming, endpoint: Endpoint) -> Outgoing | None:
        """The refusal of a request with a wrong signature, timestamp or token; None lets it in."""

    @abstractmethod
    def throttled(self, request: Incoming) -> Outgoing:
        """ "Too many calls" in the marketplace's words."""

    @abstractmethod
    def broken(self, request: Incoming) -> Outgoing:
        """A 5xx in the marketplace's words."""

    @abstractmethod
    def unknown_path(self, request: Incoming) -> Outgoing:
        """The answer to a call that doesn't exist."""

    @abstractmethod
    def order_webhook(self, order: SoldOrder) -> bytes | None:
        """The body that tells of an order's change; None where the marketplace is silent."""

    def option_name(self, options: Sequence[str]) -> str:
        """A variant's name, made of its options."""
        return ",".join(options)

    def consent_asked(self, request: Incoming) -> Asked | Outgoing | None:
        """What a request for the consent screen asks for, or its refusal; None for any other request."""
        return None

    def consent_given(self, code: str, shops: Sequence[str]) -> Mapping[str, str]:
        """What the browser carries back after a consent; `state` is added by the caller."""
        return {"code": code}

    def consent_declined(self) -> Mapping[str, str]:
        """What the browser carries back where the seller declines."""
        return {"error": "access_denied"}

    def edit_webhook(self, shop_id: str, model: Model, aspect: Aspect, old: int, new: int) -> bytes | None:
        """The body that tells of an edit in Seller Center; None where the marketplace is silent."""
        return None

    def return_webhook(self, order: SoldOrder, changed: SoldReturn) -> bytes | None:
        """The body that tells of a return's change; None where the marketplace is silent."""
        return None

    def revoked_webhook(self, shop_id: str) -> bytes | None:
        """The body that tells that the seller took the consent back."""
        return None

    @abstractmethod
    def sign_webhook(self, url: str, body: bytes) -> Mapping[str, str]:
        """The headers that a genuine webhook carries."""

    @abstractmethod
    def app(self) -> AppCredentials:
        """The registered app."""

    def access(self, shop_id: str) -> ShopAccess:
        """Which shop a connector is to speak for."""
        return ShopAccess(shop_id)

    # The same for all.

    def start(self) -> str:
        """Listen; returns the base URL."""
        self._stopped.clear()
        self.base_url = self._server.start()
        if self._webhook_thread:
            self.webhooks.start()
        return self.base_url

    def stop(self) -> None:
        """Stop listening, cut open connections, end the webhook thread."""
        self._stopped.set()
        self._server.stop()
        self.webhooks.stop()

    def open_shop(self, shop: SeedShop) -> None:
        """Add a shop, with its consent given."""
        self.tokens.grant(shop.shop_id)
        self.book.open(shop)

    def open_catalog(self, catalog: Path | bytes, *, shop_id: str, shop_name: str = "") -> None:
        """Add a shop from the marketplace's own JSON."""
        if isinstance(catalog, Path):
            path = catalog / self.catalog_file if catalog.is_dir() else catalog
            catalog = path.read_bytes()
        self.open_shop(self.seed_of(catalog, shop_id, shop_name or f"{self.key} {shop_id}"))

    def token_pair(self, shop_id: str) -> TokenPair:
        """The shop's pair as it stands now."""
        grant = self.tokens.current(shop_id)
        return TokenPair(
            access=grant.access,
            refresh=grant.refresh,
            access_expires_at=datetime.fromtimestamp(grant.access_expires_at, UTC),
            refresh_expires_at=datetime.fromtimestamp(grant.refresh_expires_at, UTC),
        )

    def credentials(self) -> dict[str, object]:
        """All that a connector needs, secrets included."""
        app = self.app()
        shops = []
        for shop in self.book.shops.values():
            grant = self.tokens.current(shop.shop_id)
            shops.append(
                {
                    "shop_id": shop.shop_id,
                    "cipher": self.access(shop.shop_id).cipher,
                    "access_token": grant.access,
                    "refresh_token": grant.refresh,
                    "access_expires_at": grant.access_expires_at,
                    "refresh_expires_at": grant.refresh_expires_at,
                    "name": shop.name,
                }
            )
        return {"app_key": app.key, "app_secret": app.secret, "options": dict(app.options), "shops": shops}

    def set_faults(self, faults: Faults) -> None:
        """Put these faults in force."""
        self.dice.replace(faults)

    def truth(self, shop_id: str = "") -> dict[str, object]:
        """What buyers see and what they ordered, and how many rows a write of one item may have."""
        return {**self.book.truth(shop_id), "rows_of_a_write": self.rows_of_a_write}

    def events(self, kind: str = "", after: int = 0) -> list[Event]:
        """The journal's events of one kind, or all."""
        return [event for event in self.journal.after(after) if not kind or event["kind"] == kind]

    def place_order(self, shop_id: str, lines: Sequence[Wanted], *, paid: bool = True) -> str:
        """A buyer orders; returns the order id."""
        return self.book.place(shop_id, lines, paid=paid).order_id

    def step_order(self, order_id: str, step: Step) -> None:
        """Pay, ship, cancel, … an order."""
        self.book.step(order_id, step)

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
        self.book.edit(shop_id, item_id, model_id, stock=stock, price=price, status=status)

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
        """Lock pieces for a campaign; None lifts the lock."""
        self.book.start_campaign(shop_id, item_id, model_id, stock, ends_at, price_locked=price_locked)

    def expire_token(self, shop_id: str) -> None:
        """The access token ends now."""
        self.tokens.expire(shop_id)

    def revoke_token(self, shop_id: str) -> None:
        """The seller takes the consent back."""
        self.tokens.revoke(shop_id)
        body = self.revoked_webhook(shop_id)
        if body is not None:
            self.webhooks.post(body)

    def register_webhooks(self, url: str) -> None:
        """Send signed webhooks to this URL from now on."""
        self.webhooks.url = url

    def register_return_page(self, url: str) -> None:
        """The page to which the consent screen sends the browser back."""
        self.desk.return_page = url

    def _serve(self, request: Incoming) -> Outgoing | None:
        self.publishing.settle()
        if request.path.startswith("/_sim/"):
            return self._control.answer(request)
        asked = self.consent_asked(request)
        if asked is not None:
            return self._screen(request, asked)
        endpoint = self.endpoint(request)
        if endpoint is None:
            return self.unknown_path(request)
        refusal = self.admit(request, endpoint)
        unit, rows = endpoint.subject(request)
        shop_id = self.shop_of(request)
        write = endpoint.writes is not None or endpoint.changes
        fate = (
            Fate("not_admitted")
            if refusal
            else self.dice.throw(shop_id, write=write, rows=rows, fragile=_fragile(endpoint))
        )
        call = self.journal.add_call(
            name=endpoint.name,
            shop_id=shop_id,
            unit=unit,
            write=write,
            aspect=endpoint.writes.value if endpoint.writes else "",
            rows=rows,
            fault=fate.name,
        )
        return refusal or self._met(request, endpoint, replace(fate, call=call))

    def _screen(self, request: Incoming, asked: Asked | Outgoing) -> Outgoing:
        if isinstance(asked, Outgoing):
            return asked
        shops = list(self.book.shops)
        return self.desk.answer(
            request,
            asked,
            shops,
            self.consent_given,
            self.consent_declined(),
            one_shop=self.habits.one_shop_a_login,
        )

    def _met(self, request: Incoming, endpoint: Endpoint, fate: Fate) -> Outgoing | None:
        if fate.latency_seconds:
            self.sleep(fate.latency_seconds)
        if fate.name == "throttled":
            return self.throttled(request)
        if fate.name == "server_error":
            return self.broken(request)
        if fate.answered:
            return endpoint.answer(request, fate)
        if fate.applied:
            endpoint.answer(request, fate)
        # An event, not `sleep`: `stop` ends it, and a client's time-out is real time whatever the clock says.
        self._stopped.wait(fate.hang_seconds)
        return None

    def _order_changed(self, order: SoldOrder) -> None:
        body = self.order_webhook(order)
        if body is not None:
            self.webhooks.post(body)

    def _return_changed(self, order: SoldOrder, changed: SoldReturn) -> None:
        body = self.return_webhook(order, changed)
        if body is not None:
            self.webhooks.post(body)

    def _listing_edited(self, shop_id: str, model: Model, aspect: Aspect, old: int, new: int) -> None:
        body = self.edit_webhook(shop_id, model, aspect, old, new)
        if body is not None:
            self.webhooks.post(body)


def _fragile(endpoint: Endpoint) -> bool:
    return not endpoint.public if endpoint.fragile is None else endpoint.fragile


def _child(rng: random.Random) -> random.Random:
    return random.Random(rng.getrandbits(64))
