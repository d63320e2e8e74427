"""Lazada's statements: that of today in both languages, and the older overview of transactions."""

from __future__ import annotations

from datetime import date

import pytest

from connectors.base.statement import Cell, Sheet, Statement, StatementFault, Wrong
from connectors.lazada.statement import STATEMENT

ENGLISH: list[Cell] = [
    "Statement Period",
    "Statement Number",
    "Transaction Date",
    "Fee Name",
    "Amount(Include Tax)",
    "VAT Amount",
    "Release Status",
    "Release Date",
    "Order Number",
    "Order Line ID",
    "WHT Amount",
    "WHT included in Amount",
]
INDONESIAN: list[Cell] = [
    "Periode Laporan",
    "Nomor Laporan",
    "Tanggal Transaksi",
    "Nama Biaya",
    "Jumlah (Termasuk Pajak)",
    "VAT Amount",
    "Status Pelepasan Dana",
    "Tanggal Dilepas",
    "Nomor Pesanan",
    "ID Pesanan",
    "WHT Amount",
    "WHT termasuk dalam jumlah",
]
ORDER = "491253082180001"


def row(
    kind: str, paid: Cell, *, released: Cell = "08 Sep 2026", part: str = "1", tax: Cell = 0
) -> list[Cell]:
    """One booking."""
    return ["Sep", "ID-2026-36", "07 Sep 2026", kind, paid, 0, "Released", released, ORDER, part, tax, "NO"]


def read(*rows: list[Cell], headings: list[Cell] = ENGLISH) -> Statement | StatementFault:
    """The statement with these bookings."""
    return STATEMENT.read([Sheet("", [["Statement of account"], ['""'], headings, *rows])])


@pytest.mark.parametrize("headings", [ENGLISH, INDONESIAN])
def test_bookings_are_lines_and_what_is_taken_is_a_fee(headings: list[Cell]) -> None:
    found = read(
        row("Item Price Credit", "50,000.00"),
        row("Commission", "-3,250.00"),
        row("Shipping Fee (Charged by Lazada)", -9_000),
        row("Withholding", -250, tax=-250),
        headings=headings,
    )
    assert isinstance(found, Statement)
    assert [(line.amount, line.fees, line.tax) for line in found.lines] == [
        (50_000, 0, 0),
        (-3_250, 3_250, 0),
        (-9_000, 0, 0),
        (-250, 250, 250),
    ]
    assert {line.order_id for line in found.lines} == {ORDER}
    assert found.lines[0].settled_on == date(2026, 9, 8)


def test_two_units_with_the_same_fee_are_two_lines() -> None:
    found = read(row("Commission", -100, part="1"), row("Commission", -100, part="2"))
    assert isinstance(found, Statement)
    assert len(found.lines) == 2


def test_what_is_not_released_yet_waits() -> None:
    found = read(row("Item Price Credit", 50_000, released=""), row("Item Price Credit", 1, part="2"))
    assert isinstance(found, Statement)
    assert ([line.amount for line in found.lines], found.waiting) == ([1], 1)


def test_a_file_of_what_is_still_to_be_released_is_no_statement() -> None:
    headings = [("Est Release Amount(Include Tax)" if name == ENGLISH[4] else name) for name in ENGLISH]
    found = read(row("Item Price Credit", 50_000), headings=headings)
    assert isinstance(found, StatementFault)
    assert (found.wrong, found.what) == (Wrong.COLUMN_MISSING, "jumlah")


def test_the_older_overview_is_read_and_what_is_not_paid_waits() -> None:
    headings: list[Cell] = [
        "Transaction Date",
        "Transaction Type",
        "Fee Name",
        "Transaction Number",
        "Amount",
    ]
    headings += ["VAT in Amount", "WHT Amount", "Statement", "Paid Status", "Order No.", "Order Item No."]
    start: list[Cell] = ["20-Sep-2026", "Orders-Sales", "Item Price Credit"]
    rows: list[list[Cell]] = [
        [*start, "T1", 10_000, 0, 0, "20 Sep 2026 - 20 Sep 2026", "paid", ORDER, "1"],
        [*start, "T2", 10_000, 0, 0, "20 Sep 2026 - 20 Sep 2026", "Not paid", ORDER, "2"],
    ]
    found = STATEMENT.read([Sheet("Transaction Overview", [headings, *rows])])
    assert isinstance(found, Statement)
    assert ([line.reference for line in found.lines], found.waiting) == (["T1"], 1)
    assert found.lines[0].settled_on == date(2026, 9, 20)
