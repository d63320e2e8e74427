"""From Shopee's bodies to a listing's neutral form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

from pydantic import Field

from connectors.base.category import AttributeId, AttributeKind, CategoryId, CourierId
from connectors.base.draft import (
    AttributeValue,
    Draft,
    DraftModel,
    ImageId,
    PackageSize,
    Tier,
)
from connectors.base.simulator.tree import Leaf
from connectors.shopee.simulator.body import Body
from connectors.shopee.simulator.rules import rules_of
from mappings.money import Rupiah


class SellerStock(Body):
    """Pieces at one location."""

    location_id: str = ""
    stock: int


class _Value(Body):
    value_id: str
    original_value_name: str = ""
    value_unit: str = ""


class _Attribute(Body):
    attribute_id: str
    attribute_value_list: list[_Value] = Field(default_factory=list)


class _Image(Body):
    image_id_list: list[str] = Field(default_factory=list)


class _Logistic(Body):
    logistic_id: str
    enabled: bool


class _Dimension(Body):
    package_length: int
    package_width: int
    package_height: int


class _PreOrder(Body):
    is_pre_order: bool
    days_to_ship: int | None = None


class PageBody(Body):
    """What add_item and update_item have in common."""

    item_name: str
    description: str
    category_id: str
    attribute_list: list[_Attribute] = Field(default_factory=list)
    image: _Image
    weight: float
    logistic_info: list[_Logistic]
    dimension: _Dimension | None = None
    pre_order: _PreOrder | None = None


class AddBody(PageBody):
    """add_item's body."""

    item_status: str = "NORMAL"
    original_price: int
    seller_stock: list[SellerStock] = Field(min_length=1)
    item_sku: str = ""
    gtin_code: str = "00"


class UpdateBody(PageBody):
    """update_item's body."""

    item_id: str


class _Option(Body):
    variation_option_name: str


class _Tier(Body):
    variation_name: str
    variation_option_list: list[_Option]


class _Model(Body):
    tier_index: list[int]
    original_price: int
    model_sku: str = ""
    gtin_code: str = "00"
    seller_stock: list[SellerStock] = Field(min_length=1)


class TierBody(Body):
    """init_tier_variation's body."""

    item_id: str
    standardise_tier_variation: list[_Tier]
    model: list[_Model]


def page_of(body: PageBody, leaf: Leaf) -> Draft:
    """A listing without its goods."""
    kinds = {attribute.attribute_id: attribute.kind for attribute in rules_of(leaf).attributes}
    size = body.dimension
    days = body.pre_order.days_to_ship if body.pre_order and body.pre_order.is_pre_order else None
    return Draft(
        title=body.item_name,
        description=body.description,
        category_id=CategoryId(body.category_id),
        attributes=tuple(
            (
                AttributeId(row.attribute_id),
                tuple(_value(value, row.attribute_id, kinds) for value in row.attribute_value_list),
            )
            for row in body.attribute_list
        ),
        images=tuple(ImageId(image) for image in body.image.image_id_list),
        weight_grams=round(body.weight * 1000),
        models=(),
        size=PackageSize(size.package_length, size.package_width, size.package_height) if size else None,
        couriers=tuple(CourierId(row.logistic_id) for row in body.logistic_info if row.enabled),
        pre_order_days=days,
    )


def single_of(body: AddBody, stock: int) -> DraftModel:
    """The goods of an item without variants."""
    barcode = "" if body.gtin_code == "00" else body.gtin_code
    return DraftModel(body.item_sku, Rupiah(body.original_price), stock, barcode=barcode)


def tiers_of(body: TierBody) -> tuple[Tier, ...]:
    """The dimensions."""
    return tuple(
        Tier(tier.variation_name, tuple(row.variation_option_name for row in tier.variation_option_list))
        for tier in body.standardise_tier_variation
    )


def model_of(row: _Model, tiers: tuple[Tier, ...], stock: int) -> DraftModel:
    """One variant; a place outside of a dimension is an option that isn't in the list."""
    options = tuple(
        tier.options[at] if 0 <= at < len(tier.options) else ""
        for at, tier in zip(row.tier_index, tiers, strict=False)
    )
    barcode = "" if row.gtin_code == "00" else row.gtin_code
    return DraftModel(row.model_sku, Rupiah(row.original_price), stock, options, barcode)


def _value(value: _Value, attribute_id: str, kinds: Mapping[AttributeId, AttributeKind]) -> AttributeValue:
    if value.value_id != "0":
        return AttributeValue(choice_id=value.value_id)
    text = value.original_value_name
    match kinds.get(AttributeId(attribute_id)):
        case AttributeKind.NUMBER:
            try:
                return AttributeValue(number=Decimal(text), unit=value.value_unit)
            except ArithmeticError:
                return AttributeValue(text=text)
        case AttributeKind.DATE if text.isdecimal():
            return AttributeValue(day=datetime.fromtimestamp(int(text), UTC).date())
        case _:
            return AttributeValue(text=text)
