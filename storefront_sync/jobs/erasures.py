"""The job that has Saleor follow what was erased here."""

from __future__ import annotations

from datetime import datetime, timedelta

from storefront_sync.core.ids import CooperativeId
from storefront_sync.jobs import process
from storefront_sync.jobs.boundary import job
from storefront_sync.jobs.wakeups import QueueWakeUp
from storefront_sync.privacy import in_saleor
from storefront_sync.settings.env import settings
from storefront_sync.tenants.models import Cooperative

LONGEST = timedelta(seconds=10)


@job
def erase_in_saleor(cooperative_id: int, queue: str) -> None:
    """Erase buyers in the cooperative's Saleor for a while; the rest is another job."""
    del queue
    cooperative = Cooperative.objects.select_related("installation").get(pk=cooperative_id)
    pace = in_saleor.Pace(settings().lease_seconds, LONGEST)
    done = in_saleor.follow(cooperative, process.client(cooperative), pace, process.now)
    if done.more:
        QueueWakeUp(process.redis(), settings().wakeup_seconds).erasures(CooperativeId(cooperative_id))


def due_erasures(now: datetime) -> set[int]:
    """Cooperatives whose Saleor has something to erase."""
    return set(in_saleor.due(now).values_list("cooperative_id", flat=True).distinct())
