"""Settlement files as the marketplaces write them, with invented numbers."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

PaperCell = str | int


@dataclass(frozen=True)
class Payment:
    """What a marketplace paid for an order; `tax` was withheld of it."""

    order_id: str
    amount: int
    fees: int = 0
    on: str = "2026-12-07"
    tax: int = 0
    reference: str = "S1"


def paper(folder: Path, key: str, payments: Sequence[Payment], name: str = "laporan") -> Path:
    """The marketplace's file of these payments."""
    if key == "lazada":
        return lazada(folder / f"{name}.csv", payments)
    rows = [SHEETS[key](number, row) for number, row in enumerate(payments, start=1)]
    return workbook(folder / f"{name}.xlsx", [["Laporan"], [], HEADINGS[key], *rows])


HEADINGS: dict[str, list[PaperCell]] = {
    "shopee": [
        *("No.", "No. Pesanan", "No. Pengajuan", "Username (Pembeli)", "Tanggal Dana Dilepaskan"),
        *("Biaya Administrasi (termasuk PPN 11%)", "Total Penghasilan", "PPh Pasal 22"),
    ],
    "tokopedia": [
        *("ID Pesanan/Penyesuaian", "Jenis transaksi", "Waktu pembayaran pesanan", "Total Biaya"),
        *("Jumlah penyelesaian pembayaran", "ID pesanan terkait", "Article 22 Income Tax withheld"),
    ],
}


def _shopee(number: int, row: Payment) -> list[PaperCell]:
    return [number, row.order_id, "", "b****i", row.on, -row.fees, row.amount, -row.tax]


def _tokopedia(number: int, row: Payment) -> list[PaperCell]:
    return [row.order_id, "Pesanan", row.on, -row.fees, row.amount, "/", -row.tax]


SHEETS = {"shopee": _shopee, "tokopedia": _tokopedia}


def lazada(path: Path, payments: Sequence[Payment]) -> Path:
    """One row for the goods and one for the fee."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["Laporan penghasilan"])
        writer.writerow(
            [
                *("Nomor Laporan", "Nama Biaya", "Jumlah (Termasuk Pajak)", "Tanggal Dilepas"),
                *("Nomor Pesanan", "ID Pesanan", "WHT Amount"),
            ]
        )
        for row in payments:
            for kind, amount, tax in (
                ("Item Price Credit", row.amount + row.fees, row.tax),
                ("Commission", -row.fees, 0),
            ):
                cells = [row.reference, kind, f"{amount:,}.00", row.on, row.order_id, f"{row.order_id}01"]
                writer.writerow([*cells, -tax])
    return path


def workbook(path: Path, rows: Sequence[Sequence[PaperCell]]) -> Path:
    """An Excel file with a summary and these rows."""
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Summary").write_string(0, 0, "Ringkasan")
        sheet = book.add_worksheet("Income")
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(number, column, cell)
                else:
                    sheet.write_string(number, column, cell)
    return path
