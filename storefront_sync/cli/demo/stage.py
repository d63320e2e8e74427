"""The processes of the demonstration: simulators, the embedded servers and our own."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from pathlib import Path

import requests

from connectors.base.registry import marketplaces
from storefront_sync.cli.demo.circumstances import COOPERATIVE, free_port
from storefront_sync.cli.demo.control import MarketControl
from storefront_sync.cli.demo.simulated_store import SimulatedStore
from storefront_sync.cli.demo.store import Store
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
class Stage:
    """What runs."""

    supervisor: Supervisor
    store: Store
    markets: tuple[MarketControl, ...]
    settings: Settings


def start_store(supervisor: Supervisor, state_dir: Path, seed: int, port: int) -> SimulatedStore:
    """Start an empty simulated store; it may not answer yet."""
    key = secrets.token_urlsafe(16)
    _start(supervisor, state_dir, STORE, port, ["--seed", str(seed * 10), "--control-key", key])
    return SimulatedStore(f"http://127.0.0.1:{port}", key)


def start_markets(supervisor: Supervisor, state_dir: Path, seed: int) -> tuple[MarketControl, ...]:
    """Start every marketplace with its listings; they may not answer yet."""
    key = secrets.token_urlsafe(16)
    started = []
    with catalog_directory(COOPERATIVE) as catalog:
        for offset, name in enumerate(marketplaces(), start=1):
            port = free_port()
            seeded = ["--seed", str(seed * 10 + offset), "--control-key", key, "--catalog", str(catalog)]
            _start(supervisor, state_dir, name, port, seeded)
            started.append(MarketControl(name, f"http://127.0.0.1:{port}", key))
    return tuple(started)


def _start(supervisor: Supervisor, state_dir: Path, name: str, port: int, options: list[str]) -> None:
    arguments = ["simulator", name, "--port", str(port), *options]
    log = state_dir / "log" / f"simulator-{name}.log"
    supervisor.start(Child(f"simulator {name}", command(*arguments), log=log))


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
