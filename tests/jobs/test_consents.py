"""The timetable looks after consents, and after trips that died on the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from redis import Redis
from rq import Queue

from storefront_sync.core.wakeup import bind
from storefront_sync.jobs import consents, process
from storefront_sync.jobs.ticks import find_work
from storefront_sync.tenants.consent_requests import ANSWER_TAKES, begin, claim, invite
from storefront_sync.tenants.models import Problem, Shop
from tests.faults.by_hand import WaitedFor
from tests.inbox.wakeups import Alarm
from tests.sync.world import World, world


@pytest.fixture
def place(transactional_db: None, redis: Redis) -> Iterator[World]:
    """Two cooperatives, and the jobs' clock in their time."""
    with world(redis) as made:
        for slug in ("sumber", "melati"):
            made.cooperative(slug)
        before = process.live_by(WaitedFor(made.clock))
        yield made
        process.live_by(before)


def looked_at(redis: Redis) -> list[int]:
    """The shops whose consent the sweeper wants looked at, in the order of asking."""
    return [one.args[0] for one in Queue("scan", connection=redis).jobs if "consent" in one.func_name]


def test_each_shop_is_looked_at_when_it_is_new_and_then_when_something_is_due(
    place: World, redis: Redis
) -> None:
    find_work(0, "bulk")
    assert sorted(looked_at(redis)) == sorted(shop.pk for shop in place.shops.values())
    for shop in place.shops.values():
        consents.look_at_consent(shop.pk, "scan")
    redis.flushall()
    find_work(0, "bulk")
    assert looked_at(redis) == []
    place.clock.forward(3.5 * 3600)
    find_work(0, "bulk")
    assert set(looked_at(redis)) == {place.shops[slug, "shopee"].pk for slug in ("sumber", "melati")}


def test_a_disconnected_shop_is_left_alone(place: World, redis: Redis) -> None:
    Shop.objects.update(state=Shop.State.DISCONNECTED)
    find_work(0, "bulk")
    assert looked_at(redis) == []


def test_a_second_job_that_comes_at_once_asks_nobody(place: World) -> None:
    shop = place.shops["sumber", "shopee"]
    Shop.objects.filter(pk=shop.pk).update(consent_doubted_at=place.clock.now())
    for _ in range(3):
        consents.look_at_consent(shop.pk, "scan")
    assert len(place.simulators["shopee"].events("call")) == 1


def test_a_shop_that_is_back_is_drained_at_once(place: World) -> None:
    shop = place.shops["sumber", "shopee"]
    Shop.objects.filter(pk=shop.pk).update(state=Shop.State.NEEDS_CONSENT)
    alarm = Alarm()
    bound = bind(alarm)
    try:
        consents.look_at_consent(shop.pk, "scan")
    finally:
        bind(bound)
    assert alarm.woken == [("urgent drain", shop.pk)]


def test_a_sick_marketplace_holds_up_no_other_shops_look(place: World, redis: Redis) -> None:
    place.simulators["shopee"].stop()
    Shop.objects.update(consent_doubted_at=place.clock.now())
    for shop in place.shops.values():
        consents.look_at_consent(shop.pk, "scan")
    doubted = Shop.objects.exclude(consent_doubted_at=None).values_list("marketplace", flat=True)
    assert set(doubted) == {"shopee"}
    assert set(Shop.objects.values_list("state", flat=True)) == {Shop.State.ACTIVE}


def test_a_trip_whose_taker_died_is_told_by_the_sweeper(place: World) -> None:
    cooperative = place.cooperatives["melati"]
    trip = begin(invite(cooperative, "tokopedia", place.clock.now()), "id", place.clock.now())
    assert claim(trip.request, "tokopedia", trip.browser, place.clock.now())
    find_work(0, "bulk")
    assert not Problem.objects.exists()
    place.clock.forward((ANSWER_TAKES + timedelta(seconds=1)).total_seconds())
    find_work(0, "bulk")
    assert list(Problem.objects.values_list("cooperative", "key")) == [
        (cooperative.pk, "consent.interrupted")
    ]
