"""Runs every promise on every marketplace that the registry finds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors.base.protocol import Connector
from connectors.base.registry import marketplaces
from tests.conftest import HandSetClock
from tests.contract.world import World


@pytest.fixture(params=sorted(marketplaces()))
def key(request: pytest.FixtureRequest) -> str:
    """Each marketplace's key in turn."""
    return str(request.param)


@pytest.fixture
def world(key: str, clock: HandSetClock) -> Iterator[World]:
    """A simulated marketplace with three shops, stopped afterwards."""
    world = World(key, clock.now)
    yield world
    world.sim.stop()


@pytest.fixture
def connector(world: World) -> Connector:
    """A connector for the first shop."""
    return world.connect()
