"""A page on another site that frames ours as Saleor's Dashboard 3.23 does, and our service to be framed."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.core.wsgi import get_wsgi_application
from django.db import connections

SANDBOX = "allow-same-origin allow-forms allow-scripts allow-downloads allow-popups"

FRAME = """<!doctype html><html lang="en"><title>Dashboard</title>
<style>body { margin: 0 } iframe { border: 0; width: 100%%; height: 200px; display: block }
iframe.app { height: 100vh }</style>
<script>
const ask = %(ask)s, app = new URL(ask.app).origin, seen = [];
const post = (type, payload) => frame.contentWindow.postMessage({ type, payload }, app);
const versions = { version: 1, saleorVersion: "3.23.28", dashboardVersion: "3.23.27" };
const shake = () => post("handshake", { token: ask.token, ...versions });
let frame;
addEventListener("message", (event) => {
  if (event.source !== frame.contentWindow || event.origin !== app || !event.data?.payload?.actionId) return;
  const { type, payload } = event.data;
  seen.push({ type, payload });
  if (type === "notifyReady" && ask.form === null && !ask.silent) {
    shake(); post("response", { actionId: payload.actionId, ok: true });
  }
  if (type === "widgetResize" && payload.height > 0) {
    frame.style.height = Math.min(payload.height, 5000) + "px";
    post("response", { actionId: payload.actionId, ok: true });
  }
});
addEventListener("DOMContentLoaded", () => {
  frame = document.querySelector("iframe");
  if (ask.form !== null) { document.querySelector("form").submit(); return; }
  let loads = 0;
  frame.addEventListener("load", () => {
    if (ask.silent) return;
    shake();
    if (ask.locale) post("localeChanged", { locale: ask.locale });
    post("theme", { theme: ask.theme });
    post("redirect", { path: "/extensions/app/QXBwOjU%%3D" });
    // The real one loads the page first without, then with the theme.
    if (++loads === 1) frame.src = ask.app + "&theme=" + ask.theme;
  });
  frame.src = ask.app;
});
</script>
<iframe name="app" title="App" class="%(kind)s" sandbox="%(sandbox)s"></iframe>
<form hidden method="post" target="app" action="%(action)s">%(fields)s</form></html>"""


class _Threaded(ThreadingMixIn, WSGIServer):
    """Waits for its threads when it is closed: each may hold a connection to the database."""


class _Quiet(WSGIRequestHandler):
    timeout = 5

    def handle(self) -> None:
        """One request. A browser also opens connections ahead, and never uses them."""
        with suppress(TimeoutError):
            super().handle()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


def _closing(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    """Our application; its thread ends with the request, and so do the thread's connections."""
    answer = get_wsgi_application()(environ, start)
    try:
        return [b"".join(answer)]
    finally:
        answer.close()  # type: ignore[attr-defined]
        connections.close_all()


@contextmanager
def service() -> Iterator[str]:
    """Our service over HTTP; yields its address."""
    with make_server("127.0.0.1", 0, _closing, _Threaded, _Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class Dashboard:
    """The framing page, on an address that is another site than ours. `page` is what it serves next."""

    def __init__(self, service_url: str, api_url: str) -> None:
        self._service = service_url
        self._query = f"?domain=x&saleorApiUrl={api_url}&id=QXBwOjU%3D"
        self._page = b""
        dashboard = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(dashboard._page if self.path == "/" else b"")

            def log_message(self, format: str, *args: object) -> None:
                """Nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self.url = f"http://localhost:{self._server.server_port}/"

    def __enter__(self) -> Dashboard:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def shows_app(self, token: str, *, theme: str = "light", locale: str = "", silent: bool = False) -> None:
        """The App's page; `silent`: it never answers."""
        ask = {
            "app": f"{self._service}/{self._query}",
            "token": token,
            "theme": theme,
            "locale": locale,
            "silent": silent,
            "form": None,
        }
        self._make(ask, "app", {})

    def shows_widget(self, page: str, token: str, **fields: str) -> None:
        """A widget that is asked for by POST."""
        address = f"{self._service}/console/{page}"
        ask = {"app": address, "token": token, "form": page}
        self._make(ask, "widget", {"accessToken": token, **fields}, address)

    def _make(self, ask: dict[str, object], kind: str, fields: dict[str, str], action: str = "") -> None:
        hidden = "".join(
            f'<input type="hidden" name="{name}" value="{value}">' for name, value in fields.items()
        )
        parts = {"ask": json.dumps(ask), "kind": kind, "sandbox": SANDBOX, "fields": hidden, "action": action}
        self._page = (FRAME % parts).encode()
