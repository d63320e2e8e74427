"""The income file of TikTok Shop and Tokopedia, in both languages."""

from __future__ import annotations

from datetime import date

import pytest

from connectors.base.statement import Cell, Sheet, Statement, StatementFault, Wrong
from connectors.tokopedia.statement import STATEMENT

INDONESIAN: list[Cell] = [
    "ID Pesanan/Penyesuaian  ",
    "Jenis transaksi",
    "Waktu pemesanan",
    "Waktu pembayaran pesanan",
    "Mata uang",
    "Jumlah penyelesaian pembayaran",
    "Total Pendapatan",
    "Total Biaya",
    "PPh Pasal 22 yang dipungut",
    "ID pesanan terkait",
]
ENGLISH: list[Cell] = [
    "Order/adjustment ID  ",
    "Type ",
    "Order created time(UTC)",
    "Order settled time(UTC)",
    "Currency",
    "Total settlement amount",
    "Total Revenue",
    "Total Fees",
    "Article 22 Income Tax withheld",
    "Related order ID",
]
JUNE_2026: list[Cell] = ["Order\\adjustment ID", "Transaction type", *ENGLISH[2:]]
ORDER = "576461413038785752"


def row(order: Cell = ORDER, net: Cell = 44_885, *, kind: str = "Pesanan", related: str = "/") -> list[Cell]:
    """One transaction."""
    return [order, kind, "2026/09/01", "2026/09/07", "IDR", net, 50_000, -5_115, -250, related]


def read(*rows: list[Cell], headings: list[Cell] = INDONESIAN) -> Statement | StatementFault:
    """The file with these transactions."""
    return STATEMENT.read([Sheet("Laporan", [["Total", 1]]), Sheet("Detail pesanan", [headings, *rows])])


@pytest.mark.parametrize("headings", [INDONESIAN, ENGLISH, JUNE_2026])
def test_each_language_and_spelling_says_the_same(headings: list[Cell]) -> None:
    found = read(row(), headings=headings)
    assert isinstance(found, Statement)
    (line,) = found.lines
    assert (line.order_id, line.amount, line.fees, line.tax) == (ORDER, 44_885, 5_115, 250)
    assert line.settled_on == date(2026, 9, 7)


def test_an_adjustment_is_a_line_of_the_order_that_it_is_about() -> None:
    found = read(row(), row("ADJ1", -4_000, kind="Penyesuaian ongkir", related=ORDER))
    assert isinstance(found, Statement)
    assert [(line.order_id, line.part, line.amount) for line in found.lines] == [
        (ORDER, "", 44_885),
        (ORDER, "ADJ1", -4_000),
    ]


def test_an_order_that_says_itself_to_be_related_is_one_order() -> None:
    found = read(row(related=ORDER))
    assert isinstance(found, Statement)
    assert found.lines[0].order_id == ORDER


def test_an_id_that_a_spreadsheet_made_a_number_of_is_refused() -> None:
    found = read(row(5.764614130387857e17))
    assert isinstance(found, StatementFault)
    assert (found.wrong, found.what, found.line) == (Wrong.ORDER_DAMAGED, "id pesanan/penyesuaian", 2)


def test_a_column_that_is_missing_is_named() -> None:
    found = read(row()[:5] + row()[6:], headings=INDONESIAN[:5] + INDONESIAN[6:])
    assert isinstance(found, StatementFault)
    assert (found.wrong, found.what) == (Wrong.COLUMN_MISSING, "jumlah penyelesaian pembayaran")
