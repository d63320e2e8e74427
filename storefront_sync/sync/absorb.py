"""Reads again what Saleor said had changed, writes the mirror, marks the listings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from mappings.words import Aspect
from storefront_sync.catalog import mirror
from storefront_sync.catalog.models import Variant
from storefront_sync.catalog.reading import Changes, ReadWindow
from storefront_sync.ledger import holds, looks, marks
from storefront_sync.ledger.models import Look
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.types import OrderRead, VariantRead
from storefront_sync.tenants.models import Cooperative

AT_ONCE = 100
"""Saleor's largest page."""
DOUBTFUL_FOR = timedelta(seconds=1)
"""A variant for which an order is being completed is read again after this, not at once and again."""


@dataclass
class Absorbed:
    """What was read: `shops` have marks, `raised` variants have more stock than before."""

    read: int = 0
    changed: int = 0
    shops: set[int] = field(default_factory=set)
    raised: set[int] = field(default_factory=set)
    new: bool = False
    orders: list[OrderRead] = field(default_factory=list)
    """Those that were named, as Saleor shows them."""


def absorb(cooperative: Cooperative, client: SaleorClient, now: Callable[[], datetime]) -> Absorbed:
    """Serve the oldest hundred requests to look again. Raises SaleorError; the requests then stay."""
    due = looks.due(cooperative.pk, now(), AT_ONCE)
    variants = {look.ref for look in due if look.kind == Look.Kind.VARIANT}
    products = {look.ref for look in due if look.kind == Look.Kind.PRODUCT}
    if products:
        known = Variant.objects.filter(cooperative=cooperative, product_id__in=products)
        variants |= set(known.values_list("saleor_id", flat=True))
    done = Absorbed()
    for look in due:
        if look.kind == Look.Kind.ORDER and (order := client.order(look.ref)) is not None:
            variants |= {line.variant_id for line in order.lines if line.variant_id}
            done.orders.append(order)
    ordered = sorted(variants)
    for start in range(0, len(ordered), AT_ONCE):
        _read_again(cooperative, client, ordered[start : start + AT_ONCE], done, now)
    looks.served(due)
    return done


def _read_again(
    cooperative: Cooperative,
    client: SaleorClient,
    saleor_ids: Sequence[str],
    done: Absorbed,
    now: Callable[[], datetime],
) -> None:
    started = now()
    reads = client.variants_by_ids(saleor_ids, cooperative.channel_slug)
    window = ReadWindow(started, now())
    known = set(
        Variant.objects.filter(cooperative=cooperative, saleor_id__in=saleor_ids).values_list(
            "saleor_id", flat=True
        )
    )
    with transaction.atomic():
        # A variant that isn't listed in our channel is another cooperative's, unless it was ours before.
        ours = [read for read in reads if read.price is not None or read.variant_id in known]
        changes = write_reads(cooperative.pk, ours, window)
        missing = set(saleor_ids) - {read.variant_id for read in reads}
        changes.merge(mirror.gone(cooperative.pk, missing, window))
        done.shops |= mark_changes(changes, now())
    done.read += len(reads)
    done.changed += len(changes.stock | changes.price)
    done.raised |= changes.raised
    done.new = done.new or bool(changes.new)


def write_reads(cooperative_id: int, reads: Sequence[VariantRead], window: ReadWindow) -> Changes:
    """Mirror reads, but for variants that an order was being completed for meanwhile: whether such a read
    contains the order can't be told, so they are read again instead. Call in a transaction."""
    doubtful = holds.completing_during(
        cooperative_id, [read.variant_id for read in reads], window.started, window.ended
    )
    looks.request(
        cooperative_id, Look.Kind.VARIANT, doubtful, window.ended, not_before=window.ended + DOUBTFUL_FOR
    )
    clear = [read for read in reads if read.variant_id not in doubtful]
    ids = [read.variant_id for read in clear]
    held = holds.counted(cooperative_id, ids)
    changes = mirror.write_variants(cooperative_id, clear, window)
    looks.request(cooperative_id, Look.Kind.VARIANT, changes.again, window.ended)
    # The numbers may be the same and yet contain an order that was subtracted from them so far.
    still_held = holds.counted(cooperative_id, ids)
    changes.stock |= {pk for pk in held | still_held if held.get(pk) != still_held.get(pk)}
    return changes


def mark_changes(changes: Changes, now: datetime) -> set[int]:
    """Mark the listings of changed variants; returns the shops that have work."""
    return marks.mark_variants(changes.stock, Aspect.STOCK, now) | marks.mark_variants(
        changes.price, Aspect.PRICE, now
    )
