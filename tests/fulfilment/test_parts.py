"""Which of the marketplace's parcels are packed, by what Saleor's hold."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront_sync.fulfilment.parts import Match, match

A, B, AA, AB, ABC = {"a": 1}, {"b": 1}, {"a": 2}, {"a": 1, "b": 1}, {"a": 1, "b": 1, "c": 1}
C = {"c": 1}
PIECES = st.dictionaries(st.sampled_from("abc"), st.integers(1, 2), min_size=1)
SOME = st.lists(PIECES, max_size=4)


@pytest.mark.parametrize(
    ("wanted", "packed", "found", "left"),
    [
        ([A, B], [], {}, []),
        ([A, B], [A], {0: 0}, []),
        ([A, B], [B], {1: 0}, []),
        ([A, B], [B, A], {1: 0, 0: 1}, []),
        ([AB, C], [A], {}, [0]),
        ([AB, C], [A, B], {0: 1}, []),
        ([AB, C], [A, C], {1: 1}, [0]),
        ([A, B, C], [AB], {0: 0, 1: 0}, []),
        ([A, B, C], [ABC], {0: 0, 1: 0, 2: 0}, []),
        ([A, B], [ABC], {}, [0]),
        ([A, A, B], [A], {0: 0}, []),
        ([A, A, B], [A, A], {0: 0, 1: 1}, []),
        ([AA, B], [A], {}, [0]),
        ([AA, B], [A, A], {0: 1}, []),
        # One for one comes first, so that it is no matter whether the second piece was seen in time.
        ([AA, A], [A, A], {1: 0}, [1]),
        # The first that fits isn't always the right one.
        ([{"a": 4}], [{"a": 3}, AA, AA], {0: 2}, [0]),
        ([A], [{}], {}, []),
        ([A], [{"": 1}], {}, [0]),
        ([], [A], {}, [0]),
    ],
)
def test_parcels_are_packed_whose_pieces_come_out_even(
    wanted: list[dict[str, int]], packed: list[dict[str, int]], found: dict[int, int], left: list[int]
) -> None:
    made = match(
        {f"W{i}": row for i, row in enumerate(wanted)}, {f"P{i}": row for i, row in enumerate(packed)}
    )
    assert made == Match({f"W{i}": f"P{at}" for i, at in found.items()}, tuple(f"P{i}" for i in left))


@given(SOME, SOME)
def test_whatever_is_packed_no_piece_counts_for_two_parcels(
    wanted: list[dict[str, int]], packed: list[dict[str, int]]
) -> None:
    by_id = {f"W{i}": row for i, row in enumerate(wanted)}
    there = {f"P{i}": row for i, row in enumerate(packed)}
    made = match(by_id, there)
    asked = sum((Counter(by_id[key]) for key in made.found), Counter())
    used = sum((Counter(row) for key, row in there.items() if key not in made.left), Counter())
    assert asked == used
