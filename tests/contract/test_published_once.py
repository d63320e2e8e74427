"""Two tries of one publication make one listing, where the marketplace knows a key for that."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors.base.errors import OutcomeUnknown
from tests.conftest import HandSetClock
from tests.contract.behaviours import Behaviour, behaviours
from tests.contract.stall import Stall
from tests.contract.world import OTHER_SHOP, World, opened


@pytest.fixture(params=behaviours("published_once_by_key"), ids=str)
def world(request: pytest.FixtureRequest, clock: HandSetClock) -> Iterator[World]:
    """Each marketplace that knows such a key, in each of its ways."""
    behaviour: Behaviour = request.param
    yield from opened(behaviour, clock.now)


def test_the_same_key_is_the_same_listing(stall: Stall) -> None:
    draft, key = stall.draft(), stall.key()
    before = stall.count()
    assert stall.publish(draft, key) == stall.publish(draft, key)
    assert stall.count() == before + 1


def test_after_a_lost_answer_the_same_key_makes_no_second_listing(stall: Stall) -> None:
    draft, key = stall.draft(), stall.key()
    before = stall.count()
    proxy = stall.losing_the_birth()
    with pytest.raises(OutcomeUnknown):
        stall.through(proxy.url).publish(draft, key)
    proxy.stop()
    stall.publish(draft, key)
    assert stall.count() == before + 1


def test_another_key_is_another_listing(stall: Stall) -> None:
    before = stall.count()
    stall.publish(stall.draft())
    stall.publish(stall.draft(seed=1))
    assert stall.count() == before + 2


def test_a_key_of_one_shop_means_nothing_in_another(world: World, clock: HandSetClock, stall: Stall) -> None:
    other = Stall(world, clock, OTHER_SHOP)
    first = stall.publish(stall.draft(), "one-key")
    second = other.publish(other.draft(), "one-key")
    assert first.item_id != second.item_id
