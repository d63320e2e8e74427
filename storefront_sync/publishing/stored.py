"""The contract's types as JSON columns hold them, and back."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import cast

from pydantic import TypeAdapter

from connectors.base.category import AttributeId, Category, CategoryRules, Courier
from connectors.base.draft import AttributeValue, Draft, ImageId

Values = dict[AttributeId, tuple[AttributeValue, ...]]

_TREE = TypeAdapter(tuple[Category, ...])
_RULES = TypeAdapter(CategoryRules)
_COURIERS = TypeAdapter(tuple[Courier, ...])
_DRAFT = TypeAdapter(Draft)
_VALUES = TypeAdapter(Values)


def tree_json(tree: tuple[Category, ...]) -> object:
    """A tree to store."""
    return cast(object, _TREE.dump_python(tree, mode="json"))


def tree(stored: object) -> tuple[Category, ...]:
    """A stored tree."""
    return _TREE.validate_python(stored)


def rules_json(rules: CategoryRules) -> object:
    """A category's rules to store."""
    return cast(object, _RULES.dump_python(rules, mode="json"))


def rules(stored: object) -> CategoryRules:
    """A category's stored rules."""
    return _RULES.validate_python(stored)


def couriers_json(couriers: tuple[Courier, ...]) -> object:
    """Couriers to store."""
    return cast(object, _COURIERS.dump_python(couriers, mode="json"))


def couriers(stored: object) -> tuple[Courier, ...]:
    """Stored couriers."""
    return _COURIERS.validate_python(stored)


def draft_json(draft: Draft) -> object:
    """A draft to store."""
    return cast(object, _DRAFT.dump_python(draft, mode="json"))


def draft(stored: object) -> Draft:
    """A stored draft."""
    return _DRAFT.validate_python(stored)


def values_json(values: Values) -> object:
    """Attributes' values to store."""
    return cast(object, _VALUES.dump_python(values, mode="json", exclude_defaults=True))


def values(stored: object) -> Values:
    """Attributes' stored values."""
    return _VALUES.validate_python(stored)


def digest(draft: Draft, pictures: tuple[str, ...]) -> str:
    """What `Catalogue.update` would set, in short: pictures by Saleor's ids, no variants."""
    images = tuple(ImageId(picture) for picture in pictures)
    words = replace(draft, models=(), tiers=(), images=images)
    plain = json.dumps(draft_json(words), sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()
