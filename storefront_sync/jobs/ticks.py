"""Periodic work. Each tick reads from the tables what is due, so that missed ticks and a flushed Valkey
cost latency only."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from rq.cron import CronScheduler

from storefront_sync.catalog.models import ScanProgress
from storefront_sync.core.ids import CooperativeId, ShopId
from storefront_sync.fulfilment.enquiry_rows import forget_old as forget_enquiries
from storefront_sync.jobs import process
from storefront_sync.jobs.boundary import job
from storefront_sync.jobs.enquiries import due_enquiries
from storefront_sync.jobs.erasures import due_erasures
from storefront_sync.jobs.fulfilments import due_fulfilments
from storefront_sync.jobs.installations import due_check_ups, due_tellings
from storefront_sync.jobs.parcels import due_parcels
from storefront_sync.jobs.publications import due_publishing
from storefront_sync.jobs.pulse import beat
from storefront_sync.jobs.retention import delete_old
from storefront_sync.jobs.returned import due_restocking, goods_became_known
from storefront_sync.jobs.wakeups import QueueWakeUp
from storefront_sync.ledger.models import Look, Mark, OrderFeed, Verification
from storefront_sync.orders import saleor_feed
from storefront_sync.orders.models import Order
from storefront_sync.orders.settle import links_changed
from storefront_sync.returns import feed as return_feed
from storefront_sync.settings.env import settings
from storefront_sync.settlements import money
from storefront_sync.sync import changed
from storefront_sync.sync.campaigns import lift_ended
from storefront_sync.sync.consent import due as consents_due
from storefront_sync.sync.models import Drift
from storefront_sync.tenants.consent_requests import tell_interrupted
from storefront_sync.tenants.models import Cooperative, Shop

HOUSEKEEPING_SECONDS = 3600
FIND_WORK_WAITS_SECONDS = 120
"""Longer than the drains before it in the queue take, else a busy hour would be one without a sweeper."""

BEAT_LASTS_SECONDS = 180
"""The timetable beats at least once a minute."""


class BeatingTimetable(CronScheduler):
    """RQ's timetable, with our sign of life."""

    def heartbeat(self) -> None:
        """RQ's own, and ours."""
        super().heartbeat()
        beat(self.connection, socket.gethostname(), BEAT_LASTS_SECONDS)


def due_shops(now: datetime, poll: timedelta) -> set[int]:
    """Active shops that have something to do now, told by the rows alone."""
    active = Shop.objects.filter(state=Shop.State.ACTIVE).exclude(not_before__gt=now)
    wanted = set(
        Mark.objects.filter(shop__in=active.exclude(no_writes_before__gt=now))
        .exclude(not_before__gt=now)
        .values_list("shop_id", flat=True)
        .distinct()
    )
    due = Verification.objects.filter(shop__in=active, due_at__lte=now)
    wanted |= set(due.values_list("shop_id", flat=True).distinct())
    drifts = Drift.objects.filter(shop__in=active, state=Drift.State.SEEN, closed_at=None)
    wanted |= set(drifts.values_list("shop_id", flat=True).distinct())
    feeds = OrderFeed.objects.filter(shop__in=active)
    stale = Q(asked_at__isnull=False) | Q(read_until__isnull=True) | Q(read_until__lte=now - poll)
    wanted |= set(feeds.filter(stale).values_list("shop_id", flat=True))
    return wanted | set(active.filter(order_feed=None).values_list("id", flat=True))


@job
def find_work(subject: int, queue: str) -> None:
    """The sweeper: wake whatever has rows to work on."""
    del subject, queue
    table = settings()
    now = process.now()
    wake = QueueWakeUp(process.redis(), table.wakeup_seconds)
    lift_ended(now)
    forget_enquiries(now)  # labels show where people live: the hourly clearing would be late
    for shop_id in due_shops(now, timedelta(seconds=table.order_poll_seconds)):
        wake.drain(ShopId(shop_id))
    looks = Look.objects.exclude(not_before__gt=now)
    for cooperative_id in looks.values_list("cooperative_id", flat=True).distinct():
        wake.saleor(CooperativeId(cooperative_id))
    for cooperative_id in {*_ids(changed.due(now)), *_ids(saleor_feed.due(now))}:
        wake.poll(CooperativeId(cooperative_id))
    links_changed()
    goods_became_known()
    orders = Order.objects.exclude(settled=F("wanted")).exclude(not_before__gt=now)
    for cooperative_id in orders.values_list("cooperative_id", flat=True).distinct():
        wake.orders(CooperativeId(cooperative_id))
    swept_before = now - timedelta(seconds=table.sweep_seconds)
    for cooperative in Cooperative.objects.exclude(swept_at__gt=swept_before):
        wake.sweep(CooperativeId(cooperative.pk))
    scanned_before = now - timedelta(seconds=table.drift_seconds)
    fresh = ScanProgress.objects.filter(started_at__gt=scanned_before).exclude(finished_at=None)
    shops = Shop.objects.filter(state=Shop.State.ACTIVE).exclude(not_before__gt=now)
    shops = shops.exclude(scan__in=fresh).exclude(scan__not_before__gt=now)
    for shop_id in shops.values_list("id", flat=True):
        wake.scan(ShopId(shop_id))
    tell_interrupted(now)
    for shop_id in consents_due(now).values_list("id", flat=True):
        wake.consent(ShopId(shop_id))
    for shop_id in due_publishing(now):
        wake.publish(ShopId(shop_id))
    for shop_id in return_feed.due(now).values_list("pk", flat=True):
        wake.returns(ShopId(shop_id))
    for cooperative_id in due_restocking(now):
        wake.restock(CooperativeId(cooperative_id))
    for cooperative_id in due_erasures(now):
        wake.erasures(CooperativeId(cooperative_id))
    for shop_id in due_parcels(now):
        wake.parcels(ShopId(shop_id))
    for shop_id in due_fulfilments(now):
        wake.fulfil(ShopId(shop_id))
    for cooperative_id in due_enquiries(now):
        wake.enquiries(CooperativeId(cooperative_id))
    for shop_id in money.due_shops(now).values_list("pk", flat=True):
        wake.money(ShopId(shop_id))
    for installation_id in due_check_ups(now).values_list("id", flat=True):
        wake.check_up(installation_id)
    for installation_id in due_tellings(now).values_list("id", flat=True):
        wake.tell(installation_id)


def _ids(rows: QuerySet[Cooperative]) -> Iterable[int]:
    return rows.values_list("pk", flat=True)


def run() -> None:
    """Be the clock of the service: RQ's cron in this process, until told to stop."""
    cron = BeatingTimetable(connection=process.redis())
    cron.register(
        find_work,
        queue_name="bulk",
        args=(0, "bulk"),
        interval=settings().tick_seconds,
        result_ttl=0,
        ttl=FIND_WORK_WAITS_SECONDS,
    )
    cron.register(
        delete_old,
        queue_name="scan",
        args=(0, "scan"),
        interval=HOUSEKEEPING_SECONDS,
        result_ttl=0,
    )
    cron.start()  # type: ignore[no-untyped-call]
