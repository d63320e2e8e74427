"""The commands that are processes: all of them under a supervisor, or one alone."""

from __future__ import annotations

import os
import signal
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from django.core.management import call_command, execute_from_command_line
from rich.console import Console

from storefront_sync.cli.django_start import start_django
from storefront_sync.cli.texts import text
from storefront_sync.services.fleet import processes, servers
from storefront_sync.services.occupied import occupy
from storefront_sync.services.supervisor import Supervisor
from storefront_sync.settings.env import settings


class Queue(StrEnum):
    """The queues, each with workers of its own."""

    URGENT = "urgent"
    ORDERS = "orders"
    BULK = "bulk"
    SCAN = "scan"


def run_all() -> None:
    """Start the embedded servers, bring the tables up to date, start all processes and keep them alive."""
    table = settings()
    start_django()
    stopping: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: stopping.append(received))
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    with occupy(table.state_dir), Supervisor() as supervisor:
        console.print(text("cli.run.servers"))
        supervisor.start_all(servers(table))
        call_command("migrate", verbosity=0, interactive=False)
        web_server, *others = processes(table)
        # Only the web server is waited for, hence last: the others start meanwhile.
        supervisor.start_all([*others, web_server])
        console.print(text("cli.run.ready", url=table.public_url, logs=table.state_dir / "log"))
        supervisor.run(lambda: bool(stopping))
        console.print(text("cli.run.stopped"))


def web(bind: Annotated[str, typer.Option(help=text("cli.web.bind"))] = "") -> None:
    """Become the web server: gunicorn with threads."""
    table = settings()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront_sync.settings.django")
    if not table.database_pool:
        os.environ["STOREFRONT_DATABASE_POOL"] = str(table.web_threads)
    # Replaces this process, so that the supervisor's signals and the kernel's reach gunicorn itself. The
    # application is loaded in each worker after the fork: no connection is shared.
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "storefront_sync.api.wsgi:application",
        f"--bind={bind or table.bind}",
        "--worker-class=gthread",
        f"--workers={table.web_processes}",
        f"--threads={table.web_threads}",
        "--timeout=60",
        "--graceful-timeout=5",
        "--keep-alive=30",
        "--worker-tmp-dir=/dev/shm" if os.path.isdir("/dev/shm") else "--worker-tmp-dir=",  # noqa: S108
        "--no-control-socket",
        # Its lines pass our redactor too: one about a broken request holds the request's address.
        f"--log-config-json={Path(__file__).with_name('gunicorn_log.json')}",
    ]
    os.execv(sys.executable, [argument for argument in command if not argument.endswith("=")])  # noqa: S606


def worker(queue: Annotated[Queue, typer.Argument(help=text("cli.worker.queue"))]) -> None:
    """Work on one queue until told to stop."""
    start_django()
    from storefront_sync.jobs.worker import run  # noqa: PLC0415 – its models need Django started

    run(queue.value)


def tick() -> None:
    """Start the periodic work until told to stop."""
    start_django()
    from storefront_sync.jobs.ticks import run  # noqa: PLC0415 – its models need Django started

    run()


def manage(context: typer.Context) -> None:
    """Pass the rest of the command line to Django."""
    start_django()
    execute_from_command_line(["storefront-sync manage", *context.args])
