"""Shopee's category tree, what it wants of a listing in a leaf, and the shop's couriers."""

from __future__ import annotations

from decimal import Decimal

from connectors.base.category import (
    Attribute,
    AttributeId,
    AttributeKind,
    Category,
    CategoryId,
    CategoryRules,
    Choice,
    Courier,
    CourierId,
    Span,
)
from connectors.base.errors import Rejected
from connectors.base.numbers import Number, whole
from connectors.shopee.catalogue_wire import (
    AttributeTreesWire,
    AttributeWire,
    CategoryListWire,
    ChannelListWire,
    ChannelWire,
    ItemLimitWire,
    LimitWire,
)
from connectors.shopee.client import ShopeeClient
from connectors.shopee.wire import Envelope

CATEGORIES = Envelope[CategoryListWire]
ATTRIBUTES = Envelope[AttributeTreesWire]
LIMITS = Envelope[ItemLimitWire]
CHANNELS = Envelope[ChannelListWire]
LANGUAGE = ("language", "id")

TIERS = 2
OPTIONS = 50
MODELS = 50
SKU_LENGTH = 100
PRICE_RATIO = Decimal(7)
"""In Indonesia; a vendor's page, one source."""

INPUT_KINDS = {
    1: (AttributeKind.CHOICE, False),
    2: (AttributeKind.CHOICE, True),
    4: (AttributeKind.CHOICES, False),
    5: (AttributeKind.CHOICES, True),
}
"""`input_type` → (kind, whether a value of one's own may be written); 3 is free text."""
VALIDATED_KINDS = {1: AttributeKind.NUMBER, 3: AttributeKind.NUMBER, 4: AttributeKind.DATE}
"""`input_validation_type` of free text."""


class Categories:
    """Reads for one shop."""

    def __init__(self, client: ShopeeClient) -> None:
        self._client = client

    def tree(self) -> tuple[Category, ...]:
        """The whole tree in Indonesian; one call."""
        rows = self._client.get("categories", CATEGORIES, [LANGUAGE]).category_list
        known = {row.category_id for row in rows}
        return tuple(
            Category(
                CategoryId(row.category_id),
                CategoryId(row.parent_category_id if row.parent_category_id in known else ""),
                row.display_category_name or row.original_category_name,
                leaf=not row.has_children,
            )
            for row in rows
            if row.category_id
        )

    def rules(self, category_id: CategoryId) -> CategoryRules:
        """What a listing in this leaf must be like; two calls. Raises Rejected where it is none."""
        trees = self._client.get("attributes", ATTRIBUTES, [("category_id_list", category_id), LANGUAGE]).rows
        tree = next((row for row in trees if row.category_id == category_id), None)
        if tree is None:
            raise Rejected("shopee.category", category_id, shop_id=self._client.shop_id)
        limits = self._client.get("item_limit", LIMITS, [("category_id", category_id)])
        return CategoryRules(
            category_id=category_id,
            attributes=tuple(attribute(row) for row in tree.attribute_tree if row.attribute_id),
            title=_span(limits.item_name_length_limit),
            description=_span(limits.item_description_length_limit),
            images=_span(limits.item_image_count_limit),
            price=_span(limits.price_limit),
            stock=_span(limits.stock_limit),
            weight_grams=Span(1, None),
            tiers=TIERS,
            options=OPTIONS,
            models=MODELS,
            pre_order_days=_days(limits.dts_limit.days_to_ship_limit),
            price_ratio=PRICE_RATIO,
            sku=Span(1, SKU_LENGTH),
            tier_name=_span(limits.tier_variation_name_length_limit),
            option=_span(limits.tier_variation_option_length_limit),
            package_size=limits.dimension_limit.dimension_mandatory,
            courier=True,
        )

    def couriers(self) -> tuple[Courier, ...]:
        """The shop's couriers that a listing chooses; one call."""
        rows = self._client.get("channels", CHANNELS, []).logistics_channel_list
        return tuple(
            _courier(row)
            for row in rows
            if row.logistics_channel_id and row.logistics_channel_name and row.mask_channel_id in ("", "0")
        )


def attribute(row: AttributeWire) -> Attribute:
    """An attribute; one that offers no choices is free text, whatever it says."""
    info = row.attribute_info
    kind, free = INPUT_KINDS.get(
        whole(info.input_type) or 0,
        (VALIDATED_KINDS.get(whole(info.input_validation_type) or 0, AttributeKind.TEXT), True),
    )
    chosen = kind in (AttributeKind.CHOICE, AttributeKind.CHOICES)
    choices = tuple(
        Choice(value.value_id, value.name)
        for value in row.attribute_value_list
        if chosen and value.value_id and value.name
    )
    if chosen and not choices:
        kind, free = AttributeKind.TEXT, True
    return Attribute(
        attribute_id=AttributeId(row.attribute_id),
        name=row.name,
        kind=kind,
        required=row.mandatory,
        choices=choices,
        free=free,
        units=info.attribute_unit_list if kind is AttributeKind.NUMBER else (),
    )


def _span(limit: LimitWire) -> Span:
    return Span(whole(limit.min_limit), _most(limit.max_limit))


def _days(limit: LimitWire) -> Span:
    """Least above most where the category takes no pre-orders."""
    most = _most(limit.max_limit)
    return Span(1, 0) if most is None else Span(whole(limit.min_limit), most)


def _most(value: Number) -> int | None:
    return whole(value) or None


def _courier(row: ChannelWire) -> Courier:
    return Courier(
        CourierId(row.logistics_channel_id),
        row.logistics_channel_name,
        row.enabled,
        Span(_grams(row.weight_limit.item_min_weight), _grams(row.weight_limit.item_max_weight)),
    )


def _grams(kilograms: Number) -> int | None:
    try:
        grams = Decimal(str(kilograms)) * 1000
    except ArithmeticError:
        return None
    return int(grams) if grams.is_finite() and grams > 0 else None
