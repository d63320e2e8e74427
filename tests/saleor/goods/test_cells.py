"""Cells are read as people write them here, and refused where they could mean two things."""

from __future__ import annotations

import pytest

from storefront_sync.saleor.sheet import cells
from storefront_sync.saleor.sheet.cells import CellFault


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("15000", 15000),
        ("Rp15.000", 15000),
        ("Rp 1.250.000,00", 1250000),
        ("IDR 15.000,-", 15000),
        ("15000,00", 15000),
        ("15000.00", 15000),
        (" 15 000 ", 15000),
    ],
)
def test_a_price_is_understood(cell: str, amount: int) -> None:
    assert cells.price(cell) == amount


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        ("15,000", "sheet.price_unclear"),
        ("15.00", "sheet.price_unclear"),
        ("1.50.000", "sheet.price_unclear"),
        ("15000,50", "sheet.price_fraction"),
        ("0", "sheet.price_zero"),
        ("-5000", "sheet.not_price"),
        ("murah", "sheet.not_price"),
        ("1,5E+4", "sheet.scientific"),
        ("9" * 12, "sheet.price_huge"),
        ("١٥٠٠٠", "sheet.price_unclear"),
    ],
)
def test_a_price_that_could_mean_two_things_is_refused(cell: str, key: str) -> None:
    with pytest.raises(CellFault) as fault:
        cells.price(cell)
    assert fault.value.key == key


@pytest.mark.parametrize(
    ("cell", "key"),
    [("8,99E+12", "sheet.scientific"), ("899428038", "sheet.zeros_lost"), ("x" * 251, "sheet.too_long")],
)
def test_a_barcode_that_excel_spoilt_is_named(cell: str, key: str) -> None:
    with pytest.raises(CellFault) as fault:
        cells.barcode(cell)
    assert fault.value.key == key


def test_a_code_that_is_held_as_a_number_is_refused_since_zeros_may_be_lost() -> None:
    assert cells.code("00123", number=False) == "00123"
    with pytest.raises(CellFault, match="number_cell"):
        cells.code("123", number=True)


def test_options_yes_and_whole_numbers() -> None:
    assert cells.options(" Ukuran=S; Warna: Merah ;") == (("Ukuran", "S"), ("Warna", "Merah"))
    assert [cells.yes(word) for word in ("Ya", "tidak", "X", "0")] == [True, False, True, False]
    assert (cells.whole("1.200"), cells.whole("0")) == (1200, 0)
    for cell, parse in (
        ("S", cells.options),
        ("mungkin", cells.yes),
        ("-1", cells.whole),
        ("2,5", cells.whole),
    ):
        with pytest.raises(CellFault):
            parse(cell)
