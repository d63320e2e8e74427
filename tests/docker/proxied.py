"""Runs the proxy's shipped configuration under nginx, in front of parts that tell what they were sent."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import requests

from tests.docs.tables import ROOT
from tests.programs import alone, found_at, program, run

PACKAGE = "nginx-light"
NO_NGINX = (
    "These tests run the proxy's configuration under nginx, and there is none. Install it:"
    f" `apt-get install {PACKAGE}` as root; `make test-nobrowser` runs all others."
)
SALEOR, SYNC = "saleor.test", "sync.test"
_SHIPPED = ROOT / "docker" / "proxy"


@dataclass(frozen=True)
class Proxy:
    """A running proxy, the folder of Saleor's files, and the files that it writes its lines to."""

    port: int
    media: Path
    lines: tuple[Path, ...]

    def ask(
        self,
        host: str,
        path: str,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        data: bytes | None = None,
    ) -> requests.Response:
        """One request, its path sent as it is written."""
        base = f"http://127.0.0.1:{self.port}"
        asked = requests.Request(method, base, headers={"Host": host, **(headers or {})}, data=data).prepare()
        asked.url = base + path
        with requests.Session() as session:
            return session.send(asked, timeout=10, allow_redirects=False)

    def written(self) -> str:
        """All lines that it has written so far."""
        return "".join(path.read_text() for path in self.lines)

    def told(
        self,
        host: str,
        path: str,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        data: bytes | None = None,
    ) -> dict[str, object]:
        """What the part behind the proxy was sent."""
        answer = self.ask(host, path, method, headers, data)
        assert answer.status_code == 200, (host, path, answer.status_code)
        told = answer.json()
        assert isinstance(told, dict)
        return told


def nginx() -> str | None:
    """The system's nginx, installed where there was none and we are root; None where it can't be had."""
    with alone():
        return program(("nginx",), PACKAGE, found_at, run, root=os.geteuid() == 0)


@contextmanager
def running(here: Path, server: str) -> Iterator[Proxy]:
    """The nginx `server` with the shipped files, media in `here/files`; only folders and PROXY_* are this
    run's."""
    for folder in (here, here.parent, here.parent.parent):
        folder.chmod(folder.stat().st_mode | 0o011)
    port = _free_port()
    with ExitStack() as stack:
        values = {
            "PROXY_LISTEN": f"127.0.0.1:{port}",
            "PROXY_HEALTH_LISTEN": f"127.0.0.1:{_free_port()}",
            "PROXY_SCHEME": "https",
            "PROXY_SALEOR_HOST": SALEOR,
            "PROXY_SYNC_HOST": SYNC,
            "PROXY_FILES": str(here / "files"),
            "PROXY_RESOLVER": "127.0.0.1",
            "PROXY_TRUSTED": "192.0.2.1/32",
        }
        for name in ("saleor", "dashboard", "sync"):
            values[f"PROXY_{name.upper()}_UPSTREAM"] = stack.enter_context(_part(name))
        command = [server, "-e", "stderr", "-c", str(_configure(here, values)), "-g", "daemon off;"]
        errors = here / "errors"
        with errors.open("wb") as file:
            process = subprocess.Popen(command, stdout=file, stderr=file)
        try:
            _wait_for(port, errors)
            yield Proxy(port, here / "files" / "media", (errors, here / "access"))
        finally:
            process.terminate()
            process.wait(timeout=10)


class _Part(ThreadingHTTPServer):
    daemon_threads = True
    name = ""


class _Echo(BaseHTTPRequestHandler):
    server: _Part
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        taken = len(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        told = {
            "who": self.server.name,
            "path": self.path,
            "taken": taken,
            "headers": headers,
            "pad": "x" * 2000,
        }
        body = json.dumps(told).encode()
        self.send_response(200)
        kind = "text/html" if self.server.name == "dashboard" else "application/json"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed."""


@contextmanager
def _part(name: str) -> Iterator[str]:
    server = _Part(("127.0.0.1", 0), _Echo)
    server.name = name
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _configure(here: Path, values: Mapping[str, str]) -> Path:
    written = here / "conf.d"
    written.mkdir()
    for template in _SHIPPED.glob("*.template"):
        # As the image does it at its start: these variables and no others.
        text = re.sub(r"\$\{(PROXY_[A-Z_]+)\}", lambda found: values[found[1]], template.read_text())
        (written / template.name.removesuffix(".template")).write_text(text)
    main = (_SHIPPED / "nginx.conf").read_text()
    main = main.replace("/tmp/", f"{here}/").replace("/etc/nginx/conf.d/", f"{written}/")
    main = main.replace("/dev/stdout", str(here / "access"))
    if os.geteuid() == 0:
        main = f"user root;\n{main}"
    config = here / "nginx.conf"
    config.write_text(main)
    return config


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, errors: Path) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(errors.read_text())
