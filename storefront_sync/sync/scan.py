"""Walk all listings of a shop: learn new ones, link them, and hold their numbers against our beliefs."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from connectors.base.errors import ConfigError, Rejected
from connectors.base.protocol import Connector
from connectors.base.types import ListingView, Page
from mappings.words import Aspect
from storefront_sync.catalog.models import Listing, ScanProgress
from storefront_sync.catalog.storable import storable
from storefront_sync.ledger import feeds, marks
from storefront_sync.sync import drift
from storefront_sync.sync.link import link_new
from storefront_sync.sync.verify import observations
from storefront_sync.tenants.models import Problem, Shop
from storefront_sync.tenants.problems import close_problem, open_problem

LONGEST_STRETCH = timedelta(seconds=2)
MOST_PAGES = 10_000
"""Bound of one scan: a million items at a hundred a page."""


@dataclass(frozen=True)
class Scanned:
    """A stretch of a scan. `finished` = the last page was read."""

    rows: int
    differing: int
    finished: bool
    linked: int = 0


def scan(shop: Shop, connector: Connector, now: Callable[[], datetime]) -> Scanned:
    """Read pages for two seconds from where the last stretch stopped. Raises ConnectorError; what was read
    is kept."""
    progress, _ = ScanProgress.objects.get_or_create(shop=shop)
    if progress.started_at is None or progress.finished_at is not None:
        progress.cursor, progress.started_at, progress.finished_at, progress.rows = "", now(), None, 0
    deadline = now() + LONGEST_STRETCH
    rows = differing = 0
    for _ in range(MOST_PAGES):
        began = now()
        page = _pull(connector, progress)
        differing += take_page(shop, page.rows, began, now())
        rows += len(page.rows)
        progress.rows += len(page.rows)
        progress.cursor = page.next_cursor
        if not page.next_cursor:
            linked = finish(shop, progress, now())
            return Scanned(rows, differing, finished=True, linked=linked)
        progress.save()
        if now() >= deadline:
            break
    return Scanned(rows, differing, finished=False)


def _pull(connector: Connector, progress: ScanProgress) -> Page[ListingView]:
    """The next page. A marketplace forgets its places after a while: the next scan begins anew then."""
    try:
        return connector.pull_listings(progress.cursor)
    except (Rejected, ConfigError):
        if progress.cursor:
            ScanProgress.objects.filter(pk=progress.pk).update(cursor="", started_at=None, finished_at=None)
        raise


def take_page(shop: Shop, views: Sequence[ListingView], began: datetime, ended: datetime) -> int:
    """Mirror a page of listings; returns how many linked ones show other numbers than believed."""
    with transaction.atomic():
        ids = _mirror(shop, views, began)
        _faults(shop, views, ids, ended)
    seen = observations(ids, views, began, ended)
    return len(drift.compare(shop.pk, seen, ended))


_MIRROR = """
INSERT INTO catalog_listing AS listing (shop_id, cooperative_id, item_id, model_id, title, options, sku,
    barcode, status, price, stock, faults, campaign_floor, read_started, link, link_source, link_reason)
SELECT %(shop)s, %(cooperative)s, t.item, t.model, t.title, t.options::jsonb, t.sku, t.barcode, t.status,
    t.price, t.stock, t.faults::jsonb, t.floor, %(began)s, 'unmapped', '', 'link.not_looked_at'
FROM unnest(%(items)s::text[], %(models)s::text[], %(titles)s::text[], %(options)s::text[],
    %(skus)s::text[], %(barcodes)s::text[], %(statuses)s::text[], %(prices)s::bigint[], %(stocks)s::bigint[],
    %(faults)s::text[], %(floors)s::int[])
    AS t(item, model, title, options, sku, barcode, status, price, stock, faults, floor)
ORDER BY t.item, t.model
ON CONFLICT (shop_id, item_id, model_id) DO UPDATE SET title = EXCLUDED.title, options = EXCLUDED.options,
    sku = EXCLUDED.sku, barcode = EXCLUDED.barcode, status = EXCLUDED.status, price = EXCLUDED.price,
    stock = EXCLUDED.stock, faults = EXCLUDED.faults,
    campaign_floor = CASE WHEN listing.campaign_until > EXCLUDED.read_started
        THEN GREATEST(listing.campaign_floor, EXCLUDED.campaign_floor) ELSE EXCLUDED.campaign_floor END,
    read_started = EXCLUDED.read_started, gone_at = NULL
WHERE listing.read_started < EXCLUDED.read_started
"""


def _mirror(shop: Shop, views: Sequence[ListingView], began: datetime) -> dict[tuple[str, str], int]:
    """Write the page's listings; returns their row ids. A changed campaign floor or status marks the listing,
    and so does its return."""
    unique = {(view.item_id, view.model_id): view for view in views}
    before = {
        row[:2]: row[2:]
        for row in Listing.objects.filter(shop=shop, item_id__in={item for item, _ in unique}).values_list(
            "item_id", "model_id", "campaign_floor", "status", "gone_at"
        )
    }
    rows = list(unique.values())
    with connection.cursor() as cursor:
        cursor.execute(
            _MIRROR,
            {
                "shop": shop.pk,
                "cooperative": shop.cooperative_id,
                "began": began,
                "items": [view.item_id for view in rows],
                "models": [view.model_id for view in rows],
                "titles": [storable(view.title, 500) for view in rows],
                "options": [json.dumps([storable(option, 255) for option in view.options]) for view in rows],
                "skus": [storable(view.sku, 255) for view in rows],
                "barcodes": [storable(view.barcode, 64) for view in rows],
                "statuses": [view.status.value for view in rows],
                "prices": [None if view.price is None else int(view.price) for view in rows],
                "stocks": [view.stock for view in rows],
                "faults": [json.dumps(view.faults) for view in rows],
                "floors": [view.campaign_floor for view in rows],
            },
        )
    after = Listing.objects.filter(shop=shop, item_id__in={item for item, _ in unique})
    ids = {(item, model): pk for item, model, pk in after.values_list("item_id", "model_id", "pk")}
    moved = [
        ids[key]
        for key, view in unique.items()
        if key in before and before[key] != (view.campaign_floor, view.status.value, None)
    ]
    marks.mark(moved, Aspect.STOCK, began)
    marks.mark(moved, Aspect.PRICE, began)
    return ids


def _faults(shop: Shop, views: Sequence[ListingView], ids: dict[tuple[str, str], int], now: datetime) -> None:
    """A row with an impossible number is a problem of its own, named, until it is read without; the others
    go on."""
    faulty = {(f"listing:{ids[view.item_id, view.model_id]}", key) for view in views for key in view.faults}
    told = Problem.objects.filter(
        shop=shop,
        key__startswith="listing.",
        subject__in=[f"listing:{pk}" for pk in ids.values()],
        closed_at=None,
    )
    ended = [
        pk for pk, subject, key in told.values_list("pk", "subject", "key") if (subject, key) not in faulty
    ]
    Problem.objects.filter(pk__in=ended).update(closed_at=now)
    for view in views:
        for key in view.faults:
            open_problem(
                shop.cooperative_id,
                key,
                f"listing:{ids[view.item_id, view.model_id]}",
                {"item": view.item_id, "model": view.model_id},
                shop_id=shop.pk,
                now=now,
            )


def finish(shop: Shop, progress: ScanProgress, now: datetime) -> int:
    """The last page was read: what is new is linked; returns how many links.

    Pages shift while they are read, so a linked listing that wasn't seen is asked for by its id before it is
    taken for gone.
    """
    assert progress.started_at is not None
    with transaction.atomic():
        unseen = Listing.objects.filter(shop=shop, gone_at=None, read_started__lt=progress.started_at)
        linked = unseen.filter(link=Listing.Link.LINKED).order_by("id").values_list("id", flat=True)
        feeds.verify_listings(shop.pk, list(linked), now, "missing from a scan")
        unseen.exclude(link=Listing.Link.LINKED).update(gone_at=now)
        progress.cursor, progress.finished_at = "", now
        progress.save()
    close_problem(shop.cooperative_id, "scan.failing", "shop", shop_id=shop.pk, now=now)
    return link_new(shop, now)
