"""The processes of the demonstration: three simulators, the embedded servers and our own."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from pathlib import Path

import requests

from connectors.base.registry import marketplaces
from storefront_sync.cli.demo.circumstances import COOPERATIVE, free_port
from storefront_sync.cli.demo.control import MarketControl, StoreControl
from storefront_sync.core.errors import StorefrontError
from storefront_sync.sample.loader import catalog_directory
from storefront_sync.services.child import Child
from storefront_sync.services.fleet import command
from storefront_sync.services.supervisor import Supervisor
from storefront_sync.settings.env import Settings

STORE = "saleor"
LOOK_SECONDS = 1.0
READY_SECONDS = 60.0


class NoAnswer(StorefrontError):
    """A server that was started doesn't answer."""


@dataclass(frozen=True)
class Simulated:
    """The three simulators as they can be reached; `urls` by name."""

    store: StoreControl
    markets: tuple[MarketControl, ...]
    urls: dict[str, str]


@dataclass(frozen=True)
class Stage:
    """What runs."""

    supervisor: Supervisor
    simulated: Simulated
    settings: Settings


def start_simulators(supervisor: Supervisor, state_dir: Path, seed: int, store_port: int) -> Simulated:
    """Start an empty store and every marketplace with its listings; they may not answer yet."""
    key = secrets.token_urlsafe(16)
    urls: dict[str, str] = {}
    with catalog_directory(COOPERATIVE) as catalog:
        for offset, name in enumerate((STORE, *marketplaces())):
            port = store_port if name == STORE else free_port()
            urls[name] = f"http://127.0.0.1:{port}"
            arguments = ["simulator", name, "--port", str(port), "--seed", str(seed * 10 + offset)]
            arguments += ["--control-key", key]
            if name != STORE:
                arguments += ["--catalog", str(catalog)]
            log = state_dir / "log" / f"simulator-{name}.log"
            supervisor.start(Child(f"simulator {name}", command(*arguments), log=log))
    return Simulated(
        store=StoreControl(urls[STORE], key),
        markets=tuple(MarketControl(name, urls[name], key) for name in marketplaces()),
        urls=urls,
    )


def wait_for(url: str, supervisor: Supervisor) -> None:
    """Tend the children until a server at this address answers at all; raises NoAnswer after a minute."""
    deadline = time.monotonic() + READY_SECONDS
    while not answers(url):
        if time.monotonic() > deadline:
            raise NoAnswer("demo.no_answer", url)
        supervisor.tend()
        time.sleep(0.1)


def answers(url: str) -> bool:
    """Whether a server at this address answers, and with no 5xx."""
    try:
        reply = requests.get(url, timeout=LOOK_SECONDS)
    except requests.RequestException:
        return False
    return bool(reply.status_code < requests.codes.server_error)
