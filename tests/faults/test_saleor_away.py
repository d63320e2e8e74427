"""The store's server is down: that is told, and everything goes on by itself once it is back."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
import time_machine
from redis import Redis
from rq import Queue

from connectors.base.simulator.faults import Faults
from connectors.base.simulator.protocol import Simulator
from connectors.shopee.simulator import ShopeeSimulator
from storefront_sync.core.wakeup import bind
from storefront_sync.jobs import ticks
from storefront_sync.jobs.health import saleor_tokens
from storefront_sync.jobs.report import shop_status
from storefront_sync.jobs.wakeups import QueueWakeUp
from storefront_sync.ledger.models import OrderFeed
from storefront_sync.saleor.postcode_mark import new_mark
from storefront_sync.saleor.simulator import SaleorSimulator
from storefront_sync.services.fleet import QUEUES
from storefront_sync.settings.keys import cipher
from storefront_sync.tenants.models import Cooperative
from storefront_sync.tenants.onboarding import register_installation
from tests.apart.neighbours import RunningClock
from tests.orders.whole_world import WholeWorld
from tests.sync.world import START

SLUG = "sumber"
WAKEUP_SECONDS = 5
ROUNDS = 12
ROUND_SECONDS = 30
AWAY = Faults(drop_connection_rate=1)
"""No call is answered."""


@dataclass
class Cooperatively(WholeWorld):
    """One cooperative whose installation has a token that works, set up as today."""

    def register(self, slug: str) -> Cooperative:
        """With the simulator's own App."""
        made = super().register(slug)
        given = self.saleor.world.credentials()
        register_installation(
            str(given["api_url"]), str(given["app_id"]), str(given["app_token"]), self.clock.now()
        )
        mark = cipher().encrypt(new_mark())
        Cooperative.objects.filter(pk=made.pk).update(postcode_mark_encrypted=mark)
        return Cooperative.objects.get(pk=made.pk)


@pytest.fixture
def traveller() -> Iterator[time_machine.Traveller]:
    """A clock that goes on, and can be moved."""
    with time_machine.travel(START) as moved:
        yield moved


@pytest.fixture
def connected(
    transactional_db: None, redis: Redis, traveller: time_machine.Traveller
) -> Iterator[Cooperatively]:
    """A cooperative with a shop, of which nothing was read yet."""
    clock = RunningClock()
    simulators: dict[str, Simulator] = {
        "shopee": ShopeeSimulator.from_seed([], now=clock.time, rng=random.Random(1), webhook_thread=False)
    }
    saleor = SaleorSimulator(now=clock.time, rng=random.Random(2), background=False)
    with ExitStack() as stack:
        for server in (saleor, *simulators.values()):
            server.start()
            stack.callback(server.stop)
        stack.callback(bind, bind(QueueWakeUp(redis, WAKEUP_SECONDS)))
        made = Cooperatively(clock, redis, simulators, saleor=saleor)  # type: ignore[arg-type]
        made.cooperative(SLUG)
        for shop in made.shops.values():
            # Its orders were read up to now: walking two weeks back costs the call budget.
            OrderFeed.objects.create(shop=shop, started_at=clock.now(), read_until=clock.now())
        yield made


@pytest.fixture
def place(connected: Cooperatively, redis: Redis, traveller: time_machine.Traveller) -> Cooperatively:
    """The same in agreement."""
    connected.sweep(SLUG)
    connected.link_all(SLUG)
    go_on(redis, traveller)
    return connected


def go_on(redis: Redis, traveller: time_machine.Traveller) -> None:
    """The timetable and the workers, for some minutes."""
    for _ in range(ROUNDS):
        traveller.shift(ROUND_SECONDS)
        ticks.find_work(0, "bulk")
        for name in QUEUES:
            queue = Queue(name, connection=redis)
            for job in queue.jobs:
                queue.remove(job)
                job.func(*job.args)


def _told() -> tuple[set[str], set[str]]:
    """The problems that `status` tells, and what `doctor` says of the token."""
    problems = {problem.key for shop in shop_status() for problem in shop.problems}
    return problems, {answer.key for answer in saleor_tokens() if answer.key}


def test_a_saleor_that_is_down_is_told_and_everything_goes_on_when_it_is_back(
    place: Cooperatively, redis: Redis, traveller: time_machine.Traveller
) -> None:
    assert _told() == (set(), set())
    place.saleor.world.set_faults(AWAY)
    bought = place.buy(SLUG, "shopee", [("M", 2)])
    place.staff_sets(SLUG, "L", 4)
    go_on(redis, traveller)
    problems, doctors = _told()
    assert "saleor.unreachable" in problems
    assert doctors == {"saleor.unreachable"}

    place.saleor.world.set_faults(Faults())
    go_on(redis, traveller)
    assert _told() == (set(), set())
    assert {name: stock for name, (stock, _) in place.shown(SLUG, "shopee").items()} == {
        "S": 12,
        "M": 3,
        "L": 4,
        "pack": 2,
    }
    copies = place.saleor.world.truth()["orders"]
    assert isinstance(copies, list)
    assert [row["external_reference"].endswith(bought) for row in copies] == [True]


def test_a_saleor_that_is_down_at_the_start_is_told_and_read_when_it_comes(
    connected: Cooperatively, redis: Redis, traveller: time_machine.Traveller
) -> None:
    connected.saleor.world.set_faults(AWAY)
    go_on(redis, traveller)
    problems, doctors = _told()
    assert "saleor.unreachable" in problems
    assert doctors == {"saleor.unreachable"}

    connected.saleor.world.set_faults(Faults())
    go_on(redis, traveller)
    assert _told() == (set(), set())
    shown = connected.shown(SLUG, "shopee")
    assert {name: shown[name][0] for name in ("S", "M", "L")} == {"S": 12, "M": 5, "L": 0}
