"""The mirror as it would be written one variant after the other: what the real one is held against."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from storefront_sync.catalog.reading import ReadWindow
from storefront_sync.saleor.types import StockRead, VariantRead

Pieces = dict[str, tuple[int, int, int]]


@dataclass
class Row:
    """A mirrored variant."""

    details: tuple[object, ...]
    details_started: datetime
    gone_at: datetime | None = None
    stocks: Pieces = field(default_factory=dict)
    stock_stamps: tuple[datetime | None, datetime | None, int | None] = (None, None, None)


@dataclass
class Told:
    """What a write said had changed, by Saleor id."""

    stock: set[str] = field(default_factory=set)
    raised: set[str] = field(default_factory=set)
    price: set[str] = field(default_factory=set)
    new: set[str] = field(default_factory=set)


def details_of(read: VariantRead) -> tuple[object, ...]:
    """What is kept of a read besides its stock; the price stands last but one."""
    return (
        read.product_id,
        read.product_name[:300],
        read.name[:300],
        read.category[:200],
        read.sku[:255],
        read.barcode[:64],
        read.price,
        read.track_inventory,
    )


class RowByRow:
    """Variants of one cooperative."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}

    def write_variants(self, reads: Sequence[VariantRead], window: ReadWindow) -> Told:
        """One read of several variants."""
        told = Told()
        for read in reads:
            key, details = read.variant_id, details_of(read)
            row = self.rows.get(key)
            if row is None:
                self.rows[key] = Row(details, window.started)
                told.new.add(key)
                told.price.add(key)
            elif row.details_started < window.started:
                if row.details[-2] != details[-2]:
                    told.price.add(key)
                if row.gone_at is not None or row.details[-1] != details[-1]:
                    told.stock.add(key)
                row.details, row.details_started, row.gone_at = details, window.started, None
            self._stock(key, read.stocks, window, told)
        return told

    def write_stocks(self, stocks: Mapping[str, Sequence[StockRead]], window: ReadWindow) -> Told:
        """One read of the stock alone."""
        told = Told()
        for key, rows in stocks.items():
            if key in self.rows:
                self._stock(key, rows, window, told)
        return told

    def gone(self, keys: Collection[str], window: ReadWindow) -> Told:
        """These are no longer there."""
        told = Told()
        for key in keys:
            row = self.rows.get(key)
            if row is not None and row.gone_at is None and row.details_started < window.started:
                row.gone_at, row.details_started = window.ended, window.started
                told.stock.add(key)
        return told

    def _stock(self, key: str, read: Sequence[StockRead], window: ReadWindow, told: Told) -> None:
        row = self.rows[key]
        started = row.stock_stamps[0]
        if started is not None and started >= window.started:
            return
        stocks: Pieces = {one.warehouse_id: (one.quantity, one.allocated, one.reserved) for one in read}
        if stocks != row.stocks or started is None:
            told.stock.add(key)
        if _free(stocks) > _free(row.stocks):
            told.raised.add(key)
        row.stocks = stocks
        row.stock_stamps = (window.started, window.ended, window.answer_of)


def _free(stocks: Pieces) -> int:
    return sum(quantity - allocated - reserved for quantity, allocated, reserved in stocks.values())
