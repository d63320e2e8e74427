"""The HTTP side of a simulator: 127.0.0.1, HTTP/1.1 with keep-alive, one thread a connection."""

from __future__ import annotations

import json
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

from requests.structures import CaseInsensitiveDict

from connectors.base.simulator.listening import Listening

BODY_CAP_BYTES = 24 * 1024 * 1024
"""More than any marketplace takes for a picture."""


@dataclass(frozen=True)
class Incoming:
    """One request. `query` keeps every value of a repeated key; header names in any case."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes

    def one(self, key: str, default: str = "") -> str:
        """The first value of a query parameter."""
        return self.query.get(key, [default])[0]

    def many(self, key: str) -> list[str]:
        """A list parameter, given as repeated keys, as a comma list, or both."""
        return [part for value in self.query.get(key, []) for part in value.split(",") if part]


@dataclass(frozen=True)
class Outgoing:
    """One answer."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def as_json(payload: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Outgoing:
    """An answer with a JSON body."""
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    return Outgoing(status, body, {"Content-Type": "application/json", **(headers or {})})


Answerer = Callable[[Incoming], Outgoing | None]
"""None cuts the connection without an answer."""


class SimulatorServer:
    """Serves an Answerer. `start` returns the base URL; `stop` cuts open connections too."""

    def __init__(self, answer: Answerer, port: int = 0) -> None:
        self._answer = answer
        self._port = port
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> str:
        """Listen on 127.0.0.1 (port 0 = any free one)."""
        self._server = _Server(("127.0.0.1", self._port), self._answer)
        self._thread = threading.Thread(target=self._server.serve, daemon=True)
        self._thread.start()
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def stop(self) -> None:
        """Stop listening and cut every open connection."""
        if self._server is None or self._thread is None:
            return
        self._server.end()
        self._thread.join()
        self._server.server_close()
        self._server.cut()
        self._server = None


class _Server(Listening):
    def __init__(self, address: tuple[str, int], answer: Answerer) -> None:
        self.answer = answer
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(address, _Handler)

    def opened(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.add(connection)

    def closed(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.discard(connection)

    def cut(self) -> None:
        with self._lock:
            for connection in self._open:
                _shut(connection)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hung up is no news; a mistake of the simulator is told on stderr."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def _shut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.opened(self.connection)

    def finish(self) -> None:
        self.server.closed(self.connection)
        super().finish()

    def log_message(self, format: str, *args: object) -> None:
        """Silent: a request line holds tokens."""

    def _handle(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > BODY_CAP_BYTES:
            self.close_connection = True
            self._send(Outgoing(413, b""))
            return
        parts = urlsplit(self.path)
        request = Incoming(
            method=self.command,
            path=parts.path,
            query=parse_qs(parts.query, keep_blank_values=True),
            headers=CaseInsensitiveDict(self.headers.items()),
            body=self.rfile.read(length) if length else b"",
        )
        answer = self.server.answer(request)
        if answer is None:
            self.close_connection = True
            _shut(self.connection)
            return
        self._send(answer)

    def _send(self, answer: Outgoing) -> None:
        # One write for head and body: two small ones would wait for each other's acknowledgement.
        head = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"]
        head += [f"{name}: {value}" for name, value in answer.headers.items()]
        head += [f"Content-Length: {len(answer.body)}", "", ""]
        try:
            self.wfile.write("\r\n".join(head).encode("latin-1") + answer.body)
        except OSError:
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_DELETE = _handle
