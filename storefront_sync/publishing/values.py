"""What staff type for an attribute, as the category takes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from connectors.base.category import Attribute, AttributeKind, CategoryRules
from connectors.base.draft import AttributeValue
from mappings.fold import fold
from storefront_sync.core.errors import StorefrontError
from storefront_sync.publishing.stored import Values


class UnknownAttribute(StorefrontError):
    """The category asks for nothing of that name."""


class ValueNotTaken(StorefrontError):
    """The category doesn't take this value."""


def parse(rules: CategoryRules, given: Sequence[str]) -> Values:
    """Texts like "Material=Katun" or "100=5 kg" as values; an attribute that is named twice has two, one
    without a text none. Raises UnknownAttribute, ValueNotTaken."""
    found: dict[str, list[AttributeValue]] = {}
    for row in given:
        name, _, text = row.partition("=")
        attribute = _attribute(rules, name.strip())
        values = found.setdefault(attribute.attribute_id, [])
        if text.strip():
            values.append(_value(attribute, text.strip()))
    by_id = {attribute.attribute_id: attribute.attribute_id for attribute in rules.attributes}
    return {key: tuple(found[key]) for key in by_id if key in found}


def _attribute(rules: CategoryRules, name: str) -> Attribute:
    for attribute in rules.attributes:
        if name == attribute.attribute_id or fold(name) == fold(attribute.name):
            return attribute
    raise UnknownAttribute("publish.unknown_attribute", name)


def _value(attribute: Attribute, text: str) -> AttributeValue:
    for choice in attribute.choices:
        if text == choice.choice_id or fold(text) == fold(choice.name):
            return AttributeValue(choice_id=choice.choice_id)
    match attribute.kind:
        case AttributeKind.TEXT:
            return AttributeValue(text=text)
        case AttributeKind.CHOICE | AttributeKind.CHOICES if attribute.free:
            return AttributeValue(text=text)
        case AttributeKind.NUMBER:
            return _number(attribute, text)
        case AttributeKind.DATE:
            try:
                return AttributeValue(day=date.fromisoformat(text))
            except ValueError:
                raise ValueNotTaken("publish.no_date", attribute.name) from None
        case _:
            raise ValueNotTaken("publish.no_choice", attribute.name)


def _number(attribute: Attribute, text: str) -> AttributeValue:
    number, _, unit = text.partition(" ")
    only = attribute.units[0] if len(attribute.units) == 1 else ""
    unit = unit.strip() or only
    try:
        value = Decimal(number.replace(",", "."))
    except InvalidOperation:
        raise ValueNotTaken("publish.no_number", attribute.name) from None
    if not value.is_finite() or (attribute.units and unit not in attribute.units):
        raise ValueNotTaken("publish.no_number", attribute.name)
    if unit and not attribute.units:
        raise ValueNotTaken("publish.no_number", attribute.name)
    return AttributeValue(number=value, unit=unit)
