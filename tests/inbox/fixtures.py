"""Fixtures that the inbox's and the API's tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from storefront_sync.core.wakeup import bind
from tests.conftest import HandSetClock
from tests.inbox.cooperatives import World, connected
from tests.inbox.wakeups import Alarm


@pytest.fixture
def world(db: None, clock: HandSetClock) -> World:
    """Two cooperatives, connected."""
    return connected(clock.now())


@pytest.fixture
def alarm() -> Iterator[Alarm]:
    """Who is woken."""
    alarm = Alarm()
    before = bind(alarm)
    yield alarm
    bind(before)
