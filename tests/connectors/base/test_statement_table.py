"""Whatever stands in the cells, a settlement is read or refused in words."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base.registry import marketplaces
from connectors.base.statement import Cell, Sheet, Statement, StatementFault

HEADINGS: dict[str, list[Cell]] = {
    "shopee": [
        "No. Pesanan",
        "No. Pengajuan",
        "Tanggal Dana Dilepaskan",
        "Biaya Layanan",
        "Total Penghasilan",
    ],
    "tokopedia": [
        *("ID Pesanan/Penyesuaian", "Jenis transaksi", "Waktu pembayaran pesanan", "Total Biaya"),
        *("Jumlah penyelesaian pembayaran", "ID pesanan terkait"),
    ],
    "lazada": [
        *("Nomor Pesanan", "ID Pesanan", "Nama Biaya", "Nomor Laporan", "Tanggal Dilepas", "Jumlah"),
        "WHT Amount",
    ],
}
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.dates(),
    st.sampled_from(["", "-", "1.234", "Rp5.000", "2026-09-07", "Total", "\ud800", time(1), timedelta(1)]),
    st.just(date(2026, 9, 7)),
)


@pytest.mark.parametrize("key", sorted(HEADINGS))
@given(rows=st.lists(st.lists(CELLS, max_size=9), max_size=4))
def test_no_cells_are_a_crash(key: str, rows: list[list[Cell]]) -> None:
    form = marketplaces()[key].statement
    assert form is not None
    found = form.read([Sheet("a", [HEADINGS[key], *rows])])
    assert isinstance(found, Statement | StatementFault)
    if isinstance(found, Statement):
        assert len({line.digest for line in found.lines}) == len(found.lines)
        assert all(abs(line.amount) <= 10**9 for line in found.lines)
