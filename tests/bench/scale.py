"""How large a run is, and which marketplace each channel is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

CHANNELS = 3


@dataclass(frozen=True)
class Scale:
    """`shops` a channel, `items` a shop, `models` an item, and how many stock changes come in."""

    shops: int
    items: int
    models: int
    changes: int


FULL = Scale(shops=10, items=67, models=5, changes=10_000)
"""2,010 items of 5 models, spread over 30 shops."""
QUICK = Scale(shops=3, items=40, models=5, changes=1_000)


def channels(marketplaces: Sequence[str]) -> list[str]:
    """The marketplace behind each of the three channels: one each where there are three connectors.

    With fewer, a marketplace stands for two channels by a second set of shops: a shop has its own token, call
    budget, lease and order feed, so that to the engine it is a channel of its own. The store is none: changes
    come from there.
    """
    return [marketplaces[number % len(marketplaces)] for number in range(CHANNELS)]
