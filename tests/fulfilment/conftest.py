from collections.abc import Iterator

import pytest
from redis import Redis

from tests.fulfilment.packing_table import MARKETPLACES, PackingTable, packing_table


@pytest.fixture(params=MARKETPLACES)
def table(db: None, redis: Redis, request: pytest.FixtureRequest) -> Iterator[PackingTable]:
    """A shop at each marketplace."""
    with packing_table(redis, request.param) as made:
        yield made
