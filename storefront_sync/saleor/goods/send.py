"""Writes planned products into a Saleor; one refused row holds up no other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from storefront_sync.saleor.calls.base import refuse
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import MutationRefused
from storefront_sync.saleor.goods import wire
from storefront_sync.saleor.goods.kinds import ATTRIBUTE_OF, Kinds
from storefront_sync.saleor.goods.plan import ProductPlan, Target, VariantPlan
from storefront_sync.saleor.setup.wire import MadeAnswer, TypeAttribute
from storefront_sync.saleor.sheet.rows import slug
from storefront_sync.saleor.types import StockWrite

MOST_PRODUCTS = 25
"""Products in one call: about 300 ms of Saleor's time."""
Refusals = dict[str, str]
"""By SKU: the place and code of Saleor's refusal."""


def create(client: SaleorClient, plans: Sequence[ProductPlan], kinds: Kinds, target: Target) -> Refusals:
    """Make new products, ≤ 25; returns the refusals. Raises OutcomeUnknown where the answer is lost."""
    given = [_new_product(plan, kinds, target) for plan in plans]
    answer = client.transport.mutate("goods/CreateProducts", wire.BulkAnswer, {"products": given}).result
    refusals: Refusals = {}
    for plan, row in zip(plans, answer.results, strict=True):
        if row.made is None:
            refusals |= {one.row.sku: _place(row) for one in plan.variants}
    return refusals


def update(client: SaleorClient, plan: ProductPlan, kinds: Kinds, target: Target) -> Refusals:
    """Change a product and its variants, add new ones; returns the refusals. Raises OutcomeUnknown."""
    assert plan.found is not None
    if plan.changes:
        try:
            _change_product(client, plan, kinds)
        except MutationRefused as refused:
            return {one.row.sku: refused.technical for one in plan.variants}
    changed = [
        one for one in plan.variants if one.found and any(row.column != "on_hand" for row in one.changes)
    ]
    refusals = _bulk(client, "UpdateVariants", plan, changed, [_change(one, plan, target) for one in changed])
    new = [one for one in plan.variants if one.found is None]
    refusals |= _bulk(client, "CreateVariants", plan, new, [_new_variant(one, plan, target) for one in new])
    return refusals | _stocks(client, plan, target)


def _change_product(client: SaleorClient, plan: ProductPlan, kinds: Kinds) -> None:
    """Change what is said of the product itself. Raises MutationRefused."""
    assert plan.found is not None
    columns = {change.column for change in plan.changes}
    facts = {column: value for column, value in plan.facts.items() if column in columns}
    given: dict[str, object] = {"attributes": _facts(plan, facts)} if facts else {}
    if "product" in columns:
        given["name"] = plan.rows.name
    if "category" in columns:
        given["category"] = kinds.categories[slug(plan.rows.category)][0]
    answer = client.transport.mutate("goods/UpdateProduct", MadeAnswer, {"id": plan.found.id, "input": given})
    refuse(answer.result.errors)


def _bulk(
    client: SaleorClient,
    name: str,
    plan: ProductPlan,
    variants: Sequence[VariantPlan],
    given: Sequence[Mapping[str, object]],
) -> Refusals:
    assert plan.found is not None
    if not variants:
        return {}
    answer = client.transport.mutate(
        f"goods/{name}", wire.BulkAnswer, {"product": plan.found.id, "variants": list(given)}
    ).result
    return {
        one.row.sku: _place(row)
        for one, row in zip(variants, answer.results, strict=True)
        if row.made is None
    }


def _stocks(client: SaleorClient, plan: ProductPlan, target: Target) -> Refusals:
    writes = [
        StockWrite(one.found.id, target.warehouse_id, one.row.on_hand)
        for one in plan.variants
        if one.found
        and one.row.on_hand is not None
        and any(row.column == "on_hand" for row in one.changes)
        and one.found.stock_id
    ]
    if not writes:
        return {}
    sku = {one.found.id: one.row.sku for one in plan.variants if one.found}
    return {
        sku[done.write.variant_id]: done.code
        for done in client.stocks_write(writes)
        if done.stock is None or done.stock.quantity != done.write.quantity
    }


def _new_product(plan: ProductPlan, kinds: Kinds, target: Target) -> dict[str, object]:
    given: dict[str, object] = {
        "name": plan.rows.name,
        "externalReference": f"product:{plan.variants[0].row.sku}",
        "productType": plan.type.id,
        "attributes": _facts(plan, plan.facts),
        "channelListings": [
            {
                "channelId": target.channel_id,
                "isPublished": True,
                "visibleInListings": True,
                "isAvailableForPurchase": True,
            }
        ],
        "variants": [_new_variant(one, plan, target) for one in plan.variants],
    }
    if plan.rows.category:
        given["category"] = kinds.categories[slug(plan.rows.category)][0]
    return given


def _new_variant(one: VariantPlan, plan: ProductPlan, target: Target) -> dict[str, object]:
    row = one.row
    given: dict[str, object] = {
        "attributes": _options(one.options, plan),
        "sku": row.sku,
        "name": row.name or row.sku,
        "externalReference": f"variant:{row.sku}",
        "trackInventory": True,
        "metadata": [{"key": "barcode", "value": row.barcode}] if row.barcode else [],
        "stocks": [{"warehouse": target.warehouse_id, "quantity": row.on_hand or 0}],
        "channelListings": [{"channelId": target.channel_id, "price": str(row.price)}],
    }
    if row.weight_g is not None:
        given["weight"] = _grams(row.weight_g)
    return given


def _change(one: VariantPlan, plan: ProductPlan, target: Target) -> dict[str, object]:
    assert one.found is not None
    columns = {change.column for change in one.changes}
    given: dict[str, object] = {"id": one.found.id}
    if "price_idr" in columns and one.found.listing_id:
        price = {"channelListing": one.found.listing_id, "price": str(one.row.price)}
        given["channelListings"] = {"update": [price]}
    elif "price_idr" in columns:
        listing = {"channelId": target.channel_id, "price": str(one.row.price)}
        given["channelListings"] = {"create": [listing]}
    if "weight_g" in columns and one.row.weight_g is not None:
        given["weight"] = _grams(one.row.weight_g)
    if "barcode" in columns:
        given["metadata"] = [{"key": "barcode", "value": one.row.barcode}]
    if any(column.startswith("option:") for column in columns):
        given["attributes"] = _options(one.options, plan)
        given["name"] = one.row.name
    if "on_hand" in columns and not one.found.stock_id:
        stock = {"warehouse": target.warehouse_id, "quantity": one.row.on_hand}
        given["stocks"] = {"create": [stock]}
    return given


def _grams(weight: int) -> dict[str, object]:
    # A bare number would be read in the server's own unit.
    return {"unit": "G", "value": weight}


def _facts(plan: ProductPlan, facts: Mapping[str, str]) -> list[dict[str, object]]:
    return [
        _value(plan.type.product_attributes[ATTRIBUTE_OF[column]], value) for column, value in facts.items()
    ]


def _options(options: Mapping[str, str], plan: ProductPlan) -> list[dict[str, object]]:
    return [_value(plan.type.variant_attributes[name], value) for name, value in options.items()]


def _value(attribute: TypeAttribute, value: str) -> dict[str, object]:
    shapes: dict[str, dict[str, object]] = {
        "DROPDOWN": {"dropdown": {"value": value}},
        "SWATCH": {"swatch": {"value": value}},
        "MULTISELECT": {"multiselect": [{"value": value}]},
        "NUMERIC": {"numeric": value},
        "BOOLEAN": {"boolean": value == "yes"},
        "DATE": {"date": value},
    }
    return {"id": attribute.id, **shapes.get(attribute.input_type, {"plainText": value})}


def _place(row: wire.BulkRow) -> str:
    first = next(iter(row.errors or ()), None)
    return f"{first.path or first.field or '-'}/{first.code}" if first else "-"
