"""`demo`: a whole installation in a folder of its own, for as long as it is looked at."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import time
from pathlib import Path

from django.core.management import call_command
from rich.console import Console

from storefront_sync.cli.demo.circumstances import environment, free_port
from storefront_sync.cli.demo.narration import Bars, Narrator, PlainLines
from storefront_sync.cli.demo.stage import Stage, start_markets, start_store
from storefront_sync.cli.django_start import start_django
from storefront_sync.cli.texts import text
from storefront_sync.services.fleet import processes, servers
from storefront_sync.services.supervisor import Supervisor
from storefront_sync.settings.env import settings

STOPPED = 130
"""Exit code after Ctrl-C, as shells have it."""


def run(*, check: bool, seconds: int, seed: int, faults: bool) -> int:
    """Show it, or check it; returns the exit code. Everything that is started is stopped and removed."""
    console = Console(stderr=check)
    plain = check or not console.is_terminal
    narrator: Narrator = PlainLines(console, time.monotonic) if plain else Bars(console)
    state_dir = Path(tempfile.mkdtemp(prefix="storefront-demo-"))
    # Ctrl-C and a polite end are the same: the blocks below stop what they started.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    code = 1
    try:
        code = _play(state_dir, narrator, console, check=check, seconds=seconds, seed=seed, faults=faults)
    except KeyboardInterrupt:
        narrator.say(text("demo.stopped"))
        code = STOPPED if check else 0
    finally:
        if code in {0, STOPPED}:
            shutil.rmtree(state_dir, ignore_errors=True)
        else:
            narrator.say(text("demo.logs_kept", path=state_dir / "log"))
    return code


def _play(
    state_dir: Path,
    narrator: Narrator,
    console: Console,
    *,
    check: bool,
    seconds: int,
    seed: int,
    faults: bool,
) -> int:
    with Supervisor() as supervisor:
        narrator.say(text("demo.starting"))
        port = free_port()
        store_port = free_port()
        os.environ.update(environment(state_dir, port, f"http://127.0.0.1:{store_port}/graphql/"))
        settings.cache_clear()
        start_django()
        supervisor.start_all(servers(settings()))
        store = start_store(supervisor, state_dir, seed, store_port)
        markets = start_markets(supervisor, state_dir, seed)
        call_command("migrate", verbosity=0)
        # The clock comes last of all: there is no work for it yet.
        web, *workers, _ = processes(settings())
        supervisor.start_all([*workers, web])
        stage = Stage(supervisor, store, markets, settings())
        # Only now: its modules hold Django's models.
        from storefront_sync.cli.demo.show import Show  # noqa: PLC0415

        show = Show(stage, narrator, console, seed=seed, faults=faults)
        try:
            show.open()
            return show.check(seconds) if check else show.watch(seconds)
        finally:
            show.stop()
