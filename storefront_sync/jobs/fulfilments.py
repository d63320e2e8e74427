"""The job that carries out what staff asked of a marketplace."""

from __future__ import annotations

from datetime import datetime

from storefront_sync.core.ids import ShopId
from storefront_sync.core.wakeup import wake
from storefront_sync.fulfilment import rows
from storefront_sync.fulfilment.drain import carry_on
from storefront_sync.fulfilment.packed import ask_for_packed
from storefront_sync.fulfilment.packed import due_shops as packed_in_shops
from storefront_sync.jobs import process
from storefront_sync.jobs.boundary import job
from storefront_sync.jobs.wakeups import QueueWakeUp
from storefront_sync.settings.env import settings
from storefront_sync.sync.budgets import CallClass
from storefront_sync.tenants.models import Shop


@job
def fulfil_shop(shop_id: int, queue: str) -> None:
    """Arrange, cancel and answer as staff asked, here or by packing an order in Saleor; have the orders read
    again that changed by it."""
    del queue
    shop = Shop.objects.select_related("cooperative").get(pk=shop_id)
    if shop.state != Shop.State.ACTIVE or (shop.not_before is not None and shop.not_before > process.now()):
        return
    ask_for_packed(shop, process.now())
    connector = process.connector(shop, CallClass.NORMAL)
    done = carry_on(shop, connector, process.fulfilment_pace(), process.now)
    if done.changed:
        wake().drain(ShopId(shop_id))
    if done.more:
        wake_fulfilment(shop_id)


def wake_fulfilment(shop_id: int) -> None:
    """Have what staff asked carried out soon."""
    QueueWakeUp(process.redis(), settings().wakeup_seconds).fulfil(ShopId(shop_id))


def due_fulfilments(now: datetime) -> set[int]:
    """Active shops with something to carry out, told by the rows alone."""
    active = Shop.objects.filter(state=Shop.State.ACTIVE).exclude(not_before__gt=now)
    wanted = rows.due_shops(now) | packed_in_shops()
    return set(active.filter(pk__in=wanted).values_list("pk", flat=True))
