"""Shopee's income report, as sellers download it."""

from __future__ import annotations

from datetime import date

import pytest

from connectors.base.statement import Cell, Sheet, Statement, StatementFault, Wrong
from connectors.shopee.statement import STATEMENT

HEADINGS: list[Cell] = [
    "No.",
    "No. Pesanan",
    "No. Pengajuan",
    "Username (Pembeli)",
    "Waktu Pesanan Dibuat",
    "Tanggal Dana Dilepaskan",
    "Harga Asli Produk",
    "Biaya Administrasi (termasuk PPN 11%)",
    "Biaya Layanan",
    "Total Penghasilan",
]
TITLE: list[list[Cell]] = [["Laporan Penghasilan"], ["Username (Penjual)", "toko.contoh"], [], [None, "Dari"]]


def row(order: Cell, net: Cell, *, number: int = 1, request: str = "") -> list[Cell]:
    """One order of the report."""
    return [number, order, request, "buyer.x", "2026-08-30", "2026-09-07", 50_000, -3_000, "-Rp1.000", net]


def read(*rows: list[Cell], headings: list[Cell] = HEADINGS) -> Statement | StatementFault:
    """The report with these orders."""
    return STATEMENT.read([Sheet("Summary", [["Ringkasan"]]), Sheet("Income", [*TITLE, headings, *rows])])


def test_each_order_is_one_line_with_its_fees() -> None:
    found = read(row("260901ABCDEFGH", 46_000), row("260901ZZZZZZZZ", "Rp12.345", number=2))
    assert isinstance(found, Statement)
    first, second = found.lines
    assert (first.order_id, first.amount, first.fees, first.tax) == ("260901ABCDEFGH", 46_000, 4_000, None)
    assert first.settled_on == date(2026, 9, 7)
    assert (second.amount, found.waiting, found.repeated) == (12_345, 0, 0)


def test_a_sum_at_the_end_and_empty_rows_are_no_lines() -> None:
    found = read(row("260901ABCDEFGH", 46_000), [], ["Total", "", "", "", "", "", "", "", "", 46_000])
    assert isinstance(found, Statement)
    assert [line.amount for line in found.lines] == [46_000]


def test_the_english_report_told_by_order_and_by_product_counts_once() -> None:
    headings: list[Cell] = ["View By", "Order ID", "Payout Completed Date", "Commission Fee (incl. SST)"]
    rows: list[list[Cell]] = [
        ["Order", "260901ABCDEFGH", "2026-09-07", -3_000, 46_000],
        ["Sku", "260901ABCDEFGH", "2026-09-07", -3_000, 46_000],
    ]
    found = read(*rows, headings=[*headings, "Total Released Amount (Rp)"])
    assert isinstance(found, Statement)
    assert [(line.order_id, line.amount, line.fees) for line in found.lines] == [
        ("260901ABCDEFGH", 46_000, 3_000)
    ]


def test_adjustments_are_lines_of_their_orders() -> None:
    adjustments: list[list[Cell]] = [
        ["Ringkasan Biaya Penyesuaian", -7_000],
        [
            *("No.", "Tanggal Penyesuaian Dibuat", "Tipe Penyesuaian | Deskripsi", "Alasan Penyesuaian"),
            *("Biaya Penyesuaian", "No. Pesanan Terhubung"),
        ],
        [1, "2026-09-09", "Kompensasi", "Paket hilang", -7_000, "260901ABCDEFGH"],
    ]
    found = STATEMENT.read([Sheet("Adjustment", adjustments)])
    assert isinstance(found, Statement)
    (line,) = found.lines
    assert (line.order_id, line.kind, line.amount) == ("260901ABCDEFGH", "Kompensasi", -7_000)
    assert line.settled_on == date(2026, 9, 9)


def test_columns_in_another_order_and_new_ones_change_nothing() -> None:
    plain = read(row("260901ABCDEFGH", 46_000))
    turned = read(["new", *reversed(row("260901ABCDEFGH", 46_000))], headings=["2027", *reversed(HEADINGS)])
    assert plain == turned


def test_a_column_that_is_missing_is_named() -> None:
    found = read(row("260901ABCDEFGH", 46_000)[:-1], headings=HEADINGS[:-1])
    assert isinstance(found, StatementFault)
    assert (found.wrong, found.what, found.sheet) == (Wrong.COLUMN_MISSING, "total penghasilan", "Income")


@pytest.mark.parametrize(
    ("order", "net", "wrong", "what"),
    [
        ("260901ABCDEFGH", "46rb", Wrong.AMOUNT_UNREADABLE, "total penghasilan"),
        (2.60901e17, 46_000, Wrong.ORDER_DAMAGED, "no. pesanan"),
    ],
)
def test_a_cell_that_cannot_be_relied_on_is_named(order: Cell, net: Cell, wrong: Wrong, what: str) -> None:
    found = read(row("260901AAAAAAAA", 1), row(order, net, number=2))
    assert isinstance(found, StatementFault)
    assert (found.wrong, found.what, found.line) == (wrong, what, len(TITLE) + 3)


@pytest.mark.parametrize("rows", [[], [["x"]], [[None] * 300] * 5])
def test_something_else_is_no_report(rows: list[list[Cell]]) -> None:
    found = STATEMENT.read([Sheet("Sheet1", rows)])
    assert isinstance(found, StatementFault)
    assert found.wrong is Wrong.NOT_A_STATEMENT


def test_the_same_line_twice_counts_once_and_is_told() -> None:
    found = read(row("260901ABCDEFGH", 46_000), row("260901ABCDEFGH", 46_000, number=2))
    assert isinstance(found, Statement)
    assert (len(found.lines), found.repeated) == (1, 1)


def test_no_buyer_is_read() -> None:
    assert "buyer.x" not in repr(read(row("260901ABCDEFGH", 46_000)))
