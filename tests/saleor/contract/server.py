"""The Saleor that the suite runs against: the simulator, or a live server that the environment names.

A test can't see which of the two it has: whatever they do differently is mended in the simulator.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from typing import Protocol

import pytest

from storefront_sync.saleor.simulator import SaleorSimulator

ADDRESS, EMAIL, PASSWORD = "SALEOR_API_URL", "SALEOR_EMAIL", "SALEOR_PASSWORD"
BEGAN = 1_795_430_400.0
"""The simulator's clock at the start, in epoch seconds."""
TICK = 0.0001
"""Seconds that pass there between two looks at the clock, so that nothing happens at one moment."""


class Server(Protocol):
    """A Saleor, and a member of its staff who may do everything."""

    @property
    def api_url(self) -> str:
        """Its GraphQL address."""

    @property
    def email(self) -> str:
        """Of the member of staff."""

    @property
    def password(self) -> str:
        """Of the member of staff."""

    def now(self) -> datetime:
        """The time there."""

    def wait(self, seconds: float) -> None:
        """Let the server's time pass, in which its workers deliver and install."""


class LiveServer:
    """A server that runs somewhere; its time is ours."""

    def __init__(self, api_url: str, email: str, password: str) -> None:
        self.api_url, self.email, self.password = api_url, email, password

    def now(self) -> datetime:
        """The time here."""
        return datetime.now(UTC)

    def wait(self, seconds: float) -> None:
        """Really wait."""
        time.sleep(seconds)

    def stop(self) -> None:
        """It isn't ours."""


class SimulatedServer:
    """The simulator on a clock that ticks when it is looked at; its workers work while somebody waits."""

    def __init__(self) -> None:
        self._ticks = count()
        self._passed = 0.0
        self._simulator = SaleorSimulator(now=self._time, rng=random.Random(3), background=False)
        self.api_url = f"{self._simulator.start()}/graphql/"
        self.email = self._simulator.store.staff.email
        self.password = self._simulator.store.staff_password

    def now(self) -> datetime:
        """The time there."""
        return datetime.fromtimestamp(self._time(), UTC)

    def wait(self, seconds: float) -> None:
        """Put the clock on and do what is due."""
        self._passed += seconds
        self._simulator.pump()

    def stop(self) -> None:
        """Serve no more."""
        self._simulator.stop()

    def _time(self) -> float:
        return BEGAN + self._passed + next(self._ticks) * TICK


def open_server() -> LiveServer | SimulatedServer:
    """The server that SALEOR_API_URL names, else a fresh simulator."""
    if not os.environ.get(ADDRESS):
        return SimulatedServer()
    missing = [name for name in (EMAIL, PASSWORD) if not os.environ.get(name)]
    if missing:
        raise pytest.UsageError(f"{ADDRESS} is set, so {' and '.join(missing)} must be set too")
    if os.environ.get("PYTEST_XDIST_WORKER"):
        raise pytest.UsageError(
            f"against a live server the suite runs in one process: {ADDRESS} with pytest -n"
        )
    return LiveServer(os.environ[ADDRESS], os.environ[EMAIL], os.environ[PASSWORD])


def until(server: Server, reached: Callable[[], bool], seconds: float = 30.0, pause: float = 0.25) -> bool:
    """Wait for a condition; returns whether it came within so many seconds of the server's time."""
    for _ in range(int(seconds / pause)):
        if reached():
            return True
        server.wait(pause)
    return reached()
