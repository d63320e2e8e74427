"""Which writes a shop needs now, grouped into single calls, the vital ones first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from connectors.base.capabilities import Capabilities
from mappings.words import Aspect, ListingStatus
from storefront_sync.catalog.models import Listing
from storefront_sync.ledger import marks
from storefront_sync.ledger.models import Belief, Mark
from storefront_sync.sync import desired

MARKS_AT_ONCE = 600
FEW_LEFT = 2
"""At or below this many pieces a falling stock is pushed without waiting for others to join the call."""


@dataclass(frozen=True)
class Patience:
    """How long a cosmetic change waits for company, and after how long it goes before everything else."""

    debounce: timedelta
    starved_after: timedelta = timedelta(seconds=60)


@dataclass(frozen=True)
class Row:
    """One number to write."""

    mark: Mark
    listing_id: int
    model_id: str
    value: int
    inputs: dict[str, object]
    believed: int | None


@dataclass(frozen=True)
class WriteUnit:
    """One call: rows of one item and aspect."""

    aspect: Aspect
    item_id: str
    rows: tuple[Row, ...]
    urgency: int
    """0 starved, 1 to zero, 2 falling, 3 rising or void, 4 price."""


@dataclass(frozen=True)
class Batch:
    """What to write now, and when the next marks that wait for company are ready."""

    units: tuple[WriteUnit, ...] = ()
    settled: tuple[Mark, ...] = ()
    impossible: tuple[tuple[Mark, str], ...] = ()
    ready_at: datetime | None = None


@dataclass
class _Item:
    rows: list[Row] = field(default_factory=list)
    urgencies: list[int] = field(default_factory=list)
    ready: bool = False
    ready_at: datetime | None = None


def next_batch(shop_id: int, capabilities: Capabilities, patience: Patience, now: datetime) -> Batch:
    """Read the marks of a shop and compare desired with believed. Changes nothing.

    The marks are read before their inputs: what changes later leaves them dirty.
    """
    rows = _readable_marks(shop_id, now)
    wanted = {
        Aspect.STOCK: desired.stock([m.listing_id for m in rows if m.aspect == Aspect.STOCK.value]),
        Aspect.PRICE: desired.price([m.listing_id for m in rows if m.aspect == Aspect.PRICE.value]),
    }
    beliefs = {
        (b.listing_id, b.aspect): b
        for b in Belief.objects.filter(listing_id__in={m.listing_id for m in rows})
    }
    items: dict[tuple[Aspect, str], _Item] = {}
    settled: list[Mark] = []
    impossible: list[tuple[Mark, str]] = []
    for row in rows:
        aspect = Aspect(row.aspect)
        want = wanted[aspect].get(row.listing_id)
        belief = beliefs.get((row.listing_id, row.aspect))
        if want is None or belief is None or not _writable(row.listing, capabilities):
            settled.append(
                row
            )  # unlinked, gone or hidden since it was marked: a scan marks it when it is back
        elif want.value is None:
            impossible.append((row, want.obstacle))
        elif not belief.void and belief.value == want.value:
            settled.append(row)
        elif belief.in_flight == 0:
            item = items.setdefault((aspect, row.listing.item_id), _Item())
            _join(item, row, belief, want.value, want.inputs, patience, now)
    units = [
        unit
        for (aspect, item_id), item in items.items()
        if item.ready
        for unit in _calls(aspect, item_id, item, capabilities)
    ]
    waiting = [item.ready_at for item in items.values() if not item.ready and item.ready_at is not None]
    return Batch(
        units=tuple(sorted(units, key=lambda unit: (unit.urgency, unit.rows[0].mark.marked_at))),
        settled=tuple(settled),
        impossible=tuple(impossible),
        ready_at=min(waiting, default=None),
    )


def _readable_marks(shop_id: int, now: datetime) -> list[Mark]:
    """Marks that may be served; those whose listing waits to be read back are left for later."""
    pending = marks.pending(shop_id, now).select_related("listing")
    return list(pending.exclude(listing__verification__due_at__lte=now)[:MARKS_AT_ONCE])


def _writable(listing: Listing, capabilities: Capabilities) -> bool:
    if listing.gone_at is not None or listing.link != Listing.Link.LINKED:
        return False
    return capabilities.writes_hidden or listing.status == ListingStatus.LIVE.value


def _join(
    item: _Item,
    row: Mark,
    belief: Belief,
    value: int,
    inputs: dict[str, object],
    patience: Patience,
    now: datetime,
) -> None:
    urgency = _urgency(row, belief, value, patience, now)
    item.rows.append(Row(row, row.listing_id, row.listing.model_id, value, inputs, belief.value))
    item.urgencies.append(urgency)
    ready_at = (
        row.marked_at
        if urgency <= 1 or (urgency == 2 and value <= FEW_LEFT)
        else row.marked_at + patience.debounce
    )
    item.ready = item.ready or ready_at <= now
    item.ready_at = ready_at if item.ready_at is None else min(item.ready_at, ready_at)


def _urgency(row: Mark, belief: Belief, value: int, patience: Patience, now: datetime) -> int:
    if now - row.marked_at > patience.starved_after:
        return 0
    if row.aspect == Aspect.PRICE.value:
        return 4
    if value == 0 and (belief.value is None or belief.value > 0):
        return 1
    return 2 if belief.value is not None and value < belief.value else 3


def _calls(aspect: Aspect, item_id: str, item: _Item, capabilities: Capabilities) -> Sequence[WriteUnit]:
    most = capabilities.stock_rows if aspect is Aspect.STOCK else capabilities.price_rows
    urgency = min(item.urgencies)
    return [
        WriteUnit(aspect, item_id, tuple(item.rows[start : start + most]), urgency)
        for start in range(0, len(item.rows), most)
    ]
