"""Spreads one number over the warehouses that hold a SKU: all of them must be written at once."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.base import spread as base
from connectors.base.numbers import whole
from connectors.tokopedia.wire import WarehouseStockWire


def spread(stock: int, warehouses: Sequence[WarehouseStockWire]) -> tuple[tuple[str, int], ...]:
    """(warehouse id, pieces) whose sum is `stock`."""
    held = [(warehouse.warehouse_id, whole(warehouse.quantity) or 0) for warehouse in warehouses]
    return base.spread(stock, held)
