"""Writes what became of each row into a file beside the sheet, as a sheet of the same kind."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import xlsxwriter

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def results_path(sheet: Path, word: str) -> Path:
    """`barang.xlsx` → `barang.hasil.xlsx`; whatever isn't CSV becomes .xlsx."""
    ending = ".csv" if sheet.suffix.casefold() in (".csv", ".txt", ".tsv") else ".xlsx"
    return sheet.with_name(f"{sheet.stem}.{word}{ending}")


def write_results(path: Path, heading: Sequence[str], rows: Iterable[Sequence[str]], delimiter: str) -> None:
    """Write the rows; nothing in them is ever run as a formula, whoever opens the file."""
    if path.suffix == ".csv":
        with path.open("w", newline="", encoding="utf-8-sig") as file:
            writer = csv.writer(file, delimiter=delimiter or ",")
            writer.writerow(heading)
            writer.writerows([_harmless(cell) for cell in row] for row in rows)
        return
    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        for number, row in enumerate((heading, *rows)):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
