"""Returns that ended long ago go, and with them what staff found."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from storefront_sync.returns.intake import subject
from storefront_sync.returns.models import Restock, Return
from storefront_sync.tenants.models import Problem

AT_ONCE = 1_000


def forget_old(before: datetime, now: datetime) -> int:
    """Delete returns whose last change lies before a time, but for those with pieces still on their way into
    stock; returns how many. Problems with them are over."""
    under_way = Restock.objects.filter(done_at=None).values("inspection__returned")
    forgotten = 0
    while True:
        rows = list(Return.objects.filter(updated_at__lt=before).exclude(pk__in=under_way)[:AT_ONCE])
        if not rows:
            return forgotten
        with transaction.atomic():
            told = Problem.objects.filter(subject__in=[subject(row) for row in rows], closed_at=None)
            told.update(closed_at=now)
            Return.objects.filter(pk__in=[row.pk for row in rows]).delete()
        forgotten += len(rows)
