"""Lazada's categories and what they want of a listing. The limits are those of December 2025.

They stand in the vendor's guides "Create a product", "Update a product" and "Custom sales attributes", and in
the error codes of product/create, as kept in lazykern/ecommerce-api-docs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from connectors.base.category import (
    Attribute,
    AttributeId,
    AttributeKind,
    Category,
    CategoryId,
    CategoryRules,
    Choice,
    Span,
)
from connectors.lazada.category_wire import (
    CategoriesWire,
    CategoryAttributesWire,
    CategoryAttributeWire,
    CategoryWire,
    OptionWire,
)
from connectors.lazada.client import LazadaClient
from connectors.lazada.manifest import MANIFEST
from connectors.lazada.payload import writable

IN_INDONESIAN = ("language_code", "id_ID")
OF_EACH_SKU = "Sku/"
"""Begins the id of an attribute that is written to each SKU."""
BRAND = "brand"
"""Offers no choices, there being too many brands; "No Brand" is written where none is given."""
PICTURE = "img"
MOST_PICTURES = 8
WEIGHT_STEP_GRAMS = 10
"""Kilograms with at most two decimals."""
DEEPEST = 12
"""Levels of the tree beyond which it can't be one."""

KINDS = {
    "singleselect": (AttributeKind.CHOICE, False),
    "enuminput": (AttributeKind.CHOICE, True),
    "multiselect": (AttributeKind.CHOICES, False),
    "multienuminput": (AttributeKind.CHOICES, True),
    "numeric": (AttributeKind.NUMBER, False),
    "date": (AttributeKind.DATE, False),
}
"""`input_type` in small letters → (kind, whether a value of one's own may be written); the rest is text."""

TOLD_ELSEWHERE = frozenset(
    {
        *("name", "name_en", "description", "description_en", "short_description", "short_description_en"),
        *("brand_id", "video", "preorder_enable", "preorder_days", "gift_wrapping", "name_engravement"),
        *("sellersku", "quantity", "price", "special_price", "special_from_date", "special_to_date"),
        *("package_weight", "package_length", "package_width", "package_height"),
        *("__images__", "color_thumbnail", "barcode_ean", "delay_delivery_days", "coming_soon"),
        *("delivery_option_sof", "delivery_option_standard", "delivery_option_express"),
        *("delivery_option_economy", "delivery_option_instant"),
    }
)
"""Names, in small letters, of fields that a draft fills otherwise or that aren't the product's."""


class Categories:
    """Reads the tree and its rules for one shop."""

    def __init__(self, client: LazadaClient) -> None:
        self._client = client

    def tree(self) -> tuple[Category, ...]:
        """The leaves and what leads to them, in Indonesian; one call."""
        tops = self._client.get("categories", CategoriesWire, [IN_INDONESIAN]).root
        found: dict[CategoryId, Category] = {}
        for row in (row for top in tops for row in _below(top, "", 1)):
            found.setdefault(row.category_id, row)
        return tuple(found.values())

    def fields(self, category_id: CategoryId) -> Sequence[CategoryAttributeWire]:
        """The fields of a leaf's products; one call. Raises Rejected where there is no such leaf."""
        asked = [("primary_category_id", category_id), IN_INDONESIAN]
        return self._client.get("attributes", CategoryAttributesWire, asked).root

    def rules(self, category_id: CategoryId) -> CategoryRules:
        """What one leaf wants; one call. Raises Rejected where there is no such leaf."""
        fields = [row for row in self.fields(category_id) if row.name]
        told = {row.name.lower(): row.is_mandatory for row in fields}
        described = told.get("description", False) or told.get("short_description", False)
        own = [row for row in fields if row.name.lower() not in TOLD_ELSEWHERE and not row.is_sale_prop]
        return CategoryRules(
            category_id=category_id,
            attributes=tuple(_attribute(row) for row in own if _can_be_filled(row)),
            title=Span(1, 255),
            # The vendor counts 25,000 characters of HTML; half of that leaves room for the marks.
            description=Span(1 if described else None, 12_500),
            images=Span(1, MOST_PICTURES),
            price=Span(1, None),
            # Not published: the most that the service writes.
            stock=Span(0, MANIFEST.capabilities.max_stock),
            weight_grams=Span(1, 40_000),
            tiers=2,
            options=50,
            models=50,
            # Set for each seller by Lazada, and told by no call.
            pre_order_days=Span(1, 30),
            tier_name=Span(1, 15),
            option=Span(1, 20),
            needs=tuple(_label(row) for row in own if row.is_mandatory and not _can_be_filled(row)),
            package_size=True,
            weight_step_grams=WEIGHT_STEP_GRAMS,
        )


def sent(option: OptionWire) -> str:
    """What is written to choose this value."""
    return option.en_name or option.name


def _below(node: CategoryWire, parent: str, level: int) -> Iterator[Category]:
    """A node and what is below it, without branches that end in no leaf."""
    if not node.category_id or level > DEEPEST:
        return
    below = [row for child in node.children for row in _below(child, node.category_id, level + 1)]
    if below or (node.leaf and not node.children):
        yield Category(CategoryId(node.category_id), CategoryId(parent), node.name, leaf=not below)
        yield from below


def _can_be_filled(row: CategoryAttributeWire) -> bool:
    return row.input_type.lower() != PICTURE and writable(row.name)


def _label(row: CategoryAttributeWire) -> str:
    return row.label.strip() or row.name


def _attribute(row: CategoryAttributeWire) -> Attribute:
    kind, free = KINDS.get(row.input_type.lower(), (AttributeKind.TEXT, True))
    chosen = kind in (AttributeKind.CHOICE, AttributeKind.CHOICES)
    choices = tuple(Choice(sent(option), option.name or option.en_name) for option in row.options)
    choices = tuple(choice for choice in choices if chosen and choice.choice_id)
    if chosen and not choices:
        kind, free = AttributeKind.TEXT, True
    return Attribute(
        attribute_id=AttributeId(f"{OF_EACH_SKU if row.attribute_type == 'sku' else ''}{row.name}"),
        name=_label(row),
        kind=kind,
        required=row.is_mandatory and row.name.lower() != BRAND,
        choices=choices,
        free=free,
        units=row.unit.type if kind is AttributeKind.NUMBER else (),
    )
