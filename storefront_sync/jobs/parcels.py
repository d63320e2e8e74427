"""The job of reading orders' parcels: couriers, tracking numbers, and when they must go."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from connectors.base.errors import AuthExpired, ConnectorError, ConsentEnded
from storefront_sync.core.ids import CooperativeId, ShopId
from storefront_sync.core.wakeup import wake
from storefront_sync.jobs import process
from storefront_sync.jobs.boundary import job
from storefront_sync.jobs.wakeups import QueueWakeUp
from storefront_sync.ledger.leases import lease
from storefront_sync.orders import parcels
from storefront_sync.settings.env import settings
from storefront_sync.sync.budgets import CallClass
from storefront_sync.tenants.consent_end import doubt
from storefront_sync.tenants.models import Shop

LONGEST = timedelta(seconds=2)
_log = structlog.get_logger(__name__)


@job
def read_parcels(shop_id: int, queue: str) -> None:
    """Read the parcels of the shop's orders that have news, for two seconds; the rest is another job."""
    del queue
    shop = Shop.objects.select_related("cooperative").get(pk=shop_id)
    if shop.state != Shop.State.ACTIVE or (shop.not_before is not None and shop.not_before > process.now()):
        return
    fulfilment = process.connector(shop, CallClass.NORMAL).fulfilment
    if fulfilment is None:
        parcels.forget_due(shop)
        return
    with lease(f"parcels:{shop_id}", process.now, settings().lease_seconds) as held:
        if held is None:
            return
        try:
            done = parcels.read_parcels(shop, fulfilment, process.now, LONGEST)
        except ConnectorError as error:
            _log.warning("parcels.not_read", shop=shop_id, key=error.key)
            if isinstance(error, ConsentEnded | AuthExpired):
                doubt(shop_id, process.now())
            return  # the sweeper comes back to what is due
    if done.changed:
        wake().orders(CooperativeId(shop.cooperative_id))
    if done.more:
        wake_parcels(shop_id)


def wake_parcels(shop_id: int) -> None:
    """Have the parcels of the shop's orders read soon."""
    QueueWakeUp(process.redis(), settings().wakeup_seconds).parcels(ShopId(shop_id))


def due_parcels(now: datetime) -> set[int]:
    """Active shops with parcels to read, told by the rows alone."""
    active = Shop.objects.filter(state=Shop.State.ACTIVE).exclude(not_before__gt=now)
    return set(parcels.due(now).filter(shop__in=active).values_list("shop_id", flat=True).distinct())
