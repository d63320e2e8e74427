"""A cooperative's product list: one row a variant, as `products.csv` has them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from mappings.money import Rupiah, rupiah


class SheetError(ValueError):
    """A row that can't be used; `line` counts from 1 without the heading, `column` names what is wrong."""

    def __init__(self, line: int, column: str) -> None:
        super().__init__(f"row {line}: {column}")
        self.line = line
        self.column = column


@dataclass(frozen=True)
class VariantRow:
    """One variant: price in rupiah, weight in grams, `on_hand` in pieces; `name` is its options' values."""

    product: str
    category: str
    sku: str
    barcode: str
    name: str
    price: Rupiah
    weight_g: int
    on_hand: int


@dataclass(frozen=True)
class ProductRows:
    """A product with its variants; `reference` is stable as long as its name is."""

    name: str
    category: str
    reference: str
    variants: tuple[VariantRow, ...]


def read_sheet(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file with a heading."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def products(rows: Iterable[Mapping[str, str]]) -> list[ProductRows]:
    """Rows grouped into products in the order of their first row; raises SheetError."""
    grouped: dict[str, list[VariantRow]] = {}
    for line, row in enumerate(rows, start=1):
        variant = _variant(line, row)
        grouped.setdefault(variant.product, []).append(variant)
    return [
        ProductRows(name, variants[0].category, f"product:{slug(name)}", tuple(variants))
        for name, variants in grouped.items()
    ]


def slug(text: str) -> str:
    """Lower-case letters, digits and dashes."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "x"


def _variant(line: int, row: Mapping[str, str]) -> VariantRow:
    for column in ("product", "sku"):
        if not row.get(column, "").strip():
            raise SheetError(line, column)
    options = [part.partition("=")[2].strip() for part in row.get("options", "").split(";") if "=" in part]
    try:
        price = rupiah(row["price_idr"])
    except (KeyError, ValueError) as error:
        raise SheetError(line, "price_idr") from error
    return VariantRow(
        product=row["product"].strip(),
        category=row.get("category", "").strip(),
        sku=row["sku"].strip(),
        barcode=row.get("barcode", "").strip(),
        name=" / ".join(options),
        price=price,
        weight_g=_whole(line, row, "weight_g"),
        on_hand=_whole(line, row, "on_hand"),
    )


def _whole(line: int, row: Mapping[str, str], column: str) -> int:
    text = row.get(column, "").strip() or "0"
    if not text.isdecimal():
        raise SheetError(line, column)
    return int(text)
