"""Differences as a file for a spreadsheet: amounts as numbers, and no text that is run as a formula."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from storefront_sync.settlements.files import SettlementUnusable

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
ENDINGS = (".xlsx", ".csv")

ExportCell = str | int | None


def write(path: Path, heading: Sequence[str], rows: Sequence[Sequence[ExportCell]]) -> None:
    """Write to .xlsx or .csv; raises SettlementUnusable for another ending, and where it can't be written."""
    if path.suffix.casefold() not in ENDINGS:
        raise SettlementUnusable("settlement.export_ending", path.name)
    try:
        if path.suffix.casefold() == ".csv":
            _csv(path, heading, rows)
        else:
            _excel(path, heading, rows)
    except (OSError, xlsxwriter.exceptions.FileCreateError):
        raise SettlementUnusable("settlement.not_written", path.name) from None


def harmless(cell: ExportCell) -> ExportCell:
    """Numbers as they are; a text that a spreadsheet would run gets an apostrophe in front."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _csv(path: Path, heading: Sequence[str], rows: Sequence[Sequence[ExportCell]]) -> None:
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow(heading)
        writer.writerows([harmless(cell) for cell in row] for row in rows)


def _excel(path: Path, heading: Sequence[str], rows: Sequence[Sequence[ExportCell]]) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        for number, row in enumerate((heading, *rows)):
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(number, column, cell)
                else:
                    sheet.write_string(number, column, cell or "")
