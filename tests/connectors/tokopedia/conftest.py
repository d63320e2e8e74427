"""Fixtures of the Tokopedia connector's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.connectors.tokopedia.shop import ConnectedShop


@pytest.fixture
def shop() -> Iterator[ConnectedShop]:
    """A connected shop; its simulator stops with the test."""
    opened = ConnectedShop.open()
    yield opened
    opened.simulator.stop()
