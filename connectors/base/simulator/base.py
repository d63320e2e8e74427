"""The part of a simulator that is the same for all marketplaces; a subclass adds a `Dialect`."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from connectors.base.simulator.book import Book, Wanted
from connectors.base.simulator.consent import Asked, ConsentDesk
from connectors.base.simulator.control import ControlPlane
from connectors.base.simulator.dialect import Dialect
from connectors.base.simulator.dispatch import Dispatch
from connectors.base.simulator.endpoint import Endpoint
from connectors.base.simulator.faults import Dice, Fate, Faults
from connectors.base.simulator.journal import Event, Journal
from connectors.base.simulator.orders import SoldOrder, Step
from connectors.base.simulator.pictures import Pictures
from connectors.base.simulator.publishing import Publishing
from connectors.base.simulator.returned import SoldReturn
from connectors.base.simulator.returns import Returns
from connectors.base.simulator.seed import SeedShop
from connectors.base.simulator.server import Incoming, Outgoing, SimulatorServer
from connectors.base.simulator.shelf import Model
from connectors.base.simulator.switches import Switchboard
from connectors.base.simulator.tokens import Tokens
from connectors.base.simulator.webhooks import WebhookSender
from connectors.base.types import TokenPair
from mappings.words import Aspect, ListingStatus


class MarketplaceSimulator(Dialect):
    """A marketplace over real HTTP. See `protocol.Simulator` for what the public methods promise."""

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
        fate = (
            Fate("not_admitted")
            if refusal
            else self.dice.throw(shop_id, write=endpoint.is_write, rows=rows, fragile=endpoint.loses_answers)
        )
        call = self.journal.add_call(
            name=endpoint.name,
            shop_id=shop_id,
            unit=unit,
            write=endpoint.is_write,
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


def _child(rng: random.Random) -> random.Random:
    return random.Random(rng.getrandbits(64))
