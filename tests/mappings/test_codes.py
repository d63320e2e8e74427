"""Codes are compared by what they mean, not by how they are typed."""

from __future__ import annotations

from string import ascii_letters, digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.sku import normal_barcode, normal_sku


@pytest.mark.parametrize(
    "typed", [" SERSDPUT-XL", "sersdput_xl", "SERSDPUT XL", "SERSDPUTXL", "sersdput–xl", "\tSersdput - XL "]
)
def test_case_spaces_dashes_and_underscores_do_not_matter(typed: str) -> None:
    assert normal_sku(typed) == "sersdputxl"


def test_different_letters_stay_different() -> None:
    assert normal_sku("SERSDPUT-S") != normal_sku("SERSDPUT-SX")
    assert normal_sku(" - _ ") == ""


@given(st.text(ascii_letters + digits, max_size=20), st.sampled_from((" ", "-", "_", " - ", "–")))
def test_what_is_typed_between_the_letters_does_not_matter(typed: str, between: str) -> None:
    assert normal_sku(between.join(typed)) == normal_sku(typed.upper()) == normal_sku(typed.lower())
    assert len(normal_sku(typed)) == len(typed)


@given(st.text(max_size=40))
def test_any_text_can_be_typed_as_a_code(typed: str) -> None:
    assert normal_sku(typed) == normal_sku(f" {typed}-")
    assert normal_barcode(typed) == "" or len(normal_barcode(typed)) == 14


@pytest.mark.parametrize(
    "typed", ["8994280387017", " 8994280387017 ", "899 428038 7017", "08994280387017", "8-994280-387017"]
)
def test_a_barcode_is_its_digits(typed: str) -> None:
    assert normal_barcode(typed) == "08994280387017"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "0",
        "8994280387018",
        "899428038701",
        "0000000000000",
        "89942803870171",
        "ABC4280387017",
        "²994280387017",
    ],
)
def test_a_barcode_with_a_wrong_check_digit_or_length_is_none(typed: str) -> None:
    assert normal_barcode(typed) == ""


@given(st.integers(1, 10**12 - 1), st.integers(0, 12), st.integers(1, 9))
def test_one_mistyped_digit_is_always_noticed(body: int, place: int, by: int) -> None:
    body_digits = f"{body:012d}"
    check = -sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(body_digits)) % 10
    good = f"{body_digits}{check}"
    assert normal_barcode(good)
    wrong = f"{good[:place]}{(int(good[place]) + by) % 10}{good[place + 1 :]}"
    assert normal_barcode(wrong) == ""
