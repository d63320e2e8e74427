"""What becomes of each webhook on its way: sent again, late, or never."""

from __future__ import annotations

import random
from dataclasses import dataclass

MOST_COPIES = 4
LATE = 0.10
DROPPED = 0.05
SPREAD_SECONDS = 0.5
"""How far apart the copies of one webhook may come."""
MOST_OVERTAKE = 8


@dataclass(frozen=True)
class Fate:
    """`copies` deliveries, each so many seconds after it is let go; none = dropped. It is let go once
    `overtaken_by` later ones were."""

    copies: tuple[float, ...]
    overtaken_by: int = 0


def fate(rng: random.Random) -> Fate:
    """The next webhook's."""
    dropped, late = rng.random() < DROPPED, rng.random() < LATE
    copies = tuple(rng.uniform(0, SPREAD_SECONDS) for _ in range(rng.randint(1, MOST_COPIES)))
    overtaken_by = rng.randint(1, MOST_OVERTAKE)
    if dropped:
        return Fate(())
    # The first copy comes at once: only what is meant to be late is.
    return Fate((0.0, *copies[1:]), overtaken_by if late else 0)
