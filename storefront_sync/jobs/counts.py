"""How many listings of each shop are in which state, in one statement for any number of shops."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Q

from storefront_sync.orders.models import Order
from storefront_sync.publishing.models import Publication


@dataclass(frozen=True)
class ListingCounts:
    """One shop's listings, each in one state; `oldest` is when its longest-waiting change was marked.

    behind: a change waits to be sent. blocked: it was tried and refused or failed. in_doubt: what buyers see
    isn't known and is being read back. unlinked: not made of any goods yet.
    """

    in_sync: int = 0
    behind: int = 0
    blocked: int = 0
    in_doubt: int = 0
    unlinked: int = 0
    oldest: datetime | None = None


_COUNTS = """
WITH marked AS (
    SELECT listing_id, shop_id, BOOL_OR(attempts > 0) AS blocked, MIN(marked_at) AS oldest
    FROM ledger_mark WHERE shop_id = ANY(%(shops)s) GROUP BY listing_id, shop_id
), doubted AS (
    SELECT DISTINCT listing_id FROM ledger_belief WHERE shop_id = ANY(%(shops)s) AND void
), counted AS (
    SELECT listing.shop_id,
           COUNT(*) FILTER (WHERE state = 'in_sync') AS in_sync,
           COUNT(*) FILTER (WHERE state = 'behind') AS behind,
           COUNT(*) FILTER (WHERE state = 'blocked') AS blocked,
           COUNT(*) FILTER (WHERE state = 'in_doubt') AS in_doubt,
           COUNT(*) FILTER (WHERE state = 'unlinked') AS unlinked
    FROM (
        SELECT listing.shop_id,
               CASE WHEN link IN ('unmapped', 'suggested') THEN 'unlinked'
                    WHEN link <> 'linked' THEN 'ignored'
                    WHEN marked.blocked THEN 'blocked'
                    WHEN marked.listing_id IS NOT NULL THEN 'behind'
                    WHEN doubted.listing_id IS NOT NULL THEN 'in_doubt'
                    ELSE 'in_sync' END AS state
        FROM catalog_listing AS listing
        LEFT JOIN marked ON marked.listing_id = listing.id
        LEFT JOIN doubted ON doubted.listing_id = listing.id
        WHERE listing.shop_id = ANY(%(shops)s) AND listing.gone_at IS NULL
    ) AS listing
    GROUP BY listing.shop_id
)
SELECT shop.id, counted.in_sync, counted.behind, counted.blocked, counted.in_doubt, counted.unlinked,
       (SELECT MIN(oldest) FROM marked WHERE marked.shop_id = shop.id)
FROM UNNEST(%(shops)s::bigint[]) AS shop(id) LEFT JOIN counted ON counted.shop_id = shop.id
"""


def listing_counts(shop_ids: Collection[int]) -> dict[int, ListingCounts]:
    """The counts of each of these shops."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"shops": list(shop_ids)})
        return {
            row[0]: ListingCounts(
                in_sync=row[1] or 0,
                behind=row[2] or 0,
                blocked=row[3] or 0,
                in_doubt=row[4] or 0,
                unlinked=row[5] or 0,
                oldest=row[6],
            )
            for row in cursor.fetchall()
        }


def orders_by_phase(shop_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """How many orders of each of these shops are in which phase."""
    found: dict[int, dict[str, int]] = {shop_id: {} for shop_id in shop_ids}
    rows = Order.objects.filter(shop_id__in=shop_ids).values_list("shop_id", "phase")
    for shop_id, phase, number in rows.annotate(number=Count("id")):
        found[shop_id][phase] = number
    return found


def open_publications(shop_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """By shop: how many publications are open, and how many of those wait for staff."""
    rows = Publication.objects.filter(shop_id__in=shop_ids, closed_at=None).values_list("shop_id")
    counted = rows.annotate(open=Count("pk"), stopped=Count("pk", filter=~Q(stopped_key="")))
    return {shop_id: (number, stopped) for shop_id, number, stopped in counted}
