"""A draft as the body of TikTok Shop's product calls."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from decimal import Decimal

from connectors.base.draft import AttributeValue, Draft, DraftModel
from connectors.base.errors import Rejected
from connectors.base.numbers import whole
from connectors.tokopedia.client import Json
from connectors.tokopedia.config import FRONTS, REGION_CURRENCY
from connectors.tokopedia.wire import SkuWire

MOST_HTML = 10_000
BARCODE_TYPE = {8: "EAN", 12: "UPC", 13: "EAN", 14: "GTIN"}
NONE = "NONE"
GRAMS_PER_KILOGRAM = 1_000


def new_product(draft: Draft, warehouse_id: str, key: str, shop_id: str) -> dict[str, Json]:
    """The body that makes a product on both fronts; all pieces lie in one warehouse."""
    pictures = _option_pictures(draft)
    return {
        **page(draft, shop_id),
        "save_mode": "LISTING",
        "category_id": draft.category_id,
        "listing_platforms": FRONTS,
        "idempotency_key": key,
        "skus": [_new_sku(draft, model, warehouse_id, pictures) for model in draft.models],
    }


def page(draft: Draft, shop_id: str) -> dict[str, Json]:
    """What a product's page says, without category and variants. Raises Rejected for a description that
    becomes too long as HTML."""
    description = as_html(draft.description)
    if len(description) > MOST_HTML:
        raise Rejected("tokopedia.description_too_long", shop_id=shop_id)
    body: dict[str, Json] = {
        "title": draft.title.strip(),
        "description": description,
        "main_images": [{"uri": image} for image in draft.images],
        "package_weight": {"value": _kilograms(draft.weight_grams or 0), "unit": "KILOGRAM"},
        "product_attributes": [
            {"id": attribute_id, "values": [_value(value) for value in values]}
            for attribute_id, values in draft.attributes
            if values
        ],
    }
    if draft.size:
        body["package_dimensions"] = {
            "length": str(draft.size.length),
            "width": str(draft.size.width),
            "height": str(draft.size.height),
            "unit": "CENTIMETER",
        }
    return body


def kept_sku(sku: SkuWire, draft: Draft) -> Json:
    """A SKU that stays as it is but for its days of pre-order: what isn't named is unchanged."""
    options: list[Json] = [
        {"id": option.id, "value_id": option.value_id, "name": option.name, "value_name": option.value_name}
        for option in sku.sales_attributes
    ]
    return {
        "id": sku.id,
        "seller_sku": sku.seller_sku,
        "sales_attributes": options,
        **_pre_sale(draft, before=sku.pre_sale.type),
    }


def pre_order_changes(skus: Sequence[SkuWire], draft: Draft) -> bool:
    """Whether the days of pre-order are others than those that stand there."""
    standing = {
        whole(sku.pre_sale.fulfillment_type.handling_duration_days)
        if sku.pre_sale.type not in ("", NONE)
        else None
        for sku in skus
    }
    return standing != {draft.pre_order_days}


def as_html(text: str) -> str:
    """Plain text with line breaks as HTML paragraphs."""
    lines = (html.escape(line.strip(), quote=False) for line in text.strip().splitlines())
    return "".join(f"<p>{line}</p>" for line in lines if line)


def _new_sku(draft: Draft, model: DraftModel, warehouse_id: str, pictures: Mapping[str, str]) -> Json:
    sku: dict[str, Json] = {
        "seller_sku": model.sku,
        "price": {"amount": str(model.price), "currency": REGION_CURRENCY},
        "inventory": [{"warehouse_id": warehouse_id, "quantity": model.stock}],
        "sales_attributes": [
            _option(tier.name, option, pictures if place == 0 else {})
            for place, (tier, option) in enumerate(zip(draft.tiers, model.options, strict=False))
        ],
        **_pre_sale(draft),
    }
    kind = BARCODE_TYPE.get(len(model.barcode))
    if kind and model.barcode.isdecimal():
        sku["identifier_code"] = {"code": model.barcode, "type": kind}
    return sku


def _option(name: str, value: str, pictures: Mapping[str, str]) -> Json:
    option: dict[str, Json] = {"name": name, "value_name": value}
    if value in pictures:
        option["sku_img"] = {"uri": pictures[value]}
    return option


def _option_pictures(draft: Draft) -> Mapping[str, str]:
    """A picture for each value of the first dimension, or none at all: the vendor wants all or none."""
    if not draft.tiers:
        return {}
    pictures = {model.options[0]: model.image for model in draft.models if model.image and model.options}
    complete = {model.options[0] for model in draft.models} == set(pictures)
    return {value: image for value, image in pictures.items() if image} if complete else {}


def _pre_sale(draft: Draft, *, before: str = "") -> dict[str, Json]:
    if draft.pre_order_days is not None:
        days = {"handling_duration_days": draft.pre_order_days}
        return {"pre_sale": {"type": "PRE_ORDER", "fulfillment_type": days}}
    return {"pre_sale": {"type": NONE}} if before not in ("", NONE) else {}


def _value(value: AttributeValue) -> Json:
    if value.choice_id:
        return {"id": value.choice_id}
    return {"name": value.text.strip() if value.number is None else f"{value.number.normalize():f}"}


def _kilograms(grams: int) -> str:
    return f"{(Decimal(grams) / GRAMS_PER_KILOGRAM).normalize():f}"


def in_draft_order(draft: Draft, skus: Mapping[str, str]) -> Sequence[str]:
    """The ids of the draft's models, by their SKUs; () where one is missing."""
    ids = [skus.get(model.sku, "") for model in draft.models]
    return ids if all(ids) else ()
