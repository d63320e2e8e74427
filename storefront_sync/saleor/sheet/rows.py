"""A cooperative's product list: one row a variant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from mappings.money import Rupiah
from storefront_sync.saleor.sheet import cells
from storefront_sync.saleor.sheet.cells import CellFault
from storefront_sync.saleor.sheet.headings import OPTION

T = TypeVar("T")
FACTS = (
    "producer",
    "pirt",
    "halal",
    "made_to_order",
    "lead_days",
    "composition",
    "material",
    "school",
    "shelf_days",
)
"""Columns about the product rather than the variant."""
_NUMBERS = ("lead_days", "shelf_days")


@dataclass(frozen=True)
class RowFault:
    """A cell that can't be used. `line` counts from 1 without the heading; `value` is what stands there."""

    line: int
    column: str
    key: str
    value: str = ""


class SheetError(ValueError):
    """A row that can't be used; `line` counts from 1 without the heading, `column` names what is wrong."""

    def __init__(self, line: int, column: str) -> None:
        super().__init__(f"row {line}: {column}")
        self.line = line
        self.column = column


@dataclass(frozen=True)
class VariantRow:
    """One variant: price in rupiah, weight in grams, `on_hand` in pieces; None where the cell is empty.

    `facts` holds what is said of the product, by column; yes and no as "yes" and "no".
    """

    line: int
    product: str
    sku: str
    category: str = ""
    product_type: str = ""
    barcode: str = ""
    options: tuple[tuple[str, str], ...] = ()
    price: Rupiah | None = None
    weight_g: int | None = None
    on_hand: int | None = None
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its options' values."""
        return " / ".join(value for _, value in self.options)


@dataclass(frozen=True)
class ProductRows:
    """A product with its variants."""

    name: str
    variants: tuple[VariantRow, ...]

    @property
    def category(self) -> str:
        """The first that one of its rows names."""
        return next((row.category for row in self.variants if row.category), "")

    @property
    def reference(self) -> str:
        """Its key in Saleor: that of its first SKU, since names change."""
        return f"product:{self.variants[0].sku}"


def parse_row(
    line: int, row: Mapping[str, str], numbers: frozenset[str] = frozenset()
) -> VariantRow | tuple[RowFault, ...]:
    """A row of cells by column as a variant, or all that is wrong with it.

    `numbers` are the columns that the file holds as numbers instead of texts.
    """
    faults: list[RowFault] = []

    def read(column: str, parse: Callable[[str], T], empty: T) -> T:
        cell = row.get(column) or ""
        if not cell.strip():
            return empty
        try:
            return parse(cell)
        except CellFault as fault:
            faults.append(RowFault(line, column, fault.key, cell))
            return empty

    for column in ("product", "sku"):
        if not (row.get(column) or "").strip():
            faults.append(RowFault(line, column, "sheet.empty"))
    none: tuple[tuple[str, str], ...] = ()
    options = read("options", cells.options, none)
    options += tuple(
        (column.removeprefix(OPTION), read(column, cells.text, ""))
        for column in row
        if column.startswith(OPTION) and (row[column] or "").strip()
    )
    found = VariantRow(
        line=line,
        product=read("product", cells.text, ""),
        sku=read("sku", lambda cell: cells.code(cell, number="sku" in numbers), ""),
        category=read("category", cells.text, ""),
        product_type=read("type", cells.text, ""),
        barcode=read("barcode", cells.barcode, ""),
        options=options,
        price=read("price_idr", cells.price, None),
        weight_g=read("weight_g", cells.whole, None),
        on_hand=read("on_hand", cells.whole, None),
        facts={
            column: read(column, _fact(column), "") for column in FACTS if (row.get(column) or "").strip()
        },
    )
    return tuple(faults) or found


def products(rows: Iterable[Mapping[str, str]]) -> list[ProductRows]:
    """Rows with our own column names, grouped into products; raises SheetError at the first fault.

    Every row needs a price here.
    """
    found: list[VariantRow] = []
    for line, row in enumerate(rows, start=1):
        parsed = parse_row(line, row)
        if not isinstance(parsed, VariantRow):
            raise SheetError(line, parsed[0].column)
        if parsed.price is None:
            raise SheetError(line, "price_idr")
        found.append(parsed)
    return grouped(found)


def grouped(rows: Iterable[VariantRow]) -> list[ProductRows]:
    """Variants grouped by their product's name, in the order of the first row of each."""
    by_name: dict[str, list[VariantRow]] = {}
    for row in rows:
        by_name.setdefault(row.product, []).append(row)
    return [ProductRows(name, tuple(variants)) for name, variants in by_name.items()]


def slug(text: str) -> str:
    """Lower-case letters, digits and dashes."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "x"


def _fact(column: str) -> Callable[[str], str]:
    if column == "made_to_order":
        return lambda cell: "yes" if cells.yes(cell) else "no"
    if column in _NUMBERS:
        return lambda cell: str(cells.whole(cell))
    return cells.text
