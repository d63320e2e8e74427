from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from redis import Redis

from storefront_sync.tenants.api_keys import make
from tests.api.v1.asking import Asking
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


@pytest.fixture
def asking(whole: WholeWorld, client: Client) -> Callable[[str], Asking]:
    """Makes a program with a key of a cooperative."""
    return lambda slug: Asking(client, make(whole.cooperatives[slug], f"of {slug}", whole.clock.now()))


@pytest.fixture
def ours(asking: Callable[[str], Asking]) -> Asking:
    """A program of the first cooperative."""
    return asking("sumber")
