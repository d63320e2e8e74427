from collections.abc import Iterator

import pytest
from redis import Redis

from tests.returns.desk import Desk, desk


@pytest.fixture(params=["shopee", "tokopedia", "lazada"])
def place(db: None, redis: Redis, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """A cooperative with a shop at one marketplace, linked and in agreement."""
    with desk(redis, request.param) as made:
        yield made
