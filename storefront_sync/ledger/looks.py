"""Requests to read something of Saleor again."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import connection

from storefront_sync.ledger.models import Look
from storefront_sync.ledger.revisions import next_revision

_REQUEST = """
INSERT INTO ledger_look (cooperative_id, kind, ref, revision, requested_at, not_before)
SELECT %s, %s, ref, %s, %s, %s FROM (SELECT unnest(%s::text[]) AS ref ORDER BY 1) AS wanted
ON CONFLICT (cooperative_id, kind, ref) DO UPDATE SET revision = EXCLUDED.revision,
    not_before = EXCLUDED.not_before
"""


def request(
    cooperative_id: int, kind: str, refs: Collection[str], now: datetime, not_before: datetime | None = None
) -> None:
    """Ask to read these variants, products or orders (`Look.Kind`) again, at once or not before a time.

    Asking twice is one request.
    """
    if not refs:
        return
    with connection.cursor() as cursor:
        cursor.execute(_REQUEST, [cooperative_id, kind, next_revision(), now, not_before, sorted(set(refs))])


def due(cooperative_id: int, now: datetime, limit: int) -> list[Look]:
    """The oldest requests that may be served now."""
    rows = Look.objects.filter(cooperative_id=cooperative_id).exclude(not_before__gt=now)
    return list(rows.order_by("requested_at", "id")[:limit])


def served(looks: Iterable[Look]) -> None:
    """Forget these requests, except those asked again since they were read (their revision moved)."""
    served = list(looks)
    if not served:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM ledger_look USING unnest(%s::bigint[], %s::bigint[]) AS done(id, revision)"
            " WHERE ledger_look.id = done.id AND ledger_look.revision = done.revision",
            [[look.pk for look in served], [look.revision for look in served]],
        )
