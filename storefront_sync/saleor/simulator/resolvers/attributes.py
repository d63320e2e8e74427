"""Attributes: made, given to product types, and the values that products and variants have of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from storefront_sync.saleor.simulator.arguments.base import Selector
from storefront_sync.saleor.simulator.arguments.catalogue import (
    ValueInput,
    VariantValuesArguments,
    WeightInput,
)
from storefront_sync.saleor.simulator.arguments.paging import AttributePageArguments, PageArguments
from storefront_sync.saleor.simulator.arguments.setup import AssignArguments, AttributeArguments
from storefront_sync.saleor.simulator.binding import mutation, refuse, resolver
from storefront_sync.saleor.simulator.call import Call
from storefront_sync.saleor.simulator.resolvers.paging import paginate
from storefront_sync.saleor.simulator.state.catalogue import (
    Attribute,
    AttributeValue,
    Product,
    ProductType,
    Variant,
)

NEEDS = ("MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES",)
CHOSEN = ("DROPDOWN", "MULTISELECT", "SWATCH")
MAY_BE_CHOSEN_BY = ("DROPDOWN", "BOOLEAN", "SWATCH", "NUMERIC")
_GRAMS = {"G": Decimal(1), "KG": Decimal(1000), "TONNE": Decimal(1_000_000)}
_GRAMS |= {"LB": Decimal("453.59237"), "OZ": Decimal("28.349523125")}


@resolver("Query", "attributes", AttributePageArguments)
def attributes(source: object, call: Call, page: AttributePageArguments) -> dict[str, object]:
    """All attributes, public, by name."""
    return paginate("attributes", call.store.attributes, page)


@resolver("Query", "attribute", Selector)
def attribute(source: object, call: Call, wanted: Selector) -> Attribute | None:
    """One attribute."""
    if wanted.id:
        return call.store.find(Attribute, wanted.id)
    return next((row for row in call.store.attributes if row.slug == wanted.slug), None)


@resolver("Attribute", "choices", PageArguments)
def choices(source: Attribute, call: Call, page: PageArguments) -> dict[str, object]:
    """The values to choose from; what was typed isn't among them."""
    return paginate("choices", source.values if source.input_type in CHOSEN else [], page)


@resolver("ProductType", "assignedVariantAttributes", VariantValuesArguments)
def variant_attributes(
    source: ProductType, call: Call, arguments: VariantValuesArguments
) -> list[dict[str, object]]:
    """What is said of variants, and whether shoppers choose by it."""
    return [
        {"attribute": row, "variantSelection": row in source.chosen_by}
        for row in source.variant_attributes
        if _in_scope(source, row, arguments)
    ]


def _in_scope(kind: ProductType, row: Attribute, arguments: VariantValuesArguments) -> bool:
    scope = arguments.variant_selection
    return scope in (None, "ALL") or (row in kind.chosen_by) == (scope == "VARIANT_SELECTION")


@resolver("Product", "attributes")
def product_values(source: Product, call: Call) -> list[dict[str, object]]:
    """Each attribute of the type with its values."""
    kind = source.product_type
    return [
        {"attribute": row, "values": source.attributes.get(row.pk, [])} for row in kind.product_attributes
    ]


@resolver("ProductVariant", "attributes", VariantValuesArguments)
def variant_values(source: Variant, call: Call, arguments: VariantValuesArguments) -> list[dict[str, object]]:
    """Each attribute of the type with its values: all, or only those that shoppers choose by, or the rest."""
    kind = source.product.product_type
    return [
        {"attribute": row, "values": source.attributes.get(row.pk, [])}
        for row in kind.variant_attributes
        if _in_scope(kind, row, arguments)
    ]


@resolver("Product", "weight")
@resolver("ProductVariant", "weight")
def weight(source: Product | Variant, call: Call) -> dict[str, object] | None:
    """The weight in the server's unit."""
    unit = call.store.settings.default_weight_unit
    return None if source.weight_g is None else {"unit": unit, "value": float(source.weight_g / _GRAMS[unit])}


@mutation("attributeCreate", AttributeArguments, needs=NEEDS)
def create_attribute(call: Call, arguments: AttributeArguments) -> dict[str, object]:
    """An attribute; the slug is unique."""
    given = arguments.input
    name = given.name or ""
    slug = given.slug or _slug(name)
    if any(row.slug == slug for row in call.store.attributes):
        raise refuse("slug", "UNIQUE", "Attribute with this Slug already exists.")
    row = Attribute(
        *call.store.stamp("Attribute"), name=name, slug=slug, input_type=given.input_type, type=given.type
    )
    call.store.add(row)
    call.store.attributes.append(row)
    for value in given.values:
        _choice(call, row, value.name)
    return {"attribute": row}


@mutation("attributeUpdate", AttributeArguments, needs=NEEDS)
def update_attribute(call: Call, arguments: AttributeArguments) -> dict[str, object]:
    """Set the name, add values."""
    row = call.store.find(Attribute, arguments.id)
    if row is None:
        raise refuse("id", "NOT_FOUND", "Couldn't resolve to a node.")
    row.name = arguments.input.name or row.name
    for value in arguments.input.add_values:
        _choice(call, row, value.name)
    return {"attribute": row}


@mutation("productAttributeAssign", AssignArguments, needs=NEEDS)
def assign(call: Call, arguments: AssignArguments) -> dict[str, object]:
    """Give a type more attributes."""
    kind, rows = _type_and_attributes(call, arguments)
    there = {*kind.product_attributes, *kind.variant_attributes}
    for row in rows:
        if row in there:
            message = f"{row.name} ({row.slug}) have already been assigned to this product type."
            raise refuse("operations", "ATTRIBUTE_ALREADY_ASSIGNED", message)
    for row, operation in zip(rows, arguments.operations, strict=True):
        (kind.variant_attributes if operation.type == "VARIANT" else kind.product_attributes).append(row)
        _choose_by(kind, row, operation.variant_selection)
    return {"productType": kind}


@mutation("productAttributeAssignmentUpdate", AssignArguments, needs=NEEDS)
def choose_by(call: Call, arguments: AssignArguments) -> dict[str, object]:
    """Let shoppers choose a variant by an attribute, or no longer."""
    kind, rows = _type_and_attributes(call, arguments)
    for row, operation in zip(rows, arguments.operations, strict=True):
        _choose_by(kind, row, operation.variant_selection)
    return {"productType": kind}


def _type_and_attributes(call: Call, arguments: AssignArguments) -> tuple[ProductType, list[Attribute]]:
    kind = call.store.find(ProductType, arguments.product_type_id)
    rows = [call.store.find(Attribute, operation.id) for operation in arguments.operations]
    known = [row for row in rows if row is not None]
    if kind is None or len(known) != len(rows):
        raise refuse("operations", "NOT_FOUND", "Couldn't resolve to a node.")
    return kind, known


def _choose_by(kind: ProductType, row: Attribute, wanted: bool | None) -> None:
    if wanted and row.input_type not in MAY_BE_CHOSEN_BY:
        raise refuse(
            "operations", "ATTRIBUTE_CANNOT_BE_ASSIGNED", "This type of attribute can't be chosen by."
        )
    if row in kind.chosen_by:
        kind.chosen_by.remove(row)
    if wanted:
        kind.chosen_by.append(row)


def assigned(
    call: Call, allowed: Sequence[Attribute], given: Sequence[ValueInput]
) -> dict[int, list[AttributeValue]]:
    """The values that are given, by attribute; one to choose from is made where it is new."""
    found: dict[int, list[AttributeValue]] = {}
    for value in given:
        row = next((one for one in allowed if one.id == value.id), None)
        if row is None:
            raise refuse("attributes", "NOT_FOUND", "Attribute doesn't belong to the type.")
        if value.dropdown is not None:
            found[row.pk] = [_choice(call, row, value.dropdown.value)]
        elif value.boolean is not None:
            name = f"{row.name}: {'Yes' if value.boolean else 'No'}"
            found[row.pk] = [_value(call, name, boolean=value.boolean)]
        elif value.plain_text is not None:
            found[row.pk] = [_value(call, value.plain_text, plain_text=value.plain_text)]
        else:
            found[row.pk] = [_value(call, value.numeric or "")]
    return found


def grams(call: Call, given: WeightInput | Decimal | None) -> Decimal | None:
    """A weight in grams; a bare number is in the server's unit."""
    if isinstance(given, WeightInput):
        return given.value * _GRAMS[given.unit]
    return None if given is None else given * _GRAMS[call.store.settings.default_weight_unit]


def _choice(call: Call, row: Attribute, name: str) -> AttributeValue:
    known = next((value for value in row.values if value.name == name), None)
    if known is None:
        known = _value(call, name)
        row.values.append(known)
    return known


def _value(
    call: Call, name: str, *, boolean: bool | None = None, plain_text: str | None = None
) -> AttributeValue:
    stamp = call.store.stamp("AttributeValue")
    return AttributeValue(*stamp, name=name, slug=_slug(name), boolean=boolean, plain_text=plain_text)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "x"
