"""Which writes a shop needs now, grouped into single calls, the vital ones first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice

from connectors.base.capabilities import Capabilities
from mappings.words import Aspect, ListingStatus
from storefront_sync.catalog.models import Listing
from storefront_sync.ledger import marks
from storefront_sync.ledger.models import Belief, Mark
from storefront_sync.sync import desired

OLDEST_STOCK, NEWEST_STOCK, OLDEST_PRICE = 400, 200, 200
"""Marks that are looked at together. A sale's is among the newest, however long the backlog before it."""
VITAL_IN_A_ROW = 4
"""Calls for vital changes before one for what has waited longest."""
FEW_LEFT = 2
"""At or below this many pieces a falling stock is pushed without waiting for others to join the call."""


@dataclass(frozen=True)
class Patience:
    """How long a cosmetic change waits for company, and after how long it takes turns with vital ones."""

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
    """1 to zero, 2 falling, 3 rising or void, 4 price."""
    marked_at: datetime
    starved: bool


@dataclass(frozen=True)
class Batch:
    """What to write now, and when the next marks that wait for company are ready."""

    units: tuple[WriteUnit, ...] = ()
    settled: tuple[Mark, ...] = ()
    impossible: tuple[tuple[Mark, str], ...] = ()
    ready_at: datetime | None = None
    held: Mapping[int, desired.Desired] = field(default_factory=dict)
    """Listings of which a campaign holds more than may be sold."""


@dataclass
class _Item:
    rows: list[Row] = field(default_factory=list)
    urgencies: list[int] = field(default_factory=list)
    ready: bool = False
    starved: bool = False
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
    held = {key: want for key, want in wanted[Aspect.STOCK].items() if want.held_by_campaign is not None}
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
        units=tuple(_in_turn(units)),
        settled=tuple(settled),
        impossible=tuple(impossible),
        ready_at=min(waiting, default=None),
        held=held,
    )


def _readable_marks(shop_id: int, now: datetime) -> list[Mark]:
    """Marks that may be served; those whose listing waits to be read back are left for later."""
    pending = marks.pending(shop_id, now).select_related("listing")
    readable = pending.exclude(listing__verification__due_at__lte=now)
    stock = readable.filter(aspect=Aspect.STOCK.value)
    found = {row.pk: row for row in stock[:OLDEST_STOCK]}
    if len(found) == OLDEST_STOCK:
        found |= {row.pk: row for row in stock.order_by("-revision", "id")[:NEWEST_STOCK]}
    found |= {row.pk: row for row in readable.filter(aspect=Aspect.PRICE.value)[:OLDEST_PRICE]}
    return sorted(found.values(), key=lambda row: (row.marked_at, row.pk))


def _in_turn(units: Sequence[WriteUnit]) -> Iterator[WriteUnit]:
    """Vital calls first, and one in five for what has waited too long; then the rest."""
    ranked = sorted(units, key=lambda unit: (unit.urgency, unit.marked_at))
    vital = [unit for unit in ranked if unit.urgency <= 2]
    starved = sorted(
        (unit for unit in ranked if unit.urgency > 2 and unit.starved), key=lambda unit: unit.marked_at
    )
    waited = iter(starved)
    for start in range(0, len(vital), VITAL_IN_A_ROW):
        yield from vital[start : start + VITAL_IN_A_ROW]
        yield from islice(waited, 1)
    yield from waited
    yield from (unit for unit in ranked if unit.urgency > 2 and not unit.starved)


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
    urgency = _urgency(row, belief, value)
    starved = now - row.marked_at > patience.starved_after
    item.starved = item.starved or starved
    item.rows.append(Row(row, row.listing_id, row.listing.model_id, value, inputs, belief.value))
    item.urgencies.append(urgency)
    ready_at = (
        row.marked_at
        if starved or urgency == 1 or (urgency == 2 and value <= FEW_LEFT)
        else row.marked_at + patience.debounce
    )
    item.ready = item.ready or ready_at <= now
    item.ready_at = ready_at if item.ready_at is None else min(item.ready_at, ready_at)


def _urgency(row: Mark, belief: Belief, value: int) -> int:
    if row.aspect == Aspect.PRICE.value:
        return 4
    if value == 0 and (belief.value is None or belief.value > 0):
        return 1
    return 2 if belief.value is not None and value < belief.value else 3


def _calls(aspect: Aspect, item_id: str, item: _Item, capabilities: Capabilities) -> Sequence[WriteUnit]:
    most = capabilities.stock_rows if aspect is Aspect.STOCK else capabilities.price_rows
    urgency = min(item.urgencies)
    return [
        WriteUnit(
            aspect,
            item_id,
            tuple(item.rows[start : start + most]),
            urgency,
            min(row.mark.marked_at for row in item.rows),
            item.starved,
        )
        for start in range(0, len(item.rows), most)
    ]
