"""The service on a clock that is set by hand: its own timetable and jobs, with simulators all around."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from redis import Redis
from rq import Queue, SimpleWorker

from storefront_sync.core.wakeup import bind
from storefront_sync.jobs import process
from storefront_sync.jobs.ticks import find_work
from storefront_sync.jobs.wakeups import QueueWakeUp
from storefront_sync.saleor.simulator import SaleorSimulator
from storefront_sync.services.fleet import QUEUES
from storefront_sync.settings.env import settings
from storefront_sync.tenants.models import Cooperative
from storefront_sync.tenants.onboarding import register_installation
from tests.orders.line import WEBHOOKS, Line
from tests.orders.whole_world import WholeWorld
from tests.sync.world import TickingClock, world

QUANTITIES = {"S": 400, "M": 300, "L": 200}


@dataclass
class WaitedFor:
    """The jobs' clock: to wait is to put it on."""

    clock: TickingClock

    def now(self) -> datetime:
        """The next moment."""
        return self.clock.now()

    def sleep(self, seconds: float) -> None:
        """No time passes but the clock's."""
        self.clock.forward(seconds)


@dataclass
class ByHand(WholeWorld):
    """Cooperatives with a shop on each marketplace; nothing runs but by `run_for`."""

    line: Line = field(default_factory=lambda: Line(TickingClock()))

    def register(self, slug: str) -> Cooperative:
        """A cooperative whose installation has a token that works."""
        given = self.saleor.world.credentials()
        made = super().register(slug)
        register_installation(
            str(given["api_url"]), str(given["app_id"]), str(given["app_token"]), self.clock.now()
        )
        return Cooperative.objects.get(pk=made.pk)

    def tick(self) -> None:
        """What the timetable does, and all jobs that come of it."""
        find_work(0, "bulk")
        queues = [Queue(name, connection=self.redis) for name in QUEUES]
        SimpleWorker(queues, connection=self.redis).work(burst=True, logging_level="ERROR")

    def pass_by(self, seconds: float) -> None:
        """Time passes, and Saleor sends what it has to send."""
        self.clock.forward(seconds)
        self.saleor.pump()

    def run_for(self, seconds: float, every: float = 0.0) -> Iterator[None]:
        """The service runs; after each tick the caller may look. `every`: seconds between two ticks, as the
        timetable has it unless given."""
        until = self.clock.now().timestamp() + seconds
        while self.clock.time() < until:
            self.pass_by(every or settings().tick_seconds)
            self.tick()
            yield

    def given_up(self) -> int:
        """How many deliveries Saleor has tried to the last and won't try again."""
        return sum(
            delivery.status == "FAILED"
            for app in self.saleor.store.apps
            for webhook in app.webhooks
            for delivery in webhook.deliveries
        )

    def right(self, slug: str) -> dict[str, tuple[int, int | None]]:
        """(stock, price) that each listing ought to show by Saleor's books; no price for what is gone."""
        found: dict[str, tuple[int, int | None]] = {}
        for name in self.quantities:
            variant = self.saleor.store.variant_by_sku.get(self.sku(slug, name))
            if variant is None:
                found[name] = (0, None)
                continue
            free = sum(stock.quantity - stock.quantity_allocated for stock in variant.stocks.values())
            (listing,) = variant.listings.values()
            assert listing.price is not None
            found[name] = (max(free, 0), int(listing.price))
        stock, price = found["S"]
        return {**found, "pack": (stock // 6, None if price is None else price * 6)}

    def wrong(self) -> list[tuple[str, str, str, object, object]]:
        """Every listing that shows something else than it ought to."""
        found: list[tuple[str, str, str, object, object]] = []
        for slug, key in self.shops:
            shown = self.shown(slug, key)
            for name, (stock, price) in self.right(slug).items():
                wanted = (stock, shown[name][1] if price is None else price)
                if shown[name] != wanted:
                    found.append((slug, key, name, shown[name], wanted))
        return found


@contextmanager
def by_hand(
    redis: Redis,
    keys: Sequence[str] = ("shopee", "tokopedia"),
    slugs: Sequence[str] = ("sumber", "melati"),
) -> Iterator[ByHand]:
    """Read, linked, subscribed and in agreement, with a shop of each cooperative on each marketplace."""
    with world(redis, keys) as plain:
        line = Line(plain.clock)
        saleor = SaleorSimulator(now=plain.clock.time, rng=random.Random(3), background=False, send=line)
        saleor.start()
        before = process.live_by(WaitedFor(plain.clock))
        bound = bind(QueueWakeUp(process.redis(), settings().wakeup_seconds))
        try:
            made = ByHand(
                plain.clock, redis, plain.simulators, saleor=saleor, quantities=QUANTITIES, line=line
            )
            for slug in slugs:
                made.cooperative(slug)
                made.sweep(slug)
                made.link_all(slug)
            saleor.world.subscribe(WEBHOOKS)
            for _ in made.run_for(180):
                if not made.wrong():
                    break
            for _ in range(3):  # until nothing counts as new any more
                made.pass_by(90)
                made.tick()
            yield made
        finally:
            bind(bound)
            process.live_by(before)
            saleor.stop()
