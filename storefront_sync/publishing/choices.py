"""What staff chose once, and what of it holds for a product: the narrowest choice of each thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from connectors.base.category import CategoryId, CourierId
from connectors.base.draft import PackageSize
from storefront_sync.publishing import stored
from storefront_sync.publishing.models import Choice
from storefront_sync.publishing.stored import Values
from storefront_sync.saleor.product import ProductRead
from storefront_sync.tenants.models import Cooperative

Scope = Choice.Scope
WIDEST_FIRST = (Scope.COOPERATIVE, Scope.TYPE, Scope.CATEGORY, Scope.PRODUCT)


@dataclass(frozen=True)
class Chosen:
    """All that was chosen for one product. None = nobody chose; `category_scope` says whose category it
    is."""

    category_id: CategoryId | None = None
    category_scope: str = ""
    attributes: Values = field(default_factory=dict)
    couriers: tuple[CourierId, ...] | None = None
    size: PackageSize | None = None
    weight_grams: int | None = None
    pre_order_days: int | None = None


@dataclass(frozen=True)
class Change:
    """What somebody chooses now; None and empty leave what was chosen before. An attribute without values is
    taken out of the choice."""

    category_id: str | None = None
    attributes: Values = field(default_factory=dict)
    couriers: tuple[str, ...] | None = None
    size: PackageSize | None = None
    weight_grams: int | None = None
    pre_order_days: int | None = None


def refs(product: ProductRead) -> dict[str, str]:
    """What a choice of each scope that holds for this product is for."""
    found = {
        Scope.COOPERATIVE.value: "",
        Scope.TYPE.value: product.product_type.id,
        Scope.PRODUCT.value: product.product_id,
    }
    if product.category is not None:
        found[Scope.CATEGORY.value] = product.category.id
    return found


def chosen_for(cooperative_id: int, marketplace: str, product: ProductRead) -> Chosen:
    """What holds for a product at a marketplace."""
    fitting = Q()
    for scope, ref in refs(product).items():
        fitting |= Q(scope=scope, ref=ref)
    rows = Choice.objects.filter(fitting, cooperative_id=cooperative_id, marketplace=marketplace)
    by_scope = {row.scope: row for row in rows}
    return merged([by_scope[scope] for scope in WIDEST_FIRST if scope in by_scope])


def merged(widest_first: Sequence[Choice]) -> Chosen:
    """Each thing as the narrowest choice has it."""
    category_id, category_scope = "", ""
    attributes: Values = {}
    couriers: tuple[CourierId, ...] | None = None
    size: PackageSize | None = None
    weight: int | None = None
    days: int | None = None
    for row in widest_first:
        if row.category_id:
            category_id, category_scope = row.category_id, row.scope
        attributes |= stored.values(row.attributes)
        if row.couriers is not None:
            couriers = tuple(CourierId(courier) for courier in row.couriers)
        if row.size is not None:
            size = PackageSize(*row.size)
        weight = row.weight_grams if row.weight_grams is not None else weight
        days = row.pre_order_days if row.pre_order_days is not None else days
    return Chosen(
        CategoryId(category_id) if category_id else None,
        category_scope,
        attributes,
        couriers,
        size,
        weight,
        days,
    )


@transaction.atomic
def choose(
    cooperative: Cooperative, marketplace: str, scope: str, ref: str, change: Change, now: datetime
) -> Choice:
    """Keep a choice; what the change doesn't name stays as it was."""
    Choice.objects.get_or_create(
        cooperative=cooperative,
        marketplace=marketplace,
        scope=scope,
        ref=ref,
        defaults={"made_at": now},
    )
    row = Choice.objects.select_for_update().get(
        cooperative=cooperative, marketplace=marketplace, scope=scope, ref=ref
    )
    kept = {**stored.values(row.attributes), **change.attributes}
    row.attributes = stored.values_json({key: values for key, values in kept.items() if values})
    if change.category_id is not None:
        row.category_id = change.category_id
    if change.couriers is not None:
        row.couriers = list(change.couriers) or None
    if change.size is not None:
        row.size = [change.size.length, change.size.width, change.size.height]
    if change.weight_grams is not None:
        row.weight_grams = change.weight_grams or None
    if change.pre_order_days is not None:
        row.pre_order_days = change.pre_order_days
    row.made_at = now
    row.save()
    return row
