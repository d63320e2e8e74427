"""Shopee's calls for categories, limits and couriers."""

from __future__ import annotations

from connectors.base.category import Attribute, AttributeKind, Courier, Span
from connectors.base.simulator.faults import Fate
from connectors.base.simulator.server import Incoming, Outgoing
from connectors.base.simulator.tree import indonesian_tree
from connectors.shopee.simulator.envelope import Envelopes, Refused
from connectors.shopee.simulator.rules import COURIERS, leaf_of, rules_of

MOST_CATEGORIES = 20
INPUT_TYPE = {
    (AttributeKind.CHOICE, False): 1,
    (AttributeKind.CHOICE, True): 2,
    (AttributeKind.CHOICES, False): 4,
    (AttributeKind.CHOICES, True): 5,
}
VALIDATION = {AttributeKind.NUMBER: 3, AttributeKind.TEXT: 2, AttributeKind.DATE: 4}


class CategoryCalls:
    """The same for every shop."""

    def __init__(self, envelopes: Envelopes) -> None:
        self._envelopes = envelopes

    def categories(self, request: Incoming, fate: Fate) -> Outgoing:
        """get_category."""
        rows = [
            {
                "category_id": int(row.category_id),
                "parent_category_id": int(row.parent_id or 0),
                "original_category_name": row.name,
                "display_category_name": row.name,
                "has_children": not row.leaf,
            }
            for row in indonesian_tree().categories
        ]
        return self._envelopes.success({"category_list": rows})

    def attributes(self, request: Incoming, fate: Fate) -> Outgoing:
        """get_attribute_tree: ≤ 20 leaves."""
        ids = request.many("category_id_list")
        if not 1 <= len(ids) <= MOST_CATEGORIES:
            raise Refused("product.error_param", "category_id_list must hold 1-20 ids")
        rows = [
            {
                "category_id": int(category_id),
                "attribute_tree": [_attribute(row) for row in rules_of(leaf_of(category_id)).attributes],
            }
            for category_id in ids
        ]
        return self._envelopes.success({"list": rows})

    def item_limit(self, request: Incoming, fate: Fate) -> Outgoing:
        """get_item_limit."""
        rules = rules_of(leaf_of(request.one("category_id")))
        days = rules.pre_order_days
        takes = days.least is None or days.holds(days.least)
        return self._envelopes.success(
            {
                "price_limit": _limit(rules.price),
                "stock_limit": _limit(rules.stock),
                "item_name_length_limit": _limit(rules.title),
                "item_image_count_limit": _limit(rules.images),
                "item_description_length_limit": _limit(rules.description),
                "tier_variation_name_length_limit": _limit(rules.tier_name),
                "tier_variation_option_length_limit": _limit(rules.option),
                "dts_limit": {
                    "days_to_ship_limit": _limit(days) if takes else None,
                    "non_pre_order_days_to_ship": 2,
                },
                "weight_limit": {"weight_mandatory": True},
                "dimension_limit": {"dimension_mandatory": rules.package_size},
            }
        )

    def channels(self, request: Incoming, fate: Fate) -> Outgoing:
        """get_channel_list; the last is one that Shopee chooses behind another."""
        rows = [_channel(courier, 0) for courier in COURIERS]
        hidden = _channel(COURIERS[0], int(COURIERS[0].courier_id)) | {"logistics_channel_id": 80_031}
        return self._envelopes.success({"logistics_channel_list": [*rows, hidden]})


def _attribute(row: Attribute) -> dict[str, object]:
    return {
        "attribute_id": int(row.attribute_id),
        "name": row.name,
        "mandatory": row.required,
        "attribute_value_list": [
            {"value_id": int(choice.choice_id), "name": choice.name} for choice in row.choices
        ],
        "attribute_info": {
            "input_type": INPUT_TYPE.get((row.kind, row.free), 3),
            "input_validation_type": VALIDATION.get(row.kind, 0),
            "format_type": 2 if row.units else 1,
            "date_format_type": 0,
            "attribute_unit_list": list(row.units),
            "max_value_count": 5 if row.kind is AttributeKind.CHOICES else 1,
        },
    }


def _channel(courier: Courier, mask: int) -> dict[str, object]:
    span = courier.weight_grams
    return {
        "logistics_channel_id": int(courier.courier_id),
        "logistics_channel_name": courier.name,
        "enabled": courier.enabled,
        "mask_channel_id": mask,
        "weight_limit": {
            "item_max_weight": (span.most or 0) / 1000,
            "item_min_weight": (span.least or 0) / 1000,
        },
    }


def _limit(span: Span) -> dict[str, int | None]:
    return {"min_limit": span.least, "max_limit": span.most}
