"""A settlement's cells are read as they are meant, or not at all."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base.statement import Cell
from connectors.base.statement_cells import Unreadable, amount, day, identity


@pytest.mark.parametrize(
    ("cell", "rupiah"),
    [
        (1234567, 1234567),
        (-500.5, -501),
        (0, 0),
        ("Rp1.234.567", 1234567),
        ("Rp 1.234.567,50", 1234568),
        ("-Rp1.234", -1234),
        ("Rp-1.234", -1234),
        ("−5.000", -5000),
        ("(5.000)", -5000),
        ("(Rp5.000)", -5000),
        ("1,234,567.89", 1234568),
        ("1.234", 1234),
        ("1,234", 1234),
        ("12.5", 13),
        ("1500000.00", 1500000),
        ("IDR 10.000,-", 10000),
        ("+250", 250),
    ],
)
def test_amounts_as_people_and_programs_write_them(cell: Cell, rupiah: int) -> None:
    assert amount(cell) == rupiah


@pytest.mark.parametrize("cell", ["", "-", "/", None, "  "])
def test_an_empty_cell_is_no_amount_and_not_0(cell: Cell) -> None:
    assert amount(cell) is None


@pytest.mark.parametrize(
    "cell",
    [
        *("1.23.456", "12,34,567", "1e6", "10.000,000", "sepuluh", "=1+1", "1_000", "5.000)", "(5.000"),
        *(10**12, float("nan"), float("inf"), True, date(2026, 1, 1), "99999999999", "--5", "٣"),
    ],
)
def test_what_could_mean_two_things_is_refused(cell: Cell) -> None:
    with pytest.raises(Unreadable):
        amount(cell)


@given(st.integers(-(10**9), 10**9))
def test_every_way_of_writing_an_amount_means_the_same(rupiah: int) -> None:
    dots = f"{rupiah:,}".replace(",", ".")
    for cell in (rupiah, str(rupiah), f"{rupiah:,}", dots, f"{dots},00", f"{rupiah:,}.00", float(rupiah)):
        assert amount(cell) == rupiah


@pytest.mark.parametrize(
    "cell",
    [
        *("2026-09-07", "2026/09/07", "2026-09-07 10:00:01", "07 Sep 2026", "7-Sep-2026", "07/09/2026"),
        *(
            "7 September 2026",
            "07/09/2026 10:00",
            date(2026, 9, 7),
            datetime.fromisoformat("2026-09-07T23:59"),
        ),
    ],
)
def test_days_as_they_are_written(cell: Cell) -> None:
    assert day(cell) == date(2026, 9, 7)


def test_months_have_indonesian_names() -> None:
    assert [day(f"01 {name} 2026") for name in ("Mei", "Agu", "Okt", "Des")] == [
        date(2026, month, 1) for month in (5, 8, 10, 12)
    ]


@pytest.mark.parametrize("cell", ["soon", "2026-13-01", "31/02/2026", "09-2026", 46000, "01 Foo 2026"])
def test_a_day_that_is_none_is_refused(cell: Cell) -> None:
    with pytest.raises(Unreadable):
        day(cell)


@pytest.mark.parametrize("cell", [5.76461413038786e17, 576461413038785752, "5.76461E+17", "5,76E17"])
def test_an_id_that_a_spreadsheet_made_a_number_of_is_refused(cell: Cell) -> None:
    with pytest.raises(Unreadable):
        identity(cell)


def test_an_id_is_read_as_it_is() -> None:
    assert identity("\t576461413038785752 ") == "576461413038785752"
    assert (identity("'260901ABCDEFGH"), identity(12345), identity("/")) == ("260901ABCDEFGH", "12345", "")
