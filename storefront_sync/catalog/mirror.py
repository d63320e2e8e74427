"""Writes what was read from Saleor into the mirror: a read replaces only one that started earlier."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from storefront_sync.catalog.models import Variant, VariantStock
from storefront_sync.saleor.types import StockRead, VariantRead


@dataclass(frozen=True)
class ReadWindow:
    """When a read began and ended on our clock. `answer_of` = the order whose completion or cancellation
    it answered, in which case it contains that order."""

    started: datetime
    ended: datetime
    answer_of: int | None = None


@dataclass
class Changes:
    """Variants (row ids) whose mirror changed."""

    stock: set[int] = field(default_factory=set)
    raised: set[int] = field(default_factory=set)
    price: set[int] = field(default_factory=set)
    new: set[int] = field(default_factory=set)

    def merge(self, other: Changes) -> None:
        """Add another read's changes."""
        self.stock |= other.stock
        self.raised |= other.raised
        self.price |= other.price
        self.new |= other.new


def write_variants(cooperative_id: int, reads: Sequence[VariantRead], window: ReadWindow) -> Changes:
    """Mirror whole variants (details, price, stock). Call in a transaction; rows are locked in order of
    Saleor id."""
    changes = Changes()
    if not reads:
        return changes
    known = _locked(cooperative_id, [read.variant_id for read in reads])
    unmoved: list[int] = []
    for read in sorted(reads, key=lambda r: r.variant_id):
        variant = known.get(read.variant_id)
        if variant is None:
            variant = Variant(cooperative_id=cooperative_id, saleor_id=read.variant_id)
            _take_details(variant, read, window)
            variant.save(force_insert=True)
            changes.new.add(variant.pk)
            changes.price.add(variant.pk)
        elif variant.details_read_started < window.started:
            if variant.price != read.price:
                changes.price.add(variant.pk)
            if variant.gone_at is not None or variant.track_inventory != read.track_inventory:
                changes.stock.add(variant.pk)
            if _take_details(variant, read, window):
                variant.save()
            else:
                unmoved.append(variant.pk)
        known[read.variant_id] = variant
    Variant.objects.filter(pk__in=unmoved).update(details_read_started=window.started)
    stocks = {known[read.variant_id]: read.stocks for read in reads}
    changes.merge(_write_stocks(stocks, window))
    return changes


def write_stocks(
    cooperative_id: int, stocks: Mapping[str, Sequence[StockRead]], window: ReadWindow
) -> Changes:
    """Mirror only the stock of known variants (Saleor id → its rows in every warehouse). Call in a
    transaction."""
    known = _locked(cooperative_id, stocks)
    return _write_stocks({known[key]: rows for key, rows in stocks.items() if key in known}, window)


def gone(cooperative_id: int, saleor_ids: Collection[str], window: ReadWindow) -> Changes:
    """These variants were confirmed, by id, to be no longer there."""
    changes = Changes()
    for variant in _locked(cooperative_id, saleor_ids).values():
        if variant.gone_at is None and variant.details_read_started < window.started:
            variant.gone_at = window.ended
            variant.details_read_started = window.started
            variant.save(update_fields=["gone_at", "details_read_started"])
            changes.stock.add(variant.pk)
    return changes


def _locked(cooperative_id: int, saleor_ids: Collection[str]) -> dict[str, Variant]:
    rows = (
        # no_key: a hold or a component that refers to a variant may be made meanwhile
        Variant.objects.select_for_update(no_key=True)
        .filter(cooperative_id=cooperative_id, saleor_id__in=list(saleor_ids))
        .order_by("saleor_id")
    )
    return {row.saleor_id: row for row in rows}


def _take_details(variant: Variant, read: VariantRead, window: ReadWindow) -> bool:
    """Copy what was read; returns whether anything but the time moved."""
    variant.details_read_started = window.started
    wanted = {
        "product_id": read.product_id,
        "product_name": read.product_name[:300],
        "options": read.name[:300],
        "category": read.category[:200],
        "sku": read.sku[:255],
        "barcode": read.barcode[:64],
        "price": read.price,
        "track_inventory": read.track_inventory,
        "gone_at": None,
    }
    moved = any(getattr(variant, name) != value for name, value in wanted.items())
    for name, value in wanted.items():
        setattr(variant, name, value)
    return moved


def _write_stocks(stocks: Mapping[Variant, Sequence[StockRead]], window: ReadWindow) -> Changes:
    """The stock of locked variants, where this read began later than the one that is there."""
    changes = Changes()
    fresh = [
        variant
        for variant in stocks
        if variant.stock_read_started is None or variant.stock_read_started < window.started
    ]
    before: dict[int, dict[str, tuple[int, int, int]]] = {variant.pk: {} for variant in fresh}
    for row in VariantStock.objects.filter(variant_id__in=before):
        before[row.variant_id][row.warehouse_id] = (row.quantity, row.allocated, row.reserved)
    for variant in sorted(fresh, key=lambda v: v.pk):
        after = {s.warehouse_id: (s.quantity, s.allocated, s.reserved) for s in stocks[variant]}
        was = before[variant.pk]
        if after != was:
            changes.stock.add(variant.pk)
            if _available(after) > _available(was):
                changes.raised.add(variant.pk)
            _replace(variant.pk, was, after)
        elif variant.stock_read_started is None:
            changes.stock.add(variant.pk)
    _stamp([variant.pk for variant in fresh], window)
    return changes


def _available(rows: dict[str, tuple[int, int, int]]) -> int:
    return sum(quantity - allocated - reserved for quantity, allocated, reserved in rows.values())


def _replace(
    variant_id: int, was: dict[str, tuple[int, int, int]], after: dict[str, tuple[int, int, int]]
) -> None:
    VariantStock.objects.filter(variant_id=variant_id, warehouse_id__in=set(was) - set(after)).delete()
    for warehouse_id, (quantity, allocated, reserved) in after.items():
        if was.get(warehouse_id) != after[warehouse_id]:
            VariantStock.objects.update_or_create(
                variant_id=variant_id,
                warehouse_id=warehouse_id,
                defaults={"quantity": quantity, "allocated": allocated, "reserved": reserved},
            )


def _stamp(variant_ids: Sequence[int], window: ReadWindow) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE catalog_variant SET stock_read_started = %s, stock_read_ended = %s, stock_answer_of = %s"
            " WHERE id = ANY(%s)",
            [window.started, window.ended, window.answer_of, list(variant_ids)],
        )
