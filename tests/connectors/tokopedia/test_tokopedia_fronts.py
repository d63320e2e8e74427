"""A listing is made, hidden and shown on Tokopedia and TikTok Shop alike."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from connectors.base.simulator.server import Outgoing
from connectors.base.types import Applied
from tests.conftest import HandSetClock
from tests.contract.behaviours import Behaviour
from tests.contract.stall import Stall
from tests.contract.tampering import TamperingProxy
from tests.contract.world import BAG, World, opened

BOTH = {"TOKOPEDIA", "TIKTOK_SHOP"}


@pytest.fixture
def stall(clock: HandSetClock) -> Iterator[Stall]:
    """A shop of TikTok Shop as it is taken to behave."""
    for world in opened(Behaviour("tokopedia"), clock.now):
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


def test_of_a_failed_checks_reasons_the_one_that_is_known_is_told(stall: Stall) -> None:
    reasons = [{"code": 1, "message": "new"}, {"code": 12052032, "message": "product missing"}]
    row = {
        "code": 12052990,
        "message": "Check failed",
        "detail": {"product_id": BAG, "extra_errors": reasons},
    }

    def refuse(answer: Outgoing) -> Outgoing:
        told = {"code": 0, "message": "Success", "request_id": "r", "data": {"errors": [row]}}
        return Outgoing(200, json.dumps(told).encode(), answer.headers)

    proxy = TamperingProxy(stall.world.url, refuse)
    (outcome,) = stall.through(proxy.url).show([BAG], False)
    proxy.stop()
    assert outcome.applied is Applied.NO
    assert outcome.error is not None
    assert (outcome.error.technical, outcome.error.key) == ("12052032", "tokopedia.product_missing")
