"""Decides what to do with the rows of one product. Pure: everything it needs is handed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from storefront_sync.saleor.goods.kinds import ATTRIBUTE_OF, Kinds
from storefront_sync.saleor.goods.lookup import ProductFound, VariantFound
from storefront_sync.saleor.goods.outcome import Change
from storefront_sync.saleor.setup.present import TypeFound
from storefront_sync.saleor.sheet.rows import ProductRows, RowFault, VariantRow, slug


@dataclass(frozen=True)
class Target:
    """Where goods go. `others` are the channels of other cooperatives on the same server; with `stock` the
    numbers on hand of variants that are there are set too."""

    channel: str
    channel_id: str
    warehouse_id: str
    others: frozenset[str] = frozenset()
    stock: bool = False


@dataclass(frozen=True)
class VariantPlan:
    """A row that is fit to be sent: a new variant where `found` is None. `options` are by attribute slug."""

    row: VariantRow
    found: VariantFound | None
    options: Mapping[str, str]
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class ProductPlan:
    """What to do with one product: make it where `found` is None."""

    rows: ProductRows
    type: TypeFound
    found: ProductFound | None
    facts: Mapping[str, str]
    changes: tuple[Change, ...]
    variants: tuple[VariantPlan, ...]


@dataclass
class Planned:
    """A plan, None where no row is fit, and the faults of the others by line."""

    product: ProductPlan | None
    faults: dict[int, list[RowFault]] = field(default_factory=dict)


def plan(
    rows: ProductRows,
    found: Mapping[str, VariantFound],
    kinds: Kinds,
    target: Target,
    named: Mapping[str, str],
) -> Planned:
    """Plan one product; `named` holds the names given to products earlier in the sheet, by product id."""
    planned = Planned(None)
    product = _product(rows, found, target, named, planned)
    if len(planned.faults) == len(rows.variants):
        return planned
    product_type = (
        kinds.types.get(product.type)
        if product is not None
        else kinds.type_of(_first(row.product_type for row in rows.variants), rows.category)
    )
    if product_type is None:
        wanted = _first(row.product_type for row in rows.variants)
        _blame(planned, rows.variants, "type", "import.no_type", wanted or rows.category)
        return planned
    facts = _facts(rows, product_type, planned)
    variants = [
        _variant(row, found.get(row.sku), product_type, target, planned)
        for row in rows.variants
        if row.line not in planned.faults
    ]
    fit = tuple(one for one in variants if one.row.line not in planned.faults)
    if fit:
        changes = _product_changes(rows, product, facts)
        planned.product = ProductPlan(rows, product_type, product, facts, changes, fit)
    return planned


def _product(
    rows: ProductRows,
    found: Mapping[str, VariantFound],
    target: Target,
    named: Mapping[str, str],
    planned: Planned,
) -> ProductFound | None:
    """The product that the rows' SKUs are variants of: a name may have changed, an SKU says who it is."""
    known = {row.sku: found[row.sku].product for row in rows.variants if row.sku in found}
    own = {product.id: product for product in known.values() if _ours(product, target)}
    first = next(
        (known[row.sku] for row in rows.variants if row.sku in known and known[row.sku].id in own), None
    )
    for row in rows.variants:
        product = known.get(row.sku)
        if product is None:
            continue
        if product.id not in own:
            _blame(planned, (row,), "sku", "import.sku_of_another", row.sku)
        elif first is not None and product.id != first.id:
            _blame(planned, (row,), "sku", "import.sku_of_product", product.name)
    if first is not None and named.get(first.id, rows.name) != rows.name:
        _blame(planned, rows.variants, "product", "import.two_names", named[first.id])
        return None
    return first


def _ours(product: ProductFound, target: Target) -> bool:
    return target.channel in product.channels and not product.channels & target.others


def _facts(rows: ProductRows, kind: TypeFound, planned: Planned) -> dict[str, str]:
    facts: dict[str, str] = {}
    for row in rows.variants:
        for column, value in row.facts.items():
            if ATTRIBUTE_OF[column] not in kind.product_attributes:
                if value != "no":
                    _blame(planned, (row,), column, "import.no_place", kind.name)
            elif facts.setdefault(column, value) != value:
                _blame(planned, (row,), column, "import.rows_disagree", facts[column])
        if row.category and slug(row.category) != slug(rows.category):
            _blame(planned, (row,), "category", "import.rows_disagree", rows.category)
    return facts


def _variant(
    row: VariantRow,
    found: VariantFound | None,
    kind: TypeFound,
    target: Target,
    planned: Planned,
) -> VariantPlan:
    options = {slug(name): value for name, value in row.options}
    for name, _ in row.options:
        if slug(name) not in kind.variant_attributes:
            _blame(planned, (row,), "options", "import.no_option", f"{name} ({kind.name})")
    if found is None:
        if row.price is None:
            _blame(planned, (row,), "price_idr", "sheet.empty", "")
        return VariantPlan(row, None, options)
    pairs = [
        ("price_idr", found.price, row.price),
        ("weight_g", found.weight_g, row.weight_g),
        ("barcode", found.barcode, row.barcode or None),
        *((f"option:{name}", found.attributes.get(slug(name), ""), value) for name, value in row.options),
    ]
    if target.stock:
        pairs.append(("on_hand", found.quantity, row.on_hand))
    return VariantPlan(row, found, options, _changes(pairs))


def _product_changes(
    rows: ProductRows, found: ProductFound | None, facts: Mapping[str, str]
) -> tuple[Change, ...]:
    if found is None:
        return ()
    pairs: list[tuple[str, object, object]] = [("product", found.name, rows.name)]
    if rows.category and slug(rows.category) != found.category:
        pairs.append(("category", found.category, rows.category))
    pairs += [
        (column, found.attributes.get(ATTRIBUTE_OF[column], ""), value) for column, value in facts.items()
    ]
    return _changes(pairs)


def _changes(pairs: Iterable[tuple[str, object, object]]) -> tuple[Change, ...]:
    """An empty cell leaves what is there."""
    return tuple(
        Change(column, "" if before is None else str(before), str(after))
        for column, before, after in pairs
        if after is not None and after != before
    )


def _blame(planned: Planned, rows: Iterable[VariantRow], column: str, key: str, value: str) -> None:
    for row in rows:
        planned.faults.setdefault(row.line, []).append(RowFault(row.line, column, key, value))


def _first(texts: Iterable[str]) -> str:
    return next((text for text in texts if text), "")
