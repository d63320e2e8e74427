"""What the simulated marketplace wants of a listing, as the vendor's pages of December 2025 say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from connectors.base.category import (
    Attribute,
    AttributeId,
    AttributeKind,
    CategoryId,
    CategoryRules,
    Choice,
    Span,
)
from connectors.base.simulator.inspection import Fault
from connectors.base.simulator.tree import Leaf, indonesian_tree
from connectors.lazada.simulator.refusal import Refusal

MOST_STOCK = 99_999
MOST_HTML = 25_000
WEIGHT_STEP_GRAMS = 10
PACKAGE_CONTENT = Attribute(
    AttributeId("Sku/package_content"), "Isi Kotak", AttributeKind.TEXT, False, free=True
)
"""A field of each SKU; its id says so to those who compare pages with drafts."""


BRAND = Attribute(AttributeId("brand"), "Merek", AttributeKind.TEXT, False, free=True)
NO_BRAND = "No Brand"


@dataclass(frozen=True)
class Dimension:
    """A dimension in which a category's SKUs may differ: its label, values (English by Indonesian), and
    whether others may be written."""

    label: str
    values: Mapping[str, str]
    free: bool


DIMENSIONS: Mapping[str, Dimension] = {
    "color_family": Dimension("Warna", {"Merah": "Red", "Biru": "Blue", "Hitam": "Black"}, True),
    "size": Dimension("Ukuran", {"S": "S", "M": "M", "L": "L", "XL": "XL"}, True),
    "scent": Dimension("Aroma", {"Melati": "Jasmine", "Mawar": "Rose"}, False),
}

REFUSED_AS: Mapping[str, tuple[str, str]] = {
    "needs": ("4163", "BIZ_CHECK_RESTRICTED_CATEGORY"),
    "title": ("4108", "CHK_BASIC_REQUIRED"),
    "description": ("4120", "CHK_CATPROP_CPV_MAX_LEGNTH"),
    "images": ("4169", "CHK_IMAGE_MAX_ITEMS"),
    "picture_unknown": ("4138", "BIZ_CHECK_EXIST_OUTER_IMAGE"),
    "attribute_missing": ("4110", "BIZ_CHECK_CAT_PROP_MANDATORY"),
    "attribute_value": ("4115", "CHK_CATPROP_CPV_NOT_ENUM"),
    "attribute_unknown": ("4140", "CHK_ENUM_PROP_VALUE_NOT_IN_OPTION"),
    "tiers": ("209", "BIZ_CHECK_TOTAL_SALE_PROP_MAX_ITEMS"),
    "options": ("4143", "BIZ_CHECK_SALEPROP_ATTRIBUTE_INVALID"),
    "models": ("4133", "VARIATION_CONTENT_EMPTY"),
    "sku": ("4150", "SELLER_SKU_INVALID"),
    "sku_twice": ("4105", "BIZ_CHECK_SELLER_SKU_DUPLICATE"),
    "price": ("4118", "BIZ_CHECK_PRICE_IS_ZERO"),
    "stock": ("4152", "THD_INVENTORY_ERR_INV_PARAM_ILLEGAL"),
    "weight": ("4164", "BIZ_CHECK_MAX_PACKAGE_WEIGHT"),
    "package_size": ("4149", "BIZ_CHECK_PACKAGE_DECIMAL_INVALID"),
    "pre_order": ("4107", "CHECK_CAT_PROP_INVALID_NUMBER"),
    "marks": ("4129", "BIZ_CHECK_PROP_SPECIAL_CHAR"),
    "sku_listed": ("4141", "THD_IC_ERR_F_IC_INFRA_PRODUCT_036"),
}
"""Word of a fault → (number, name) of its reason."""


class NotTaken(Exception):
    """Why a listing isn't taken: `word` is one of REFUSED_AS; `sku` names the SKU that is meant."""

    def __init__(self, word: str, sku: str = "") -> None:
        super().__init__(word)
        self.word = word
        self.sku = sku


def leaf_of(category_id: str) -> Leaf:
    """A category that takes listings; raises Refusal."""
    leaf = indonesian_tree().leaves.get(CategoryId(category_id))
    if leaf is None:
        known = any(node.category_id == category_id for node in indonesian_tree().categories)
        raise Refusal("57" if known else "4227")
    return leaf


def rules_of(leaf: Leaf) -> CategoryRules:
    """Lengths in characters of what is sent: a description is HTML."""
    return CategoryRules(
        category_id=leaf.category.category_id,
        attributes=(*(spoken(attribute) for attribute in leaf.attributes), BRAND, PACKAGE_CONTENT),
        title=Span(1, 255),
        description=Span(None, MOST_HTML),
        images=Span(1, 8),
        price=Span(1, None),
        stock=Span(0, MOST_STOCK),
        weight_grams=Span(1, 40_000),
        tiers=2,
        options=50,
        models=50,
        pre_order_days=Span(1, 30),
        tier_name=Span(1, 15),
        option=Span(1, 20),
        needs=leaf.needs,
        package_size=True,
        weight_step_grams=WEIGHT_STEP_GRAMS,
    )


def spoken(attribute: Attribute) -> Attribute:
    """An attribute as it is written here: by an English name, its choices by English words."""
    return replace(
        attribute,
        attribute_id=AttributeId(f"attr_{attribute.attribute_id}"),
        choices=tuple(Choice(english(choice.name), choice.name) for choice in attribute.choices),
    )


def english(name: str) -> str:
    """A choice's English word."""
    return f"{name} (en)"


def fault(found: Fault) -> NotTaken:
    """What looking over found, as a refusal that is still to be worded."""
    return NotTaken(found.word, found.subject)
