"""What shoppers and staff will do and when: a plan made of a seed alone."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

MARKET_ORDERS_PER_SECOND = 4.0
STORE_ORDERS_PER_SECOND = 0.6
STORE_EDITS_PER_SECOND = 0.2
SELLER_EDITS_PER_SECOND = 0.08

LINES = (1, 1, 1, 1, 1, 1, 1, 2, 2, 3)
"""How many lines an order has: mostly one."""

PAYS_LATER = 0.15
NEVER_PAYS = 0.3
"""Share of the unpaid orders that are cancelled instead of paid."""
REGRETS = 0.06
"""Share of the paid orders that are cancelled."""
STORE_REGRETS = 0.15
"""Share of the store's own orders that are cancelled."""


class Kind(StrEnum):
    """What somebody does."""

    MARKET_ORDER = "market_order"
    STORE_ORDER = "store_order"
    STORE_STOCK = "store_stock"
    STORE_PRICE = "store_price"
    SELLER_STOCK = "seller_stock"
    SELLER_PRICE = "seller_price"


@dataclass(frozen=True)
class Act:
    """Something that happens `at` seconds after the start on channel number `channel`.

    `picks` are draws in [0, 1) that choose the goods, one a line, and `pieces` how many of each. `pays_after`
    and `cancels_after` are seconds after the order; None where that doesn't happen. `step` sizes an edit.
    """

    at: float
    kind: Kind
    channel: int
    picks: tuple[float, ...]
    pieces: tuple[int, ...]
    step: int = 1
    paid: bool = True
    pays_after: float | None = None
    cancels_after: float | None = None

    def pick_from(self, names: Sequence[str]) -> str:
        """One of the names by the first draw, all as likely."""
        return names[int(self.picks[0] * len(names))]


def plan(seed: int, seconds: float, channels: int, pace: float = 1.0) -> list[Act]:
    """All acts of `seconds` seconds on `channels` marketplaces and the store, in time's order; at `pace` 0.5
    half as many."""
    rng = random.Random(seed)  # noqa: S311 – seeded on purpose
    rates = {
        Kind.MARKET_ORDER: MARKET_ORDERS_PER_SECOND,
        Kind.STORE_ORDER: STORE_ORDERS_PER_SECOND,
        Kind.STORE_STOCK: STORE_EDITS_PER_SECOND * 0.6,
        Kind.STORE_PRICE: STORE_EDITS_PER_SECOND * 0.4,
        Kind.SELLER_STOCK: SELLER_EDITS_PER_SECOND * 0.6,
        Kind.SELLER_PRICE: SELLER_EDITS_PER_SECOND * 0.4,
    }
    acts = []
    for kind, rate in rates.items():
        at = rng.expovariate(rate * pace)
        while at < seconds:
            acts.append(_act(rng, at, kind, channels))
            at += rng.expovariate(rate * pace)
    return sorted(acts, key=lambda act: act.at)


def _act(rng: random.Random, at: float, kind: Kind, channels: int) -> Act:
    lines = rng.choice(LINES) if kind in {Kind.MARKET_ORDER, Kind.STORE_ORDER} else 1
    picks = tuple(rng.random() for _ in range(lines))
    pieces = tuple(2 if rng.random() < 0.2 else 1 for _ in range(lines))
    channel = rng.randrange(channels)
    paid, pays_after, cancels_after = True, None, None
    if kind is Kind.MARKET_ORDER:
        paid = rng.random() >= PAYS_LATER
        if not paid and rng.random() >= NEVER_PAYS:
            pays_after = rng.uniform(1, 6)
        elif not paid or rng.random() < REGRETS:
            cancels_after = rng.uniform(1, 8)
    elif kind is Kind.STORE_ORDER and rng.random() < STORE_REGRETS:
        cancels_after = rng.uniform(1, 8)
    return Act(at, kind, channel, picks, pieces, rng.randint(1, 12), paid, pays_after, cancels_after)


class Demand:
    """Which goods are asked for: some twice to four times as often as others, by the seed."""

    def __init__(self, seed: int, goods: Sequence[str], rare: frozenset[str] = frozenset()) -> None:
        order = sorted(goods)
        random.Random(seed).shuffle(order)  # noqa: S311 – seeded on purpose
        self._weights = {
            name: (0.03 if name in rare else 1.0) / (rank + 12) ** 0.6 for rank, name in enumerate(order)
        }

    def pick(self, draw: float, offered: Sequence[str]) -> str:
        """The good that a draw in [0, 1) falls on among those offered; raises ValueError where none is."""
        if not offered:
            raise ValueError("nothing is offered")
        names = sorted(offered)
        left = draw * sum(self._weights[name] for name in names)
        for name in names:
            left -= self._weights[name]
            if left < 0:
                return name
        return names[-1]
