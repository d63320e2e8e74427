"""What a draft still lacks before a marketplace would take it, told before anything is sent."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from connectors.base.category import Attribute, AttributeKind, CategoryRules, Courier, Span
from connectors.base.draft import AttributeValue, Draft

TEN_IN_A_ROW = re.compile(r"(.)\1{9}")


@dataclass(frozen=True)
class Missing:
    """One thing to mend. `where` is ("title", "attribute:100", "model:SKU-1"), `key` a text key of
    `connectors/base/locale`, `values` what its sentence names."""

    where: str
    key: str
    values: Mapping[str, str] = field(default_factory=dict)


def missing(draft: Draft, rules: CategoryRules | None, couriers: tuple[Courier, ...]) -> tuple[Missing, ...]:
    """All that stands in the way of publishing, in the order of a form; empty = ready.

    `rules` None: no category is chosen yet, so that only what holds everywhere is checked.
    """
    return tuple(_lacks(draft, rules, couriers))


def _lacks(draft: Draft, rules: CategoryRules | None, couriers: tuple[Courier, ...]) -> Iterator[Missing]:
    if draft.category_id is None or rules is None:
        yield Missing("category", "ready.category")
    if not draft.title.strip():
        yield Missing("title", "ready.title_missing")
    if not draft.images:
        yield Missing("images", "ready.images_missing")
    if draft.weight_grams is None or draft.weight_grams <= 0:
        yield Missing("weight", "ready.weight_missing")
    yield from _models(draft)
    if rules is not None:
        yield from _limits(draft, rules)
        yield from _attributes(draft, rules)
        yield from _variants(draft, rules)
        yield from _delivery(draft, rules, couriers)


def _models(draft: Draft) -> Iterator[Missing]:
    if not draft.models:
        yield Missing("models", "ready.models_missing")
    seen_skus: set[str] = set()
    seen_options: set[tuple[str, ...]] = set()
    for model in draft.models:
        where = f"model:{model.sku}"
        if not model.sku.strip():
            yield Missing("model:", "ready.sku_missing")
        elif model.sku in seen_skus:
            yield Missing(where, "ready.sku_twice", {"sku": model.sku})
        seen_skus.add(model.sku)
        if model.price <= 0:
            yield Missing(where, "ready.price_missing", {"sku": model.sku})
        if len(model.options) != len(draft.tiers) or any(
            option not in tier.options for option, tier in zip(model.options, draft.tiers, strict=False)
        ):
            yield Missing(where, "ready.option_missing", {"sku": model.sku})
        elif model.options in seen_options:
            yield Missing(where, "ready.option_twice", {"sku": model.sku})
        seen_options.add(model.options)
    if not draft.tiers and len(draft.models) > 1:
        yield Missing("tiers", "ready.tiers_missing")


def _limits(draft: Draft, rules: CategoryRules) -> Iterator[Missing]:
    for name in rules.needs:
        yield Missing("category", "ready.category_needs", {"name": name})
    yield from _inside("title", "ready.title_length", len(draft.title.strip()), rules.title)
    yield from _inside(
        "description", "ready.description_length", len(draft.description.strip()), rules.description
    )
    if rules.plain_text:
        texts = [("title", draft.title), ("description", draft.description)]
        texts += [("tiers", text) for tier in draft.tiers for text in (tier.name, *tier.options)]
        for where, text in texts:
            if not _plain(text):
                yield Missing(where, "ready.plain_text", {"name": text[:40]})
    if draft.images:
        yield from _inside("images", "ready.images_count", len(draft.images), rules.images)
    if draft.weight_grams:
        yield from _inside("weight", "ready.weight_range", draft.weight_grams, rules.weight_grams)
    for model in draft.models:
        where, named = f"model:{model.sku}", {"sku": model.sku}
        if model.price > 0:
            yield from _inside(where, "ready.price_range", model.price, rules.price, named)
        yield from _inside(where, "ready.stock_range", model.stock, rules.stock, named)
        if model.sku.strip():
            yield from _inside(where, "ready.sku_length", len(model.sku), rules.sku, named)
        if not rules.spaces_in_sku and any(mark.isspace() for mark in model.sku):
            yield Missing(where, "ready.sku_spaces", named)


def _plain(text: str) -> bool:
    marked = any(mark != "\n" and unicodedata.category(mark) in ("So", "Cs", "Cc") for mark in text)
    return not marked and TEN_IN_A_ROW.search(text) is None


def _inside(
    where: str, key: str, value: int, span: Span, named: Mapping[str, str] | None = None
) -> Iterator[Missing]:
    if span.holds(value):
        return
    bounds = {
        "value": str(value),
        "least": "–" if span.least is None else str(span.least),
        "most": "–" if span.most is None else str(span.most),
    }
    yield Missing(where, key, {**bounds, **(named or {})})


def _attributes(draft: Draft, rules: CategoryRules) -> Iterator[Missing]:
    given = dict(draft.attributes)
    for attribute in rules.attributes:
        values = given.pop(attribute.attribute_id, ())
        where, named = f"attribute:{attribute.attribute_id}", {"name": attribute.name}
        if not values:
            if attribute.required:
                yield Missing(where, "ready.attribute_missing", named)
        elif not _fits(attribute, values):
            yield Missing(where, "ready.attribute_value", named)
    for unknown in given:
        yield Missing(f"attribute:{unknown}", "ready.attribute_unknown", {"name": unknown})


def _fits(attribute: Attribute, values: tuple[AttributeValue, ...]) -> bool:
    if len(values) > 1 and attribute.kind is not AttributeKind.CHOICES:
        return False
    return all(_value_fits(attribute, value) for value in values)


def _value_fits(attribute: Attribute, value: AttributeValue) -> bool:
    if value.choice_id:
        return any(choice.choice_id == value.choice_id for choice in attribute.choices)
    match attribute.kind:
        case AttributeKind.CHOICE | AttributeKind.CHOICES:
            return attribute.free and bool(value.text.strip())
        case AttributeKind.TEXT:
            return bool(value.text.strip())
        case AttributeKind.NUMBER:
            unit_fits = value.unit in attribute.units if attribute.units else not value.unit
            return value.number is not None and unit_fits
        case AttributeKind.DATE:
            return value.day is not None


def _variants(draft: Draft, rules: CategoryRules) -> Iterator[Missing]:
    if len(draft.tiers) > rules.tiers:
        yield Missing("tiers", "ready.tiers_many", {"most": str(rules.tiers)})
    for tier in draft.tiers:
        yield from _inside("tiers", "ready.tier_length", len(tier.name), rules.tier_name, {"name": tier.name})
        for option in tier.options:
            yield from _inside("tiers", "ready.option_length", len(option), rules.option, {"name": option})
        if len(tier.options) > rules.options:
            yield Missing("tiers", "ready.options_many", {"name": tier.name, "most": str(rules.options)})
    if len(draft.models) > rules.models:
        yield Missing("models", "ready.models_many", {"most": str(rules.models)})
    prices = [model.price for model in draft.models if model.price > 0]
    if rules.price_ratio is not None and prices and max(prices) > min(prices) * rules.price_ratio:
        yield Missing("models", "ready.price_ratio", {"most": str(rules.price_ratio)})


def _delivery(draft: Draft, rules: CategoryRules, couriers: tuple[Courier, ...]) -> Iterator[Missing]:
    if draft.pre_order_days is not None:
        yield from _inside("pre_order", "ready.pre_order_days", draft.pre_order_days, rules.pre_order_days)
    if rules.package_size and draft.size is None:
        yield Missing("size", "ready.size_missing")
    if not rules.courier:
        return
    usable = {courier.courier_id: courier for courier in couriers if courier.enabled}
    chosen = [usable[courier] for courier in draft.couriers if courier in usable]
    if not chosen:
        yield Missing("couriers", "ready.courier_missing")
    for courier in chosen:
        if draft.weight_grams and not courier.weight_grams.holds(draft.weight_grams):
            yield Missing("couriers", "ready.courier_weight", {"name": courier.name})
