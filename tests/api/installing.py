"""A Saleor that installs our App and calls it, without a network between its webhooks and us."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from threading import Thread
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import requests
from django.core.wsgi import get_wsgi_application
from django.test import Client

from storefront_sync.saleor.simulator import SaleorSimulator
from tests.saleor.shop import row

ROWS = [row("KOPI", 10), row("GULA", 4)]


class Calls:
    """Takes the simulator's POSTs to our address and remembers each with its answer."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.made: list[tuple[str, Mapping[str, str], bytes, int]] = []

    def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """The HTTP status."""
        path = urlsplit(url).path
        answer = self._client.generic(
            "POST",
            path,
            body,
            content_type=headers["Content-Type"],
            CONTENT_LENGTH=str(len(body)),
            headers={name: text for name, text in headers.items() if name != "Content-Type"},
        )
        self.made.append((path, dict(headers), body, answer.status_code))
        return answer.status_code


class Shop:
    """A started simulator with its API address, and its staff's ways to install and delete our App."""

    def __init__(self, client: Client, now: Callable[[], float]) -> None:
        self.calls = Calls(client)
        self.simulator = SaleorSimulator.from_products(
            ROWS, channel="koperasi", now=now, background=False, send=self.calls
        )
        self.simulator.start()
        credentials = self.simulator.world.credentials()
        self.api_url = str(credentials["api_url"])
        self.other_apps_token = str(credentials["app_token"])
        self._staff_token = str(credentials["staff_token"])

    def install(self, manifest_url: str) -> tuple[int, dict[str, object]]:
        """Install as staff."""
        return self.simulator.world.install(manifest_url)

    def delete_app(self, app_id: str) -> None:
        """Delete an App as staff: its token dies."""
        answer = requests.post(
            self.api_url,
            json={
                "query": "mutation($id: ID!) { appDelete(id: $id) { errors { code } } }",
                "variables": {"id": app_id},
            },
            headers={"Authorization": f"Bearer {self._staff_token}"},
            timeout=10,
        )
        assert answer.json()["data"]["appDelete"]["errors"] == []

    def calls_received(self) -> int:
        """How many API calls came in."""
        events = self.simulator.world.events(0, 10_000)["events"]
        assert isinstance(events, list)
        return sum(event["kind"] == "call" for event in events)

    def register_body(self) -> bytes:
        """The body of the last register call."""
        return next(body for path, _, body, _ in reversed(self.calls.made) if path == "/api/register")

    def stop(self) -> None:
        """Stop serving."""
        self.simulator.stop()


class Quiet(WSGIRequestHandler):
    """Writes no access log."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class OwnServer:
    """Our application behind a real socket."""

    def __init__(self) -> None:
        self._server: WSGIServer = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        return "127.0.0.1", self._server.server_port

    def start(self) -> str:
        """Begin to serve; returns the base URL."""
        self._thread.start()
        return f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def register(client: Client, api_url: str, body: bytes | Mapping[str, object]) -> tuple[int, str]:
    """Call /api/register as a Saleor at an address would; status and the message that the Dashboard shows."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = client.generic(
        "POST",
        "/api/register",
        raw,
        content_type="application/json",
        CONTENT_LENGTH=str(len(raw)),
        headers={"Saleor-Api-Url": api_url},
    )
    content = json.loads(answer.content) if answer.content else {}
    return answer.status_code, str(content.get("error", {}).get("message", ""))
