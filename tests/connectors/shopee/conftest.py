"""A simulated Shopee, and its first shop's staff."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import HandSetClock
from tests.contract.staff import Staff
from tests.contract.world import World


@pytest.fixture
def world(clock: HandSetClock) -> Iterator[World]:
    """A simulated Shopee."""
    world = World("shopee", clock.now)
    yield world
    world.sim.stop()


@pytest.fixture
def staff(world: World, clock: HandSetClock) -> Staff:
    """The first shop's staff."""
    return Staff(world, clock)
