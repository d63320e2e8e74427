"""Parts sum to the whole."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.apportion import largest_remainder

weights = st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(0, 1000), max_size=8)


@given(st.integers(0, 10**9), weights)
def test_parts_sum_to_the_whole(whole: int, by: dict[str, int]) -> None:
    assert sum(largest_remainder(whole, by).values()) == (whole if sum(by.values()) else 0)


@given(st.integers(0, 10**9), weights)
def test_each_part_is_within_one_of_its_exact_share(whole: int, by: dict[str, int]) -> None:
    total = sum(by.values())
    for name, part in largest_remainder(whole, by).items():
        assert part >= 0
        assert total == 0 or abs(part * total - whole * by[name]) < total


@given(st.integers(0, 10**6), weights, st.randoms(use_true_random=False))
def test_the_order_of_the_channels_changes_nothing(whole: int, by: dict[str, int], random: Random) -> None:
    names = list(by)
    random.shuffle(names)
    assert largest_remainder(whole, {name: by[name] for name in names}) == largest_remainder(whole, by)


def test_ties_go_to_the_larger_weight_then_by_name() -> None:
    assert largest_remainder(1, {"b": 1, "a": 1}) == {"b": 0, "a": 1}
    assert largest_remainder(5, {"a": 1, "b": 1, "c": 2}) == {"a": 1, "b": 1, "c": 3}


def test_nothing_negative_is_shared_out() -> None:
    with pytest.raises(ValueError, match="negative"):
        largest_remainder(-1, {"a": 1})
    with pytest.raises(ValueError, match="negative"):
        largest_remainder(1, {"a": -1, "b": 3})
