"""An app on this machine that a Saleor installs and sends its events to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import storefront_sync.api
from storefront_sync.saleor.manifest import (
    LOGO_PATH,
    MANIFEST_PATH,
    REGISTER_PATH,
    WEBHOOK_PATH,
    manifest,
)
from tests.saleor.wire import Tree

LOGO = (Path(storefront_sync.api.__file__).parent / "static" / "logo.png").read_bytes()


@dataclass(frozen=True)
class Letter:
    """A request that came in. Header names in lower case."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def event(self) -> str:
        """The event that it tells, "" if it is none."""
        return self.headers.get("saleor-event", "")

    def json(self) -> Tree:
        """Its body."""
        return json.loads(self.body)


@dataclass
class Receiver:
    """Serves `document`, our own manifest at first, and `files` by path, and keeps all that comes in.

    `answers` gives the status for the next requests to a path, one each; then it is 200. `bodies` is what a
    path answers to a POST. `on_register` is told the token while the server waits for the answer.
    """

    url: str = ""
    document: dict[str, object] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=lambda: {LOGO_PATH: LOGO})
    answers: dict[str, list[int]] = field(default_factory=dict)
    bodies: dict[str, bytes] = field(default_factory=dict)
    letters: list[Letter] = field(default_factory=list)
    on_register: Callable[[str], None] = lambda token: None

    @property
    def manifest_url(self) -> str:
        """Where the manifest is."""
        return f"{self.url}{MANIFEST_PATH}"

    @property
    def webhook_url(self) -> str:
        """Where events go."""
        return f"{self.url}{WEBHOOK_PATH}"

    @property
    def token(self) -> str:
        """The token that the last register call brought, "" before."""
        calls = [letter for letter in self.letters if letter.path == REGISTER_PATH]
        return str(calls[-1].json()["auth_token"]) if calls else ""

    def events(self, name: str = "") -> list[Letter]:
        """The events told so far, in lower case; only those of one name where it is given."""
        return [letter for letter in self.letters if letter.event and name in ("", letter.event)]

    def take(self, letter: Letter) -> int:
        """Keep a request and say how it is answered."""
        self.letters.append(letter)
        if letter.path == REGISTER_PATH:
            self.on_register(letter.json()["auth_token"])
        waiting = self.answers.get(letter.path)
        return waiting.pop(0) if waiting else 200


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver that listens on 127.0.0.1, on a port of its own."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            file = receiver.files.get(self.path)
            document = json.dumps(receiver.document).encode()
            self._answer(b"", document if file is None else file, "" if file is None else "image/png")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self._answer(body, receiver.bodies.get(self.path, b"{}"))

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

        def _answer(self, body: bytes, payload: bytes, kind: str = "") -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            status = receiver.take(Letter(self.path, headers, body))
            self.send_response(status)
            if status == 302:
                self.send_header("Location", f"{receiver.url}/elsewhere")
            self.send_header("Content-Type", kind or "application/json")
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}"
    receiver.document = manifest(receiver.url)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
