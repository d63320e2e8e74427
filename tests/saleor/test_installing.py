"""An app is installed from its manifest and gets its token by an unsigned call."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
import requests

from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.manifest import PERMISSIONS, SUBSCRIPTIONS, manifest
from storefront_sync.saleor.simulator import SaleorSimulator
from storefront_sync.saleor.simulator.control import Edit
from tests.saleor.shop import row


@dataclass
class AppServer:
    """An app that serves a manifest and takes calls. `answer` is what the register call gets."""

    url: str = ""
    document: dict[str, object] = field(default_factory=dict)
    answer: int = 200
    calls: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    on_register: Callable[[str], None] = lambda token: None


@pytest.fixture
def app() -> Iterator[AppServer]:
    """A real HTTP app with our own manifest."""
    state = AppServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.calls.append((self.path, dict(self.headers), b""))
            self._write(200, json.dumps(state.document).encode())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            state.calls.append((self.path, dict(self.headers), body))
            if self.path == "/api/register":
                state.on_register(json.loads(body)["auth_token"])
            self._write(state.answer, b"")

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

        def _write(self, status: int, body: bytes) -> None:
            self.send_response(status)
            if status == 302:
                self.send_header("Location", f"{state.url}/elsewhere")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_address[1]}"
    state.document = manifest(state.url)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield state
    server.shutdown()
    server.server_close()


@pytest.fixture
def saleor() -> Iterator[SaleorSimulator]:
    simulator = SaleorSimulator.from_products([row("B", 10)], background=False)
    simulator.start()
    yield simulator
    simulator.stop()


def install(saleor: SaleorSimulator, app: AppServer) -> tuple[int, dict[str, object]]:
    return saleor.world.install(f"{app.url}/api/manifest")


def registers(app: AppServer) -> list[tuple[str, dict[str, str], bytes]]:
    return [call for call in app.calls if call[0] == "/api/register"]


def test_our_own_manifest_installs_with_all_of_its_webhooks(saleor: SaleorSimulator, app: AppServer) -> None:
    status, answer = install(saleor, app)
    assert (status, answer["app_id"]) == (200, saleor.store.apps[-1].id)
    installed = saleor.store.apps[-1]
    assert installed.permissions == frozenset(PERMISSIONS)
    assert {webhook.name: webhook.events for webhook in installed.webhooks} == {
        name: frozenset(events) for name, events in SUBSCRIPTIONS.items()
    }


def test_the_token_comes_unsigned_with_a_host_that_has_no_port(
    saleor: SaleorSimulator, app: AppServer
) -> None:
    install(saleor, app)
    ((_, headers, body),) = registers(app)
    lower = {name.lower(): value for name, value in headers.items()}
    assert lower["host"] == "127.0.0.1"
    assert lower["saleor-api-url"] == f"{saleor.base_url()}/graphql/"
    assert lower["saleor-schema-version"] == "3.23"
    assert "saleor-signature" not in lower
    assert list(json.loads(body)) == ["auth_token"]


def test_the_token_works_during_the_register_call(saleor: SaleorSimulator, app: AppServer) -> None:
    seen: list[str] = []
    app.on_register = lambda token: seen.append(SaleorClient(f"{saleor.base_url()}/graphql/", token).app_id())
    _, answer = install(saleor, app)
    assert seen == [answer["app_id"]]


def test_an_app_that_fails_to_register_is_gone_and_its_token_dead(
    saleor: SaleorSimulator, app: AppServer
) -> None:
    app.answer = 500
    status, answer = install(saleor, app)
    assert (status, answer["error"]) == (
        409,
        "App internal error (500). Try later or contact with app support.",
    )
    assert len(saleor.store.apps) == 1
    assert saleor.store.installations[0].status == "FAILED"


def test_a_redirect_counts_as_success_though_the_token_is_lost(
    saleor: SaleorSimulator, app: AppServer
) -> None:
    app.answer = 302
    assert install(saleor, app)[0] == 200
    assert [path for path, _, _ in app.calls][:2] == ["/api/manifest", "/api/register"]
    assert len(registers(app)) == 1


def test_the_same_app_is_not_installed_twice(saleor: SaleorSimulator, app: AppServer) -> None:
    install(saleor, app)
    status, answer = install(saleor, app)
    assert status == 409
    assert "App with the same identifier is already installed" in str(answer["error"])


def test_a_deleted_app_may_come_back_with_another_id_and_token(
    saleor: SaleorSimulator, app: AppServer
) -> None:
    _, first = install(saleor, app)
    saleor.store.apps[-1].deleted = True
    _, second = install(saleor, app)
    assert first["app_id"] != second["app_id"]
    assert first["token_last4"] != second["token_last4"]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"permissions": ["MANAGE_NOTHING"]}, "permissions"),
        ({"author": " "}, "author"),
        ({"name": None}, "name"),
        (
            {
                "webhooks": [
                    {"name": "w", "targetUrl": "http://x", "query": "subscription { event { nope } }"}
                ]
            },
            "webhooks",
        ),
    ],
)
def test_a_faulty_manifest_is_refused_by_the_name_of_its_part(
    saleor: SaleorSimulator, app: AppServer, change: dict[str, object], complaint: str
) -> None:
    app.document = {**app.document, **change}
    status, answer = install(saleor, app)
    assert status == 409
    assert str(answer["error"]).startswith(complaint)


def test_events_may_be_left_out_of_the_manifest(saleor: SaleorSimulator, app: AppServer) -> None:
    query = """subscription { event {
        ... on OrderCreated { order { id } } ... on OrderCancelled { order { id } } } }"""
    app.document = {
        **app.document,
        "webhooks": [{"name": "w", "targetUrl": f"{app.url}/hook", "query": query}],
    }
    install(saleor, app)
    (webhook,) = saleor.store.apps[-1].webhooks
    assert webhook.events == {"ORDER_CREATED", "ORDER_CANCELLED"}


def test_staff_install_by_mutation_and_the_row_vanishes_when_it_worked(
    saleor: SaleorSimulator, app: AppServer
) -> None:
    query = """mutation($url: String!) { appInstall(input: {appName: "Sync", manifestUrl: $url,
        permissions: [MANAGE_PRODUCTS, MANAGE_ORDERS]}) { errors { code } appInstallation { status } } }"""
    headers = {"Authorization": f"Bearer {saleor.store.staff_token}"}
    body = {"query": query, "variables": {"url": f"{app.url}/api/manifest"}}
    answer = requests.post(f"{saleor.base_url()}/graphql/", json=body, headers=headers, timeout=5).json()
    assert answer["data"]["appInstall"]["appInstallation"]["status"] == "PENDING"
    assert len(saleor.store.installations) == 1
    saleor.pump()
    assert saleor.store.installations == []
    assert saleor.store.apps[-1].permissions == {"MANAGE_PRODUCTS", "MANAGE_ORDERS"}


def test_webhooks_reach_the_installed_app_over_http(saleor: SaleorSimulator, app: AppServer) -> None:
    install(saleor, app)
    saleor.world.edit(Edit(sku="B", quantity=3))
    saleor.pump()
    path, headers, _ = app.calls[-1]
    assert path == "/webhooks/saleor"
    assert headers["Saleor-Event"] == "product_variant_stock_updated"


def test_addresses_in_the_manifest_come_from_our_setting_without_doubled_slashes() -> None:
    found = manifest("https://sync.example/")
    assert found["tokenTargetUrl"] == "https://sync.example/api/register"
    assert found["appUrl"] == "https://sync.example"
