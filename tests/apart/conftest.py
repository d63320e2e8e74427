from collections.abc import Iterator

import pytest
from redis import Redis

from storefront_sync.settings.env import settings
from tests.apart.neighbours import Neighbours, neighbours


@pytest.fixture
def world(transactional_db: None, redis: Redis, monkeypatch: pytest.MonkeyPatch) -> Iterator[Neighbours]:
    """Three cooperatives with work waiting; what jobs do is committed, as theirs is, and at once."""
    monkeypatch.setenv("STOREFRONT_DEBOUNCE_SECONDS", "0")
    settings.cache_clear()
    with neighbours(redis) as made:
        yield made
    monkeypatch.undo()
    settings.cache_clear()
