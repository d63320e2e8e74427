"""What staff type for an attribute is taken as the category has it, or refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from connectors.base.category import Attribute, AttributeId, AttributeKind, Choice
from connectors.base.draft import AttributeValue
from storefront_sync.publishing.values import UnknownAttribute, ValueNotTaken, parse
from tests.publishing.window import RULES

KIND = AttributeKind
ASKED = (
    Attribute(AttributeId("1"), "Bahan Utama", KIND.CHOICE, True, (Choice("c1", "Katun"),)),
    Attribute(AttributeId("2"), "Motif", KIND.CHOICES, False, (Choice("m1", "Polos"),), free=True),
    Attribute(AttributeId("3"), "Isi", KIND.NUMBER, False, units=("ml", "g")),
    Attribute(AttributeId("4"), "Jumlah", KIND.NUMBER, False),
    Attribute(AttributeId("5"), "Kedaluwarsa", KIND.DATE, False),
    Attribute(AttributeId("6"), "Nomor Halal", KIND.TEXT, False),
    Attribute(AttributeId("7"), "Tebal", KIND.NUMBER, False, units=("mm",)),
)
ASKING = replace(RULES, attributes=ASKED)


@pytest.mark.parametrize(
    ("given", "attribute", "values"),
    [
        (["bahan utama=katun"], "1", (AttributeValue(choice_id="c1"),)),
        (["1=c1"], "1", (AttributeValue(choice_id="c1"),)),
        (
            ["Motif=Polos", "Motif=Bunga"],
            "2",
            (AttributeValue(choice_id="m1"), AttributeValue(text="Bunga")),
        ),
        (["Isi=2,5 ml"], "3", (AttributeValue(number=Decimal("2.5"), unit="ml"),)),
        (["Jumlah=6"], "4", (AttributeValue(number=Decimal(6)),)),
        (["Kedaluwarsa=2027-01-31"], "5", (AttributeValue(day=date(2027, 1, 31)),)),
        (["Nomor Halal=ID=35"], "6", (AttributeValue(text="ID=35"),)),
        (["Tebal=3"], "7", (AttributeValue(number=Decimal(3), unit="mm"),)),
        (["Bahan Utama="], "1", ()),
        (["Bahan Utama"], "1", ()),
    ],
)
def test_a_value_is_taken(given: list[str], attribute: str, values: tuple[AttributeValue, ...]) -> None:
    assert parse(ASKING, given) == {attribute: values}


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ("Bahan Utama=Wol", "publish.no_choice"),
        ("Isi=2", "publish.no_number"),
        ("Isi=2 kg", "publish.no_number"),
        ("Isi=banyak ml", "publish.no_number"),
        ("Jumlah=6 kg", "publish.no_number"),
        ("Jumlah=NaN", "publish.no_number"),
        ("Jumlah=Infinity", "publish.no_number"),
        ("Kedaluwarsa=besok", "publish.no_date"),
    ],
)
def test_a_value_that_the_category_does_not_take_is_refused_with_its_reason(given: str, key: str) -> None:
    with pytest.raises(ValueNotTaken) as refused:
        parse(ASKING, [given])
    assert refused.value.key == key


def test_what_the_category_does_not_ask_for_is_refused() -> None:
    with pytest.raises(UnknownAttribute):
        parse(ASKING, ["Warna=Merah"])
