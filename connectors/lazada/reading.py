"""The units of many orders, read in one call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from connectors.base.narrowed import narrowed
from connectors.lazada.client import LazadaClient
from connectors.lazada.errors import ORDER_GONE
from connectors.lazada.order_wire import OrderItemsListWire, OrderItemsWire, UnitWire


def units_of(client: LazadaClient, order_ids: Sequence[str]) -> Mapping[str, Sequence[UnitWire]]:
    """The units by order (≤ 50); an order that isn't the shop's has no entry."""

    def read(ids: Sequence[str]) -> Sequence[OrderItemsWire]:
        return client.get("order_items", OrderItemsListWire, [("order_ids", f"[{','.join(ids)}]")]).root

    found = narrowed(list(dict.fromkeys(order_ids)), read, ORDER_GONE)
    return {row.order_id: row.order_items for row in found if row.order_id}
