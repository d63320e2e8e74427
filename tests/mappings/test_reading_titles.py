"""Titles and options as sellers type them are understood."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.measures import Measure
from mappings.spelling import meant_as
from mappings.titles import read_option, read_title


def test_words_that_only_sell_say_nothing() -> None:
    loud = read_title(
        "TERLARIS [COD] Bisa COD 🔥 Kualitas Premium Keset Perca Anyam READY STOCK - Koperasi SMB"
    )
    assert loud == read_title("keset perca anyam")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Uk. L", "L"),
        ("LARGE", "L"),
        ("Besar", "L"),
        ("2XL", "XXL"),
        ("Uk. Extra Large", "XL"),
        ("Black", "Hitam"),
        ("Mrh", "Merah"),
        ("Biru Navy", "Navy"),
        ("Coksu", "Cokelat"),
        ("abu-abu", "Grey"),
        ("Pedes", "Spicy"),
        ("Ori", "Original"),
        ("1/4 kg", "250gr"),
        ("setengah kilo", "500 g"),
        ("½ kg", "500 gram"),
        ("1.000 gr", "1 kg"),
        ("0,5 L", "500 ML"),
        ("Rasa Keju", "keju"),
    ],
)
def test_an_options_value_has_one_meaning(typed: str, meant: str) -> None:
    assert read_option(typed) == read_option(meant)


@pytest.mark.parametrize(
    ("one", "other"), [("L", "XL"), ("Merah", "Maroon"), ("250 g", "250 ml"), ("28", "30"), ("1 kg", "1 L")]
)
def test_different_values_stay_different(one: str, other: str) -> None:
    assert read_option(one) != read_option(other)


@pytest.mark.parametrize(
    ("title", "counts"),
    [
        ("Keset Perca Anyam isi 12", {12}),
        ("Wedang Pokak paket 3 pcs", {3}),
        ("Sinom Botol 600 ml 1 lusin", {12}),
        ("Sinom 1/2 lusin", {6}),
        ("Lap Microfiber 2 kodi", {40}),
        ("Sabun Cair 2 x 500 ml", {2}),
        ("Sabun Cair 500ml x3", {3}),
        ("Bros Rajut (4 buah)", {4}),
        ("Bros Rajut @5", {5}),
        ("Paving 6pcs", {6}),
        ("Beli 2 gratis 1", {2}),
        ("Keset 1 pcs", set()),
        ("Taplak Meja Rajut 100x100 cm", set()),
        ("Sambal Bawang Botol 150 g", set()),
        ("Kain 2 Meter", set()),
    ],
)
def test_the_number_of_pieces_is_found(title: str, counts: set[int]) -> None:
    assert read_title(title).pack.counts == counts


@pytest.mark.parametrize(
    "title", ["Paket Seragam SD", "Kemeja + Celana", "Hampers Lebaran", "Setelan Pramuka", "Aneka Keripik"]
)
def test_a_package_without_a_number_is_noticed(title: str) -> None:
    assert read_title(title).pack.several


def test_measures_are_taken_out_of_the_words() -> None:
    reading = read_title("Taplak Meja Rajut 100 x 100 cm 1,5 kg")
    assert reading.words == {"taplak", "meja", "rajut", "100x100"}
    assert reading.measures == {Measure("mass", Fraction(1500))}


@pytest.mark.parametrize(
    ("seen", "meant"),
    [("kripix", ""), ("panjng", "panjang"), ("srgm", "seragam"), ("detegen", ""), ("mrh", ""), ("rok", "")],
)
def test_a_slip_is_forgiven_in_long_words_only(seen: str, meant: str) -> None:
    assert meant_as(seen, set(), {"panjang", "seragam", "rak", "keripik"}) == meant


def test_a_word_of_the_catalogue_is_never_taken_for_a_slip() -> None:
    assert meant_as("pandan", {"pandan"}, {"pantan"}) == ""
    assert meant_as("pandan", set(), {"pantan"}) == "pantan"
    assert meant_as("kambang", set(), {"kembang", "kumbang"}) == ""


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    read_title(text)
    read_option(text)


def test_a_title_of_nothing_but_digits_harms_nobody() -> None:
    long = "9" * 10_000
    for text in (
        long,
        f"isi {long}",
        f"{long} kg",
        f"{long}/{long} kg",
        f"{long} x {long}",
        f"@{long}",
        "1/0 kg",
    ):
        assert read_title(text).pack.counts == frozenset()
        read_option(text)
