"""The day's quota is renewed at midnight in Singapore."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from connectors.base.errors import RateLimited
from tests.conftest import HandSetClock
from tests.contract.tampering import TamperingProxy, always
from tests.contract.world import SHOP, World

SPENT = b'{"error":"error_limit","message":"daily limit","request_id":"r"}'


@pytest.fixture
def proxy_url(clock: HandSetClock) -> Iterator[tuple[World, str]]:
    """A Shopee whose quota is spent."""
    world = World("shopee", clock.now)
    proxy = TamperingProxy(world.url, always(200, SPENT))
    yield world, proxy.url
    proxy.stop()
    world.sim.stop()


@pytest.mark.parametrize(
    ("now", "renewed"),
    [
        (datetime(2026, 11, 23, 1, 0, tzinfo=UTC), datetime(2026, 11, 23, 16, 0, tzinfo=UTC)),
        (datetime(2026, 11, 23, 15, 59, 59, tzinfo=UTC), datetime(2026, 11, 23, 16, 0, tzinfo=UTC)),
        (datetime(2026, 11, 23, 16, 0, tzinfo=UTC), datetime(2026, 11, 24, 16, 0, tzinfo=UTC)),
    ],
)
def test_a_spent_quota_waits_for_midnight_in_singapore(
    proxy_url: tuple[World, str], clock: HandSetClock, now: datetime, renewed: datetime
) -> None:
    world, url = proxy_url
    connector = world.connect(host=url)
    clock.set(now)
    world.sim.tokens.grant(SHOP)
    world.tokens[SHOP].pair = world.sim.token_pair(SHOP)
    with pytest.raises(RateLimited) as caught:
        connector.check()
    assert caught.value.until == renewed
