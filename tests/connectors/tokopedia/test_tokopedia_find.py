"""Looking for listings by their SKUs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count

import pytest

from connectors.base.errors import Transient
from connectors.base.simulator.server import Outgoing
from tests.conftest import HandSetClock
from tests.contract.behaviours import Behaviour
from tests.contract.stall import Stall
from tests.contract.tampering import TamperingProxy
from tests.contract.world import opened


@pytest.fixture
def stall(clock: HandSetClock) -> Iterator[Stall]:
    """A shop of TikTok Shop as it is taken to behave."""
    for world in opened(Behaviour("tokopedia"), clock.now):
        yield Stall(world, clock)


def test_a_search_without_end_is_not_taken_for_what_is_not_there(stall: Stall) -> None:
    numbers = count(1)

    def endless(answer: Outgoing) -> Outgoing:
        data = {"products": [], "next_page_token": str(next(numbers))}
        told = {"code": 0, "message": "Success", "request_id": "r", "data": data}
        return Outgoing(200, json.dumps(told).encode(), answer.headers)

    proxy = TamperingProxy(stall.world.url, endless)
    with pytest.raises(Transient):
        stall.through(proxy.url).find(["SKU-1"])
    proxy.stop()
    assert next(numbers) <= 25
