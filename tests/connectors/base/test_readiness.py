"""What a draft lacks is told before anything is sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from connectors.base.category import (
    Attribute,
    AttributeId,
    AttributeKind,
    CategoryId,
    CategoryRules,
    Choice,
    Courier,
    CourierId,
    Span,
)
from connectors.base.draft import AttributeValue, Draft, DraftModel, ImageId, PackageSize, Tier
from connectors.base.readiness import Missing, missing
from connectors.base.texts import LANGUAGES, sentences
from mappings.money import Rupiah

MATERIAL = AttributeId("material")
LENGTH = AttributeId("length")
EXPIRES = AttributeId("expires")
BRAND = AttributeId("brand")
COURIERS = (
    Courier(CourierId("reg"), "Reguler", True, Span(1, 5_000)),
    Courier(CourierId("off"), "Kargo", False),
)
RULES = CategoryRules(
    category_id=CategoryId("1"),
    attributes=(
        Attribute(MATERIAL, "Bahan", AttributeKind.CHOICE, True, (Choice("c", "Katun"), Choice("p", "Poli"))),
        Attribute(LENGTH, "Panjang", AttributeKind.NUMBER, False, units=("cm", "m")),
        Attribute(EXPIRES, "Kedaluwarsa", AttributeKind.DATE, False),
        Attribute(BRAND, "Merek", AttributeKind.CHOICES, False, (Choice("b", "Batik"),), free=True),
    ),
    title=Span(5, 40),
    description=Span(10, 300),
    images=Span(1, 2),
    price=Span(1_000, 1_000_000),
    stock=Span(0, 500),
    weight_grams=Span(1, 20_000),
    tiers=2,
    options=3,
    models=4,
    pre_order_days=Span(3, 15),
    price_ratio=Decimal(7),
    package_size=True,
    courier=True,
)
READY = Draft(
    title="Seragam SD putih",
    description="Kemeja putih untuk sekolah dasar.",
    category_id=RULES.category_id,
    attributes=((MATERIAL, (AttributeValue(choice_id="c"),)),),
    images=(ImageId("i"),),
    weight_grams=300,
    models=(
        DraftModel("SD-M", Rupiah(70_000), 5, ("M",)),
        DraftModel("SD-L", Rupiah(75_000), 0, ("L",)),
    ),
    tiers=(Tier("Ukuran", ("M", "L")),),
    size=PackageSize(30, 20, 5),
    couriers=(CourierId("reg"),),
)


def told(draft: Draft, rules: CategoryRules | None = RULES) -> list[tuple[str, str]]:
    """(where, key) of what is missing."""
    return [(lack.where, lack.key) for lack in missing(draft, rules, COURIERS)]


def with_attribute(attribute: AttributeId, *values: AttributeValue) -> Draft:
    """The ready draft with one attribute more, or changed."""
    others = tuple(row for row in READY.attributes if row[0] != attribute)
    return replace(READY, attributes=(*others, (attribute, values)))


def test_a_ready_draft_lacks_nothing() -> None:
    assert told(READY) == []


@pytest.mark.parametrize(
    ("change", "lack"),
    [
        ({"title": "  "}, ("title", "ready.title_missing")),
        ({"title": "Baju"}, ("title", "ready.title_length")),
        ({"title": "x" * 41}, ("title", "ready.title_length")),
        ({"description": "pendek"}, ("description", "ready.description_length")),
        ({"images": ()}, ("images", "ready.images_missing")),
        ({"images": (ImageId("1"), ImageId("2"), ImageId("3"))}, ("images", "ready.images_count")),
        ({"weight_grams": None}, ("weight", "ready.weight_missing")),
        ({"weight_grams": 0}, ("weight", "ready.weight_missing")),
        ({"weight_grams": 6_000}, ("couriers", "ready.courier_weight")),
        ({"size": None}, ("size", "ready.size_missing")),
        ({"couriers": ()}, ("couriers", "ready.courier_missing")),
        ({"couriers": (CourierId("off"),)}, ("couriers", "ready.courier_missing")),
        ({"pre_order_days": 2}, ("pre_order", "ready.pre_order_days")),
        ({"attributes": ()}, ("attribute:material", "ready.attribute_missing")),
        ({"category_id": None}, ("category", "ready.category")),
    ],
    ids=str,
)
def test_each_lack_is_named(change: dict[str, object], lack: tuple[str, str]) -> None:
    assert lack in told(replace(READY, **change))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("models", "lack"),
    [
        ((), ("models", "ready.models_missing")),
        ((DraftModel("", Rupiah(70_000), 1, ("M",)),), ("model:", "ready.sku_missing")),
        ((DraftModel("A", Rupiah(0), 1, ("M",)),), ("model:A", "ready.price_missing")),
        ((DraftModel("A", Rupiah(999), 1, ("M",)),), ("model:A", "ready.price_range")),
        ((DraftModel("A", Rupiah(70_000), 501, ("M",)),), ("model:A", "ready.stock_range")),
        ((DraftModel("A", Rupiah(70_000), -1, ("M",)),), ("model:A", "ready.stock_range")),
        ((DraftModel("A", Rupiah(70_000), 1, ("XL",)),), ("model:A", "ready.option_missing")),
        ((DraftModel("A", Rupiah(70_000), 1, ()),), ("model:A", "ready.option_missing")),
    ],
    ids=str,
)
def test_each_lack_of_a_variant_is_named(models: tuple[DraftModel, ...], lack: tuple[str, str]) -> None:
    assert told(replace(READY, models=models)) == [lack]


def test_two_variants_of_one_sku_or_one_choice_are_told_apart() -> None:
    one, other = READY.models
    assert told(replace(READY, models=(one, replace(other, sku="SD-M")))) == [
        ("model:SD-M", "ready.sku_twice")
    ]
    assert told(replace(READY, models=(one, replace(other, options=("M",))))) == [
        ("model:SD-L", "ready.option_twice")
    ]


def test_variants_need_something_to_differ_in() -> None:
    bare = tuple(replace(model, options=()) for model in READY.models)
    assert ("tiers", "ready.tiers_missing") in told(replace(READY, tiers=(), models=bare))
    assert told(replace(READY, tiers=(), models=bare[:1])) == []


def test_more_than_the_category_takes_is_told() -> None:
    wide = Tier("Warna", ("a", "b", "c", "d", "e"))
    models = tuple(DraftModel(option, Rupiah(5_000), 1, (option,)) for option in wide.options)
    assert told(replace(READY, tiers=(wide,), models=models)) == [
        ("tiers", "ready.options_many"),
        ("models", "ready.models_many"),
    ]
    deep = tuple(Tier(name, ("M",)) for name in "abc")
    three = (DraftModel("A", Rupiah(5_000), 1, ("M", "M", "M")),)
    assert told(replace(READY, tiers=deep, models=three)) == [("tiers", "ready.tiers_many")]


@pytest.mark.parametrize(
    ("rules", "lacks"),
    [
        ({"sku": Span(1, 3)}, [("model:SD-M", "ready.sku_length"), ("model:SD-L", "ready.sku_length")]),
        ({"sku": Span(1, 4)}, []),
        ({"spaces_in_sku": False}, []),
        ({"tier_name": Span(1, 5)}, [("tiers", "ready.tier_length")]),
        ({"option": Span(2, 9)}, [("tiers", "ready.option_length"), ("tiers", "ready.option_length")]),
        ({"needs": ("Sertifikat SNI",)}, [("category", "ready.category_needs")]),
        ({"plain_text": True}, []),
    ],
    ids=str,
)
def test_what_only_some_marketplaces_want(rules: dict[str, object], lacks: list[tuple[str, str]]) -> None:
    assert told(READY, replace(RULES, **rules)) == lacks  # type: ignore[arg-type]


def test_a_sku_with_a_space_is_told_where_it_is_refused() -> None:
    spaced = replace(READY, models=(replace(READY.models[0], sku="SD M"), READY.models[1]))
    assert told(spaced) == []
    assert told(spaced, replace(RULES, spaces_in_sku=False)) == [("model:SD M", "ready.sku_spaces")]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"title": "Seragam SD 👕"}, "title"),
        ({"title": "Seragam!!!!!!!!!!"}, "title"),
        ({"description": "Kemeja putih untuk sekolah ✨"}, "description"),
        ({"tiers": (Tier("Ukuran 👕", ("M", "L")),)}, "tiers"),
    ],
    ids=str,
)
def test_marks_are_told_where_only_plain_text_is_taken(change: dict[str, object], where: str) -> None:
    draft = replace(READY, **change)  # type: ignore[arg-type]
    assert told(draft) == []
    assert told(draft, replace(RULES, plain_text=True)) == [(where, "ready.plain_text")]


def test_line_breaks_are_plain_text() -> None:
    draft = replace(READY, description="Kemeja putih\nuntuk sekolah\n\ndasar.")
    assert told(draft, replace(RULES, plain_text=True)) == []


def test_the_ratio_of_prices_is_a_limit_that_may_be_reached() -> None:
    cheap, dear = READY.models
    at_limit = (replace(cheap, price=Rupiah(10_000)), replace(dear, price=Rupiah(70_000)))
    beyond = (at_limit[0], replace(dear, price=Rupiah(70_001)))
    assert told(replace(READY, models=at_limit)) == []
    assert told(replace(READY, models=beyond)) == [("models", "ready.price_ratio")]


@pytest.mark.parametrize(
    ("attribute", "values"),
    [
        (MATERIAL, (AttributeValue(choice_id="silk"),)),
        (MATERIAL, (AttributeValue(text="Sutra"),)),
        (MATERIAL, (AttributeValue(choice_id="c"), AttributeValue(choice_id="p"))),
        (LENGTH, (AttributeValue(number=Decimal(3)),)),
        (LENGTH, (AttributeValue(text="3", unit="cm"),)),
        (LENGTH, (AttributeValue(number=Decimal(3), unit="inch"),)),
        (EXPIRES, (AttributeValue(text="besok"),)),
        (BRAND, (AttributeValue(text=" "),)),
    ],
    ids=str,
)
def test_a_value_that_the_category_does_not_take_is_told(
    attribute: AttributeId, values: tuple[AttributeValue, ...]
) -> None:
    assert told(with_attribute(attribute, *values)) == [(f"attribute:{attribute}", "ready.attribute_value")]


@pytest.mark.parametrize(
    ("attribute", "values"),
    [
        (LENGTH, (AttributeValue(number=Decimal("2.5"), unit="m"),)),
        (EXPIRES, (AttributeValue(day=date(2027, 1, 1)),)),
        (BRAND, (AttributeValue(choice_id="b"), AttributeValue(text="Sumber Mulia"))),
    ],
    ids=str,
)
def test_a_value_that_the_category_takes_is_no_lack(
    attribute: AttributeId, values: tuple[AttributeValue, ...]
) -> None:
    assert told(with_attribute(attribute, *values)) == []


def test_an_attribute_of_another_category_is_told() -> None:
    stray = with_attribute(AttributeId("horsepower"), AttributeValue(text="3"))
    assert told(stray) == [("attribute:horsepower", "ready.attribute_unknown")]


def test_without_a_category_what_holds_everywhere_is_still_told() -> None:
    empty = replace(READY, category_id=None, title="", images=(), weight_grams=None, models=())
    assert told(empty, rules=None) == [
        ("category", "ready.category"),
        ("title", "ready.title_missing"),
        ("images", "ready.images_missing"),
        ("weight", "ready.weight_missing"),
        ("models", "ready.models_missing"),
    ]


def test_every_lack_has_a_sentence_that_names_its_values() -> None:
    worst = replace(
        READY,
        title="x",
        weight_grams=30_000,
        pre_order_days=99,
        attributes=(),
        models=(DraftModel("A", Rupiah(2_000_000), 900, ("M",)), DraftModel("B", Rupiah(1_000), 1, ("L",))),
    )
    lacks: tuple[Missing, ...] = missing(worst, RULES, COURIERS)
    assert len(lacks) >= 8
    for lack in lacks:
        for language in LANGUAGES:
            text = sentences("base", language)[lack.key].format(**lack.values)
            assert text
            assert "{" not in text
            assert all(value in text for value in lack.values.values() if value != "–")


@pytest.mark.parametrize(("grams", "kept"), [(1, 10), (10, 10), (137, 140), (140, 140)])
def test_a_weight_is_never_told_lighter_than_it_is(grams: int, kept: int) -> None:
    assert replace(RULES, weight_step_grams=10).weighed(grams) == kept
    assert RULES.weighed(grams) == grams
