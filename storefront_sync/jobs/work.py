"""The job functions. Each reads its work from the tables, so that a lost, doubled or late job does no
harm."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from rq import Queue

from connectors.base.errors import AuthExpired, ConnectorError, ConsentEnded, RateLimited
from connectors.base.protocol import Connector
from storefront_sync.core.ids import CooperativeId, ShopId
from storefront_sync.core.wakeup import wake
from storefront_sync.jobs import process
from storefront_sync.jobs.boundary import job
from storefront_sync.jobs.links import links_changed
from storefront_sync.jobs.parcels import wake_parcels
from storefront_sync.jobs.returned import (
    due_restocking,
    goods_became_known,
    stock_of_orders_rose,
    wake_restocking,
)
from storefront_sync.ledger.looks import due
from storefront_sync.orders import fulfilled, settle
from storefront_sync.orders.feed import read_changes
from storefront_sync.orders.saleor_feed import ask_what_staff_did
from storefront_sync.saleor.errors import PermissionMissing, SaleorError, TokenDead
from storefront_sync.sync import link, quota, scan
from storefront_sync.sync.absorb import Absorbed, absorb
from storefront_sync.sync.budgets import CallClass
from storefront_sync.sync.changed import ask_what_changed
from storefront_sync.sync.drain import Drained, drain, has_work
from storefront_sync.sync.sweep import SweepRefused, sweep
from storefront_sync.tenants.checkup import ask_check_up
from storefront_sync.tenants.consent_end import doubt
from storefront_sync.tenants.models import Cooperative, Shop
from storefront_sync.tenants.problems import close_all, open_problem
from storefront_sync.tenants.troubles import PERMISSIONS_MISSING, TOKEN_DEAD, stored

LINGER = timedelta(seconds=1)
"""A drain waits this long at most for marks that wait for company, and only while nobody else waits for
the worker."""
LONGEST_JOB = timedelta(seconds=10)
MOST_REPEATS = 3
"""Drains that find nothing to do though rows are there, before the job gives up."""
_log = structlog.get_logger(__name__)


@job
def drain_shop(shop_id: int, queue: str) -> None:
    """Read the shop's orders and push its marks, until nothing is ready."""
    began = process.now()
    repeats = 0
    while True:
        shop = Shop.objects.select_related("cooperative").get(pk=shop_id)
        if shop.state != Shop.State.ACTIVE or (
            shop.not_before is not None and shop.not_before > process.now()
        ):
            return
        done = _drain(shop)
        if done.busy:
            return  # its holder looks once more after giving the lease back
        at = done.again_at
        if at is None and repeats < MOST_REPEATS and has_work(shop_id, process.now()):
            at, repeats = process.now(), repeats + 1
        if at is None:
            return  # what is left can't be served now: the sweeper comes back to it
        if not _worth_waiting(at, began, queue):
            if at <= process.now():
                wake().drain(ShopId(shop_id), urgent=queue == "urgent")
            return
        process.sleep(max(0.0, (at - process.now()).total_seconds()))


def _worth_waiting(at: datetime, began: datetime, queue: str) -> bool:
    moment = process.now()
    if at - moment > LINGER or moment - began > LONGEST_JOB:
        return False
    return Queue(queue, connection=process.redis()).count == 0


def _drain(shop: Shop) -> Drained:
    connector = process.connector(shop, CallClass.URGENT)

    def read_orders(connector: Connector) -> datetime:
        read_at, taken = read_changes(shop, connector, process.order_reach(), process.now)
        for other in taken.shops - {shop.pk}:
            wake().drain(ShopId(other), urgent=True)
        if taken.changed:
            wake().orders(CooperativeId(shop.cooperative_id))
            wake_parcels(shop.pk)
        return read_at

    return drain(shop, connector, read_orders, process.drain_pace(shop), process.now)


@job
def settle_cooperative(cooperative_id: int, queue: str) -> None:
    """Import, cancel and release the cooperative's orders."""
    del queue
    cooperative = Cooperative.objects.select_related("installation").get(pk=cooperative_id)
    done = settle.settle_orders(cooperative, process.client(cooperative), process.order_pace(), process.now)
    for shop_id in done.shops:
        wake().drain(ShopId(shop_id), urgent=True)
    if done.orders:
        goods_became_known(cooperative_id)
        if cooperative_id in due_restocking(process.now()):
            wake_restocking(cooperative_id)
    if done.more:
        wake().orders(CooperativeId(cooperative_id))
    if due(cooperative_id, process.now(), 1):
        wake().saleor(CooperativeId(cooperative_id))


@job
def absorb_cooperative(cooperative_id: int, queue: str) -> None:
    """Read again what Saleor said had changed."""
    del queue
    cooperative = Cooperative.objects.select_related("installation").get(pk=cooperative_id)
    try:
        done = absorb(cooperative, process.client(cooperative), process.now)
    except SaleorError as error:
        _saleor_failed(cooperative, error)
        return
    _saleor_answered(cooperative)
    after_reading(cooperative, done)
    if due(cooperative_id, process.now(), 1):
        wake().saleor(CooperativeId(cooperative_id))


@job
def poll_cooperative(cooperative_id: int, queue: str) -> None:
    """Ask Saleor which goods changed, and what staff did to imported orders. Not an urgent job: where Saleor
    hangs, no shop is to wait for it."""
    del queue
    cooperative = Cooperative.objects.select_related("installation").get(pk=cooperative_id)
    try:
        client = process.client(cooperative)
        ask_what_changed(cooperative, client, process.now, process.catalogue_period())
        ask_what_staff_did(cooperative, client, process.now, process.saleor_orders_period())
    except SaleorError as error:
        _saleor_failed(cooperative, error)
        return
    _saleor_answered(cooperative)
    if due(cooperative_id, process.now(), 1):
        wake().saleor(CooperativeId(cooperative_id))


@job
def sweep_cooperative(cooperative_id: int, queue: str) -> None:
    """Read the cooperative's whole catalogue."""
    del queue
    cooperative = Cooperative.objects.select_related("installation").get(pk=cooperative_id)
    Cooperative.objects.filter(pk=cooperative_id).update(swept_at=process.now())
    try:
        done = sweep(cooperative, process.client(cooperative), process.now, guard=process.wipe_guard())
    except SaleorError as error:
        _saleor_failed(cooperative, error)
        return
    _saleor_answered(cooperative)
    after_reading(cooperative, done)


def after_reading(cooperative: Cooperative, done: Absorbed) -> None:
    """Wake whoever has work now that Saleor was read."""
    if done.new:
        shops = Shop.objects.filter(cooperative=cooperative)
        if sum(link.link_new(shop, process.now()) for shop in shops):
            links_changed(cooperative.pk)
    for shop_id in done.shops:
        wake().drain(ShopId(shop_id), urgent=True)
    noticed = fulfilled.notice(cooperative.pk, done.orders, process.now())
    if settle.stock_rose(done.raised) or noticed:
        wake().orders(CooperativeId(cooperative.pk))
    stock_of_orders_rose(cooperative.pk, done.raised)


def _saleor_failed(cooperative: Cooperative, error: SaleorError) -> None:
    _log.warning("saleor.failed", cooperative=cooperative.pk, key=error.key)
    if _is_news(cooperative, error):
        ask_check_up(cooperative.installation_id)
    if not isinstance(error, SweepRefused):  # which told staff itself, and stands until they answer
        open_problem(cooperative.pk, error.key, "saleor", now=process.now())


def _is_news(cooperative: Cooperative, error: SaleorError) -> bool:
    """Whether a check-up of the App would find what isn't known yet."""
    known = {trouble.key for trouble in stored(cooperative.installation)}
    return (isinstance(error, TokenDead) and TOKEN_DEAD not in known) or (
        isinstance(error, PermissionMissing) and PERMISSIONS_MISSING not in known
    )


def _saleor_answered(cooperative: Cooperative) -> None:
    if cooperative.installation.dead_since is not None:
        ask_check_up(cooperative.installation_id)  # the App is back
    close_all(cooperative.pk, "saleor", shop_id=None, now=process.now())


@job
def scan_shop(shop_id: int, queue: str) -> None:
    """Read the shop's listings for two seconds; the rest of a long scan is another job."""
    del queue
    shop = Shop.objects.select_related("cooperative").get(pk=shop_id)
    if shop.state not in (Shop.State.ACTIVE, Shop.State.PREPARING):
        return
    try:
        done = scan.scan(shop, process.connector(shop, CallClass.SCAN), process.now)
    except RateLimited as error:
        if quota.is_long(error, process.now()):
            quota.stop_scan(shop, error, process.now())
        return  # the sweeper takes the scan up again where it stopped
    except ConnectorError as error:
        _log.warning("scan.failed", shop=shop_id, key=error.key)
        if isinstance(error, ConsentEnded | AuthExpired):
            doubt(shop_id, process.now())
        open_problem(
            shop.cooperative_id,
            "scan.failing",
            "shop",
            {"error": error.key},
            shop_id=shop_id,
            now=process.now(),
        )
        return
    if not done.finished:
        wake().scan(ShopId(shop_id))
    if done.linked:
        links_changed(shop.cooperative_id)
    if done.differing or has_work(shop_id, process.now()):
        wake().drain(ShopId(shop_id))
