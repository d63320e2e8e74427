"""Splits what was paid for a pack or bundle into order lines of whole rupiah that sum exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mappings.apportion import largest_remainder
from mappings.money import Rupiah


@dataclass(frozen=True)
class WholeLine:
    """`quantity` pieces of a variant at a whole `unit_price`."""

    variant_key: str
    quantity: int
    unit_price: Rupiah


def whole_lines(total: Rupiah, units: Mapping[str, int], prices: Mapping[str, Rupiah]) -> list[WholeLine]:
    """Lines for `units` pieces of each variant that together cost exactly `total`, sorted by variant.

    A bundle's total is shared by the store's prices × units (by units where the store has no prices). What
    doesn't divide evenly makes a second line one rupiah dearer. Raises ValueError on a negative total or no
    units.
    """
    if total < 0 or not units or any(count < 1 for count in units.values()):
        raise ValueError("a line costs nothing or more and has at least one piece of each variant")
    weights = {key: prices.get(key, Rupiah(0)) * count for key, count in units.items()}
    if not all(weights.values()):
        weights = dict(units)
    lines: list[WholeLine] = []
    for key, part in sorted(largest_remainder(total, weights).items()):
        cheap, dearer = divmod(part, units[key])
        if units[key] - dearer:
            lines.append(WholeLine(key, units[key] - dearer, Rupiah(cheap)))
        if dearer:
            lines.append(WholeLine(key, dearer, Rupiah(cheap + 1)))
    return lines
