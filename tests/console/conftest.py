from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests.conftest import HandSetClock
from tests.console.seller import Road, SellersBrowser, road
from tests.console.store import Store, saleor


@pytest.fixture
def store(db: None, clock: HandSetClock) -> Iterator[Store]:
    """A Saleor whose staff our pages serve; the machine's clock stands at the hour of `clock`."""
    server = saleor(clock)
    server.start()
    try:
        with time_machine.travel(clock.now(), tick=False):
            yield Store.on(server, clock)
    finally:
        server.stop()


@pytest.fixture
def way(db: None, clock: HandSetClock) -> Iterator[Road]:
    """A marketplace and two cooperatives; the machine's clock stands at the hour of `clock`."""
    with road(clock) as made, time_machine.travel(clock.now(), tick=False):
        yield made


@pytest.fixture
def seller(way: Road) -> SellersBrowser:
    """A browser without any cookie."""
    return SellersBrowser(way)
