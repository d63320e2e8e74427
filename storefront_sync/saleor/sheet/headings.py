"""The headings of a product list, in both languages, and the columns that they mean."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# fmt: off
_NAMES: Mapping[str, tuple[str, ...]] = {
    "product": ("product", "product name", "name", "barang", "nama barang", "produk", "nama produk", "nama"),
    "category": ("category", "kategori"),
    "type": ("type", "product type", "jenis", "jenis barang"),
    "sku": ("sku", "code", "kode", "kode barang", "kode sku"),
    "barcode": ("barcode", "gtin", "ean", "kode batang"),
    "options": ("options", "variant", "pilihan", "opsi", "varian"),
    "price_idr": ("price idr", "price", "harga", "harga rp", "harga jual"),
    "weight_g": ("weight g", "weight", "weight gram", "berat", "berat g", "berat gram"),
    "on_hand": ("on hand", "stock", "quantity", "stok", "stok awal", "jumlah"),
    "producer": ("producer", "maker", "pembuat", "perajin", "penjahit"),
    "pirt": ("pirt", "p irt", "p irt number", "nomor pirt", "nomor p irt", "no pirt", "no p irt"),
    "halal": ("halal", "halal number", "nomor halal", "no halal", "sertifikat halal"),
    "made_to_order": ("made to order", "dibuat sesuai pesanan", "sesuai pesanan", "pesanan"),
    "lead_days": ("lead days", "lama pengerjaan", "lama pengerjaan hari", "hari pengerjaan"),
    "composition": ("composition", "ingredients", "komposisi"),
    "material": ("material", "bahan"),
    "school": ("school", "sekolah"),
    "shelf_days": ("shelf days", "masa simpan", "masa simpan hari"),
    "option:Ukuran": ("size", "ukuran"),
    "option:Warna": ("colour", "color", "warna"),
    "option:Rasa": ("flavour", "flavor", "rasa"),
    "option:Motif": ("pattern", "motif"),
    "option:Isi": ("contents", "isi"),
}
# fmt: on
_BY_NAME = {name: column for column, names in _NAMES.items() for name in names}
NEEDED = ("product", "sku")
OPTION = "option:"


@dataclass(frozen=True)
class Headings:
    """The columns of a sheet in order, "" for one that isn't known; `unknown` are the headings of those."""

    columns: tuple[str, ...]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]
    twice: tuple[str, ...]


def headings(cells: Sequence[str]) -> Headings:
    """What each heading means; capitals, accents of writing and brackets don't matter."""
    columns = tuple(_BY_NAME.get(_plain(cell), "") for cell in cells)
    known = [column for column in columns if column]
    return Headings(
        columns,
        tuple(cell for cell, column in zip(cells, columns, strict=True) if cell.strip() and not column),
        tuple(column for column in NEEDED if column not in known),
        tuple(sorted({column for column in known if known.count(column) > 1})),
    )


def _plain(cell: str) -> str:
    return re.sub(r"[^a-z]+", " ", cell.casefold()).strip()
