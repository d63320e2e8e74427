"""From a product of the store to the listing that is to be: a pure function of what was read and chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from connectors.base.category import (
    Attribute,
    AttributeId,
    AttributeKind,
    CategoryRules,
    Courier,
    CourierId,
)
from connectors.base.draft import AttributeValue, Draft, DraftModel, ImageId, Tier
from connectors.base.readiness import Missing
from mappings.fold import fold
from mappings.money import Rupiah
from storefront_sync.publishing.choices import Chosen
from storefront_sync.saleor.product import ProductRead, ProductVariantRead
from storefront_sync.sync.desired import Desired

JOINT = " / "
MOST_TIERS = 2
"""Dimensions of variants where the category's rules aren't known yet."""


@dataclass(frozen=True)
class Numbers:
    """What one variant would show in the shop, by its row id here."""

    row_id: int
    price: Desired
    stock: Desired


@dataclass(frozen=True)
class Made:
    """A draft, the row ids of the variants behind its models in their order (None: not known here yet), and
    what already stands in the way before the marketplace's rules are asked."""

    draft: Draft
    variants: tuple[int | None, ...]
    obstacles: tuple[Missing, ...]


@dataclass(frozen=True)
class Given:
    """All that a draft is made from beside the product itself. `numbers` by Saleor's variant id; `images` are
    those to show, in order; `tier_name` names what variants differ in where the product type says nothing."""

    numbers: Mapping[str, Numbers]
    chosen: Chosen
    rules: CategoryRules | None
    couriers: Sequence[Courier]
    images: tuple[ImageId, ...]
    sku_prefix: str
    tier_name: str


def make_draft(product: ProductRead, given: Given) -> Made:
    """The listing that a product would become."""
    sold = [variant for variant in product.variants if variant.listed]
    tiers, options = _tiers(product, sold, given)
    models, obstacles = [], []
    for variant, chosen in zip(sold, options, strict=True):
        numbers = given.numbers.get(variant.variant_id)
        sku = variant.sku.removeprefix(given.sku_prefix)
        obstacles += _obstacles(sku, variant, numbers)
        models.append(
            DraftModel(
                sku=sku,
                price=Rupiah((numbers.price.value if numbers else None) or 0),
                stock=(numbers.stock.value if numbers else None) or 0,
                options=chosen,
                barcode=variant.barcode,
            )
        )
    if not product.published:
        obstacles.insert(0, Missing("product", "publish.hidden_in_store"))
    weight = _weight(product, sold, given.chosen)
    most_images = given.rules.images.most if given.rules else None
    draft = Draft(
        title=product.name,
        description=product.description,
        category_id=given.chosen.category_id,
        attributes=_attributes(product, given),
        images=given.images[:most_images],
        weight_grams=weight,
        models=tuple(models),
        tiers=tiers,
        size=given.chosen.size,
        couriers=_couriers(given, weight),
        pre_order_days=_days(product, given.chosen),
    )
    rows = tuple(
        given.numbers[variant.variant_id].row_id if variant.variant_id in given.numbers else None
        for variant in sold
    )
    return Made(draft, rows, tuple(obstacles))


def _obstacles(sku: str, variant: ProductVariantRead, numbers: Numbers | None) -> list[Missing]:
    if not sku:
        return []  # told by the readiness check, which goes by SKU
    where, named = f"model:{sku}", {"sku": sku, "name": variant.name}
    if numbers is None:
        return [Missing(where, "publish.not_read_yet", named)]
    kinds = (numbers.price.obstacle, numbers.stock.obstacle)
    return [Missing(where, obstacle, named) for obstacle in kinds if obstacle]


def _tiers(
    product: ProductRead, sold: Sequence[ProductVariantRead], given: Given
) -> tuple[tuple[Tier, ...], list[tuple[str, ...]]]:
    """The dimensions in which the variants differ, and each variant's value of each.

    Where a marketplace takes fewer than there are, the last ones are joined ("M / Merah"); where the store
    names none, the variants' names are one.
    """
    if len(sold) < 2:
        return (), [() for _ in sold]
    most = max(1, given.rules.tiers if given.rules else MOST_TIERS)
    values = [{option.slug: option.text for option in variant.options} for variant in sold]
    differing = [kind for kind in product.option_kinds if len({row.get(kind.slug, "") for row in values}) > 1]
    if not differing:
        names = tuple(dict.fromkeys(variant.name for variant in sold))
        return (Tier(given.tier_name, names),), [(variant.name,) for variant in sold]
    orders = [_order(kind.choices, [row.get(kind.slug, "") for row in values]) for kind in differing]
    pairs = [(kind.slug, order) for kind, order in zip(differing, orders, strict=True)]
    ranked = [tuple((order[row.get(slug, "")], row.get(slug, "")) for slug, order in pairs) for row in values]
    groups = [[place] for place in range(min(most, len(differing)) - 1)]
    groups.append(list(range(len(groups), len(differing))))
    tiers = []
    for group in groups:
        known = sorted({tuple(row[place] for place in group) for row in ranked})
        texts = tuple(dict.fromkeys(_joined(part) for part in known if _joined(part)))
        tiers.append(Tier(JOINT.join(differing[place].name for place in group), texts))
    return tuple(tiers), [
        tuple(_joined(tuple(row[place] for place in group)) for group in groups) for row in ranked
    ]


def _order(choices: Sequence[str], present: Sequence[str]) -> dict[str, int]:
    """Staff's order of the values, then that of the variants."""
    return {value: place for place, value in enumerate(dict.fromkeys((*choices, *present)))}


def _joined(parts: tuple[tuple[int, str], ...]) -> str:
    return JOINT.join(text for _, text in parts if text)


def _weight(product: ProductRead, sold: Sequence[ProductVariantRead], chosen: Chosen) -> int | None:
    """What staff chose, else the heaviest variant (a listing has one weight), else the product's."""
    if chosen.weight_grams is not None:
        return chosen.weight_grams
    return max((row.weight_grams for row in sold if row.weight_grams), default=product.weight_grams)


def _attributes(
    product: ProductRead, given: Given
) -> tuple[tuple[AttributeId, tuple[AttributeValue, ...]], ...]:
    """What was chosen, as far as the category asks for it (a wider choice may name more), else what the store
    says under the same name."""
    said = {fold(one.name): one.text for one in product.attributes if one.text}
    found = []
    for attribute in given.rules.attributes if given.rules else ():
        values = given.chosen.attributes.get(attribute.attribute_id, ())
        values = values or _said(attribute, said.get(fold(attribute.name), ""))
        if values:
            found.append((attribute.attribute_id, values))
    return tuple(found)


def _said(attribute: Attribute, text: str) -> tuple[AttributeValue, ...]:
    """The store's own words as a value, where they are one that the category takes as it is."""
    for choice in attribute.choices:
        if text and fold(choice.name) == fold(text):
            return (AttributeValue(choice_id=choice.choice_id),)
    match attribute.kind:
        case AttributeKind.TEXT if text:
            return (AttributeValue(text=text),)
        case AttributeKind.NUMBER if text.isascii() and text.isdigit() and not attribute.units:
            return (AttributeValue(number=Decimal(text)),)
        case AttributeKind.CHOICE | AttributeKind.CHOICES if text and attribute.free:
            return (AttributeValue(text=text),)
        case _:
            return ()


def _couriers(given: Given, weight: int | None) -> tuple[CourierId, ...]:
    """Those chosen, else all that the seller switched on and that carry the weight."""
    if given.chosen.couriers is not None:
        return given.chosen.couriers
    return tuple(
        courier.courier_id
        for courier in given.couriers
        if courier.enabled and (weight is None or courier.weight_grams.holds(weight))
    )


def _days(product: ProductRead, chosen: Chosen) -> int | None:
    if chosen.pre_order_days is not None:
        return chosen.pre_order_days or None
    return product.pre_order_days
