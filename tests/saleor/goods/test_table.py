"""Lists are opened however they were saved; what can't be read is named."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from storefront_sync.saleor.sheet.results import results_path, write_results
from storefront_sync.saleor.sheet.table import SheetUnusable, read_table


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_is_read_with_any_sign_between_cells_and_in_any_common_writing(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    file = tmp_path / "barang.csv"
    lines = [
        ["Nama Barang", "Kode", "Catatan"],
        ["Kue é", "K-1", "x"],
        ["", "", ""],
        ["Kopi\nbubuk", "K-2", ""],
    ]
    with file.open("w", newline="", encoding=encoding) as out:
        csv.writer(out, delimiter=delimiter).writerows(lines)
    table = read_table(file)
    assert [(row.line, row.cells) for row in table.rows] == [
        (2, {"product": "Kue é", "sku": "K-1"}),
        (4, {"product": "Kopi\nbubuk", "sku": "K-2"}),
    ]
    assert (table.unknown, table.delimiter) == (("Catatan",), delimiter)


def test_excel_rows_keep_their_numbers_and_tell_which_cells_are_numbers(tmp_path: Path) -> None:
    file = tmp_path / "barang.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for column, heading in enumerate(("Nama Barang", "SKU", "Harga", "Barcode")):
            sheet.write_string(2, column, heading)
        sheet.write_string(4, 0, "Kue")
        sheet.write_number(4, 1, 123)
        sheet.write_number(4, 2, 15000)
        sheet.write_number(4, 3, 8994280387017)
    (row,) = read_table(file).rows
    assert row.line == 5
    assert row.cells == {"product": "Kue", "sku": "123", "price_idr": "15000", "barcode": "8994280387017"}
    assert row.numbers == {"sku", "price_idr", "barcode"}


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        ("a.csv", b"", "sheet.empty_file"),
        ("a.csv", b"Nama Barang,Harga\nKue,1\n", "sheet.heading_missing"),
        ("a.csv", b"SKU,Kode,Nama\nx,y,z\n", "sheet.heading_twice"),
        ("a.csv", b"\x00\x01\x02", "sheet.not_csv"),
        ("a.xlsx", b"this is no workbook", "sheet.not_excel"),
        ("a.csv", b"SKU,Nama\n" + b"a,b\n" * 20_001, "sheet.too_many_rows"),
    ],
)
def test_a_file_that_is_no_list_is_named(tmp_path: Path, name: str, content: bytes, key: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(SheetUnusable) as refusal:
        read_table(file)
    assert refusal.value.key == key


@pytest.mark.parametrize("name", ["barang.csv", "barang.xlsx"])
def test_nothing_in_a_result_file_is_ever_a_formula(tmp_path: Path, name: str) -> None:
    path = results_path(tmp_path / name, "hasil")
    assert path.name == name.replace(".", ".hasil.")
    write_results(path, ("sku", "hasil"), [("=1+1", "@x"), ("-2", "+3")], ";")
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            assert list(csv.reader(file, delimiter=";"))[1:] == [["'=1+1", "'@x"], ["'-2", "'+3"]]
    else:
        rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        assert rows[1:] == [["=1+1", "@x"], ["-2", "+3"]]
