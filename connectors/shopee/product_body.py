"""A draft in Shopee's words: add_item, init_tier_variation, update_item."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time

from connectors.base.draft import AttributeValue, Draft, DraftModel
from connectors.base.errors import Rejected
from connectors.shopee.listings import NO_BARCODE
from connectors.shopee.named import number

NO_BRAND = {"brand_id": 0, "original_brand_name": "NoBrand"}

Json = dict[str, object]
SellerStock = Sequence[Json]


def new_item(draft: Draft, stock: SellerStock, *, hidden: bool, shop_id: str) -> Json:
    """A whole listing without its variants, made of a draft with a model or more; `stock` is the first's.
    The first model's SKU stands on the item, so that it can be looked for where the answer is lost."""
    first = draft.models[0]
    return {
        **page(draft, shop_id),
        "item_status": "UNLIST" if hidden else "NORMAL",
        "condition": "NEW",
        "brand": NO_BRAND,
        "original_price": first.price,
        "seller_stock": list(stock),
        "item_sku": first.sku,
        **({} if draft.tiers else {"gtin_code": first.barcode or NO_BARCODE}),
    }


def page(draft: Draft, shop_id: str) -> Json:
    """What a listing says, without its goods."""
    if draft.category_id is None or not draft.weight_grams:
        raise Rejected("shopee.draft_incomplete", shop_id=shop_id)
    body: Json = {
        "item_name": draft.title.strip(),
        "description": draft.description.strip(),
        "category_id": number(draft.category_id),
        "attribute_list": [
            {
                "attribute_id": number(attribute_id),
                "attribute_value_list": [_value(value) for value in values],
            }
            for attribute_id, values in draft.attributes
        ],
        "image": {"image_id_list": list(draft.images)},
        "weight": draft.weight_grams / 1000,
        "logistic_info": [{"logistic_id": number(courier), "enabled": True} for courier in draft.couriers],
        "pre_order": _pre_order(draft.pre_order_days),
    }
    if draft.size is not None:
        body["dimension"] = {
            "package_length": draft.size.length,
            "package_width": draft.size.width,
            "package_height": draft.size.height,
        }
    return body


def variants(draft: Draft, item_id: str, stocks: Sequence[SellerStock], shop_id: str) -> Json:
    """The body of init_tier_variation; `stocks` in the models' order."""
    return {
        "item_id": number(item_id),
        "standardise_tier_variation": [
            {
                "variation_id": 0,
                "variation_name": tier.name,
                "variation_option_list": [
                    _option(draft, option, first=place == 0) for option in tier.options
                ],
            }
            for place, tier in enumerate(draft.tiers)
        ],
        "model": [
            {
                "tier_index": tier_index(draft, model, shop_id),
                "original_price": model.price,
                "model_sku": model.sku,
                "seller_stock": list(stock),
                "gtin_code": model.barcode or NO_BARCODE,
            }
            for model, stock in zip(draft.models, stocks, strict=True)
        ],
    }


def tier_index(draft: Draft, model: DraftModel, shop_id: str) -> list[int]:
    """A model's place in each dimension; raises Rejected where it has none."""
    if len(model.options) != len(draft.tiers):
        raise Rejected("shopee.option_missing", model.sku, shop_id=shop_id)
    try:
        return [tier.options.index(option) for option, tier in zip(model.options, draft.tiers, strict=True)]
    except ValueError:
        raise Rejected("shopee.option_missing", model.sku, shop_id=shop_id) from None


def _option(draft: Draft, option: str, *, first: bool) -> Json:
    row: Json = {"variation_option_id": 0, "variation_option_name": option}
    pictures = [
        model.image for model in draft.models if first and model.image and model.options[:1] == (option,)
    ]
    return {**row, "image_id": pictures[0]} if pictures else row


def _value(value: AttributeValue) -> Json:
    if value.choice_id:
        return {"value_id": number(value.choice_id)}
    if value.day is not None:
        moment = datetime.combine(value.day, time(), UTC)
        return {"value_id": 0, "original_value_name": str(int(moment.timestamp()))}
    if value.number is not None:
        row: Json = {"value_id": 0, "original_value_name": format(value.number, "f")}
        return {**row, "value_unit": value.unit} if value.unit else row
    return {"value_id": 0, "original_value_name": value.text}


def _pre_order(days: int | None) -> Json:
    return {"is_pre_order": False} if days is None else {"is_pre_order": True, "days_to_ship": days}
