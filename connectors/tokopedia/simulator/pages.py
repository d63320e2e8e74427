"""The body of a product call as a neutral draft."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from pydantic import BaseModel

from connectors.base.category import AttributeId, AttributeKind, CategoryId, CategoryRules
from connectors.base.draft import AttributeValue, Draft, DraftModel, ImageId, PackageSize, Tier
from connectors.tokopedia.simulator.asked import Amount, WarehouseQuantity
from connectors.tokopedia.simulator.refusal import Refusal
from mappings.money import Rupiah

PRE_ORDER = "PRE_ORDER"
REPEATED = re.compile(r"(.)\1{9}")


class Uri(BaseModel):
    """A picture that was handed over before."""

    uri: str


class Value(BaseModel):
    """A value of an attribute: one that is offered, or one's own."""

    id: str = ""
    name: str = ""


class Filled(BaseModel):
    """An attribute with its values."""

    id: str
    values: list[Value]


class Measured(BaseModel):
    """A weight; a number in a text."""

    value: str
    unit: str


class Dimensions(BaseModel):
    """A parcel's size; numbers in texts."""

    length: str
    width: str
    height: str
    unit: str


class Option(BaseModel):
    """What a SKU is in one dimension."""

    name: str = ""
    value_name: str = ""
    sku_img: Uri | None = None


class Duration(BaseModel):
    """How long a pre-order takes."""

    handling_duration_days: int


class PreSale(BaseModel):
    """Whether a SKU is sold before it is there."""

    type: str
    fulfillment_type: Duration | None = None


class Barcode(BaseModel):
    """A code that everybody knows a product by."""

    code: str
    type: str


class SkuBody(BaseModel):
    """A SKU that is to be, or one that stays (`id`)."""

    id: str = ""
    seller_sku: str = ""
    price: Amount | None = None
    inventory: list[WarehouseQuantity] = []
    sales_attributes: list[Option] = []
    pre_sale: PreSale | None = None
    identifier_code: Barcode | None = None


class ProductBody(BaseModel):
    """Body of create, edit and partial edit; None is what a partial edit leaves as it is."""

    title: str | None = None
    description: str | None = None
    category_id: str | None = None
    main_images: list[Uri] | None = None
    package_weight: Measured | None = None
    package_dimensions: Dimensions | None = None
    product_attributes: list[Filled] | None = None
    skus: list[SkuBody] | None = None
    listing_platforms: list[str] | None = None
    idempotency_key: str = ""


def blank(title: str, category_id: str) -> Draft:
    """The page of a product that was made elsewhere."""
    return Draft(title, "", CategoryId(category_id), (), (), None, ())


def written(body: ProductBody, before: Draft, rules: CategoryRules) -> Draft:
    """The page after a call; raises Refusal for what can't be read."""
    size = body.package_dimensions
    return Draft(
        title=before.title if body.title is None else body.title,
        description=before.description if body.description is None else body.description,
        category_id=rules.category_id,
        attributes=before.attributes
        if body.product_attributes is None
        else tuple((AttributeId(row.id), _values(row, rules)) for row in body.product_attributes),
        images=before.images
        if body.main_images is None
        else tuple(ImageId(image.uri) for image in body.main_images),
        weight_grams=before.weight_grams if body.package_weight is None else _grams(body.package_weight),
        models=tuple(_model(sku) for sku in body.skus or () if not sku.id),
        tiers=_tiers(body.skus or []),
        size=before.size if size is None else _size(size),
        pre_order_days=before.pre_order_days if body.skus is None else _days(body.skus),
    )


def refuse_marks(text: str, code: int) -> None:
    """No emoji, no control characters, nothing ten times in a row."""
    marked = any(unicodedata.category(mark) in ("So", "Cs", "Cc") for mark in text)
    if marked or REPEATED.search(text):
        raise Refusal(code)


def _values(row: Filled, rules: CategoryRules) -> tuple[AttributeValue, ...]:
    kinds = {attribute.attribute_id: attribute.kind for attribute in rules.attributes}
    return tuple(_value(value, kinds.get(AttributeId(row.id))) for value in row.values)


def _value(value: Value, kind: AttributeKind | None) -> AttributeValue:
    if value.id or kind is not AttributeKind.NUMBER:
        return AttributeValue(choice_id=value.id, text=value.name)
    try:
        return AttributeValue(number=Decimal(value.name))
    except InvalidOperation:
        raise Refusal(12052256) from None


def _grams(weight: Measured) -> int:
    if weight.unit != "KILOGRAM":
        raise Refusal(12052916)
    try:
        grams = Decimal(weight.value) * 1_000
    except InvalidOperation:
        raise Refusal(12052006) from None
    if grams != grams.to_integral_value():
        raise Refusal(12052006)
    return int(grams)


def _size(size: Dimensions) -> PackageSize:
    sides = (size.length, size.width, size.height)
    if size.unit != "CENTIMETER" or not all(side.isdecimal() and int(side) > 0 for side in sides):
        raise Refusal(12052116)
    return PackageSize(*(int(side) for side in sides))


def _model(sku: SkuBody) -> DraftModel:
    if sku.price is None or not sku.inventory:
        raise Refusal(12052571 if sku.price is None else 12019022)
    if sku.price.currency != "IDR":
        raise Refusal(12052084)
    if not sku.price.amount.isdecimal():
        raise Refusal(12052012)
    return DraftModel(
        sku=sku.seller_sku,
        price=Rupiah(int(sku.price.amount)),
        stock=sum(part.quantity for part in sku.inventory),
        options=tuple(option.value_name for option in sku.sales_attributes),
        barcode=sku.identifier_code.code if sku.identifier_code else "",
    )


def _tiers(skus: list[SkuBody]) -> tuple[Tier, ...]:
    names = [tuple(option.name for option in sku.sales_attributes) for sku in skus if not sku.id]
    if not names:
        return ()
    if len(set(names)) > 1:
        raise Refusal(12052550)
    columns = zip(
        *([option.value_name for option in sku.sales_attributes] for sku in skus if not sku.id), strict=True
    )
    return tuple(
        Tier(name, tuple(dict.fromkeys(column))) for name, column in zip(names[0], columns, strict=True)
    )


def _days(skus: list[SkuBody]) -> int | None:
    kinds = {sku.pre_sale.type if sku.pre_sale else "NONE" for sku in skus}
    if len(kinds) > 1:
        raise Refusal(12019100)
    if kinds != {PRE_ORDER}:
        return None
    times = [sku.pre_sale.fulfillment_type for sku in skus if sku.pre_sale and sku.pre_sale.fulfillment_type]
    if not times:
        raise Refusal(12019095)
    return max(time.handling_duration_days for time in times)
