from collections.abc import Iterator

import pytest
from redis import Redis

from tests.sync.world import World, world


@pytest.fixture
def place(db: None, redis: Redis) -> Iterator[World]:
    """Two cooperatives whose listings are pulled and linked; nothing was pushed yet."""
    with world(redis) as made:
        for slug in ("sumber", "melati"):
            made.cooperative(slug)
            made.read(slug, S=12, M=5, L=0)
            made.link_all(slug)
        yield made
