"""`storefront-sync run` as a whole: it comes up alone, answers, mends itself and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psycopg
import pytest
import redis
import requests

from storefront_sync.services.postgres import EmbeddedPostgres
from storefront_sync.services.valkey import EmbeddedValkey
from tests.faults.deadline import eventually
from tests.faults.family import all_gone, descendants

pytestmark = pytest.mark.faults


@pytest.fixture
def port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


@pytest.fixture
def service(state_dir: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The whole service, started on an empty state folder."""
    environment = {
        **os.environ,
        "STOREFRONT_STATE_DIR": str(state_dir),
        "STOREFRONT_BIND": f"127.0.0.1:{port}",
        "STOREFRONT_TICK_SECONDS": "1",
        "DATABASE_URL": "",
        "REDIS_URL": "",
    }
    process = subprocess.Popen([sys.executable, "-m", "storefront_sync.cli", "run"], env=environment)
    yield process
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def _ready(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/ready", timeout=5).status_code == 200
    except requests.RequestException:
        return False


def _swept(valkey: EmbeddedValkey) -> bool:
    """Whether the timetable is at work: its entry in Valkey is there."""
    try:
        with redis.Redis.from_url(valkey.url) as link:
            return bool(link.keys("rq:cron_scheduler:*"))
    except redis.RedisError:
        return False


def _workers(valkey: EmbeddedValkey) -> int:
    try:
        with redis.Redis.from_url(valkey.url) as link:
            return len(link.keys("rq:worker:*"))
    except redis.RedisError:
        return 0


def test_it_comes_up_alone_mends_itself_and_leaves_nothing_behind(
    service: subprocess.Popen[bytes], state_dir: Path, port: int
) -> None:
    postgres, valkey = EmbeddedPostgres(state_dir), EmbeddedValkey(state_dir)
    eventually(lambda: _ready(port), seconds=60, what="the first answer")
    eventually(lambda: _workers(valkey) == 4 and _swept(valkey), seconds=30, what="the workers' start")

    with redis.Redis.from_url(valkey.url) as link:
        link.flushall()
    eventually(lambda: _swept(valkey), seconds=90, what="the timetable's return after FLUSHALL")

    valkey_pid = _pid_of(service.pid, "valkey-server")
    _kill(valkey_pid)
    eventually(
        lambda: (
            _pid_of(service.pid, "valkey-server") not in (-1, valkey_pid)
            and _workers(valkey) == 4
            and _swept(valkey)
        ),
        seconds=60,
        what="the workers' return after Valkey's death",
    )

    postgres_pid = _pid_of(service.pid, "postgres")
    _kill(postgres_pid)
    eventually(
        lambda: _pid_of(service.pid, "postgres") not in (-1, postgres_pid) and _ready(port),
        seconds=60,
        what="the database's return",
    )
    with psycopg.connect(postgres.url) as link_to_tables:
        tables = link_to_tables.execute("SELECT count(*) FROM django_migrations").fetchone()
        assert tables is not None
        assert tables[0] > 0

    family = descendants(service.pid)
    service.kill()
    service.wait(timeout=30)
    eventually(partial(all_gone, family), seconds=30, what="the death of all children")


def _pid_of(supervisor: int, program: str) -> int:
    """The pid of the supervisor's own child that runs the program; -1 for none."""
    for pid in descendants(supervisor, deep=False):
        if Path(f"/proc/{pid}/comm").read_text().strip() == program:
            return pid
    return -1


def _kill(pid: int) -> None:
    assert pid > 1, "0 and below mean whole groups of processes"
    os.kill(pid, signal.SIGKILL)
