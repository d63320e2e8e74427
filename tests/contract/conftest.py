"""Runs every promise on every marketplace that the registry finds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors.base.protocol import Connector
from connectors.base.registry import marketplaces
from tests.conftest import HandSetClock
from tests.contract.behaviours import behaviours
from tests.contract.staff import Staff
from tests.contract.stall import Stall
from tests.contract.world import World, opened


@pytest.fixture(params=sorted(marketplaces()))
def key(request: pytest.FixtureRequest) -> str:
    """Each marketplace's key in turn."""
    return str(request.param)


@pytest.fixture(params=behaviours(), ids=str)
def world(request: pytest.FixtureRequest, clock: HandSetClock) -> Iterator[World]:
    """A simulated marketplace with three shops, stopped afterwards: each in turn, as it is taken to behave,
    and then with each uncertain behaviour the other way."""
    yield from opened(request.param, clock.now)


@pytest.fixture
def connector(world: World) -> Connector:
    """A connector for the first shop."""
    return world.connect()


@pytest.fixture
def staff(world: World, clock: HandSetClock) -> Staff:
    """The first shop's staff."""
    return Staff(world, clock)


@pytest.fixture
def stall(world: World, clock: HandSetClock) -> Stall:
    """The first shop's catalogue."""
    return Stall(world, clock)
