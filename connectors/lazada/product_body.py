"""A draft as the fields of product/create and product/update.

Names and places are those of the vendor's guides "Create a product", "Update a product" and "Custom sales
attributes", as kept in lazykern/ecommerce-api-docs.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from connectors.base.draft import AttributeValue, Draft, DraftModel, Tier
from connectors.base.errors import Rejected
from connectors.lazada.catalogue_wire import ProductWire, SkuWire
from connectors.lazada.categories import BRAND, MOST_PICTURES, OF_EACH_SKU, WEIGHT_STEP_GRAMS, sent
from connectors.lazada.category_wire import CategoryAttributeWire
from connectors.lazada.payload import Fields, plain, writable

MOST_HTML = 25_000
NO_BRAND = "No Brand"
HIGHLIGHTS = 5
LONGEST_NAME = 15
GRAMS_PER_KILOGRAM = Decimal(1_000)
SIZE = "size"
"""The one dimension of a category that may have no pictures."""
BARCODE = "barcode_ean"
WRITTEN_STATUS = ("active", "inactive")

Field = tuple[str, "str | Fields"]


def new_product(draft: Draft, fields: Sequence[CategoryAttributeWire], shop_id: str) -> Fields:
    """All of a listing that is to be; `fields` are those of its category. Raises Rejected for what can't be
    written."""
    dimensions = [_dimension(tier, fields) for tier in draft.tiers]
    pictured = _pictured(draft, dimensions)
    coded = any(row.name == BARCODE for row in fields)
    skus: list[Field] = [
        ("Sku", _new_sku(draft, model, dimensions, pictured, coded, shop_id)) for model in draft.models
    ]
    variation: list[Field] = [
        (
            f"variation{place}",
            [
                ("name", name),
                ("hasImage", _yes(pictured and place == 1, "true", "false")),
                ("customize", _yes(own, "true", "false")),
                ("options", [("option", values.get(option, option)) for option in tier.options]),
            ],
        )
        for place, (tier, (name, own, values)) in enumerate(
            zip(draft.tiers, dimensions, strict=True), start=1
        )
    ]
    return [
        *page(draft, shop_id, new=True),
        *([("variation", variation)] if variation else []),
        ("Skus", skus),
    ]


def changed_page(draft: Draft, item_id: str, skus: Sequence[SkuWire], shop_id: str) -> Fields:
    """The page of a listing that is there, and the parcel of these SKUs of it. What isn't named stays; but
    a SKU's status is named, as "active" is documented to be what it becomes otherwise."""
    kept: list[Field] = [
        (
            "Sku",
            [("SkuId", sku.sku_id), *_status(sku), *parcel(draft), *_attributes(draft, True, shop_id)],
        )
        for sku in skus
    ]
    return [("ItemId", item_id), *page(draft, shop_id, new=False), ("Skus", kept)]


def shown_again(product: ProductWire, skus: Sequence[SkuWire]) -> Fields:
    """These SKUs of a listing are shown from now on."""
    rows: list[Field] = [("Sku", [("SkuId", sku.sku_id), ("Status", "active")]) for sku in skus]
    return [("ItemId", product.item_id), ("Attributes", ""), ("Skus", rows)]


def page(draft: Draft, shop_id: str, *, new: bool) -> Fields:
    """What a listing says, without its SKUs. Raises Rejected for a description that becomes too long as
    HTML."""
    description = as_html(draft.description)
    if len(description) > MOST_HTML:
        raise Rejected("lazada.description_too_long", shop_id=shop_id)
    words: list[Field] = [("name", draft.title.strip())]
    if description:
        words += [("description", description), ("short_description", _highlights(draft.description))]
    attributes = _attributes(draft, False, shop_id)
    brand: list[Field] = [] if any(name == BRAND for name, _ in attributes) else [(BRAND, NO_BRAND)]
    images: list[Field] = [("Image", image) for image in _pictures(draft)]
    return [
        ("PrimaryCategory", draft.category_id or ""),
        ("Images", images),
        ("Attributes", [*words, *brand, *attributes, *_pre_order(draft.pre_order_days, new)]),
    ]


def parcel(draft: Draft) -> Sequence[Field]:
    """Weight in kilograms, rounded up to the two decimals that are taken, and sides in centimetres."""
    steps = -(-(draft.weight_grams or 0) // WEIGHT_STEP_GRAMS)
    fields: list[Field] = [
        ("package_weight", f"{(steps * WEIGHT_STEP_GRAMS / GRAMS_PER_KILOGRAM).normalize():f}")
    ]
    if draft.size is not None:
        size = draft.size
        fields += [
            ("package_length", str(size.length)),
            ("package_width", str(size.width)),
            ("package_height", str(size.height)),
        ]
    return fields


def as_html(text: str) -> str:
    """Plain text with line breaks as HTML paragraphs."""
    return "".join(f"<p>{line}</p>" for line in _lines(text))


def field_name(name: str) -> str:
    """A dimension's name as the name of a field: marks that can't be in one become "_"."""
    found = re.sub(r"[^A-Za-z0-9_.-]", "_", name.strip())
    return found if writable(found) else f"_{found}"[:LONGEST_NAME]


def in_draft_order(draft: Draft, skus: Mapping[str, str]) -> Sequence[str]:
    """The ids of the draft's models, by their SKUs; () where one is missing."""
    ids = [skus.get(model.sku, "") for model in draft.models]
    return ids if all(ids) else ()


Dimension = tuple[str, bool, Mapping[str, str]]
"""(name, whether it is the seller's own, what is written for an option where that is another word)."""


def _dimension(tier: Tier, fields: Sequence[CategoryAttributeWire]) -> Dimension:
    """The category's own dimension of this name that takes these options, else one of the seller's own."""
    wanted = tier.name.strip().casefold()
    for row in fields:
        if not row.is_sale_prop or not writable(row.name):
            continue
        if wanted not in (row.label.strip().casefold(), row.name.casefold()):
            continue
        values = {option.name: sent(option) for option in row.options if option.name}
        if row.input_type.lower().endswith("enuminput") or set(tier.options) <= set(values):
            return row.name, False, values
    return field_name(tier.name), True, {}


def _new_sku(
    draft: Draft,
    model: DraftModel,
    dimensions: Sequence[Dimension],
    pictured: bool,
    coded: bool,
    shop_id: str,
) -> Fields:
    if plain(model.sku) != model.sku:
        raise Rejected("lazada.sku_refused", shop_id=shop_id)
    props: list[Field] = [
        (name, values.get(option, option))
        for (name, _, values), option in zip(dimensions, model.options, strict=False)
    ]
    return [
        ("SellerSku", model.sku),
        ("quantity", str(model.stock)),
        ("price", str(model.price)),
        *([("saleProp", props)] if props else []),
        *parcel(draft),
        *_attributes(draft, True, shop_id),
        *([(BARCODE, model.barcode)] if coded and model.barcode else []),
        *([("Images", [("Image", model.image)])] if pictured and model.image else []),
    ]


def _pictured(draft: Draft, dimensions: Sequence[Dimension]) -> bool:
    """Whether SKUs have pictures: all must, or none may."""
    allowed = bool(dimensions) and dimensions[0][:2] != (SIZE, False)
    return allowed and all(model.image for model in draft.models)


def _attributes(draft: Draft, of_each_sku: bool, shop_id: str) -> Sequence[Field]:
    fields: list[Field] = []
    for attribute_id, values in draft.attributes:
        if attribute_id.startswith(OF_EACH_SKU) is not of_each_sku or not values:
            continue
        name = attribute_id.removeprefix(OF_EACH_SKU)
        if not writable(name):
            raise Rejected("lazada.details_refused", shop_id=shop_id)
        fields.append((name, ",".join(_value(value) for value in values)))
    return fields


def _value(value: AttributeValue) -> str:
    if value.choice_id:
        return value.choice_id
    if value.day is not None:
        return value.day.isoformat()
    if value.number is not None:
        return f"{value.number.normalize():f} {value.unit}".strip()
    return value.text.strip()


def _pictures(draft: Draft) -> Sequence[str]:
    """Each once, as the same picture twice is refused; but too many stay too many."""
    return draft.images if len(draft.images) > MOST_PICTURES else tuple(dict.fromkeys(draft.images))


def _status(sku: SkuWire) -> Sequence[Field]:
    status = sku.status.lower()
    return [("Status", status)] if status in WRITTEN_STATUS else []


def _pre_order(days: int | None, new: bool) -> Sequence[Field]:
    if days is not None:
        return [("preorder_enable", "Yes"), ("preorder_days", str(days))]
    return [] if new else [("preorder_enable", "No")]


def _highlights(text: str) -> str:
    return f"<ul>{''.join(f'<li>{line}</li>' for line in _lines(text)[:HIGHLIGHTS])}</ul>"


def _lines(text: str) -> Sequence[str]:
    lines = (html.escape(plain(line).strip(), quote=False) for line in text.strip().splitlines())
    return [line for line in lines if line]


def _yes(told: bool, yes: str, no: str) -> str:
    return yes if told else no
