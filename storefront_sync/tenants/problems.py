"""Named problems for people: opened once, kept fresh, closed when gone."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import connection

from storefront_sync.tenants.models import Problem

_OPEN = """
INSERT INTO tenants_problem AS problem (cooperative_id, shop_id, key, subject, detail, opened_at, seen_at)
VALUES (%s, %s, %s, %s, %s::jsonb, %s, %s)
ON CONFLICT (cooperative_id, shop_id, key, subject) WHERE closed_at IS NULL
DO UPDATE SET seen_at = EXCLUDED.seen_at, detail = EXCLUDED.detail
"""


def open_problem(
    cooperative_id: int,
    key: str,
    subject: str = "",
    detail: Mapping[str, object] | None = None,
    *,
    shop_id: int | None = None,
    now: datetime,
) -> None:
    """Tell staff of a problem; telling it again only moves `seen_at`. `detail` holds numbers and ids, no
    buyer's data."""
    with connection.cursor() as cursor:
        cursor.execute(
            _OPEN, [cooperative_id, shop_id, key, subject, json.dumps(dict(detail or {})), now, now]
        )


def close_problem(
    cooperative_id: int, key: str, subject: str = "", *, shop_id: int | None = None, now: datetime
) -> None:
    """The problem is gone; nothing happens if it wasn't open."""
    rows = Problem.objects.filter(cooperative_id=cooperative_id, key=key, subject=subject, closed_at=None)
    rows = rows.filter(shop=None) if shop_id is None else rows.filter(shop_id=shop_id)
    rows.update(closed_at=now)


def close_these(shop_id: int, keys: Collection[str], subjects: Collection[str], *, now: datetime) -> None:
    """These problems of these subjects of one shop are gone."""
    rows = Problem.objects.filter(shop=shop_id, key__in=keys, subject__in=subjects, closed_at=None)
    rows.update(closed_at=now)


def close_all(
    cooperative_id: int, subject: str, *, shop_id: int | None, but: Collection[str] = (), now: datetime
) -> None:
    """All is well with this subject, except for the keys in `but`."""
    rows = Problem.objects.filter(cooperative_id=cooperative_id, subject=subject, closed_at=None)
    rows = rows.filter(shop=None) if shop_id is None else rows.filter(shop_id=shop_id)
    rows.exclude(key__in=but).update(closed_at=now)
