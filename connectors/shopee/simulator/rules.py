"""What the simulated Shopee wants of a listing, and how it words that."""

from __future__ import annotations

from decimal import Decimal

from connectors.base.category import (
    Attribute,
    AttributeKind,
    CategoryId,
    CategoryRules,
    Courier,
    CourierId,
    Span,
)
from connectors.base.simulator.inspection import Fault
from connectors.base.simulator.tree import Leaf, indonesian_tree
from connectors.shopee.simulator.envelope import Refused

INVALID_CATEGORY = ("product.error_invalid_category", "Invalid category.")
COURIERS = (
    Courier(CourierId("8003"), "SPX Standard", True, Span(None, 50_000)),
    Courier(CourierId("8002"), "SPX Hemat", True, Span(None, 5_000)),
    Courier(CourierId("8005"), "JNE Trucking", False, Span(10_000, None)),
)
REFUSED_AS = {
    "title": ("product.error_name_length_limit", "Exceeded item_name length limitation."),
    "description": (
        "product.error_desc_length_min_limit",
        "Description length is less than the min limit.",
    ),
    "images": ("product.error_image_num_min", "The number of images is out of range."),
    "picture_unknown": ("product.error_param", "Image not exist."),
    "attribute_missing": ("product.error_invalid_attribute", "Mandatory attribute information required"),
    "attribute_value": ("product.error_invalid_attribute_value", "Invalid attribute value."),
    "attribute_unknown": (
        "product.error_invalid_category_attribute",
        "Category and attribute not match.",
    ),
    "tiers": ("product.error_param", "The level of tier-variation over 2."),
    "options": ("product.error_tier_opt_val_too_long", "The option is too long."),
    "models": ("product.error_model_count_over_limit", "The count of model is too large."),
    "sku": ("product.error_param", "Parameter is not match the constraints, model_sku."),
    "sku_twice": ("product.error_param", "Parameter is not match the constraints, model_sku."),
    "price": ("product.error_price_exceed_min_limitt", "Original_price is less than min price limit."),
    "price_ratio": ("product.error_price_ratio_exceeds_limit", "The price ratio exceeds the limit."),
    "stock": ("product.error_param", "Parameter is not match the constraints, stock."),
    "weight": ("product.error_param", "Invalid Weight."),
    "package_size": ("product.error_param", "dimension is required"),
    "pre_order": ("product.error_invalid_days_to_ship", "Invalid days_to_ship."),
    "courier": ("product.error_invalid_logistic_info", "invalid logistic info"),
}


def leaf_of(category_id: str) -> Leaf:
    """A category that takes listings; raises Refused."""
    leaf = indonesian_tree().leaves.get(CategoryId(category_id))
    if leaf is None:
        raise Refused(*INVALID_CATEGORY)
    return leaf


def rules_of(leaf: Leaf) -> CategoryRules:
    """The limits; Shopee's API has no word for the documents that a category may want."""
    return CategoryRules(
        category_id=leaf.category.category_id,
        attributes=tuple(spoken(attribute) for attribute in leaf.attributes),
        title=Span(5, 255),
        description=Span(20, 5_000),
        images=Span(1, 9),
        price=Span(99, 150_000_000),
        stock=Span(0, 999_999),
        weight_grams=Span(1, None),
        tiers=2,
        options=50,
        models=50,
        pre_order_days=Span(7, 90) if leaf.pre_order else Span(1, 0),
        price_ratio=Decimal(7),
        sku=Span(1, 100),
        tier_name=Span(1, 14),
        option=Span(1, 30),
        package_size=leaf.package_size,
        courier=True,
    )


def spoken(attribute: Attribute) -> Attribute:
    """An attribute as Shopee has it: what isn't chosen from a list is always one's own."""
    if attribute.kind in (AttributeKind.CHOICE, AttributeKind.CHOICES):
        return attribute
    return Attribute(
        attribute.attribute_id,
        attribute.name,
        attribute.kind,
        attribute.required,
        free=True,
        units=attribute.units if attribute.kind is AttributeKind.NUMBER else (),
    )


def refusal_of(fault: Fault) -> Refused:
    """A fault in Shopee's words."""
    return Refused(*REFUSED_AS[fault.word])
