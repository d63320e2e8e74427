"""Which processes make up one installation."""

from __future__ import annotations

import socket
import sys
from collections.abc import Mapping

from storefront_sync.services.child import Child
from storefront_sync.services.postgres import EmbeddedPostgres
from storefront_sync.services.valkey import EmbeddedValkey
from storefront_sync.settings.env import Settings

QUEUES = ("urgent", "orders", "bulk", "scan")
"""Each worker listens to exactly one: RQ moves a job safely only then."""


def command(*arguments: str) -> tuple[str, ...]:
    """The command line that runs one of our own commands with this very Python."""
    return (sys.executable, "-m", "storefront_sync.cli", *arguments)


def servers(table: Settings) -> list[Child]:
    """The embedded servers that no given address replaces, in the order to start them."""
    children = []
    if not table.database_url:
        children.append(EmbeddedPostgres(table.state_dir).child())
    if not table.redis_url:
        children.append(EmbeddedValkey(table.state_dir, table.valkey_megabytes).child())
    return children


def workers_of(table: Settings) -> dict[str, int]:
    """How many workers each queue has."""
    return {
        "urgent": table.workers_urgent,
        "orders": table.workers_orders,
        "bulk": table.workers_bulk,
        "scan": table.workers_scan,
    }


def processes(table: Settings, environment: Mapping[str, str] | None = None) -> list[Child]:
    """Our own processes: web first, then the workers and tick; `environment` is added to theirs."""
    logs = table.state_dir / "log"
    extra = dict(environment or {})

    def listens() -> bool:
        return answers_at(table.bind)

    # Workers of gunicorn see by themselves that their master is gone.
    children = [Child("web", command("web"), log=logs / "web.log", environment=extra, ready=listens)]
    for queue, count in workers_of(table).items():
        log = logs / f"worker-{queue}.log"
        children += [
            Child(f"worker {queue} {number}", command("worker", queue), log=log, environment=extra)
            for number in range(1, count + 1)
        ]
    children.append(Child("tick", command("tick"), log=logs / "tick.log", environment=extra))
    return children


def answers_at(bind: str) -> bool:
    """Whether somebody listens on "address:port"; gunicorn does before the first request can be answered."""
    host, _, port = bind.rpartition(":")
    address = "127.0.0.1" if host in ("", "0.0.0.0") else host  # noqa: S104 – compared, not listened on
    try:
        with socket.create_connection((address, int(port)), timeout=1):
            return True
    except OSError:
        return False
