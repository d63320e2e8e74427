"""Brings a product list into a Saleor: what is there is found by SKU, so that a list may come again and
again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import SaleorOutcomeUnknown, ServerError
from storefront_sync.saleor.goods.kinds import Kinds, add_category, read_kinds
from storefront_sync.saleor.goods.lookup import MOST, VariantFound, look_up
from storefront_sync.saleor.goods.outcome import Change, RowOutcome, RowResult
from storefront_sync.saleor.goods.plan import Planned, ProductPlan, Target, plan
from storefront_sync.saleor.goods.send import MOST_PRODUCTS, Refusals, create, update
from storefront_sync.saleor.sheet.rows import ProductRows, RowFault, VariantRow, grouped, slug

Told = Callable[[RowResult], None]


def bring(
    client: SaleorClient,
    rows: Sequence[VariantRow],
    target: Target,
    told: Told,
    *,
    dry: bool = False,
) -> None:
    """Create and change products, or with `dry` only say what would be; each row is told once.

    Raises the client's errors; what was done by then stays and is found by the next run.
    """
    kinds = read_kinds(client)
    named: dict[str, str] = {}
    own, doubled = _without_doubles(rows)
    for result in doubled:
        told(result)
    for chunk in _chunks(grouped(own)):
        skus = [row.sku for group in chunk for row in group.variants]
        found = _look_up(client, skus, target)
        planned = []
        for group in chunk:
            one = plan(group, found, kinds, target, named)
            if one.product is not None and one.product.found is not None:
                named.setdefault(one.product.found.id, group.name)
            planned.append((group, one))
        refusals: Refusals = {}
        unknown: set[str] = set()
        if not dry:
            plans = [one.product for _, one in planned if one.product is not None]
            _add_categories(client, plans, kinds)
            _send(client, plans, kinds, target, refusals, unknown)
        for group, one in planned:
            for row in group.variants:
                told(_result(row, one, refusals, unknown))


def _send(
    client: SaleorClient,
    plans: Sequence[ProductPlan],
    kinds: Kinds,
    target: Target,
    refusals: Refusals,
    unknown: set[str],
) -> None:
    new = [one for one in plans if one.found is None]
    for start in range(0, len(new), MOST_PRODUCTS):
        batch = new[start : start + MOST_PRODUCTS]
        try:
            refusals |= create(client, batch, kinds, target)
        except (SaleorOutcomeUnknown, ServerError):
            skus = [one.row.sku for product in batch for one in product.variants]
            unknown |= set(skus) - _look_up(client, skus, target).keys()
    for product in plans:
        if product.found is None:
            continue
        if product.changes or any(one.changes or one.found is None for one in product.variants):
            try:
                refusals |= update(client, product, kinds, target)
            except (SaleorOutcomeUnknown, ServerError):
                unknown |= {one.row.sku for one in product.variants}


def _add_categories(client: SaleorClient, plans: Sequence[ProductPlan], kinds: Kinds) -> None:
    for product in plans:
        name = product.rows.category
        wanted = product.found is None or any(change.column == "category" for change in product.changes)
        if name and wanted and slug(name) not in kinds.categories:
            add_category(client, kinds, name)


def _result(row: VariantRow, planned: Planned, refusals: Refusals, unknown: set[str]) -> RowResult:
    faults = planned.faults.get(row.line)
    product = planned.product
    if faults or product is None:
        return RowResult(row.line, row.sku, RowOutcome.FAULTY, faults=tuple(faults or ()))
    if row.sku in unknown:
        return RowResult(row.line, row.sku, RowOutcome.UNKNOWN)
    if row.sku in refusals:
        fault = RowFault(row.line, "sku", _refusal(refusals[row.sku]), refusals[row.sku])
        return RowResult(row.line, row.sku, RowOutcome.REFUSED, faults=(fault,))
    one = next(variant for variant in product.variants if variant.row.line == row.line)
    if one.found is None:
        return RowResult(row.line, row.sku, RowOutcome.CREATED)
    changes: tuple[Change, ...] = product.changes + one.changes
    return RowResult(row.line, row.sku, RowOutcome.CHANGED if changes else RowOutcome.SAME, changes)


def _refusal(place: str) -> str:
    return "import.taken" if place.endswith("/UNIQUE") else "import.refused"


def _without_doubles(rows: Sequence[VariantRow]) -> tuple[list[VariantRow], list[RowResult]]:
    """All rows of an SKU that stands in several: nobody can say which of them is meant."""
    lines: dict[str, list[int]] = {}
    for row in rows:
        lines.setdefault(row.sku, []).append(row.line)
    doubled = [
        RowResult(
            row.line,
            row.sku,
            RowOutcome.FAULTY,
            faults=(RowFault(row.line, "sku", "import.sku_twice", ", ".join(map(str, lines[row.sku][:5]))),),
        )
        for row in rows
        if len(lines[row.sku]) > 1
    ]
    return [row for row in rows if len(lines[row.sku]) == 1], doubled


def _look_up(client: SaleorClient, skus: Sequence[str], target: Target) -> dict[str, VariantFound]:
    found: dict[str, VariantFound] = {}
    for start in range(0, len(skus), MOST):
        found |= look_up(client, skus[start : start + MOST], target.channel_id, target.warehouse_id)
    return found


def _chunks(groups: Sequence[ProductRows]) -> Iterator[list[ProductRows]]:
    """Whole products, about a hundred rows at a time."""
    chunk: list[ProductRows] = []
    size = 0
    for group in groups:
        if chunk and size + len(group.variants) > MOST:
            yield chunk
            chunk, size = [], 0
        chunk.append(group)
        size += len(group.variants)
    if chunk:
        yield chunk
