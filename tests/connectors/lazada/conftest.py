"""Fixtures of the Lazada connector's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import HandSetClock
from tests.connectors.lazada.seller import Seller


@pytest.fixture
def seller(clock: HandSetClock) -> Iterator[Seller]:
    """A simulated Lazada with the contract suite's shops; it stops with the test."""
    opened = Seller(clock.now)
    yield opened
    opened.world.sim.stop()
