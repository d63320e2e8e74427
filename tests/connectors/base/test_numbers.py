"""Numbers are believed only where they are possible."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base.numbers import LARGEST, Number, list_price, whole


@pytest.mark.parametrize("value", [0, 7, "7", " 7 ", 7.0, "7.00", LARGEST])
def test_a_possible_number_is_read(value: Number) -> None:
    assert whole(value) == int(float(value or 0))


@pytest.mark.parametrize(
    "value", [None, -1, "-1", 1.5, "1.5", "", "seven", LARGEST + 1, "NaN", "inf", True, False, "1e400"]
)
def test_an_impossible_number_is_none(value: Number) -> None:
    assert whole(value) is None


def test_a_price_of_nothing_is_impossible() -> None:
    assert list_price(0) is None
    assert list_price("15000") == 15_000


@given(st.one_of(st.text(), st.floats(), st.integers(), st.none()))
def test_anything_is_read_or_refused(value: Number) -> None:
    number = whole(value)
    assert number is None or 0 <= number <= LARGEST
