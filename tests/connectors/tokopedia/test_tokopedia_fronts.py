"""A listing is made, hidden and shown on Tokopedia and TikTok Shop alike."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import HandSetClock
from tests.contract.stall import Stall
from tests.contract.stances import Stance
from tests.contract.world import BAG, World, opened

BOTH = {"TOKOPEDIA", "TIKTOK_SHOP"}


@pytest.fixture
def stall(clock: HandSetClock) -> Iterator[Stall]:
    """A shop of TikTok Shop as it is taken to behave."""
    for world in opened(Stance("tokopedia"), clock.now):
        yield Stall(world, clock)


def at_fronts(world: World) -> dict[str, str]:
    """The bag's status at each front, as the marketplace shows it."""
    from_page = world.sim.book.shop("600000123").items[BAG]
    shown = from_page.fronts or BOTH
    return {front: from_page.status.value if front in shown else "hidden" for front in BOTH}


def test_a_new_listing_is_on_both_fronts(stall: Stall) -> None:
    assert stall.item(stall.publish(stall.draft()).item_id).fronts == BOTH


def test_hidden_and_shown_means_on_both_fronts(stall: Stall) -> None:
    stall.catalogue.show([BAG], False)
    assert set(at_fronts(stall.world).values()) == {"hidden"}
    stall.catalogue.show([BAG], True)
    stall.wait()
    stall.views(BAG)
    assert at_fronts(stall.world) == dict.fromkeys(BOTH, "live")
