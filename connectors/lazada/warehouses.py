"""The shop's warehouses, and how one number is spread over them: all must be written at once."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.base import spread as base
from connectors.base.numbers import whole
from connectors.lazada.catalogue_wire import SkuWire, WarehousesWire
from connectors.lazada.client import LazadaClient

ONLY = ("",)
"""The warehouses of a seller who has one: it isn't named in a write."""


class Warehouses:
    """Asked once for each connector: a product shows only the warehouses in which it is in stock."""

    def __init__(self, client: LazadaClient) -> None:
        self._client = client
        self._codes: tuple[str, ...] | None = None

    def codes(self) -> tuple[str, ...]:
        """Their codes, the first being that which takes what is left over; ONLY where there is one."""
        if self._codes is None:
            found = self._client.get("warehouses", WarehousesWire, [("addressTypes", '["warehouse"]')])
            codes = tuple(row.code for row in found.module if row.code)
            self._codes = codes if len(codes) > 1 else ONLY
        return self._codes


def spread(stock: int, codes: Sequence[str], sku: SkuWire | None) -> tuple[tuple[str, int], ...]:
    """(warehouse, pieces) whose sum is `stock`; pieces stay where they lie."""
    lying = {row.warehouse_code.lower(): whole(row.sellable) or 0 for row in sku.warehouses} if sku else {}
    return base.spread(stock, [(code, lying.get(code.lower(), 0)) for code in codes])
