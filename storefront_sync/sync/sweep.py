"""Reads the whole catalogue of a channel: stock moves without any time stamp, so nothing else finds a lost
event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from connectors.base.errors import ConfigError
from storefront_sync.catalog import mirror
from storefront_sync.catalog.models import Variant
from storefront_sync.catalog.reading import ReadWindow
from storefront_sync.ledger.models import Belief
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.types import VariantRead
from storefront_sync.sync.absorb import AT_ONCE, Absorbed, mark_changes, write_reads
from storefront_sync.tenants.models import Cooperative
from storefront_sync.tenants.problems import close_problem, open_problem

MOST_PAGES = 20_000
Progress = Callable[[int, int], None]
"""Told how many variants were read so far, and how many there are; only for it is that asked."""


@dataclass(frozen=True)
class WipeGuard:
    """A sweep that would take more than this share of the shown variants to nothing, and at least this
    many, stops and asks."""

    share: float = 0.2
    at_least: int = 10


class SweepRefused(ConfigError):
    """What was read can't be believed: a dead token answers as an anonymous caller, or too much would go
    to zero."""


@dataclass(frozen=True)
class _Page:
    reads: tuple[VariantRead, ...]
    window: ReadWindow


def sweep(
    cooperative: Cooperative,
    client: SaleorClient,
    now: Callable[[], datetime],
    *,
    progress: Progress | None = None,
    guard: WipeGuard | None = WipeGuard(),
) -> Absorbed:
    """Mirror every variant of the channel. Without a `guard` staff have looked, and any number may go to
    nothing.

    Raises SaleorError when Saleor fails, SweepRefused when the answer isn't to be believed; then nothing
    was written.
    """
    client.app_id()
    total = client.variants_total(cooperative.channel_slug) if progress is not None else 0
    pages: list[_Page] = []
    cursor = ""
    read = 0
    for _ in range(MOST_PAGES):
        started = now()
        page = client.variants_page(cooperative.channel_slug, cursor)
        pages.append(_Page(tuple(page.rows), ReadWindow(started, now())))
        read += len(page.rows)
        if progress is not None:
            # The last page tells how many there are: a stand-in is in Saleor's number, and is no goods.
            progress(read, max(total, read) if page.next_cursor else read)
        cursor = page.next_cursor
        if not cursor:
            break
    client.app_id()
    if guard is not None:
        _refuse_a_wipe(cooperative, pages, guard, now())
    done = Absorbed(read=read)
    for read_page in pages:
        with transaction.atomic():
            changes = write_reads(cooperative.pk, read_page.reads, read_page.window)
            done.shops |= mark_changes(changes, now())
        done.changed += len(changes.stock | changes.price)
        done.raised |= changes.raised
        done.new = done.new or bool(changes.new)
    _confirm_absent(cooperative, client, pages, done, now)
    close_problem(cooperative.pk, "sweep.would_zero", now=now())
    return done


def _refuse_a_wipe(cooperative: Cooperative, pages: list[_Page], guard: WipeGuard, now: datetime) -> None:
    """Compare what linked variants would have left with what is shown now."""
    left = {
        read.variant_id: sum(stock.quantity - stock.allocated - stock.reserved for stock in read.stocks)
        for page in pages
        for read in page.reads
    }
    shown = set(
        Belief.objects.filter(
            listing__cooperative=cooperative, aspect="stock", void=False, value__gt=0
        ).values_list("listing__components__variant__saleor_id", flat=True)
    )
    zeroed = [key for key in shown if left.get(str(key), 0) <= 0]
    if len(zeroed) >= guard.at_least and len(zeroed) > guard.share * len(shown):
        open_problem(
            cooperative.pk, "sweep.would_zero", detail={"zeroed": len(zeroed), "shown": len(shown)}, now=now
        )
        raise SweepRefused("sweep.would_zero", f"{len(zeroed)} of {len(shown)}")


def _confirm_absent(
    cooperative: Cooperative,
    client: SaleorClient,
    pages: list[_Page],
    done: Absorbed,
    now: Callable[[], datetime],
) -> None:
    """A variant that no page had is gone only if a question by its id says so too."""
    seen = {read.variant_id for page in pages for read in page.reads}
    known = Variant.objects.filter(cooperative=cooperative, gone_at=None).values_list("saleor_id", flat=True)
    absent = sorted(set(known) - seen)
    for start in range(0, len(absent), AT_ONCE):
        ids = absent[start : start + AT_ONCE]
        started = now()
        found = client.variants_by_ids(ids, cooperative.channel_slug)
        window = ReadWindow(started, now())
        with transaction.atomic():
            changes = write_reads(cooperative.pk, found, window)
            changes.merge(mirror.gone(cooperative.pk, set(ids) - {read.variant_id for read in found}, window))
            done.shops |= mark_changes(changes, now())
        done.changed += len(changes.stock | changes.price)
        done.raised |= changes.raised
