"""One call budget a shop, whatever the number of workers: kept to, learned, and never used up by scans."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from redis import Redis

from connectors.base.errors import RateLimited
from storefront_sync.sync.budgets import PATIENCE, CallClass, ShopBudget
from tests.conftest import HandSetClock

RATE = 10.0


@dataclass
class Workers:
    """Workers that share the budgets of some shops. To wait is to put the clock on."""

    redis: Redis
    clock: HandSetClock
    waited: list[float] = field(default_factory=list)

    def budget(self, kind: CallClass = CallClass.URGENT, shop: int = 1) -> ShopBudget:
        """What one worker holds."""
        return ShopBudget(self.redis, shop, RATE, kind, self.clock.now, self._wait)

    def free(self, kind: CallClass = CallClass.URGENT, shop: int = 1) -> int:
        """How many calls go through without a moment's wait, at most 1000."""
        budget = ShopBudget(self.redis, shop, RATE, kind, self.clock.now, _never)
        for calls in range(1000):
            try:
                budget.take()
            except _WouldWait:
                return calls
        return 1000

    def _wait(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.clock.forward(seconds)

    def spend(self, budget: ShopBudget, seconds: float) -> int:
        """As many calls as it gets in that time."""
        until = self.clock.now() + timedelta(seconds=seconds)
        calls = 0
        while self.clock.now() < until:
            try:
                budget.take()
                calls += 1
            except RateLimited as error:
                self.clock.set(max(error.until, self.clock.now() + timedelta(milliseconds=1)))
        return calls


@pytest.fixture
def workers(redis: Redis, clock: HandSetClock) -> Workers:
    """Nobody has called yet."""
    return Workers(redis, clock)


class _WouldWait(Exception):
    """There is no call without waiting."""


def _never(_: float) -> None:
    raise _WouldWait


def test_over_time_no_more_calls_are_made_than_the_rate_allows(workers: Workers) -> None:
    calls = workers.spend(workers.budget(), 60)
    assert 60 * RATE <= calls <= 61 * RATE + 1


def test_workers_share_the_budget_of_a_shop(workers: Workers) -> None:
    assert workers.free() == int(RATE)
    assert workers.free() == 0


def test_workers_that_ask_at_the_same_moment_get_no_more_than_there_is(workers: Workers) -> None:
    got: list[int] = []
    threads = [threading.Thread(target=lambda: got.append(workers.free())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sum(got) == int(RATE)


def test_one_shop_never_spends_anothers_budget(workers: Workers) -> None:
    workers.free(shop=1)
    workers.budget(shop=1).throttled(3600)
    assert workers.free(shop=2) == int(RATE)


def test_scans_leave_half_for_what_is_urgent(workers: Workers) -> None:
    scanned = workers.free(CallClass.SCAN)
    assert scanned == int(RATE / 2)
    assert workers.free(CallClass.URGENT) == int(RATE) - scanned


def test_a_scan_that_never_rests_makes_no_urgent_call_wait(workers: Workers) -> None:
    scan, urgent = workers.budget(CallClass.SCAN), workers.budget(CallClass.URGENT)
    for _ in range(30):
        workers.spend(scan, 1)
        before = workers.clock.now()
        urgent.take()
        assert workers.clock.now() == before


def test_a_call_that_would_wait_too_long_is_refused_with_the_time(workers: Workers) -> None:
    budget = workers.budget(CallClass.NORMAL)
    budget.throttled(60)
    with pytest.raises(RateLimited) as refused:
        budget.take()
    assert refused.value.until == workers.clock.now() + timedelta(seconds=60)
    assert workers.waited == []


def test_a_call_waits_its_turn_no_longer_than_its_patience(workers: Workers) -> None:
    budget = workers.budget(CallClass.SCAN)
    workers.spend(budget, 30)
    assert workers.waited
    assert max(workers.waited) <= PATIENCE[CallClass.SCAN]


@pytest.mark.parametrize("kind", list(CallClass))
def test_what_one_worker_is_told_stops_all_of_every_class(workers: Workers, kind: CallClass) -> None:
    until = workers.budget(CallClass.SCAN).throttled(30)
    with pytest.raises(RateLimited) as refused:
        workers.budget(kind).take()
    assert refused.value.until == until
    workers.clock.set(until + timedelta(seconds=2))
    workers.budget(kind).take()


def test_a_refusal_teaches_a_lower_rate_and_time_the_old_one(workers: Workers) -> None:
    workers.budget().throttled(None)
    workers.clock.forward(1)
    slower = workers.spend(workers.budget(), 10)
    assert slower < 9 * RATE
    workers.clock.forward(600)
    assert workers.spend(workers.budget(), 10) >= 10 * RATE


def test_a_marketplace_that_allows_a_tenth_is_soon_asked_no_more_than_that(workers: Workers) -> None:
    allowed, refusals = RATE / 10, 0
    budget = workers.budget()
    last = workers.clock.now() - timedelta(seconds=10)
    for _ in range(400):
        try:
            budget.take()
        except RateLimited as error:
            workers.clock.set(max(error.until, workers.clock.now()))
            continue
        if (workers.clock.now() - last).total_seconds() < 1 / allowed:
            refusals += 1
            budget.throttled(None)
        else:
            last = workers.clock.now()
    assert refusals < 100


def test_a_ban_of_a_day_is_kept_an_hour_at_a_time(workers: Workers) -> None:
    until = workers.budget().throttled(86_000)
    assert until == workers.clock.now() + timedelta(hours=1)


def test_an_emptied_valkey_costs_only_what_was_learned(workers: Workers) -> None:
    workers.budget().throttled(30)
    workers.redis.flushall()
    assert workers.free() == int(RATE)


def test_a_clock_that_was_put_back_gives_no_calls_away_and_stops_none(workers: Workers) -> None:
    workers.free()
    workers.clock.forward(-30)
    assert workers.free() == 0
    workers.clock.forward(1)
    assert workers.spend(workers.budget(), 5) >= 4 * RATE
