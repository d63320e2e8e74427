"""A refresh that is cut off, at each step: nobody uses a pair that isn't stored, nothing is lost unsaid."""

from __future__ import annotations

import os
import random
import select
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime

import pytest
from django.db import connections, transaction
from redis import Redis

from connectors.base.errors import Transient
from connectors.base.services import Timeouts
from connectors.base.types import TokenPair
from connectors.shopee.simulator import ShopeeSimulator
from storefront_sync.sync import consent
from storefront_sync.sync.budgets import CallClass
from storefront_sync.sync.connect import Remote, connect
from storefront_sync.tenants.consent_end import doubt
from storefront_sync.tenants.models import Problem, Shop
from storefront_sync.tenants.tokens import RefreshedFirst, ShopTokens, pair_of
from tests.sync.world import World, world

PATIENCE_SECONDS = 30.0


@pytest.fixture
def place(transactional_db: None, redis: Redis) -> Iterator[World]:
    """A cooperative whose rows are committed, as everybody's are."""
    with world(redis) as made:
        made.cooperative("sumber")
        yield made


def shop_of(place: World) -> Shop:
    """The Shopee shop's row as it is now."""
    return Shop.objects.get(pk=place.shops["sumber", "shopee"].pk)


def remote(place: World) -> Remote:
    """Reaches the simulator."""
    return Remote(place.redis, place.clock.now, place.clock.forward, Timeouts(1, 5))


class StopsBeforeUse(RefreshedFirst):
    """Says that the refresh is over, and goes no further."""

    def __init__(self, shop_id: int, place: World, done: int) -> None:
        super().__init__(shop_id, place.clock.now)
        self._done = done

    def replace(self, stale: TokenPair, fetch: Callable[[TokenPair], TokenPair]) -> TokenPair:
        """Stored, never used."""
        pair = super().replace(stale, fetch)
        stop_here(self._done)
        return pair


class Together(ShopTokens):
    """All begin with the same pair, whoever is first, and take it for one that ran out."""

    def __init__(self, shop_id: int, now: Callable[[], datetime], stale: TokenPair) -> None:
        super().__init__(shop_id, now)
        self._stale = replace(stale, access_expires_at=now())

    def current(self) -> TokenPair:
        """What it was before anybody refreshed."""
        return self._stale


class StopsBeforeStoring(StopsBeforeUse):
    """Says that the marketplace answered, and goes no further."""

    def replace(self, stale: TokenPair, fetch: Callable[[TokenPair], TokenPair]) -> TokenPair:
        """Fetched, never stored."""

        def fetched(pair: TokenPair) -> TokenPair:
            fresh = fetch(pair)
            stop_here(self._done)
            return fresh

        return ShopTokens.replace(self, stale, fetched)


def stop_here(done: int) -> None:
    """Tell whoever listens, and wait to be killed."""
    os.write(done, b"!")
    signal.pause()


def killed_while(place: World, kind: type[StopsBeforeUse]) -> None:
    """Another process checks the shop, and is killed with -9 at the moment that `kind` stops at."""
    hear, tell = os.pipe()
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            shop = shop_of(place)
            connect(shop, CallClass.NORMAL, remote(place), kind(shop.pk, place, tell)).check()
        finally:
            os._exit(1)
    try:
        ready, _, _ = select.select([hear], [], [], PATIENCE_SECONDS)
        assert ready, "it never came so far"
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(hear)
        os.close(tell)


def test_a_new_pair_is_committed_before_anybody_uses_it(place: World) -> None:
    simulator, shop = place.simulators["shopee"], shop_of(place)
    killed_while(place, StopsBeforeUse)
    assert simulator.tokens.refreshes == 1
    assert pair_of(shop_of(place)).access == simulator.token_pair(shop.external_id).access
    assert connect(shop, CallClass.NORMAL, remote(place)).check()
    assert simulator.tokens.refreshes == 1, "the stored pair was good"


def test_a_process_that_dies_with_the_answer_in_its_hand_is_told(place: World) -> None:
    simulator, shop = place.simulators["shopee"], shop_of(place)
    before = pair_of(shop)
    killed_while(place, StopsBeforeStoring)
    assert simulator.tokens.refreshes == 1
    assert pair_of(shop_of(place)) == before
    place.clock.forward(600)  # until then the old access token is good
    doubt(shop.pk, place.clock.now())
    assert consent.look(shop_of(place), remote(place)).ended
    assert shop_of(place).state == Shop.State.NEEDS_CONSENT
    assert [each.key for each in Problem.objects.filter(closed_at=None)] == ["shop.consent_ended"]


def test_workers_that_meet_a_dead_token_together_spend_its_refresh_token_once(place: World) -> None:
    simulator, shop = place.simulators["shopee"], shop_of(place)
    stale = pair_of(shop)
    gate = threading.Barrier(4)

    def works() -> str:
        connector = connect(shop, CallClass.NORMAL, remote(place), Together(shop.pk, place.clock.now, stale))
        gate.wait(PATIENCE_SECONDS)
        try:
            return connector.check()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        names = [each.result(PATIENCE_SECONDS) for each in [pool.submit(works) for _ in range(4)]]
    assert len(set(names)) == 1
    assert simulator.tokens.refreshes == 1
    assert pair_of(shop_of(place)).access == simulator.token_pair(shop.external_id).access


def test_inside_another_transaction_no_refresh_token_is_spent(place: World) -> None:
    simulator, shop = place.simulators["shopee"], shop_of(place)
    connector = connect(shop, CallClass.NORMAL, remote(place), RefreshedFirst(shop.pk, place.clock.now))
    with pytest.raises(RuntimeError), transaction.atomic():
        connector.check()
    assert simulator.tokens.refreshes == 0
    assert pair_of(shop_of(place)).access == simulator.token_pair(shop.external_id).access


class AnswerLost(RefreshedFirst):
    """The marketplace spends the token and answers; the answer is lost on its way."""

    def replace(self, stale: TokenPair, fetch: Callable[[TokenPair], TokenPair]) -> TokenPair:
        """As a time-out leaves it."""

        def fetched(pair: TokenPair) -> TokenPair:
            fetch(pair)
            raise Transient("connection.timeout")

        return super().replace(stale, fetched)


def lose_a_refresh(place: World) -> None:
    """Refresh, without getting to know the new pair; then wait until the old access token is dead too."""
    shop = shop_of(place)
    with pytest.raises(Transient):
        connect(shop, CallClass.NORMAL, remote(place), AnswerLost(shop.pk, place.clock.now)).check()
    assert place.simulators["shopee"].tokens.refreshes == 1
    place.clock.forward(600)


def test_an_answer_to_a_refresh_that_is_lost_is_asked_for_once_more_and_then_told(place: World) -> None:
    shop = shop_of(place)
    before = pair_of(shop)
    lose_a_refresh(place)
    assert pair_of(shop_of(place)) == before
    assert shop_of(place).state == Shop.State.ACTIVE
    doubt(shop.pk, place.clock.now())
    assert consent.look(shop_of(place), remote(place)).ended
    assert shop_of(place).state == Shop.State.NEEDS_CONSENT


def test_where_the_old_refresh_token_lives_on_a_lost_answer_costs_nothing(place: World) -> None:
    place.simulators["shopee"].stop()
    place.simulators["shopee"] = simulator = ShopeeSimulator.from_seed(
        [], now=place.clock.time, rng=random.Random(1), webhook_thread=False
    )
    simulator.switchboard.turn("old_tokens", "both_live_on")
    simulator.start()
    place.cooperative("melati")
    shop = place.shops["sumber", "shopee"] = place.shops["melati", "shopee"]
    lose_a_refresh(place)
    doubt(shop.pk, place.clock.now())
    assert not consent.look(shop_of(place), remote(place)).ended
    assert shop_of(place).state == Shop.State.ACTIVE
    assert pair_of(shop_of(place)).access == simulator.token_pair(shop.external_id).access
