from collections.abc import Iterator

import pytest

from tests.publishing.place import Place, opened


@pytest.fixture
def place(db: None) -> Iterator[Place]:
    """Two cooperatives on one Saleor, and a marketplace in memory."""
    with opened() as made:
        yield made
