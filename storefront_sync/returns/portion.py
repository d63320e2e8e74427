"""How much of an order's goods is taken from which place next, or goes back there: a pure function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from storefront_sync.saleor.types import StockRead

NOWHERE: Final = ""
"""In the place of a warehouse: pieces that no stock counts."""


@dataclass(frozen=True)
class Portion:
    """Pieces to be added at a warehouse, below zero to be taken; `only_free` those that nobody else has."""

    place: str
    pieces: int
    only_free: bool = False


@dataclass(frozen=True)
class Short:
    """So many pieces are missing: nothing is taken."""

    missing: int


@dataclass(frozen=True)
class NoPlace:
    """The cooperative has no warehouse."""


def portion(
    owed: int,
    written: Mapping[str, int],
    stocks: Sequence[StockRead] | None,
    places: Sequence[str],
    *,
    left: bool,
) -> Portion | Short | NoPlace:
    """What is to be written next of what is owed (not 0; below zero: to be taken).

    `written` is what was added so far by warehouse, `stocks` is None for goods that Saleor doesn't count or
    has no more, `places` are the cooperative's warehouses. Goods that have `left` are taken whatever is
    there: the shelf has fewer. Others only if all that is owed can be had.
    """
    if owed > 0:
        return _back(owed, written, places)
    if stocks is None:
        return Portion(NOWHERE, owed)
    if not places:
        return NoPlace()
    rows = {row.warehouse_id: row for row in stocks if row.warehouse_id in places}
    free = {place: max(rows[place].available, 0) for place in places if place in rows}
    enough = sum(free.values()) + owed
    if enough < 0 and not left:
        return Short(-enough)
    best = max(free, key=lambda place: free[place], default=None)
    if best is not None and free[best] > 0:
        return Portion(best, max(owed, -free[best]), only_free=not left)
    fullest = max(rows, key=lambda place: rows[place].quantity, default=places[0])
    return Portion(fullest, owed)


def _back(owed: int, written: Mapping[str, int], places: Sequence[str]) -> Portion | NoPlace:
    """To where most of them came from; to the first warehouse where that isn't the cooperative's any more."""
    came_from = min(written, key=lambda place: (written[place], place), default=NOWHERE)
    taken = -written.get(came_from, 0)
    if taken <= 0:
        return Portion(NOWHERE, owed)
    if came_from != NOWHERE and came_from not in places:
        return Portion(places[0], min(owed, taken)) if places else NoPlace()
    return Portion(came_from, min(owed, taken))
