"""Which orders came back whole: an order itself only says that it has ended."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.base.errors import ConfigError
from connectors.tokopedia.client import TikTokShopClient
from connectors.tokopedia.errors import SCOPE_MISSING
from connectors.tokopedia.wire import OrderWire, ReturnsWire, ReturnWire

ARRIVED = frozenset({"DELIVERED", "COMPLETED"})
SENT_BACK = "RETURN_AND_REFUND"
FINISHED = "RETURN_OR_REFUND_REQUEST_COMPLETE"
PAGE_SIZE = "50"


def returned_orders(client: TikTokShopClient, orders: Sequence[OrderWire]) -> frozenset[str]:
    """The ids of those orders of which every unit was sent back; no call where none has arrived yet."""
    units = {order.id: {unit.id for unit in order.line_items} for order in orders if order.status in ARRIVED}
    if not units:
        return frozenset()
    back: dict[str, set[str]] = {order_id: set() for order_id in units}
    for row in _returns(client, list(units)):
        if row.order_id in back and (row.return_type, row.return_status) == (SENT_BACK, FINISHED):
            back[row.order_id].update(unit.order_line_item_id for unit in row.return_line_items)
    return frozenset(order_id for order_id, gone in back.items() if gone and gone >= units[order_id])


def _returns(client: TikTokShopClient, order_ids: list[str]) -> list[ReturnWire]:
    rows: list[ReturnWire] = []
    token = ""
    while True:
        query = (("page_size", PAGE_SIZE), *((("page_token", token),) if token else ()))
        try:
            page = client.search("search_returns", ReturnsWire, {"order_ids": order_ids}, query=query)
        except ConfigError as refused:
            # A seller who didn't allow the app to see returns must still have his orders imported.
            if refused.technical != SCOPE_MISSING:
                raise
            return []
        rows += page.return_orders
        if not page.return_orders or page.next_page_token in ("", token):
            return rows
        token = page.next_page_token
