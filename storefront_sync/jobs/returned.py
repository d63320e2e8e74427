"""The jobs of what buyers give back: reading it, and putting good pieces back into stock."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from connectors.base.errors import AuthExpired, ConnectorError, ConsentEnded
from storefront_sync.core.ids import CooperativeId, ShopId
from storefront_sync.core.wakeup import wake
from storefront_sync.jobs import process
from storefront_sync.jobs.boundary import job
from storefront_sync.jobs.wakeups import QueueWakeUp
from storefront_sync.orders.settle import stock_rose
from storefront_sync.returns import stand_ins
from storefront_sync.returns.feed import read_returns
from storefront_sync.returns.overdue import tell_overdue
from storefront_sync.returns.restock import Pace, restock
from storefront_sync.returns.restock import due as restocks_due
from storefront_sync.settings.env import settings
from storefront_sync.sync.budgets import CallClass
from storefront_sync.tenants.consent_end import doubt
from storefront_sync.tenants.models import Cooperative, Shop

_log = structlog.get_logger(__name__)


@job
def returns_of_shop(shop_id: int, queue: str) -> None:
    """Read the shop's returns that changed."""
    del queue
    shop = Shop.objects.select_related("cooperative").get(pk=shop_id)
    if shop.state != Shop.State.ACTIVE or (shop.not_before is not None and shop.not_before > process.now()):
        return
    tell_overdue(shop, timedelta(days=settings().returns_inspect_days), process.now())
    period = timedelta(seconds=settings().returns_poll_seconds)
    try:
        read_returns(shop, process.connector(shop, CallClass.NORMAL), period, process.now)
    except ConnectorError as error:
        # The rows stay as they were, and the next reading begins where this one did.
        _log.warning("returns.not_read", shop=shop_id, key=error.key)
        if isinstance(error, ConsentEnded | AuthExpired):
            doubt(shop_id, process.now())


@job
def restock_cooperative(cooperative_id: int, queue: str) -> None:
    """Put the pieces that staff found good back into the cooperative's stock in Saleor, and take those out of
    it that orders were imported without."""
    del queue
    cooperative = Cooperative.objects.select_related("installation").get(pk=cooperative_id)
    pace = Pace(settings().lease_seconds, process.longest_call())
    owed = stand_ins.owe(process.now(), cooperative_id)
    done = restock(cooperative, process.client(cooperative), pace, process.now)
    for shop_id in done.shops | owed.shops:
        wake().drain(ShopId(shop_id))
    if stock_rose(done.raised):
        wake().orders(CooperativeId(cooperative_id))
    done.more |= bool(stand_ins.stock_rose(done.raised))
    if done.more:
        wake_restocking(cooperative_id)


def goods_became_known(cooperative_id: int | None = None) -> None:
    """Links of one cooperative, or of all, may have changed, or orders: what their stand-ins stand for is
    held, and taken out of stock soon."""
    owed = stand_ins.owe(process.now(), cooperative_id)
    for shop_id in owed.shops:
        wake().drain(ShopId(shop_id), urgent=True)
    for owner in owed.cooperatives:
        wake_restocking(owner)


def stock_of_orders_rose(cooperative_id: int, variant_ids: set[int]) -> None:
    """There is more of these variants: orders' goods that stock didn't cover are taken soon."""
    if stand_ins.stock_rose(variant_ids):
        wake_restocking(cooperative_id)


def wake_restocking(cooperative_id: int) -> None:
    """Have pieces put back, or taken out, soon."""
    QueueWakeUp(process.redis(), settings().wakeup_seconds).restock(CooperativeId(cooperative_id))


def due_restocking(now: datetime) -> list[int]:
    """Cooperatives with pieces on their way into stock, told by the rows alone."""
    found = restocks_due(now).order_by("cooperative_id").values_list("cooperative_id", flat=True)
    return list(found.distinct())
