"""Shoppers against a real simulated marketplace and a store's stand-in, with no time passing."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from connectors.base.simulator.find import simulator_class
from connectors.base.simulator.seed import SeedItem, SeedModel, SeedShop
from storefront_sync.cli.demo import afterwards
from storefront_sync.cli.demo.books import Books, ListingKey
from storefront_sync.cli.demo.control import ControlRefused, MarketControl
from storefront_sync.cli.demo.shelf import Shelf, Stall
from storefront_sync.cli.demo.shoppers import Shoppers
from tests.cli.demo.stand_in_store import StandInStore

SHOP = "700000001"
SECONDS = 30.0


class Clock:
    """Moves on only when somebody waits."""

    def __init__(self) -> None:
        self.at = 1_700_000_000.0

    def now(self) -> float:
        return self.at

    def wait(self, seconds: float) -> bool:
        self.at += seconds
        return False


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def market(clock: Clock) -> Iterator[MarketControl]:
    models = [SeedModel(f"{2000 + number}", 10_000, 30, f"size {number}") for number in range(12)]
    items = tuple(
        SeedItem(f"{1000 + number}", f"Seragam {number}", tuple(models[number * 3 : number * 3 + 3]))
        for number in range(4)
    )
    simulator = simulator_class("shopee").from_seed(
        [SeedShop(SHOP, "toko", items)], now=clock.now, rng=random.Random(1), webhook_thread=False
    )
    control = MarketControl("shopee", simulator.start(), "simulator")
    yield control
    control.close()
    simulator.stop()


def keys() -> dict[ListingKey, dict[str, int]]:
    return {
        ListingKey("shopee", f"{1000 + number // 3}", f"{2000 + number}"): {f"sku-{number}": 1}
        for number in range(12)
    }


def shoppers(
    market: MarketControl, store: StandInStore, clock: Clock, seed: int = 1, pace: float = 1.0
) -> Shoppers:
    shelf = Shelf(seed, store, keys(), clock.now)
    stalls = [Stall(market, SHOP)]
    return Shoppers(seed, SECONDS, stalls, store, shelf, now=clock.now, wait=clock.wait, pace=pace)


def test_they_stop_by_themselves_and_leave_no_order_unpaid(market: MarketControl, clock: Clock) -> None:
    busy = shoppers(market, StandInStore(), clock)
    busy.run()
    truth = market.truth()
    assert busy.tally.market_orders == len(truth.orders) > 60
    assert not [order for order in truth.orders if order.state == "unpaid"]
    assert busy.tally.paid > 0
    assert busy.tally.cancelled > 0


def test_they_buy_in_the_store_and_staff_edit_there(market: MarketControl, clock: Clock) -> None:
    store = StandInStore()
    busy = shoppers(market, store, clock)
    busy.run()
    assert busy.tally.store_orders == len(store.orders) > 0
    assert store.edits


def test_some_orders_of_the_store_are_cancelled(market: MarketControl, clock: Clock) -> None:
    store = StandInStore()
    for seed in range(1, 4):
        shoppers(market, store, clock, seed).run()
    assert 0 < len(store.cancelled) < len(store.orders)


def test_at_half_the_pace_half_as_much_is_bought(market: MarketControl, clock: Clock) -> None:
    whole, half = StandInStore(), StandInStore()
    for seed in range(1, 4):
        shoppers(market, whole, clock, seed).run()
        shoppers(market, half, clock, seed, pace=0.5).run()
    assert 0.3 < len(half.orders) / len(whole.orders) < 0.75


def test_the_same_seed_buys_the_same(market: MarketControl, clock: Clock) -> None:
    shoppers(market, StandInStore(), clock).run()
    first = [(order.lines, order.state) for order in market.truth().orders]
    plan_again = shoppers(market, StandInStore(), clock, seed=2)
    plan_again.run()
    assert first != [(order.lines, order.state) for order in market.truth().orders][len(first) :]


def test_somebody_types_into_seller_center(market: MarketControl, clock: Clock) -> None:
    for seed in range(1, 5):
        shoppers(market, StandInStore(), clock, seed).run()
    books = Books()
    market.follow(books)
    assert [shown for shown in books.shown if shown.cause == "edit"]


def test_an_empty_shelf_is_a_refusal_not_an_end(market: MarketControl, clock: Clock) -> None:
    for key in keys():
        market.edit(SHOP, key, "stock", 0)
    busy = shoppers(market, StandInStore(), clock)
    busy.run()
    assert busy.tally.refused > 0


def test_told_to_stop_they_settle_what_is_open(market: MarketControl, clock: Clock) -> None:
    calls = 0

    def wait(seconds: float) -> bool:
        nonlocal calls
        calls += 1
        clock.at += seconds
        return calls > 40

    store = StandInStore()
    busy = Shoppers(
        3,
        SECONDS,
        [Stall(market, SHOP)],
        store,
        Shelf(3, store, keys(), clock.now),
        now=clock.now,
        wait=wait,
    )
    busy.run()
    orders = market.truth().orders
    assert 0 < len(orders) < 60
    assert not [order for order in orders if order.state == "unpaid"]


def test_the_journal_is_read_on_from_where_it_ended(market: MarketControl) -> None:
    books = Books()
    market.follow(books)
    seen = len(books.shown)
    assert seen == 24
    market.edit(SHOP, next(iter(keys())), "price", 12_000)
    market.follow(books)
    assert [(one.aspect, one.value, one.cause) for one in books.shown[seen:]] == [("price", 12_000, "edit")]


def test_a_wrong_control_key_is_refused(market: MarketControl, clock: Clock) -> None:
    stranger = MarketControl("shopee", market.base_url, "guess")
    with pytest.raises(ControlRefused, match="forbidden"):
        stranger.truth()
    stranger.close()


def test_afterwards_some_want_to_cancel_and_some_goods_are_on_their_way_back(market: MarketControl) -> None:
    key = next(iter(keys()))
    orders = [market.order(SHOP, [(key, 1)], paid=True) for _ in range(5)]
    assert afterwards.play([market]) == 2 * afterwards.EACH
    states = {order.order_id: order.state for order in market.truth().orders}
    assert [states[order_id] for order_id in orders] == [
        *("cancel_requested", "cancel_requested"),
        *("delivered", "delivered"),
        "ready",
    ]
