"""The simulator's HTTP server: GraphQL, JWKS and the control plane on one port of the loopback."""

from __future__ import annotations

import json
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler
from typing import Protocol
from urllib.parse import parse_qsl, urlsplit

from connectors.base.simulator.listening import Listening

BODY_LIMIT = 20 * 1024 * 1024


class Reply(Protocol):
    """What goes back for one request; `hang` seconds and no answer at all where `status` is 0."""

    @property
    def status(self) -> int: ...

    @property
    def payload(self) -> bytes: ...

    @property
    def hang(self) -> float: ...

    @property
    def location(self) -> str: ...


class Application(Protocol):
    """What stands behind the server."""

    def graphql(self, headers: Mapping[str, str], body: bytes) -> Reply:
        """Answer an API request."""

    def jwks(self) -> Reply:
        """The public keys."""

    def file(self, path: str) -> Reply:
        """A picture, or where it lies."""

    def control(
        self, method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str], body: bytes
    ) -> Reply:
        """Answer the control plane."""


def make_server(application: Application, port: int, sleep: Callable[[float], None]) -> Listening:
    """A server bound to the loopback; port 0 takes any free one."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        server_version = "Saleor"
        sys_version = ""

        def do_GET(self) -> None:
            self._handle("GET")

        def do_POST(self) -> None:
            self._handle("POST")

        def log_message(self, format: str, *args: object) -> None:
            """Requests are in the journal, not on the terminal."""

        def _handle(self, method: str) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            if length > BODY_LIMIT:
                self.close_connection = True
                self._write(413, b"Request body exceeds maximum size.", "text/plain")
                return
            body = self.rfile.read(length) if length else b""
            url = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            if url.path.startswith("/_sim/"):
                reply = application.control(method, url.path, dict(parse_qsl(url.query)), headers, body)
            elif url.path == "/.well-known/jwks.json" and method == "GET":
                reply = application.jwks()
            elif url.path.startswith(("/media/", "/thumbnail/")) and method == "GET":
                reply = application.file(url.path)
                self._write(reply.status, reply.payload, "application/octet-stream", reply.location)
                return
            elif url.path in ("/graphql/", "/graphql") and method == "POST":
                reply = application.graphql(headers, body)
            else:
                self._write(404, json.dumps({"error": "not_found"}).encode())
                return
            if reply.status == 0:
                sleep(reply.hang)
                self.close_connection = True
                return
            self._write(reply.status, reply.payload)

        def _write(
            self, status: int, payload: bytes, kind: str = "application/json", location: str = ""
        ) -> None:
            head = (
                f"HTTP/1.1 {status} {self.responses[status][0] if status in self.responses else ''}\r\n"
                f"Content-Type: {kind}\r\nContent-Length: {len(payload)}\r\nDate: {_http_date()}\r\n"
                f"{f'Location: {location}' + chr(13) + chr(10) if location else ''}"
                f"{'Connection: close' + chr(13) + chr(10) if self.close_connection else ''}\r\n"
            )
            self.wfile.write(head.encode() + payload)

    class Server(Listening):
        def handle_error(self, request: object, client_address: object) -> None:
            """A caller that went away is no news; anything else is a fault of the simulator."""
            if not isinstance(sys.exception(), ConnectionError | TimeoutError):
                traceback.print_exc()

    return Server(("127.0.0.1", port), Handler)


def _http_date() -> str:
    return time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime())
