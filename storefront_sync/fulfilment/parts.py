"""Which of the marketplace's parcels staff have packed, by what Saleor's parcels hold, as a pure function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

Pieces = Mapping[str, int]
"""By Saleor's variant id."""
MOST_PARTS = 10
"""Parcels that are tried together; of more, the rest counts as packed once the whole order is."""


@dataclass(frozen=True)
class Match:
    """`found`: the marketplace's parcels that are packed, by id, each with the last of Saleor's that makes it
    up. `left`: Saleor's that make up none."""

    found: Mapping[str, str]
    left: tuple[str, ...]


def match(wanted: Mapping[str, Pieces], packed: Mapping[str, Pieces]) -> Match:
    """Hold what Saleor's parcels hold (`packed`, by id, in the order of packing) against the marketplace's
    (`wanted`, by id).

    One for one first, then several of Saleor's for one, then one of Saleor's for several. No parcel of either
    side counts twice; what doesn't come out even counts for none.
    """
    open_, free = dict(wanted), {key: pieces for key, pieces in packed.items() if pieces}
    found: dict[str, str] = {}
    for packed_id, pieces in list(free.items()):
        same = next((key for key, need in open_.items() if need == pieces), None)
        if same is not None:
            found[same] = packed_id
            del open_[same], free[packed_id]
    for parcel_id, need in list(open_.items()):
        if used := _made_of(need, free):
            found[parcel_id] = used[-1]
            del open_[parcel_id]
            free = {key: pieces for key, pieces in free.items() if key not in used}
    for packed_id, pieces in list(free.items()):
        if used := _made_of(pieces, open_):
            found |= dict.fromkeys(used, packed_id)
            open_ = {key: need for key, need in open_.items() if key not in used}
            del free[packed_id]
    return Match(found, tuple(free))


def _made_of(whole: Pieces, parts: Mapping[str, Pieces]) -> tuple[str, ...]:
    """The fewest of the parts that come to exactly the whole; none where no choice does."""
    fitting = [key for key, pieces in parts.items() if pieces and _within(pieces, whole)][:MOST_PARTS]
    for count in range(2, len(fitting) + 1):
        for some in combinations(fitting, count):
            if _sum([parts[key] for key in some]) == whole:
                return some
    return ()


def _within(pieces: Pieces, whole: Pieces) -> bool:
    return all(whole.get(key, 0) >= count for key, count in pieces.items())


def _sum(parts: list[Pieces]) -> dict[str, int]:
    total: dict[str, int] = {}
    for pieces in parts:
        for key, count in pieces.items():
            total[key] = total.get(key, 0) + count
    return total
