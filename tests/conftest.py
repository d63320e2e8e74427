"""Fixtures for all tests: a real database, a real Valkey, and a clock that is set by hand."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from redis import Redis

from tests.embedded import start_postgres, start_valkey


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long ones: at the end, one process would wait for the other."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


class HandSetClock:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        """The moment that it was set to, aware, UTC."""
        return self._at

    def time(self) -> float:
        """The same moment as seconds since the epoch."""
        return self._at.timestamp()

    def forward(self, seconds: float) -> datetime:
        """Move it on; returns the new moment."""
        self._at += timedelta(seconds=seconds)
        return self._at

    def set(self, at: datetime) -> None:
        """Set it."""
        self._at = at


@pytest.fixture
def clock() -> HandSetClock:
    """A clock standing at 08:00 in Surabaya on a Monday in November."""
    return HandSetClock(datetime(2026, 11, 23, 1, 0, tzinfo=UTC))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Start the database server when the first test asks for a database."""
    start_postgres()


@pytest.fixture
def redis() -> Iterator[Redis]:
    """An empty Valkey."""
    link = Redis.from_url(start_valkey())
    link.flushall()
    yield link
    link.close()


@pytest.fixture
def redis_url() -> str:
    """The address of a running Valkey."""
    return start_valkey()


@pytest.fixture
def state_dir() -> Iterator[Path]:
    """A fresh state folder, with a short path, that the database's own user can reach."""
    folder = Path(tempfile.mkdtemp(prefix="storefront-state-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
