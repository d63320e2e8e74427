"""Erases the buyers in Saleor's orders, one restartable step an order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from storefront_sync.ledger.leases import lease
from storefront_sync.orders import mark
from storefront_sync.orders.models import Order
from storefront_sync.privacy.models import Erasure
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import UNREACHABLE, SaleorError
from storefront_sync.tenants.models import Cooperative
from storefront_sync.tenants.problems import close_all, open_problem

MOST_ORDERS = 200
TOLD_AFTER = 3
"""Attempts that fail before staff hear of it, when it isn't Saleor that says no."""
REFUSED = "privacy.saleor_refused"


@dataclass(frozen=True)
class Pace:
    """How a stretch goes: a lease's seconds, and how long to go on."""

    lease_seconds: float
    longest: timedelta


@dataclass(frozen=True)
class Followed:
    """What a stretch did; `more`: there is work left that can be done at once."""

    erased: int = 0
    more: bool = False


def due(now: datetime) -> QuerySet[Erasure]:
    """Erasures that Saleor has yet to follow, and may be tried now."""
    return Erasure.objects.filter(in_saleor_at=None).exclude(not_before__gt=now)


def follow(
    cooperative: Cooperative, client: SaleorClient, pace: Pace, now: Callable[[], datetime]
) -> Followed:
    """Erase the cooperative's due buyers in Saleor, the oldest first, for a while.

    A refusal pauses that order and is told; an unreachable Saleor ends the stretch. Raises nothing of
    Saleor's.
    """
    began = now()
    done = 0
    for row in list(due(began).filter(cooperative=cooperative).order_by("erased_at", "pk")[:MOST_ORDERS]):
        try:
            done += _one(row, client, pace, now)
        except UNREACHABLE as error:
            _pause(row, error, now())
            return Followed(done)
        except SaleorError as error:
            _pause(row, error, now())
        if now() - began >= pace.longest:
            break
    return Followed(done, more=due(now()).filter(cooperative=cooperative).exists())


def _one(row: Erasure, client: SaleorClient, pace: Pace, now: Callable[[], datetime]) -> int:
    """An order that is being imported at this moment still has the address in its hand: the order's lease is
    waited for."""
    order_id = _order_of(row)
    if order_id is None:
        return _in_saleor(row, client, now)
    with lease(f"order:{order_id}", now, pace.lease_seconds) as held:
        if held is None:
            Erasure.objects.filter(pk=row.pk).update(not_before=now() + timedelta(seconds=pace.lease_seconds))
            return 0
        return _in_saleor(row, client, now)


def _order_of(row: Erasure) -> int | None:
    """Our row of it, while we keep one."""
    marketplace, _, rest = row.reference.partition(":")
    shop_id, _, external_id = rest.partition(":")
    rows = Order.objects.filter(cooperative_id=row.cooperative_id, external_id=external_id)
    rows = rows.filter(shop__marketplace=marketplace, shop__external_id=shop_id)
    return rows.values_list("pk", flat=True).first()


def _in_saleor(row: Erasure, client: SaleorClient, now: Callable[[], datetime]) -> int:
    found = client.order_by_reference(row.reference)
    if found is not None:
        client.erase_buyer(found.id, mark.mark_of(row.cooperative), draft=found.status == "DRAFT")
    with transaction.atomic():
        Erasure.objects.filter(pk=row.pk).update(
            in_saleor_at=now(), was_in_saleor=found is not None, not_before=None
        )
        close_all(row.cooperative_id, _subject(row), shop_id=None, now=now())
    return 1


def _pause(row: Erasure, error: SaleorError, now: datetime) -> None:
    pause = min(timedelta(minutes=1) * int(2 ** min(row.attempts, 20)), timedelta(days=1))
    Erasure.objects.filter(pk=row.pk).update(attempts=F("attempts") + 1, not_before=now + pause)
    if row.attempts + 1 >= TOLD_AFTER or not isinstance(error, UNREACHABLE):
        detail = {"order": row.reference, "error": error.key}
        open_problem(row.cooperative_id, REFUSED, _subject(row), detail, now=now)


def _subject(row: Erasure) -> str:
    return f"erasure:{row.pk}"
