"""One number over several warehouses."""

from __future__ import annotations

from collections.abc import Sequence


def spread(stock: int, held: Sequence[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """(warehouse, pieces) whose sum is `stock`.

    Each keeps what it holds (`held`, in the marketplace's order) as far as that goes; the first takes the
    rest.
    """
    left = stock
    parts: list[tuple[str, int]] = []
    for warehouse, pieces in held:
        kept = min(pieces, left)
        parts.append((warehouse, kept))
        left -= kept
    if parts:
        first, kept = parts[0]
        parts[0] = (first, kept + left)
    return tuple(parts)
