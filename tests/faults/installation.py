"""A whole installation as a fixture: servers, simulators and our own processes, each of which a test may
kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import redis
import requests

from connectors.base.registry import marketplaces
from storefront_sync.cli.demo import remains
from storefront_sync.cli.demo.circumstances import free_port
from storefront_sync.cli.demo.control import MarketControl, StoreControl
from storefront_sync.cli.demo.leaks import Place
from storefront_sync.cli.demo.shelf import Shelf, Stall
from storefront_sync.cli.demo.shoppers import Shoppers
from storefront_sync.sample.loader import catalog_directory
from storefront_sync.services.child import Child
from storefront_sync.services.fleet import command, processes
from storefront_sync.services.postgres import EmbeddedPostgres
from storefront_sync.services.supervisor import Supervisor
from storefront_sync.services.valkey import EmbeddedValkey
from storefront_sync.settings.env import Settings, variable
from tests.faults.family import alive, descendants
from tests.faults.first_day import COOPERATIVE
from tests.faults.reckoning import Reckoning

RHYTHM = {
    "connect_timeout_seconds": "1",
    "read_timeout_seconds": "1.5",
    "lease_seconds": "4",
    "wakeup_seconds": "2",
    "tick_seconds": "1",
    "order_poll_seconds": "2",
    "order_overlap_seconds": "10",
    "feed_lag_seconds": "0.5",
    "sweep_seconds": "5",
    "drift_seconds": "4",
    "log_level": "info",
    "log_format": "json",
}
"""Short periods; a lease still outlives a call, as the settings demand."""
SLOW_CALLS = {"latency_ms_p50": 15, "latency_ms_p99": 100}
"""So that a process is often killed in the middle of a call."""
LOOK_SECONDS = 0.1
KEY = "control key of the simulators"


class Installation:
    """One cooperative with a shop on each marketplace. All calls come from one thread, the supervisor's."""

    def __init__(self, state_dir: Path, supervisor: Supervisor) -> None:
        self.state_dir = state_dir
        self.supervisor = supervisor
        self._postgres = EmbeddedPostgres(state_dir)
        self._valkey = EmbeddedValkey(state_dir)
        self._bind = f"127.0.0.1:{free_port()}"
        self._urls = {name: f"http://127.0.0.1:{free_port()}" for name in ("saleor", *marketplaces())}
        self.store = StoreControl(self._urls["saleor"], KEY)
        self.markets = tuple(MarketControl(name, self._urls[name], KEY) for name in marketplaces())
        self.reckoning = Reckoning(self._postgres.url, self.store, self.markets)
        self.environment: Mapping[str, str] = {
            "DATABASE_URL": "",
            "REDIS_URL": "",
            **{
                variable(name): value
                for name, value in {
                    **RHYTHM,
                    "state_dir": str(state_dir),
                    "bind": self._bind,
                    "public_url": f"http://{self._bind}",
                    "saleor_url": f"{self._urls['saleor']}/graphql/",
                }.items()
            },
        }

    def open(self) -> None:
        """Start everything, connect everybody, and wait for the first agreement."""
        self._start_simulators()
        self.supervisor.start_all([self._postgres.child(), self._valkey.child()])
        self._run("storefront_sync.cli", "manage", "migrate", "--verbosity=0")
        table = Settings(state_dir=self.state_dir, bind=self._bind)
        web, *others = processes(table, self.environment)
        self.supervisor.start_all([*others, web])
        for url in (*self._urls.values(), f"http://{self._bind}/ready"):
            self.until(lambda url=url: _answers(url), seconds=30, what=f"an answer of {url}")
        markets = [f"{market.marketplace}={market.base_url}" for market in self.markets]
        self._run("tests.faults.first_day", f"http://{self._bind}", KEY, self.store.base_url, *markets)
        self.converge()
        for control in (self.store, *self.markets):
            control.set_faults(SLOW_CALLS)

    @contextmanager
    def shopping(self, seconds: float, seed: int) -> Iterator[None]:
        """Shoppers buy, cancel and edit on all channels for so long, while the block runs."""
        store = self.store.twin()
        stalls = [Stall(market.twin(), market.credentials().shops[0].shop_id) for market in self.markets]
        shoppers = Shoppers(
            seed,
            seconds,
            stalls,
            store,
            Shelf(seed, store, self.reckoning.links(), time.monotonic),
            now=time.monotonic,
            wait=threading.Event().wait,
        )
        thread = threading.Thread(target=shoppers.run, name="shoppers", daemon=True)
        thread.start()
        yield
        self.until(lambda: not thread.is_alive(), seconds=seconds + 30, what="the shoppers' end")
        assert shoppers.tally.market_orders > seconds, "hardly anybody bought anything"

    def let_pass(self, seconds: float) -> None:
        """Tend the processes for so long."""
        end = time.monotonic() + seconds
        self.until(lambda: time.monotonic() >= end, seconds=seconds + 5, what="the passing of time")

    def until(
        self, condition: Callable[[], bool], *, seconds: float, what: str, every: float = LOOK_SECONDS
    ) -> None:
        """Tend the processes until it holds; fails the test after `seconds`."""
        deadline = time.monotonic() + seconds
        pause = threading.Event()
        while not condition():
            assert time.monotonic() < deadline, f"{what} did not come within {seconds:.0f} s"
            self.supervisor.tend()
            pause.wait(every)

    def converge(self, seconds: float = 60.0) -> None:
        """Wait, with no hand laid on anything, until the books of all agree and nothing is left to do."""
        told = ["no look yet"]

        def agreed() -> bool:
            told[:] = self.reckoning.faults()
            return not told

        try:
            self.until(agreed, seconds=seconds, what="agreement", every=4 * LOOK_SECONDS)
        except AssertionError as late:
            raise AssertionError("\n".join([str(late), *told])) from late

    def kill(self, name: str) -> None:
        """End a child of that name with -9; the supervisor starts it again."""
        _kill(self.supervisor.pids()[name])

    def kill_inner(self, name: str) -> None:
        """End what a child itself started, with -9: of the web server, the process that serves."""
        for pid in descendants(self.supervisor.pids()[name]):
            if alive(pid):
                _kill(pid)

    def end(self) -> None:
        """End everything at once: nobody needs what is left."""
        for name, pid in self.supervisor.pids().items():
            self.kill_inner(name)
            if alive(pid):
                self.kill(name)

    def flush(self) -> None:
        """FLUSHALL."""
        with redis.Redis.from_url(self._valkey.url) as link:
            link.flushall()

    def workers(self) -> list[str]:
        """The names of the workers that live just now."""
        pids = self.supervisor.pids()
        return [name for name, pid in pids.items() if name.startswith("worker ") and alive(pid)]

    def remains(self) -> Iterator[Place]:
        """All that could be read by others: logs, pages, tables, Valkey, command lines."""
        # A web server that was killed a moment ago may not be up again.
        self.until(lambda: _answers(f"http://{self._bind}/ready"), seconds=30, what="the web server")
        yield from remains.logs(self.state_dir / "log")
        yield from remains.pages(f"http://{self._bind}")
        yield from remains.tables(self._postgres.url)
        yield from remains.valkey(self._valkey.url)
        yield from remains.command_lines(self.supervisor.pids().items())

    @property
    def database_url(self) -> str:
        """Where the tables are."""
        return self._postgres.url

    def _start_simulators(self) -> None:
        with catalog_directory(COOPERATIVE) as catalog:
            for offset, (name, url) in enumerate(self._urls.items()):
                arguments = ["simulator", name, "--port", url.rpartition(":")[2], "--control-key", KEY]
                arguments += ["--seed", str(offset)]
                if name != "saleor":
                    arguments += ["--catalog", str(catalog)]
                log = self.state_dir / "log" / f"simulator-{name}.log"
                self.supervisor.start(Child(f"simulator {name}", command(*arguments), log=log))

    def _run(self, module: str, *arguments: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=2).status_code < 500
    except requests.RequestException:
        return False


def _kill(pid: int) -> None:
    assert pid > 1, "0 and below mean whole groups of processes"
    os.kill(pid, signal.SIGKILL)
