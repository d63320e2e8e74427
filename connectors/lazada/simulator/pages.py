"""The XML of a product call as a neutral draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from xml.etree import ElementTree as Xml

from connectors.base.category import Attribute, AttributeId, AttributeKind, CategoryId, CategoryRules
from connectors.base.draft import AttributeValue, Draft, DraftModel, ImageId, PackageSize, Tier
from connectors.lazada.simulator.refusal import Refusal
from connectors.lazada.simulator.rules import (
    BRAND,
    DIMENSIONS,
    MOST_STOCK,
    NO_BRAND,
    PACKAGE_CONTENT,
    WEIGHT_STEP_GRAMS,
    NotTaken,
)
from mappings.money import Rupiah

NOT_ATTRIBUTES = frozenset(
    {"name", "description", "short_description", "brand_id", "preorder_enable", "preorder_days"}
)
HIGHEST = 10**9
LONGEST_SIDES = 300
SIDES = ("package_length", "package_width", "package_height")


def blank(title: str, category_id: str) -> Draft:
    """The page of a product that was made elsewhere."""
    return Draft(title, "", CategoryId(category_id), (), (), None, ())


def written(product: Xml.Element, before: Draft, rules: CategoryRules, *, new: bool) -> Draft:
    """The page after a call; raises NotTaken and Refusal for what can't be read. What isn't named stays."""
    words = product.find("./Attributes")
    if words is None:
        raise Refusal("1", "E001: Parameter Attributes is mandatory")
    skus = product.findall("./Skus/Sku")
    given = _attributes(words, skus, rules)
    kept = before.attributes if before.category_id == rules.category_id else ()
    tiers = _tiers(product)
    images = [ImageId(_text(image)) for image in product.findall("./Images/Image")]
    if len(set(images)) < len(images) <= 8:
        raise NotTaken("images")
    return Draft(
        title=_word(words, "name", before.title),
        description=_word(words, "description", before.description),
        category_id=rules.category_id,
        attributes=tuple({**dict(kept), **given}.items()),
        images=tuple(images) or before.images,
        weight_grams=_weight(skus, before.weight_grams),
        models=tuple(_model(sku, tiers) for sku in skus) if new else before.models,
        tiers=tiers if new else before.tiers,
        size=_size(skus, before.size),
        pre_order_days=_days(words, before.pre_order_days),
    )


def fields_of(element: Xml.Element) -> dict[str, str]:
    """The texts directly in an element."""
    return {part.tag: _text(part) for part in element if len(part) == 0}


def _attributes(
    words: Xml.Element, skus: Sequence[Xml.Element], rules: CategoryRules
) -> dict[AttributeId, tuple[AttributeValue, ...]]:
    known = {attribute.attribute_id: attribute for attribute in rules.attributes}
    texts = {AttributeId(name): text for name, text in fields_of(words).items() if name not in NOT_ATTRIBUTES}
    if not texts.get(BRAND.attribute_id):
        raise NotTaken("attribute_missing")
    if texts[BRAND.attribute_id] == NO_BRAND:
        del texts[BRAND.attribute_id]
    content = {_text(found) for sku in skus if (found := sku.find("./package_content")) is not None}
    if content:
        texts[PACKAGE_CONTENT.attribute_id] = sorted(content)[0]
    return {name: _values(text, known.get(name)) for name, text in texts.items()}


def _values(text: str, attribute: Attribute | None) -> tuple[AttributeValue, ...]:
    if attribute is None:
        return (AttributeValue(text=text),)
    offered = {choice.choice_id for choice in attribute.choices}
    match attribute.kind:
        case AttributeKind.CHOICE | AttributeKind.CHOICES:
            parts = text.split(",") if attribute.kind is AttributeKind.CHOICES else [text]
            return tuple(
                AttributeValue(choice_id=part) if part in offered else AttributeValue(text=part)
                for part in parts
            )
        case AttributeKind.NUMBER:
            number, _, unit = text.partition(" ")
            try:
                return (AttributeValue(number=Decimal(number), unit=unit),)
            except InvalidOperation:
                raise NotTaken("attribute_value") from None
        case AttributeKind.DATE:
            try:
                return (AttributeValue(day=date.fromisoformat(text)),)
            except ValueError:
                raise NotTaken("attribute_value") from None
        case _:
            return (AttributeValue(text=text),)


def _tiers(product: Xml.Element) -> tuple[Tier, ...]:
    """The declared dimensions; raises NotTaken for one that the category doesn't have."""
    declared = product.find("./variation")
    if declared is None:
        return ()
    tiers = []
    for row in declared:
        name, own = _text(row.find("./name")), _text(row.find("./customize")) == "true"
        options = tuple(_text(option) for option in row.findall("./options/option"))
        dimension = DIMENSIONS.get(name)
        if (dimension is None) is not own:
            raise NotTaken("options")
        if (
            dimension is not None
            and not dimension.free
            and not set(options) <= set(dimension.values.values())
        ):
            raise NotTaken("attribute_value")
        pictured = _text(row.find("./hasImage")) == "true"
        if pictured and (row.tag != "variation1" or (name == "size" and not own)):
            raise NotTaken("options")
        tiers.append(Tier(name, options))
    return tuple(tiers)


def _model(sku: Xml.Element, tiers: Sequence[Tier]) -> DraftModel:
    fields = fields_of(sku)
    code = fields.get("SellerSku", "")
    props = sku.find("./saleProp")
    chosen = {} if props is None else fields_of(props)
    if set(chosen) != {tier.name for tier in tiers}:
        raise NotTaken("options", code)
    image = sku.find("./Images/Image")
    return DraftModel(
        sku=code,
        price=Rupiah(_number(fields.get("price", ""), "price", code)),
        stock=_number(fields.get("quantity", "0"), "stock", code),
        options=tuple(chosen[tier.name] for tier in tiers),
        barcode=fields.get("barcode_ean", ""),
        image=None if image is None else ImageId(_text(image)),
    )


def _number(text: str, word: str, code: str) -> int:
    if not text.isdecimal() or len(text) > 10 or int(text) > (MOST_STOCK if word == "stock" else HIGHEST):
        raise NotTaken(word, code)
    return int(text)


def _weight(skus: Sequence[Xml.Element], before: int | None) -> int | None:
    texts = {text for sku in skus if (text := fields_of(sku).get("package_weight"))}
    if not texts:
        return before
    try:
        grams = max(Decimal(text) for text in texts) * 1_000
    except InvalidOperation:
        raise NotTaken("package_size") from None
    if grams % WEIGHT_STEP_GRAMS:
        raise NotTaken("package_size")
    return int(grams)


def _size(skus: Sequence[Xml.Element], before: PackageSize | None) -> PackageSize | None:
    found = [fields_of(sku) for sku in skus]
    if not found or not all(side in row for row in found for side in SIDES):
        return before
    sides = [found[0][side] for side in SIDES]
    if not all(side.isdecimal() and int(side) > 0 for side in sides):
        raise NotTaken("package_size")
    if sum(map(int, sides)) > LONGEST_SIDES:
        raise NotTaken("weight")
    return PackageSize(*map(int, sides))


def _days(words: Xml.Element, before: int | None) -> int | None:
    fields = fields_of(words)
    switch = fields.get("preorder_enable", "")
    if switch == "Yes":
        return _number(fields.get("preorder_days", ""), "pre_order", "")
    return None if switch == "No" else before


def _word(words: Xml.Element, name: str, before: str) -> str:
    found = words.find(f"./{name}")
    return before if found is None else _text(found)


def _text(part: Xml.Element | None) -> str:
    return "" if part is None else (part.text or "").strip()
