"""Asking marketplaces for somebody who waits: the question is stored, and a job of its own asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from storefront_sync.core.ids import CooperativeId
from storefront_sync.fulfilment import enquiries
from storefront_sync.fulfilment.answering import Reach, carry_on
from storefront_sync.fulfilment.enquiries import CancelAsked
from storefront_sync.fulfilment.enquiry_rows import due
from storefront_sync.fulfilment.models import Enquiry
from storefront_sync.jobs import process
from storefront_sync.jobs.boundary import job
from storefront_sync.jobs.fulfilments import wake_fulfilment
from storefront_sync.jobs.wakeups import JOB_SECONDS, QueueWakeUp
from storefront_sync.settings.env import settings
from storefront_sync.sync.budgets import CallClass
from storefront_sync.tenants.models import Cooperative

LONGEST = timedelta(seconds=10)
"""Of one job."""


@job
def answer_enquiries(cooperative_id: int, queue: str) -> None:
    """Ask the marketplaces what somebody of the cooperative waits to be told."""
    del queue
    reach = Reach(
        lambda shop: process.connector(shop, CallClass.NORMAL),
        process.now,
        # A job that takes longer is broken off, so no step outlives its turn.
        turn=timedelta(seconds=JOB_SECONDS),
        keep=_keep(),
        longest=LONGEST,
    )
    done = carry_on(cooperative_id, reach)
    for shop_id in done.shops:
        wake_fulfilment(shop_id)
    if done.more:
        _wake(cooperative_id)


def enquire(
    cooperative: Cooperative,
    kind: Enquiry.Kind,
    order_ids: Sequence[int],
    by: str,
    now: datetime,
    wish: CancelAsked | None = None,
) -> Enquiry:
    """Ask about orders (row ids), and have it answered soon. Raises CannotEnquire."""
    row = enquiries.enquire(cooperative, kind, order_ids, by, now, keep=_keep(), wish=wish)
    _wake(cooperative.pk)
    return row


def due_enquiries(now: datetime) -> set[int]:
    """Cooperatives of which somebody waits, told by the rows alone."""
    return set(due(now).values_list("cooperative_id", flat=True).distinct())


def _keep() -> timedelta:
    return timedelta(minutes=settings().enquiry_retention_minutes)


def _wake(cooperative_id: int) -> None:
    QueueWakeUp(process.redis(), settings().wakeup_seconds).enquiries(CooperativeId(cooperative_id))
