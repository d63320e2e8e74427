"""Marks: look again at this number of this listing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from mappings.words import Aspect
from storefront_sync.ledger.models import Mark
from storefront_sync.ledger.revisions import next_revision

_MARK = """
INSERT INTO ledger_mark AS mark (shop_id, listing_id, aspect, revision, marked_at, attempts)
SELECT listing.shop_id, listing.id, %s, %s, %s, 0
FROM catalog_listing AS listing
WHERE listing.link = 'linked' AND listing.gone_at IS NULL AND listing.id = ANY(%s)
ORDER BY listing.id
ON CONFLICT (listing_id, aspect) DO UPDATE SET
    revision = EXCLUDED.revision,
    not_before = CASE
        WHEN mark.not_before > EXCLUDED.marked_at + INTERVAL '60 seconds'
        THEN EXCLUDED.marked_at + INTERVAL '60 seconds' ELSE mark.not_before END
RETURNING shop_id
"""


def mark(listing_ids: Collection[int], aspect: Aspect, now: datetime) -> set[int]:
    """Mark linked listings; returns the shops that have work. Marking twice is one mark with a newer
    revision.

    Rows are taken in the order of their ids, so that two markers never wait for each other. A long pause
    after a refusal is cut to a minute, since the new state may be acceptable.
    """
    if not listing_ids:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_MARK, [aspect.value, next_revision(), now, list(listing_ids)])
        return {row[0] for row in cursor.fetchall()}


def mark_variants(
    variant_ids: Collection[int], aspect: Aspect, now: datetime, also: Collection[int] = ()
) -> set[int]:
    """Mark every listing that has one of these variants as a component, and the listings `also`, in one
    statement; returns the shops that have work."""
    listings = set(also)
    if variant_ids:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT DISTINCT listing_id FROM catalog_component WHERE variant_id = ANY(%s)",
                [list(variant_ids)],
            )
            listings |= {row[0] for row in cursor.fetchall()}
    return mark(listings, aspect, now)


def pending(shop_id: int, now: datetime) -> QuerySet[Mark]:
    """Marks of a shop that may be served now, oldest first."""
    return Mark.objects.filter(shop_id=shop_id).exclude(not_before__gt=now).order_by("marked_at", "id")


def served(marks: Iterable[Mark]) -> None:
    """Take these marks away, except those whose revision moved since they were read: they stay dirty.

    Rows are locked in the order in which `mark` takes them.
    """
    rows = list(marks)
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM ledger_mark WHERE id IN (SELECT mark.id FROM ledger_mark AS mark"
            " JOIN unnest(%s::bigint[], %s::bigint[]) AS done(id, revision)"
            " ON mark.id = done.id AND mark.revision = done.revision"
            " ORDER BY mark.listing_id, mark.aspect FOR UPDATE OF mark)",
            [[row.pk for row in rows], [row.revision for row in rows]],
        )


def postpone(mark_row: Mark, until: datetime) -> None:
    """Keep the mark, but don't try before `until`. A change since it was read may be acceptable, and isn't
    held back."""
    rows = Mark.objects.filter(pk=mark_row.pk)
    rows.update(attempts=mark_row.attempts + 1)
    rows.filter(revision=mark_row.revision).update(not_before=until)
