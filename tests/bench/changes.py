"""The stock changes of a run: some come for whole items, some for single rows, some twice in a row."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

ROUNDS = 4
"""Rounds that come in one after the other; each is drained before the next."""
WHOLE_ITEMS = 0.7
"""Share of the changes that come with all other rows of their item: a delivery was counted."""
AGAIN = 0.05
"""Share of the changes that another one of the same row follows in the same round."""


@dataclass(frozen=True)
class Change:
    """Row number `row` of item number `item` has `stock` pieces from now on."""

    item: int
    row: int
    stock: int


def rounds(rng: random.Random, items: int, rows: int, count: int, first: int = 0) -> list[list[Change]]:
    """`count` changes in rounds; no row gets the number that it had before (`first` at first)."""
    stock = [[first] * rows for _ in range(items)]
    sizes = [count // ROUNDS + (1 if number < count % ROUNDS else 0) for number in range(ROUNDS)]
    return [_round(rng, stock, size) for size in sizes]


def calls_minimum(of: Sequence[Sequence[Change]]) -> int:
    """One write for each item that a round touched: all its rows fit into one call."""
    return sum(len({change.item for change in one}) for one in of)


def _round(rng: random.Random, stock: list[list[int]], size: int) -> list[Change]:
    changes: list[Change] = []
    fresh = list(range(len(stock)))
    rng.shuffle(fresh)
    while len(changes) < size:
        item = fresh.pop() if fresh else rng.randrange(len(stock))
        if rng.random() < WHOLE_ITEMS:
            picked = list(range(len(stock[item])))
        else:
            picked = [rng.randrange(len(stock[item]))]
        if rng.random() < AGAIN:
            picked.append(picked[-1])
        changes += [Change(item, row, _other(rng, stock, item, row)) for row in picked]
    return changes[:size]


def _other(rng: random.Random, stock: list[list[int]], item: int, row: int) -> int:
    value = rng.choice([number for number in range(1, 100) if number != stock[item][row]])
    stock[item][row] = value
    return value
