"""`demo`: a whole installation in a folder of its own, for as long as it is looked at."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.core.management import call_command
from rich.console import Console

from storefront_sync.cli.ask import ask
from storefront_sync.cli.demo.circumstances import (
    LOGIN_VARIABLES,
    RETURNS_POLL_SECONDS,
    environment,
    free_port,
)
from storefront_sync.cli.demo.live.access import TIMEOUTS, enter
from storefront_sync.cli.demo.live.store import LiveStore
from storefront_sync.cli.demo.narration import Bars, Narrator, PlainLines
from storefront_sync.cli.demo.stage import Stage, answers, start_markets, start_store
from storefront_sync.cli.demo.store import Store
from storefront_sync.cli.django_start import start_django
from storefront_sync.cli.texts import text
from storefront_sync.saleor.staff import find_server
from storefront_sync.services.fleet import processes, servers
from storefront_sync.services.supervisor import Supervisor
from storefront_sync.settings.env import settings, variable
from storefront_sync.settings.logging import configure

STOPPED = 130
"""Exit code after Ctrl-C, as shells have it."""


@dataclass(frozen=True)
class Wish:
    """What was asked for on the command line."""

    check: bool
    seconds: int
    seed: int
    faults: bool


def run(*, check: bool, seconds: int, seed: int, faults: bool, saleor_url: str = "") -> int:
    """Show it, or check it; returns the exit code. Everything that is started or made is removed."""
    wish = Wish(check, seconds, seed, faults)
    console = Console(stderr=check)
    plain = check or not console.is_terminal
    narrator: Narrator = PlainLines(console, time.monotonic) if plain else Bars(console)
    live = _live_store(saleor_url, narrator) if saleor_url else None
    state_dir = Path(tempfile.mkdtemp(prefix="storefront-demo-"))
    # Ctrl-C, a polite end and a closed window are the same: the blocks below stop what they started.
    for polite in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(polite, signal.default_int_handler)
    code = 1
    try:
        code = _play(state_dir, narrator, console, wish, live)
    except KeyboardInterrupt:
        narrator.say(text("demo.stopped"))
        code = STOPPED if check else 0
    finally:
        if live is not None:
            _leave(live, narrator)
        if code in {0, STOPPED}:
            shutil.rmtree(state_dir, ignore_errors=True)
        else:
            narrator.say(text("demo.logs_kept", path=state_dir / "log"))
    return code


def _live_store(url: str, narrator: Narrator) -> LiveStore:
    """Log in as staff, and see that there is room; the password is in no process that is started later."""
    table = settings()
    server = find_server(url, timeouts=TIMEOUTS)
    email = table.saleor_email or ask(text("setup.ask_email"))
    password = table.saleor_password.get_secret_value() or ask(text("setup.ask_password"), hide=True)
    for name in LOGIN_VARIABLES:
        os.environ.pop(name, None)
    access = enter(server, email, password, lambda: datetime.now(UTC))
    store = LiveStore(access, f"demo-{secrets.token_hex(3)}", narrator.say, answers)
    narrator.say(text("demo.live.found", store=store.name, url=store.api_url, tag=store.tag))
    store.make_room()
    return store


def _leave(live: LiveStore, narrator: Narrator) -> None:
    try:
        with narrator.task(text("demo.live.leaving")) as advance:
            live.close(advance)
    except KeyboardInterrupt:
        narrator.say(text("demo.live.left_all", tag=live.tag))


def _play(state_dir: Path, narrator: Narrator, console: Console, wish: Wish, live: LiveStore | None) -> int:
    with Supervisor() as supervisor:
        narrator.say(text("demo.starting"))
        # Before anything logs: what starts is told in sentences here.
        configure({"level": "warning", "format": "auto"})
        port = free_port()
        store: Store = live or start_store(supervisor, state_dir, wish.seed, free_port())
        manner = store.manner
        os.environ.update(environment(state_dir, port, store.api_url, manner.read_timeout_seconds))
        if not wish.check:
            os.environ[variable("returns_poll_seconds")] = RETURNS_POLL_SECONDS
        settings.cache_clear()
        start_django()
        supervisor.start_all(servers(settings()))
        markets = start_markets(supervisor, state_dir, wish.seed + manner.salt)
        call_command("migrate", verbosity=0)
        # The clock comes last of all: there is no work for it yet.
        web, *workers, _ = processes(settings())
        supervisor.start_all([*workers, web])
        stage = Stage(supervisor, store, markets, settings())
        # Only now: its modules hold Django's models.
        from storefront_sync.cli.demo.show import Show  # noqa: PLC0415

        show = Show(stage, narrator, console, seed=wish.seed, faults=wish.faults)
        try:
            show.open()
            return show.check(wish.seconds) if wish.check else show.watch(wish.seconds)
        finally:
            show.stop()
