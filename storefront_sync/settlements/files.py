"""Opens a settlement file: every sheet of a workbook, or a CSV, within bounds."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from connectors.base.statement import Cell, Sheet
from storefront_sync.core.errors import StorefrontError

LARGEST_BYTES = 20_000_000
LARGEST_UNPACKED = 200_000_000
MOST_ROWS = 100_000
MOST_SHEETS = 30
HEADING_WITHIN = 60
MOST_COLUMNS = 1_000
EXCEL = ".xlsx"
_CELL = re.compile(rb"""\br\s*=\s*["']([A-Z]{0,3})(\d{1,7})["']""")
_CHUNK = 1 << 20
NO_WORKBOOK = (
    *(CalamineError, zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError),
    *(NotImplementedError, RuntimeError),  # compressed or encrypted in a way that isn't known here
)
"""What a file that isn't a sound workbook may end in."""


class SettlementUnusable(StorefrontError):
    """A file that can't be imported as a settlement."""


def read_bytes(path: Path) -> bytes:
    """The file; raises SettlementUnusable where there is none, or it is too large."""
    if not path.is_file():
        raise SettlementUnusable("settlement.no_file", path.name)
    if path.stat().st_size > LARGEST_BYTES:
        raise SettlementUnusable("settlement.too_large", path.name)
    try:
        return path.read_bytes()
    except OSError:
        raise SettlementUnusable("settlement.no_file", path.name) from None


def sheets_of(name: str, data: bytes) -> list[Sheet]:
    """The sheets of a file by this name; raises SettlementUnusable."""
    sheets = _excel(data) if Path(name).suffix.casefold() == EXCEL else [_csv(data)]
    if sum(len(sheet.rows) for sheet in sheets) > MOST_ROWS:
        raise SettlementUnusable("settlement.too_many_rows", str(MOST_ROWS))
    return sheets


def _excel(data: bytes) -> list[Sheet]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            # A small file can be made to unpack into more memory than there is.
            if sum(entry.file_size for entry in packed.infolist()) > LARGEST_UNPACKED:
                raise SettlementUnusable("settlement.too_large")
            if any(_reaches_far(packed, name) for name in packed.namelist() if "worksheets/" in name):
                raise SettlementUnusable("settlement.too_many_rows", str(MOST_ROWS))
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = book.sheet_names[:MOST_SHEETS]
        # Cells above the first used one are left out by default, which would shift every line number.
        return [
            Sheet(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=MOST_ROWS + 1))
            for name in names
        ]
    except NO_WORKBOOK:
        raise SettlementUnusable("settlement.not_readable") from None


def _reaches_far(packed: zipfile.ZipFile, name: str) -> bool:
    """Whether a sheet has a cell far away: the reader makes room for all that lie before it."""
    tail = b""
    with packed.open(name) as sheet:
        while chunk := sheet.read(_CHUNK):
            for column, row in _CELL.findall(tail + chunk):
                if int(row) > MOST_ROWS or _number(column) > MOST_COLUMNS:
                    return True
            tail = chunk[-30:]
    return False


def _number(letters: bytes) -> int:
    """A column's number: A = 1, Z = 26, AA = 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _csv(data: bytes) -> Sheet:
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\0" in data[:4096] and not wide:
        raise SettlementUnusable("settlement.not_readable")
    for encoding in ("utf-16" if wide else "utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise SettlementUnusable("settlement.not_readable")
    rows: list[list[Cell]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)):
            rows.append(list(row))
            if len(rows) > MOST_ROWS:
                raise SettlementUnusable("settlement.too_many_rows", str(MOST_ROWS))
    except csv.Error:
        raise SettlementUnusable("settlement.not_readable") from None
    return Sheet("", rows)


def _delimiter(text: str) -> str:
    """Of the line with the most columns among the first: titles stand above the headings."""
    first = text[:100_000].splitlines()[:HEADING_WITHIN]
    return max(",;\t", key=lambda sign: max((line.count(sign) for line in first), default=0))
