"""How a simulated marketplace looks over a listing before it takes it.

Written apart from `readiness.py`, which asks the same questions beforehand: the two are held against each
other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from connectors.base.category import AttributeKind, CategoryRules, Courier, Span
from connectors.base.draft import AttributeValue, Draft


@dataclass(frozen=True)
class Fault:
    """Why a listing isn't taken: a word of this module, and what it is about (an attribute's id, a SKU)."""

    word: str
    subject: str = ""


def first_fault(
    draft: Draft,
    rules: CategoryRules,
    couriers: tuple[Courier, ...],
    knows_picture: Callable[[str], bool],
    *,
    sells: bool = True,
) -> Fault | None:
    """The first thing that is wrong; None for a listing that is taken. `sells` False: a listing's page alone,
    without its variants."""
    return (
        _page(draft, rules, knows_picture)
        or _attributes(draft, rules)
        or (_goods(draft, rules) if sells else None)
        or _parcel(draft, rules, couriers)
    )


def _page(draft: Draft, rules: CategoryRules, knows_picture: Callable[[str], bool]) -> Fault | None:
    if rules.needs:
        return Fault("needs", rules.needs[0])
    if not draft.title.strip() or _outside(rules.title, len(draft.title.strip())):
        return Fault("title")
    if _outside(rules.description, len(draft.description.strip())):
        return Fault("description")
    if not draft.images or _outside(rules.images, len(draft.images)):
        return Fault("images")
    unknown = [image for image in draft.images if not knows_picture(image)]
    return Fault("picture_unknown", unknown[0]) if unknown else None


def _attributes(draft: Draft, rules: CategoryRules) -> Fault | None:
    known = {attribute.attribute_id: attribute for attribute in rules.attributes}
    for attribute_id, values in draft.attributes:
        if attribute_id not in known:
            return Fault("attribute_unknown", attribute_id)
        attribute = known[attribute_id]
        if len(values) > 1 and attribute.kind is not AttributeKind.CHOICES:
            return Fault("attribute_value", attribute_id)
        offered = {choice.choice_id for choice in attribute.choices}
        for value in values:
            if value.choice_id and value.choice_id in offered:
                continue
            if value.choice_id or not _own_value(attribute.kind, attribute.free, attribute.units, value):
                return Fault("attribute_value", attribute_id)
    filled = {attribute_id for attribute_id, values in draft.attributes if values}
    for attribute in rules.attributes:
        if attribute.required and attribute.attribute_id not in filled:
            return Fault("attribute_missing", attribute.attribute_id)
    return None


def _own_value(kind: AttributeKind, free: bool, units: tuple[str, ...], value: AttributeValue) -> bool:
    if kind in (AttributeKind.CHOICE, AttributeKind.CHOICES):
        return free and value.text.strip() != ""
    if kind is AttributeKind.TEXT:
        return value.text.strip() != ""
    if kind is AttributeKind.DATE:
        return value.day is not None
    return value.number is not None and (value.unit in units if units else value.unit == "")


def _goods(draft: Draft, rules: CategoryRules) -> Fault | None:
    return _tiers(draft, rules) or _models(draft, rules)


def _tiers(draft: Draft, rules: CategoryRules) -> Fault | None:
    if len(draft.tiers) > rules.tiers:
        return Fault("tiers")
    for tier in draft.tiers:
        lengths = [len(option) for option in tier.options]
        if len(tier.options) > rules.options or any(_outside(rules.option, size) for size in lengths):
            return Fault("options", tier.name)
        if _outside(rules.tier_name, len(tier.name)):
            return Fault("tiers", tier.name)
    return None


def _models(draft: Draft, rules: CategoryRules) -> Fault | None:
    if not draft.models or len(draft.models) > rules.models or (not draft.tiers and len(draft.models) > 1):
        return Fault("models")
    skus = Counter(model.sku for model in draft.models)
    chosen = Counter(model.options for model in draft.models)
    for model in draft.models:
        if skus[model.sku] > 1:
            return Fault("sku_twice", model.sku)
        spaced = not rules.spaces_in_sku and len(model.sku.split()) > 1
        if not model.sku.strip() or spaced or _outside(rules.sku, len(model.sku)):
            return Fault("sku", model.sku)
        named = [option in tier.options for option, tier in zip(model.options, draft.tiers, strict=False)]
        if len(model.options) != len(draft.tiers) or not all(named) or chosen[model.options] > 1:
            return Fault("options", model.sku)
        if model.price < 1 or _outside(rules.price, model.price):
            return Fault("price", model.sku)
        if _outside(rules.stock, model.stock):
            return Fault("stock", model.sku)
    prices = [model.price for model in draft.models]
    if rules.price_ratio is not None and max(prices) > rules.price_ratio * min(prices):
        return Fault("price_ratio")
    return None


def _parcel(draft: Draft, rules: CategoryRules, couriers: tuple[Courier, ...]) -> Fault | None:
    if not draft.weight_grams or draft.weight_grams < 0 or _outside(rules.weight_grams, draft.weight_grams):
        return Fault("weight")
    if rules.package_size and draft.size is None:
        return Fault("package_size")
    if draft.pre_order_days is not None and _outside(rules.pre_order_days, draft.pre_order_days):
        return Fault("pre_order")
    if not rules.courier:
        return None
    usable = {courier.courier_id: courier for courier in couriers if courier.enabled}
    chosen = [usable[courier_id] for courier_id in draft.couriers if courier_id in usable]
    if not chosen or any(_outside(courier.weight_grams, draft.weight_grams) for courier in chosen):
        return Fault("courier")
    return None


def _outside(span: Span, value: int) -> bool:
    too_low = span.least is not None and value < span.least
    return too_low or (span.most is not None and value > span.most)
