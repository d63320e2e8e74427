"""Spreads one number over the warehouses that hold a SKU: all of them must be written at once."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.base.numbers import whole
from connectors.tokopedia.wire import WarehouseStockWire


def spread(stock: int, warehouses: Sequence[WarehouseStockWire]) -> tuple[tuple[str, int], ...]:
    """(warehouse id, pieces) whose sum is `stock`.

    Each keeps what it has as far as that goes; the first takes the rest.
    """
    left = stock
    parts: list[tuple[str, int]] = []
    for warehouse in warehouses:
        kept = min(whole(warehouse.quantity) or 0, left)
        parts.append((warehouse.warehouse_id, kept))
        left -= kept
    if parts:
        first, kept = parts[0]
        parts[0] = (first, kept + left)
    return tuple(parts)
