"""Our App, installed in a Saleor; what jobs do is committed, as theirs is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from redis import Redis

from tests.conftest import HandSetClock
from tests.tenants.installed import Installed, installed_app


@pytest.fixture
def app(
    transactional_db: None, redis: Redis, client: Client, clock: HandSetClock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Installed]:
    """Our App, installed in a Saleor, with one cooperative that was just swept."""
    with installed_app(client, clock, monkeypatch) as made:
        yield made
