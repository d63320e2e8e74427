"""An order waits for what staff do with it through the service, and goes on without after a while."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from connectors.base.simulator.find import simulator_class
from connectors.base.simulator.seed import SeedItem, SeedModel, SeedShop
from storefront_sync.cli.demo.books import ListingKey
from storefront_sync.cli.demo.control import MarketControl
from storefront_sync.cli.demo.shelf import Stall
from tests.bench.orders.errands import Errands
from tests.bench.orders.player import Offer, Player
from tests.bench.orders.script import Act, Kind, Life

SHOP, PATIENCE = "700000001", 30.0
PLENTY, FEW = ListingKey("shopee", "1", "11"), ListingKey("shopee", "1", "12")
ACTS = ((1.0, Act.ORDER), (2.0, Act.HAND_OVER), (3.0, Act.SHIP))


class Time:
    """Moves on only when somebody waits; then staff may act."""

    def __init__(self) -> None:
        self.at = 1_700_000_000.0
        self.errands = Errands()
        self.staff_after = float("inf")

    def now(self) -> float:
        return self.at

    def wait(self, seconds: float) -> bool:
        self.at += seconds
        for order_id in self.errands.open() if self.at > self.staff_after else ():
            self.errands.over(order_id)
        return False


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def market(time: Time) -> Iterator[MarketControl]:
    models = (SeedModel("11", 10_000, 30, "many"), SeedModel("12", 10_000, 1, "few"))
    simulator = simulator_class("shopee").from_seed(
        [SeedShop(SHOP, "toko", (SeedItem("1", "Seragam", models),))],
        now=time.now,
        rng=random.Random(1),
        webhook_thread=False,
    )
    control = MarketControl("shopee", simulator.start(), "simulator")
    yield control
    control.close()
    simulator.stop()


def play(time: Time, market: MarketControl, *lives: Life) -> Player:
    """To the end."""
    offers = {"shopee": Offer([PLENTY], [FEW], partly=True)}
    player = Player(
        lives, [Stall(market, SHOP)], offers, time.errands, PATIENCE, now=time.now, wait=time.wait
    )
    player.run()
    return player


def life(number: int, *, scarce: bool = False) -> Life:
    return Life(number, Kind.STRAIGHT, 0, (0.0,), (1,), ACTS, scarce=scarce)


@pytest.mark.parametrize(("staff_after", "waited"), [(10.0, 10.0), (float("inf"), PATIENCE)])
def test_an_order_is_shipped_once_staff_are_done_or_after_a_while(
    time: Time, market: MarketControl, staff_after: float, waited: float
) -> None:
    began = time.now()
    time.staff_after = began + staff_after
    play(time, market, life(0))
    (order,) = market.truth().orders
    assert order.state == "shipped"
    assert waited <= time.now() - began < waited + 5


def test_whoever_finds_nothing_left_of_what_is_scarce_buys_something_else(
    time: Time, market: MarketControl
) -> None:
    time.staff_after = 0.0
    player = play(time, market, life(0, scarce=True), life(1, scarce=True))
    assert (player.tally.placed, player.tally.for_scarce) == (2, 1)
    assert [order.lines[0].key for order in market.truth().orders] == [FEW, PLENTY]
