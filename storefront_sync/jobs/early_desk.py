"""What staff ask of orders whose goods nobody knows: import them now, and that they have counted."""

from __future__ import annotations

from collections.abc import Collection

from storefront_sync.core.ids import CooperativeId
from storefront_sync.jobs import process
from storefront_sync.jobs.wakeups import QueueWakeUp
from storefront_sync.orders import early
from storefront_sync.orders.early import Early
from storefront_sync.orders.models import Order
from storefront_sync.returns import stand_ins
from storefront_sync.settings.env import settings
from storefront_sync.tenants.models import Cooperative


def import_early(cooperative: Cooperative, order_ids: Collection[int], by: str) -> Early:
    """Have these orders (row ids) imported now, what nobody knows with a stand-in."""
    done = early.import_early(cooperative, order_ids, by, process.now())
    if done.orders:
        QueueWakeUp(process.redis(), settings().wakeup_seconds).orders(CooperativeId(cooperative.pk))
    return done


def counted(order: Order) -> int:
    """Staff have counted the goods of an order where they were asked to; returns of how many kinds."""
    return stand_ins.counted(order, process.now())
