"""What the simulated marketplace wants of a listing, as the vendor's pages of December 2025 say."""

from __future__ import annotations

from dataclasses import replace

from connectors.base.category import Attribute, AttributeKind, CategoryId, CategoryRules, Span
from connectors.base.simulator.inspection import Fault
from connectors.base.simulator.tree import Leaf, indonesian_tree
from connectors.tokopedia.simulator.refusal import Refusal

REFUSED_AS = {
    "needs": 12052105,
    "title": 12052051,
    "description": 12052013,
    "images": 12052306,
    "picture_unknown": 12052722,
    "attribute_missing": 12052104,
    "attribute_value": 12052247,
    "attribute_unknown": 12052241,
    "tiers": 12052525,
    "options": 12052529,
    "models": 12052558,
    "sku": 12052054,
    "sku_twice": 12052559,
    "price": 12052073,
    "stock": 12052055,
    "weight": 12019011,
    "package_size": 12052116,
    "pre_order": 12052712,
}


def leaf_of(category_id: str) -> Leaf:
    """A category that takes listings; raises Refusal."""
    leaf = indonesian_tree().leaves.get(CategoryId(category_id))
    if leaf is None:
        known = any(node.category_id == category_id for node in indonesian_tree().categories)
        raise Refusal(12052024 if known else 12052023)
    return leaf


def rules_of(leaf: Leaf) -> CategoryRules:
    """Lengths in characters of what is sent: a description is HTML."""
    return CategoryRules(
        category_id=leaf.category.category_id,
        attributes=tuple(spoken(attribute) for attribute in leaf.attributes),
        title=Span(25, 255),
        description=Span(1, 10_000),
        images=Span(1, 9),
        price=Span(1, None),
        stock=Span(1, 99_999),
        weight_grams=Span(1, None),
        tiers=3,
        options=100,
        models=100,
        pre_order_days=Span(3, 30) if leaf.pre_order else Span(1, 0),
        sku=Span(1, 50),
        spaces_in_sku=False,
        tier_name=Span(1, 20),
        option=Span(1, 50),
        needs=leaf.needs,
        package_size=leaf.package_size,
    )


def spoken(attribute: Attribute) -> Attribute:
    """An attribute as this marketplace can have it: no dates and no units, both are free text."""
    if attribute.kind is AttributeKind.DATE or attribute.units:
        return replace(attribute, kind=AttributeKind.TEXT, units=(), free=True)
    return attribute


def refusal_of(fault: Fault) -> Refusal:
    """A fault in the marketplace's words."""
    return Refusal(REFUSED_AS[fault.word])
