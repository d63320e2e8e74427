"""Opens a CSV or Excel file as rows of cells under known headings."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from storefront_sync.core.errors import StorefrontError
from storefront_sync.saleor.sheet.headings import headings

LARGEST_BYTES = 20_000_000
LARGEST_UNPACKED = 200_000_000
MOST_ROWS = 20_000
MOST_COLUMNS = 100
Cell = str | int | float | bool | datetime | date | time | timedelta | None


class SheetUnusable(StorefrontError):
    """A file that can't be read as a product list."""


@dataclass(frozen=True)
class Row:
    """One row: cells as texts by column, and which columns the file holds as numbers. `line` is the line
    in the file, the heading being 1."""

    line: int
    cells: dict[str, str]
    numbers: frozenset[str]


@dataclass(frozen=True)
class Table:
    """A product list. `unknown` are headings that mean nothing to us; `delimiter` is "" for Excel."""

    rows: tuple[Row, ...]
    unknown: tuple[str, ...]
    delimiter: str


def read_sheet(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file with a heading, as they are written."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def read_table(path: Path) -> Table:
    """The rows of a file that aren't empty; raises SheetUnusable."""
    if not path.is_file():
        raise SheetUnusable("sheet.no_file", path.name)
    if path.stat().st_size > LARGEST_BYTES:
        raise SheetUnusable("sheet.file_too_large", path.name)
    if path.suffix.casefold() in (".xlsx", ".xlsm", ".xls", ".ods"):
        return _table(_excel(path), "")
    text = _decoded(path)
    delimiter = _delimiter(text)
    return _table(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), delimiter)


def _table(given: Iterable[Sequence[Cell]], delimiter: str) -> Table:
    lines = enumerate(given, start=1)
    try:
        first = next((row for _, row in lines if any(_text(cell).strip() for cell in row)), None)
        if first is None:
            raise SheetUnusable("sheet.empty_file")
        known = headings([_text(cell) for cell in first[:MOST_COLUMNS]])
        if known.missing:
            raise SheetUnusable("sheet.heading_missing", ", ".join(known.missing))
        if known.twice:
            raise SheetUnusable("sheet.heading_twice", ", ".join(known.twice))
        rows: list[Row] = []
        for line, cells in lines:
            found = {
                column: _text(cell) for column, cell in zip(known.columns, cells, strict=False) if column
            }
            if not any(value.strip() for value in found.values()):
                continue
            if len(rows) == MOST_ROWS:
                raise SheetUnusable("sheet.too_many_rows", str(MOST_ROWS))
            numbers = frozenset(
                column
                for column, cell in zip(known.columns, cells, strict=False)
                if column and isinstance(cell, int | float) and not isinstance(cell, bool)
            )
            rows.append(Row(line, found, numbers))
    except csv.Error as error:
        raise SheetUnusable("sheet.not_csv", str(error)) from None
    return Table(tuple(rows), known.unknown, delimiter)


def _excel(path: Path) -> Iterator[Sequence[Cell]]:
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                # A small file can be made to unpack into more memory than there is.
                if sum(entry.file_size for entry in packed.infolist()) > LARGEST_UNPACKED:
                    raise SheetUnusable("sheet.file_too_large", path.name)
        book = CalamineWorkbook.from_path(path)
        sheet = book.get_sheet_by_index(0)
    except (CalamineError, zipfile.BadZipFile, IndexError, OSError):
        raise SheetUnusable("sheet.not_excel", path.name) from None
    # Cells above the first used one are left out by default, which would shift every line number.
    yield from sheet.to_python(skip_empty_area=False)


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise SheetUnusable("sheet.not_csv", path.name)
    for encoding in ("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetUnusable("sheet.not_csv", path.name)


def _delimiter(text: str) -> str:
    heading = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=heading.count)


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        # A fraction reads the same whatever the language of the sheet: it never looks like thousands.
        return f"{cell:.4f}".rstrip("0").replace(".", ",")
    return str(cell)
