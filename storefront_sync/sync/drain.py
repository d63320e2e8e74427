"""Drain one shop: read its orders, compute, write, acknowledge; under a lease, for at most two seconds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from connectors.base.errors import (
    AuthExpired,
    ConnectorError,
    ConsentEnded,
    OutcomeUnknown,
    RateLimited,
    Transient,
)
from connectors.base.protocol import Connector
from mappings.words import Aspect
from storefront_sync.ledger import beliefs, feeds, marks
from storefront_sync.ledger.leases import Held, lease
from storefront_sync.ledger.models import Belief, Mark, OrderFeed, Verification
from storefront_sync.sync import campaigns, quota, sold_out, verify, write
from storefront_sync.sync.batch import Batch, Patience, next_batch
from storefront_sync.sync.drift import mended
from storefront_sync.tenants.consent_end import doubt
from storefront_sync.tenants.models import Problem, Shop
from storefront_sync.tenants.problems import close_problem, close_these, open_problem

FEED_FRESH_FOR = timedelta(milliseconds=500)
"""A write is computed after a reading of the order feed that is no older than this."""
TRANSIENT_IN_A_ROW = 3
OBSTACLES = {Aspect.STOCK: ("stock.never_read",), Aspect.PRICE: ("price.not_in_channel", "price.zero")}
"""Problems that say why a number can't be told; they close when it can."""


@dataclass(frozen=True)
class Pace:
    """The settings of a drain. `longest_call` bounds how late a timed-out write may land."""

    debounce: timedelta
    lease_seconds: float
    longest_call: timedelta
    feed_lag: timedelta
    most_calls: int = 20
    longest: timedelta = timedelta(seconds=2)
    starved_after: timedelta = timedelta(seconds=60)


@dataclass(frozen=True)
class Drained:
    """How a drain ended: `again_at` = when to come back (None: when somebody wakes us), `busy` = another
    one has it."""

    calls: int = 0
    again_at: datetime | None = None
    busy: bool = False


ReadOrders = Callable[[Connector], datetime]
"""Reads a shop's order changes, takes the holds; returns when the reading began."""


@dataclass
class _Reading:
    """Readings of a shop's orders, and whether one broke off after a part of them."""

    shop_id: int
    read: ReadOrders
    under_way: bool = False
    read_until: datetime | None = None

    def run(self, connector: Connector) -> datetime:
        """Read."""
        self.under_way, self.read_until = True, feeds.read_until(self.shop_id)
        began = self.read(connector)
        self.under_way = False
        return began

    def broke_off_further_on(self) -> bool:
        """Whether the last one did, and the next one has less to read."""
        return self.under_way and feeds.read_until(self.shop_id) != self.read_until


def drain(
    shop: Shop, connector: Connector, read_orders: ReadOrders, pace: Pace, now: Callable[[], datetime]
) -> Drained:
    """Bring a shop's numbers into agreement as far as two seconds or twenty calls go. Raises no
    ConnectorError: trouble becomes a pause of the shop and a problem for staff."""
    with lease(f"shop:{shop.pk}", now, pace.lease_seconds) as held:
        if held is None:
            return Drained(busy=True)
        write.recover(shop.pk, pace.longest_call, now())
        reading = _Reading(shop.pk, read_orders)
        try:
            result = _rounds(shop, connector, reading.run, pace, held, now)
        except RateLimited as error:
            if quota.is_long(error, now()):
                quota.stop_calls(shop, error, now())
            return Drained(again_at=error.until)
        except ConnectorError as error:
            return Drained(again_at=_trouble(shop, error, now(), went_on=reading.broke_off_further_on()))
        _all_well(shop, now())
        return result


def _rounds(
    shop: Shop,
    connector: Connector,
    read_orders: ReadOrders,
    pace: Pace,
    held: Held,
    now: Callable[[], datetime],
) -> Drained:
    deadline = now() + pace.longest
    calls = failed = 0
    while True:
        more_to_read = verify.read_back_due(shop.pk, connector, now)
        feed_read_at = read_orders(connector)
        if verify.look_twice(shop.pk, connector, pace.feed_lag, now):
            feed_read_at = read_orders(connector)
        resting = quota.writes_rest(shop, now())
        if not resting:
            calls += sold_out.serve(shop, connector, now())
        batch = next_batch(
            shop.pk, connector.manifest.capabilities, Patience(pace.debounce, pace.starved_after), now()
        )
        settle(shop, batch, now())
        if resting and not more_to_read:
            return Drained(calls, shop.no_writes_before)
        if not batch.units and not more_to_read:
            return Drained(calls, batch.ready_at or next_pause_ends(shop.pk, now()))
        for number, unit in enumerate(() if resting else batch.units):
            if number and now() - feed_read_at > FEED_FRESH_FOR:
                break  # but one write a round at least, however slow the feed is
            calls += 1
            try:
                write.write(shop, connector, unit, held, feed_read_at, pace.longest_call, now)
                failed = 0
            except RateLimited as error:
                if not quota.is_long(error, now()):
                    raise
                quota.stop_writes(shop, error, now())
                break
            except Transient:
                failed += 1
                pause_unit([row.mark for row in unit.rows], now())
                if failed >= TRANSIENT_IN_A_ROW:
                    raise
            if calls >= pace.most_calls or now() >= deadline:
                return Drained(calls, now())
        if now() >= deadline:
            return Drained(calls, now())


def settle(shop: Shop, batch: Batch, now: datetime) -> None:
    """Take away the marks that need no call, and tell of those that can't be computed."""
    with transaction.atomic():
        beliefs.lock({row.listing_id for row in batch.settled})
        for aspect in Aspect:
            ids = [row.listing_id for row in batch.settled if row.aspect == aspect.value]
            Belief.objects.filter(listing_id__in=ids, aspect=aspect.value).update(agreed_at=now)
            mended(ids, aspect, now)
            ids += [row.listing_id for unit in batch.units if unit.aspect is aspect for row in unit.rows]
            close_these(shop.pk, OBSTACLES[aspect], [f"listing:{pk}" for pk in ids], now=now)
            if aspect is Aspect.STOCK:
                campaigns.tell(shop, batch.held, ids, now)
        marks.served(batch.settled)
        marks.served(row for row, _ in batch.impossible)
        for row in batch.settled:
            if row.attempts:  # it was refused, and is right by now without a write
                write.close_problems(shop, row, now)
        for row, obstacle in batch.impossible:
            open_problem(shop.cooperative_id, obstacle, f"listing:{row.listing_id}", shop_id=shop.pk, now=now)


def next_pause_ends(shop_id: int, now: datetime) -> datetime | None:
    """When the first mark that waits out a refusal may be tried again."""
    return (
        Mark.objects.filter(shop_id=shop_id, not_before__gt=now)
        .order_by("not_before")
        .values_list("not_before", flat=True)
        .first()
    )


def pause_unit(rows: list[Mark], now: datetime) -> None:
    """Nothing was applied; try these again after a short pause that grows with each failure."""
    for row in rows:
        marks.postpone(
            row, now + min(timedelta(seconds=0.5) * 2 ** min(row.attempts, 20), write.LONGEST_PAUSE)
        )


def has_work(shop_id: int, now: datetime) -> bool:
    """Whether anything of this shop could be done now: asked after the lease was given back, so that a
    wake-up that found it taken is not lost."""
    return (
        marks.pending(shop_id, now).exclude(shop__no_writes_before__gt=now).exists()
        or Verification.objects.filter(shop_id=shop_id, due_at__lte=now).exists()
        or OrderFeed.objects.filter(shop_id=shop_id).exclude(asked_at=None).exists()
    )


def _trouble(shop: Shop, error: ConnectorError, now: datetime, *, went_on: bool) -> datetime:
    """The whole shop failed: pause it, ever longer up to five minutes, and say so once it isn't just a
    hiccup. A reading of many orders that `went_on` before it failed is none in a row: less is left."""
    if isinstance(error, ConsentEnded | AuthExpired):
        doubt(shop.pk, now)
    failures = 1 if went_on else min(shop.failures + 1, 30)
    longest = 300.0 if isinstance(error, Transient | OutcomeUnknown) else 900.0
    until = now + timedelta(seconds=min(0.5 * 2**failures, longest))
    Shop.objects.filter(pk=shop.pk).update(failures=failures, not_before=until)
    calls_go_on = Shop.objects.filter(pk=shop.pk, state=Shop.State.ACTIVE).exists()
    if calls_go_on and (failures > 2 or not isinstance(error, Transient | OutcomeUnknown)):
        open_problem(
            shop.cooperative_id, error.key, "shop", {"request": error.request_id}, shop_id=shop.pk, now=now
        )
    return until


def _all_well(shop: Shop, now: datetime) -> None:
    if shop.failures:
        for key in Problem.objects.filter(shop=shop, subject="shop", closed_at=None).values_list(
            "key", flat=True
        ):
            close_problem(shop.cooperative_id, key, "shop", shop_id=shop.pk, now=now)
    quota.over(shop, now)
    Shop.objects.filter(pk=shop.pk).update(failures=0, not_before=None, last_success_at=now)
