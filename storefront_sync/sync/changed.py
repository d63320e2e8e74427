"""Asks Saleor which goods changed lately, by its own times, and has them read again.

A new or renamed variant whose event was lost is found within a minute. Price and stock move no time in
Saleor: only their events and the sweep tell of them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from storefront_sync.ledger import looks
from storefront_sync.ledger.models import CatalogueFeed
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.types import CatalogueChange
from storefront_sync.tenants.models import Cooperative

OVERLAP = timedelta(seconds=60)
"""A change has its time when it is made and is seen when its transaction ends: none takes longer."""
MOST_PAGES = 20
"""More than two thousand changes are left to a sweep."""
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def due(now: datetime) -> QuerySet[Cooperative]:
    """Cooperatives whose Saleor is to be asked: those that gave us a token."""
    waiting = CatalogueFeed.objects.filter(next_at__gt=now)
    served = Cooperative.objects.filter(installation__revoked_at=None)
    return served.exclude(installation__token_encrypted="").exclude(pk__in=waiting.values("cooperative"))


def ask_what_changed(
    cooperative: Cooperative,
    client: SaleorClient,
    now: Callable[[], datetime],
    period: timedelta,
    most_pages: int = MOST_PAGES,
) -> None:
    """Where it is due, ask for changed variants and products and request to look at them again.

    Raises SaleorError; what was asked for by then is asked again in the next period.
    """
    for kind in CatalogueFeed.Kind:
        feed, _ = CatalogueFeed.objects.get_or_create(cooperative=cooperative, kind=kind)
        if _claim(feed, now(), period):
            _ask(cooperative, client, feed, now, most_pages)


def _claim(feed: CatalogueFeed, now: datetime, period: timedelta) -> bool:
    """Put the next reading off, so that nobody else does this one; returns whether it was due."""
    rows = CatalogueFeed.objects.filter(Q(next_at=None) | Q(next_at__lte=now), pk=feed.pk)
    return rows.update(next_at=now + period) == 1


def _ask(
    cooperative: Cooperative,
    client: SaleorClient,
    feed: CatalogueFeed,
    now: Callable[[], datetime],
    most_pages: int,
) -> None:
    began = now()
    if feed.read_until is None:
        _reach(feed, _newest(cooperative, client, feed), now())
        return
    changes = _changes(cooperative, client, feed, feed.read_until, most_pages)
    if changes is None:
        newest = _newest(cooperative, client, feed)
        with transaction.atomic():
            Cooperative.objects.filter(pk=cooperative.pk).update(swept_at=None)
            _reach(feed, newest, now())
        return
    until = max((change.updated_at for change in changes), default=feed.read_until)
    with transaction.atomic():
        looks.request(cooperative.pk, feed.kind, {change.id for change in changes}, now())
        if until > feed.read_until:
            _reach(feed, until, now())
        elif feed.reached_at is not None and began >= feed.reached_at + OVERLAP:
            CatalogueFeed.objects.filter(pk=feed.pk).update(settled=True)


def _changes(
    cooperative: Cooperative,
    client: SaleorClient,
    feed: CatalogueFeed,
    read_until: datetime,
    most_pages: int,
) -> list[CatalogueChange] | None:
    """What changed since the last reading and, until that is settled, a while before; None for too much."""
    ask = (
        client.variants_changed_since
        if feed.kind == CatalogueFeed.Kind.VARIANT
        else client.products_changed_since
    )
    since = read_until if feed.settled else read_until - OVERLAP
    found: list[CatalogueChange] = []
    cursor = ""
    for _ in range(most_pages):
        page = ask(since, cooperative.channel_slug, cursor)
        found += [row for row in page.rows if not feed.settled or row.updated_at > read_until]
        cursor = page.next_cursor
        if not cursor:
            return found
    return None


def _newest(cooperative: Cooperative, client: SaleorClient, feed: CatalogueFeed) -> datetime:
    last = client.last_changes(cooperative.channel_slug)
    newest = last.variant if feed.kind == CatalogueFeed.Kind.VARIANT else last.product
    return newest or BEGINNING


def _reach(feed: CatalogueFeed, until: datetime, now: datetime) -> None:
    if until != feed.read_until:
        CatalogueFeed.objects.filter(pk=feed.pk).update(read_until=until, reached_at=now, settled=False)
