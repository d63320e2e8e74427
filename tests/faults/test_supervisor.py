"""Real processes, really killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import psycopg
import pytest

from storefront_sync.services.child import Child, spawn, stop
from storefront_sync.services.postgres import EmbeddedPostgres
from storefront_sync.services.supervisor import Supervisor
from tests.faults.deadline import eventually
from tests.faults.family import all_gone, descendants

pytestmark = pytest.mark.faults


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_child_outlives_its_supervisor_however_that_ends(state_dir: Path, number: signal.Signals) -> None:
    supervisor = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.outlived", str(state_dir)], stdout=subprocess.PIPE, text=True
    )
    assert supervisor.stdout is not None
    with supervisor.stdout:
        pids: dict[str, int] = json.loads(supervisor.stdout.readline())
    family = descendants(supervisor.pid)
    assert set(pids.values()) <= family
    assert len(family) > len(pids), "the database's own processes count too"
    supervisor.send_signal(number)
    supervisor.wait(timeout=30)
    eventually(partial(all_gone, family), what="the death of all children")


def test_a_database_killed_with_its_supervisor_starts_again_with_what_it_had(state_dir: Path) -> None:
    server = EmbeddedPostgres(state_dir)
    for _ in range(2):
        supervisor = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.outlived", str(state_dir)], stdout=subprocess.PIPE, text=True
        )
        assert supervisor.stdout is not None
        with supervisor.stdout:
            family = set(json.loads(supervisor.stdout.readline()).values())
        with psycopg.connect(server.url, autocommit=True) as link:
            link.execute("CREATE TABLE IF NOT EXISTS kept (id bigserial)")
            link.execute("INSERT INTO kept DEFAULT VALUES")
        supervisor.kill()
        supervisor.wait(timeout=30)
        eventually(partial(all_gone, family), what="the death of all children")
    with Supervisor() as again:
        again.start(server.child())
        with psycopg.connect(server.url) as link:
            assert link.execute("SELECT count(*) FROM kept").fetchone() == (2,)


def test_a_killed_database_is_started_again_by_the_supervisor(state_dir: Path) -> None:
    server = EmbeddedPostgres(state_dir, durable=False)
    with Supervisor() as supervisor:
        first = supervisor.start(server.child())
        os.kill(first, signal.SIGKILL)

        def back() -> bool:
            supervisor.tend()
            return supervisor.pids()["postgres"] != first and server.ready()

        eventually(back, seconds=40, what="the database's return")


def test_a_child_that_ignores_the_polite_signal_is_ended_by_force(tmp_path: Path) -> None:
    stubborn = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        "print('ready', flush=True); time.sleep(600)"
    )
    log = tmp_path / "log"
    child = Child("stubborn", (sys.executable, "-c", stubborn), log=log, stop_seconds=0.2)
    process = spawn(child)
    eventually(lambda: b"ready" in log.read_bytes(), what="the child's start")
    assert stop(process, child) == -signal.SIGKILL


def test_a_child_whose_parent_died_before_it_was_tied_does_not_start(tmp_path: Path) -> None:
    """The race between fork and the request to the kernel: the leash compares the parent with the one it was
    told."""
    leash = Path(spawn.__code__.co_filename).with_name("leash.py")
    witness = tmp_path / "started"
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(leash), "1", "9", "-1", "-1", "/bin/touch", str(witness)],
        check=False,
    )
    assert done.returncode == 1
    assert not witness.exists()
