"""Deletes what is older than it needs to be: every table that grows has an end."""

from __future__ import annotations

from datetime import timedelta

from storefront_sync.inbox.models import ArrivalCount
from storefront_sync.inbox.receipts import forget_old
from storefront_sync.jobs import process
from storefront_sync.jobs.boundary import job
from storefront_sync.ledger import holds
from storefront_sync.ledger.models import Lease, PushedNumber
from storefront_sync.orders.models import Order
from storefront_sync.privacy.erase import ENDED, MOST_AT_ONCE, erase_old, forget_proofs
from storefront_sync.publishing import trees, upkeep
from storefront_sync.publishing.models import Publication
from storefront_sync.returns import stand_ins
from storefront_sync.returns.upkeep import forget_old as forget_returns
from storefront_sync.settings.env import settings
from storefront_sync.settlements.models import SettlementFile
from storefront_sync.sync.models import Drift
from storefront_sync.tenants import consent_requests
from storefront_sync.tenants.models import Problem

MOST_BATCHES = 10
"""Of buyers that one run erases; the rest waits an hour."""


@job
def delete_old(subject: int, queue: str) -> None:
    """Delete receipts, pushed numbers, closed problems and drifts, spent leases and holds, publications that
    ended, and orders and returns that ended long ago; erase old buyers."""
    del subject, queue
    table = settings()
    now = process.now()
    forget_old(now)
    consent_requests.forget_old(now)
    old = now - timedelta(days=table.pushed_retention_days)
    PushedNumber.objects.filter(intended_at__lt=old).exclude(outcome=PushedNumber.Outcome.PENDING).delete()
    Problem.objects.filter(closed_at__lt=old).delete()
    Drift.objects.filter(closed_at__lt=old).delete()
    ArrivalCount.objects.filter(day__lt=old.date() - timedelta(days=365)).delete()
    Lease.objects.filter(released=True, expires_at__lt=now - timedelta(days=1)).delete()
    holds.forget_contained(now)
    Publication.objects.filter(closed_at__lt=old).delete()
    upkeep.forget_gone(old)
    trees.forget_unused(now)
    ended = Order.objects.filter(state__in=ENDED)
    for _ in range(MOST_BATCHES):
        if erase_old(now, timedelta(days=table.buyer_retention_days)) < MOST_AT_ONCE:
            break
    forget_proofs(now, timedelta(days=table.erasure_proof_days))
    order_end = now - timedelta(days=table.order_retention_days)
    forget_returns(order_end, now)
    SettlementFile.objects.filter(imported_at__lt=order_end).delete()
    stand_ins.forget_old(ended.filter(remote_updated_at__lt=order_end), now)
