"""The bench counts what it says it counts."""

from __future__ import annotations

import random

import pytest

from tests.bench.changes import ROUNDS, Change, calls_minimum, rounds
from tests.bench.scale import FULL, QUICK, channels


@pytest.mark.parametrize("seed", range(5))
def test_exactly_as_many_changes_come_as_are_asked_for(seed: int) -> None:
    plan = rounds(random.Random(seed), 200, 5, 1003)
    assert len(plan) == ROUNDS
    assert sum(len(one) for one in plan) == 1003


def test_no_row_gets_the_number_that_it_had() -> None:
    shown: dict[tuple[int, int], int] = {}
    for change in (change for one in rounds(random.Random(1), 100, 5, 2000, first=50) for change in one):
        assert shown.get((change.item, change.row), 50) != change.stock
        shown[change.item, change.row] = change.stock


def test_the_same_seed_brings_the_same_changes() -> None:
    assert rounds(random.Random(3), 50, 5, 400) == rounds(random.Random(3), 50, 5, 400)


def test_changes_of_one_item_in_one_round_need_one_call() -> None:
    first = [Change(0, 0, 1), Change(0, 4, 2), Change(0, 0, 3), Change(7, 1, 1)]
    assert calls_minimum([first, [Change(0, 0, 9)]]) == 3


def test_each_connector_has_a_channel_of_its_own_where_there_are_three() -> None:
    assert channels(["a", "b", "c"]) == ["a", "b", "c"]
    assert channels(["a", "b"]) == ["a", "b", "a"]


def test_the_full_run_is_as_large_as_promised() -> None:
    assert FULL.changes == 10_000
    assert FULL.shops == 10
    assert 2_000 <= 3 * FULL.shops * FULL.items <= 2_010
    assert QUICK.changes < FULL.changes
