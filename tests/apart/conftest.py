from collections.abc import Iterator

import pytest
from redis import Redis

from tests.apart.neighbours import Neighbours, neighbours


@pytest.fixture
def world(transactional_db: None, redis: Redis) -> Iterator[Neighbours]:
    """Three cooperatives with work waiting; what jobs do is committed, as theirs is."""
    with neighbours(redis) as made:
        yield made
