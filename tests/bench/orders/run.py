"""5,000 orders live their whole life while webhooks are lost, doubled and late and workers are killed; then
the books are held against each other."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path

from django.core.management import call_command
from rich.console import Console

from storefront_sync.cli.demo.circumstances import environment, free_port
from storefront_sync.cli.demo.narration import PlainLines
from storefront_sync.cli.demo.stage import Stage, start_markets, start_store
from storefront_sync.cli.django_start import start_django
from storefront_sync.services.fleet import processes, servers
from storefront_sync.services.supervisor import Supervisor
from storefront_sync.settings.env import settings, variable
from tests.bench.orders.relay import Relay
from tests.bench.orders.scale import Scale
from tests.bench.orders.stores import BooksStore, StockedSimulator, live_store

RHYTHM = {"returns_poll_seconds": "3"}
"""Beside the demonstration's short periods."""
LOGGED = {variable("log_level"): "info"}
"""What the service's own processes log, for whoever looks for a cause."""


def run(
    quick: bool, seed: int, orders: int | None = None, saleor_url: str = ""
) -> tuple[dict[str, object], bool]:
    """Returns the figures of docs/figures.md, and whether all is as it ought to be. Where it isn't, the
    folder with the database and the logs is kept."""
    console = Console(stderr=True)
    narrator = PlainLines(console, time.monotonic)
    scale = Scale.of(quick=quick, orders=orders, live=bool(saleor_url))
    state_dir = Path(tempfile.mkdtemp(prefix="storefront-orders-"))
    state_dir.chmod(0o711)
    store: BooksStore | None = None
    passed = False
    try:
        with Supervisor() as supervisor:
            if saleor_url:
                store = live_store(saleor_url, scale.on_hand, narrator.say)
            else:
                started = start_store(supervisor, state_dir, seed, free_port())
                store = StockedSimulator.like(started, scale.on_hand)
            figures, passed = _play(supervisor, store, state_dir, narrator, scale, seed)
    finally:
        if store is not None:
            store.leave()
        if passed:
            shutil.rmtree(state_dir, ignore_errors=True)
        else:
            narrator.say(f"database and logs: {state_dir}")
    return figures, passed


def _play(
    supervisor: Supervisor,
    store: BooksStore,
    state_dir: Path,
    narrator: PlainLines,
    scale: Scale,
    seed: int,
) -> tuple[dict[str, object], bool]:
    web = free_port()
    relay = Relay(f"http://127.0.0.1:{web}", seed, free_port(), time.monotonic)
    relay.start()
    try:
        given = environment(state_dir, web, store.api_url, store.manner.read_timeout_seconds)
        os.environ.update(given)
        # As behind a proxy: the address that others know is the relay's.
        os.environ.update({variable(name): value for name, value in RHYTHM.items()})
        os.environ[variable("public_url")] = relay.url
        settings.cache_clear()
        start_django()
        supervisor.start_all(servers(settings()))
        markets = start_markets(supervisor, state_dir, seed + store.manner.salt)
        call_command("migrate", verbosity=0)
        first, *workers, _ = processes(settings(), LOGGED)
        supervisor.start_all([*workers, first])
        # Only now: it holds Django's models.
        from tests.bench.orders.course import Course  # noqa: PLC0415

        stage = Stage(supervisor, store, markets, settings())
        return Course(stage, store, relay, narrator, scale, seed).run()
    finally:
        relay.stop()
