from collections.abc import Iterator

import pytest
from redis import Redis

from tests.orders.whole_world import WholeWorld, whole_world


@pytest.fixture
def whole(db: None, redis: Redis) -> Iterator[WholeWorld]:
    """Two cooperatives on one Saleor, read, linked and in agreement."""
    with whole_world(redis) as made:
        for slug in ("sumber", "melati"):
            made.cooperative(slug)
            made.sweep(slug)
            made.link_all(slug)
            made.everything(slug, rounds=1)
        yield made
