"""The simulated Saleor server, in-process or from the command line."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Thread

from graphql import GraphQLEnumType

from connectors.base.simulator.faults import Dice
from connectors.base.simulator.listening import Listening
from storefront_sync.saleor.simulator.binding import schema
from storefront_sync.saleor.simulator.call import Call
from storefront_sync.saleor.simulator.control import control
from storefront_sync.saleor.simulator.events import Happening
from storefront_sync.saleor.simulator.execution import Answer, Engine, server_error
from storefront_sync.saleor.simulator.http import make_server
from storefront_sync.saleor.simulator.installer import Installer, events_of
from storefront_sync.saleor.simulator.keys import SigningKey, shared_key
from storefront_sync.saleor.simulator.resolvers.media import fetch
from storefront_sync.saleor.simulator.seed import Cooperative, seed
from storefront_sync.saleor.simulator.state.apps import App, Installation, Webhook
from storefront_sync.saleor.simulator.state.store import Store
from storefront_sync.saleor.simulator.viewer import Viewer
from storefront_sync.saleor.simulator.webhooks import HttpPost, Post, WebhookSender, Workers
from storefront_sync.saleor.simulator.world import ShopWorld

WORKERS = 2
SERVER_ERRORS = ("OperationalError", "IntegrityError")


@dataclass(frozen=True)
class Sent:
    """A reply ready to be written; status 0 = none at all, after `hang` seconds."""

    status: int
    payload: bytes = b""
    hang: float = 0.0
    location: str = ""


class SaleorSimulator:
    """A Saleor 3.23 as far as we use it: real HTTP, state, webhooks, faults.

    `now` is the server's clock in epoch seconds, `sleep` is only used for faults that take time. With
    `background` off nothing is delivered until `pump()`, so that a test holds the clock.
    """

    def __init__(
        self,
        *,
        now: Callable[[], float] = time.time,
        rng: random.Random | None = None,
        sleep: Callable[[float], None] = time.sleep,
        control_key: str = "sim",
        port: int = 0,
        background: bool = True,
        send: Post | None = None,
        signing_key: Callable[[], SigningKey] = shared_key,
    ) -> None:
        rng = rng or random.Random()
        self.control_key = control_key
        self.store = Store(now, rng)
        self._dice = Dice(random.Random(rng.getrandbits(64)), now)
        self._sleep = sleep
        self._port = port
        self._background = background
        self._signing_key = signing_key
        self._server: Listening | None = None
        self._thread: Thread | None = None
        self._workers = Workers(now, WORKERS)
        self.engine = Engine(self.store, self)
        post = send or HttpPost()
        self._sender = WebhookSender(
            self.store, self._workers, self._dice, signing_key, self.engine.payload, self.base_url, post
        )
        self._installer = Installer(
            self.store,
            post,
            self.base_url,
            self.engine.check_subscription,
            _enum("WebhookEventTypeAsyncEnum"),
            _enum("PermissionEnum"),
        )
        self._app = self._ready_made_app()
        self.world = ShopWorld(
            self.store,
            self.engine,
            self._dice,
            self._workers,
            lambda: self._app,
            self.base_url,
            self._installer.run,
            self.subscribe,
        )

    @classmethod
    def from_products(
        cls,
        rows: Sequence[Mapping[str, str]],
        *,
        channel: str = "default-channel",
        warehouses: Sequence[str] = ("gudang-utama",),
        now: Callable[[], float] = time.time,
        rng: random.Random | None = None,
        sleep: Callable[[float], None] = time.sleep,
        control_key: str = "sim",
        port: int = 0,
        background: bool = True,
        send: Post | None = None,
    ) -> SaleorSimulator:
        """A server with one cooperative whose products are the rows of a `products.csv`."""
        simulator = cls(
            now=now,
            rng=rng,
            sleep=sleep,
            control_key=control_key,
            port=port,
            background=background,
            send=send,
        )
        simulator.add_cooperative(channel, warehouses, rows)
        return simulator

    def add_cooperative(
        self,
        channel: str,
        warehouses: Sequence[str],
        rows: Sequence[Mapping[str, str]],
        *,
        sku_prefix: str = "",
    ) -> Cooperative:
        """One more channel with warehouses and products of its own; SKUs are unique on the whole server."""
        with self.store.lock:
            return seed(Call(self.store, Viewer(), self, cause="seed"), channel, warehouses, rows, sku_prefix)

    def subscribe(self, target_url: str, query: str) -> Webhook:
        """Have the ready-made app told of the events that a subscription names: nothing is installed."""
        with self.store.lock:
            webhook = Webhook(
                *self.store.stamp("Webhook"),
                app=self._app,
                name="subscribed",
                target_url=target_url,
                query=query,
                events=events_of(query),
            )
            self._app.webhooks.append(webhook)
            return webhook

    def start(self) -> str:
        """Begin to serve; returns the base URL without a trailing slash."""
        self._server = make_server(self, self._port, self._sleep)
        self._thread = Thread(target=self._server.serve, daemon=True)
        self._thread.start()
        if self._background:
            self._workers.start()
        return self.base_url()

    def stop(self) -> None:
        """Stop serving and delivering."""
        self._workers.stop()
        if self._server is not None and self._thread is not None:
            self._server.end()
            self._thread.join()
            self._server.server_close()
            self._server = self._thread = None

    def pump(self) -> int:
        """Deliver all webhooks that are due by the clock, on this thread; returns how many jobs ran."""
        return self._workers.pump()

    def base_url(self) -> str:
        """The server's address; a made-up one before it serves."""
        if self._server is None:
            return "http://127.0.0.1:8000"
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def announce(self, happening: Happening) -> None:
        """Queue an event's webhooks."""
        self._sender.announce(happening)

    def install(self, installation: Installation) -> None:
        """Queue an app's installation."""
        self._workers.put(0, lambda: self._installer.run(installation))

    def check_subscription(self, query: str) -> str:
        """Why a webhook's query can't be used; "" if it can."""
        return self.engine.check_subscription(query)

    def sign(self, claims: Mapping[str, object]) -> str:
        """A user's token with these claims."""
        return self._signing_key().token(claims)

    def signed(self, token: str) -> Mapping[str, object] | None:
        """The claims of a user's token that this server signed; None for any other."""
        return self._signing_key().signed(token)

    def graphql(self, headers: Mapping[str, str], body: bytes) -> Sent:
        """Answer an API request, with whatever fault it meets."""
        request = self.engine.read(body)
        if isinstance(request, Answer):
            self._note("", write=False, fault="refused")
            return _sent(request)
        fate = self._dice.throw("", write=request.write, rows=1)
        self._note(request.name, write=request.write, fault=fate.name)
        if fate.latency_seconds:
            self._sleep(fate.latency_seconds)
        if fate.name == "throttled":
            return Sent(429, b'{"error": "too many requests"}')
        if fate.name == "server_error":
            return self._failure()
        answer = self.engine.run(request, headers) if fate.applied else None
        if not fate.answered:
            return Sent(0, hang=fate.hang_seconds)
        assert answer is not None
        return _sent(answer)

    def jwks(self) -> Sent:
        """The public keys."""
        return Sent(200, json.dumps(self._signing_key().jwks()).encode())

    def file(self, path: str) -> Sent:
        """A picture, or where it lies."""
        status, location, content = fetch(self.store, path)
        return Sent(status, content, location=location)

    def control(
        self, method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str], body: bytes
    ) -> Sent:
        """Answer the control plane."""
        status, answer = control(self.world, self.control_key, method, path, query, headers, body)
        return Sent(status, json.dumps(answer).encode())

    def _failure(self) -> Sent:
        # A proxy's 5xx or Saleor's own way, HTTP 200: both are met in the field, and nothing was applied.
        with self.store.lock:
            kind = self.store.rng.randrange(3)
        return Sent(503, b"") if kind == 0 else _sent(server_error(SERVER_ERRORS[kind - 1]))

    def _note(self, name: str, *, write: bool, fault: str) -> None:
        self.store.journal.add("call", name=name, write=write, fault=fault)

    def _ready_made_app(self) -> App:
        app = App(
            *self.store.stamp("App"),
            name="Ready-made app",
            identifier="simulator.ready-made",
            permissions=_enum("PermissionEnum"),
            token=self.store.new_token(),
        )
        self.store.apps.append(self.store.add(app))
        return app


def _enum(name: str) -> frozenset[str]:
    found = schema().type_map[name]
    assert isinstance(found, GraphQLEnumType)
    return frozenset(found.values)


def _sent(answer: Answer) -> Sent:
    return Sent(answer.status, json.dumps(answer.body).encode())
