"""Writes what was read from Saleor into the mirror: a read replaces only one that started earlier.

However many variants a read has, it costs a handful of statements; one that changed nothing costs three.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from storefront_sync.catalog import mirrored, mirrored_stock
from storefront_sync.catalog.mirrored import Details, MirroredVariant
from storefront_sync.catalog.mirrored_stock import Stocks
from storefront_sync.catalog.models import Variant
from storefront_sync.catalog.oversold import tell_oversold
from storefront_sync.catalog.reading import Changes, ReadWindow
from storefront_sync.saleor.types import StockRead, VariantRead


def write_variants(cooperative_id: int, reads: Sequence[VariantRead], window: ReadWindow) -> Changes:
    """Mirror whole variants (details, price, stock). Call in a transaction; rows are locked in order of
    Saleor id."""
    if not reads:
        return Changes()
    wanted = {read.variant_id: mirrored.details_of(read) for read in reads}
    stocks = {read.variant_id: mirrored_stock.by_warehouse(read.stocks) for read in reads}
    known = mirrored.lock(cooperative_id, wanted)
    later = {key: row for key, row in known.items() if row.details_read_started < window.started}
    changes = _changed_details(later, wanted)
    mirrored.change(
        {row.pk: wanted[key] for key, row in later.items() if row.gone or row.details != wanted[key]}
    )

    new = {key: details for key, details in wanted.items() if key not in known}
    added = mirrored.add(cooperative_id, new, window)
    changes.new = set(added.values())
    changes.price |= changes.new
    changes.stock |= changes.new
    changes.again = new.keys() - added.keys()

    fresh = _with_older_stock(known, window)
    changes.merge(_write_stocks({pk: stocks[key] for key, pk in (fresh | added).items()}))
    changes.stock |= {row.pk for row in known.values() if row.stock_read_started is None}
    mirrored.stamp([row.pk for row in later.values()], list(fresh.values()), window)
    tell_oversold(cooperative_id, changes.stock, window.ended)
    return changes


def write_stocks(
    cooperative_id: int, stocks: Mapping[str, Sequence[StockRead]], window: ReadWindow
) -> Changes:
    """Mirror only the stock of known variants (Saleor id → its rows in every warehouse). Call in a
    transaction."""
    known = mirrored.lock(cooperative_id, stocks)
    fresh = _with_older_stock(known, window)
    changes = _write_stocks({pk: mirrored_stock.by_warehouse(stocks[key]) for key, pk in fresh.items()})
    changes.stock |= {row.pk for row in known.values() if row.stock_read_started is None}
    mirrored.stamp([], list(fresh.values()), window)
    tell_oversold(cooperative_id, changes.stock, window.ended)
    return changes


def gone(cooperative_id: int, saleor_ids: Collection[str], window: ReadWindow) -> Changes:
    """These variants were confirmed, by id, to be no longer there."""
    if not saleor_ids:
        return Changes()
    rows = mirrored.lock(cooperative_id, saleor_ids).values()
    lost = {row.pk for row in rows if not row.gone and row.details_read_started < window.started}
    Variant.objects.filter(pk__in=lost).update(gone_at=window.ended, details_read_started=window.started)
    tell_oversold(cooperative_id, lost, window.ended)
    return Changes(stock=lost)


def _changed_details(rows: Mapping[str, MirroredVariant], wanted: Mapping[str, Details]) -> Changes:
    """What newer details mean for the numbers that are shown."""
    changes = Changes()
    for key, row in rows.items():
        if row.details.price != wanted[key].price:
            changes.price.add(row.pk)
        if row.gone or row.details.track_inventory != wanted[key].track_inventory:
            changes.stock.add(row.pk)
    return changes


def _with_older_stock(rows: Mapping[str, MirroredVariant], window: ReadWindow) -> dict[str, int]:
    """Row ids of those whose stock is of a read that began earlier, or of none."""
    return {
        key: row.pk
        for key, row in rows.items()
        if row.stock_read_started is None or row.stock_read_started < window.started
    }


def _write_stocks(wanted: Stocks) -> Changes:
    """Replace the stock of locked variants."""
    changes = Changes()
    was = mirrored_stock.read(wanted)
    for pk, rows in wanted.items():
        if rows != was[pk]:
            changes.stock.add(pk)
            if mirrored_stock.available(rows) > mirrored_stock.available(was[pk]):
                changes.raised.add(pk)
    mirrored_stock.write(was, {pk: wanted[pk] for pk in changes.stock})
    return changes
