"""Our App, installed in a Saleor."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from tests.conftest import HandSetClock
from tests.tenants.installed import Installed, installed_app


@pytest.fixture
def app(
    db: None, client: Client, clock: HandSetClock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Installed]:
    """Our App, installed in a Saleor, with one cooperative that was just swept."""
    with installed_app(client, clock, monkeypatch) as made:
        yield made
