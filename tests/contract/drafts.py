"""Listings that a marketplace would take, made from its own rules."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import count, product

from connectors.base.category import Attribute, AttributeKind, CategoryRules, Courier, Span
from connectors.base.draft import AttributeValue, Draft, DraftModel, ImageId, PackageSize, Tier
from mappings.money import Rupiah

WORDS = ("kain", "batik", "tulis", "halus", "asli", "perajin", "kampung", "sekolah", "keluarga", "&", "ibu")
TIER_NAMES = ("Ukuran", "Warna", "Motif")
LONGEST_TEXT = 400
_numbers = count(1)


def picture(seed: int = 0, size: int = 200) -> bytes:
    """The beginning of a JPEG and some bytes."""
    return b"\xff\xd8\xff\xe0" + random.Random(seed).randbytes(size)


def draft_for(
    rules: CategoryRules,
    images: Sequence[ImageId],
    couriers: Sequence[Courier] = (),
    seed: int = 0,
    *,
    variants: bool | None = None,
) -> Draft:
    """A draft that lacks nothing; each seed gives another. `variants`: whether it has several models."""
    dice = random.Random(seed)
    batch = next(_numbers)
    tiers = _tiers(rules, dice, variants)
    combinations = list(product(*(tier.options for tier in tiers)))[: rules.models]
    base_price = max(rules.price.least or 0, 10_000) + dice.randrange(100) * 100
    models = tuple(
        DraftModel(
            sku=f"TERBIT-{batch}-{place}",
            price=Rupiah(base_price + place * 500),
            stock=_within(rules.stock, dice, 1, 50),
            options=options,
            barcode="8994280387017" if dice.random() < 0.2 and place == 0 else "",
        )
        for place, options in enumerate(combinations)
    )
    weight = _within(rules.weight_grams, dice, 50, 2_000)
    usable = [row for row in couriers if row.enabled and row.weight_grams.holds(weight)]
    return Draft(
        title=_text(rules.title, dice, 30),
        description=_text(rules.description, dice, 120),
        category_id=rules.category_id,
        attributes=tuple(
            (attribute.attribute_id, _values(attribute, dice))
            for attribute in rules.attributes
            if attribute.required or dice.random() < 0.5
        ),
        images=tuple(
            images[: dice.randint(rules.images.least or 1, min(rules.images.most or 3, len(images)))]
        ),
        weight_grams=weight,
        models=models,
        tiers=tiers,
        size=PackageSize(30, 20, dice.randint(2, 20)) if rules.package_size or dice.random() < 0.3 else None,
        couriers=tuple(row.courier_id for row in usable) if rules.courier else (),
        pre_order_days=_days(rules.pre_order_days, dice),
    )


def _tiers(rules: CategoryRules, dice: random.Random, variants: bool | None) -> tuple[Tier, ...]:
    most = min(rules.tiers, len(TIER_NAMES))
    wanted = dice.randint(0, most) if variants is None else dice.randint(1, most) if variants else 0
    return tuple(
        Tier(name, tuple(f"{name[0]}{at}" for at in range(dice.randint(2, min(3, rules.options)))))
        for name in TIER_NAMES[:wanted]
    )


def _text(span: Span, dice: random.Random, usual: int) -> str:
    """Words until the least length is reached, cut at the most."""
    least, most = span.least or 1, min(span.most or LONGEST_TEXT, LONGEST_TEXT)
    length = min(max(least, usual + dice.randrange(40)), most)
    words: list[str] = []
    while len(" ".join(words)) < length:
        words.append(dice.choice(WORDS))
    cut = " ".join(words)[:length].strip()
    return cut + "z" * (least - len(cut))


def _values(attribute: Attribute, dice: random.Random) -> tuple[AttributeValue, ...]:
    match attribute.kind:
        case AttributeKind.CHOICE:
            if attribute.free and dice.random() < 0.3:
                return (AttributeValue(text="buatan sendiri"),)
            return (AttributeValue(choice_id=dice.choice(attribute.choices).choice_id),)
        case AttributeKind.CHOICES:
            chosen = dice.sample(attribute.choices, dice.randint(1, min(2, len(attribute.choices))))
            return tuple(AttributeValue(choice_id=choice.choice_id) for choice in chosen)
        case AttributeKind.TEXT:
            return (AttributeValue(text="tepung, gula, garam"),)
        case AttributeKind.NUMBER:
            unit = dice.choice(attribute.units) if attribute.units else ""
            return (AttributeValue(number=Decimal(dice.randint(1, 900)), unit=unit),)
        case AttributeKind.DATE:
            return (AttributeValue(day=date(2027, 6, dice.randint(1, 28))),)


def _within(span: Span, dice: random.Random, least: int, most: int) -> int:
    low = max(least, span.least or least)
    return dice.randint(low, max(low, min(most, span.most or most)))


def _days(span: Span, dice: random.Random) -> int | None:
    low, high = span.least or 1, span.most if span.most is not None else 30
    return dice.randint(low, high) if low <= high and dice.random() < 0.5 else None
