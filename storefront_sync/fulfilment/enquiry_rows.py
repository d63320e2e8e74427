"""The rows of enquiries: due, taken up by one worker at a time, written by who took them last, deleted."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from storefront_sync.fulfilment.models import Enquiry
from storefront_sync.ledger.leases import LeaseLost


def due(now: datetime) -> QuerySet[Enquiry]:
    """Those that can go on now."""
    return Enquiry.objects.filter(Q(not_before=None) | Q(not_before__lte=now), closed_at=None)


def readable(now: datetime) -> QuerySet[Enquiry]:
    """Those that may be told of."""
    return Enquiry.objects.filter(expires_at__gt=now)


def take(enquiry_id: int, now: datetime, lasts: timedelta) -> Enquiry | None:
    """Take a due enquiry up; nobody else does within `lasts`, unless it is written before. None where another
    has it, and where it is closed or gone."""
    taken = due(now).filter(pk=enquiry_id)
    if not taken.update(turn=F("turn") + 1, attempts=F("attempts") + 1, not_before=now + lasts):
        return None
    return Enquiry.objects.select_related("cooperative").filter(pk=enquiry_id).first()


@contextmanager
def written(enquiry: Enquiry, not_before: datetime | None = None) -> Iterator[None]:
    """Write what was learned, in one transaction, and let go of the enquiry until `not_before`. Raises
    LeaseLost where another took it up since, and where it is gone."""
    with transaction.atomic():
        mine = Enquiry.objects.select_for_update().filter(pk=enquiry.pk, turn=enquiry.turn, closed_at=None)
        if not mine.exists():
            raise LeaseLost("lease.lost", f"enquiry:{enquiry.pk}")
        yield
        Enquiry.objects.filter(pk=enquiry.pk).update(attempts=0, not_before=not_before)


def close(enquiry: Enquiry, now: datetime, keep: timedelta) -> None:
    """It is answered, and kept for `keep`. Call within `written`."""
    Enquiry.objects.filter(pk=enquiry.pk).update(closed_at=now, expires_at=now + keep)


def forget_old(now: datetime) -> int:
    """Delete what has been kept long enough; returns how many rows."""
    return Enquiry.objects.filter(expires_at__lte=now).delete()[0]


def forget_buyers(order_ids: Collection[int]) -> None:
    """Delete every enquiry that printed these orders' labels, or is about to: their buyers are erased. Who is
    at it finds it gone, and keeps nothing."""
    Enquiry.objects.filter(kind=Enquiry.Kind.LABELS, orders__order__in=order_ids).delete()
