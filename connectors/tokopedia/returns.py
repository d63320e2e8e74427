"""What buyers give back: returns as they stand, and which orders came back whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from connectors.base.aftersale import ReturnedLine, ReturnId, ReturnView
from connectors.base.errors import ConfigError, Transient
from connectors.base.numbers import whole
from connectors.base.types import ExternalOrderId
from connectors.tokopedia.answers import instant
from connectors.tokopedia.client import TikTokShopClient
from connectors.tokopedia.errors import SCOPE_MISSING
from connectors.tokopedia.fulfilment_wire import ReturnsWire, ReturnWire
from connectors.tokopedia.orders import line_key
from connectors.tokopedia.wire import OrderWire
from connectors.tokopedia.words import RETURN_STATE
from mappings.money import Rupiah
from mappings.words import ReturnState

ARRIVED = frozenset({"DELIVERED", "COMPLETED"})
SENT_BACK = "RETURN_AND_REFUND"
REPLACED = "REPLACEMENT"
FINISHED = "RETURN_OR_REFUND_REQUEST_COMPLETE"
JUDGED_BY_TIKTOK = "IN_PROGRESS"
PAGE_SIZE = "50"
MOST_PAGES = 40
"""Of the returns of fifty orders."""


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


def return_view(row: ReturnWire, orders: Mapping[str, OrderWire]) -> ReturnView | None:
    """A return; None where it can't be understood: a word that we don't know, no id, no time."""
    state = RETURN_STATE.get(row.return_status)
    if state is None or not (row.return_id and row.order_id and row.update_time):
        return None
    if row.arbitration_status == JUDGED_BY_TIKTOK:
        state = ReturnState.DISPUTED
    refund = whole(row.refund_amount.refund_total)
    return ReturnView(
        return_id=ReturnId(row.return_id),
        order_id=ExternalOrderId(row.order_id),
        state=state,
        goods_back=row.return_type in (SENT_BACK, REPLACED),
        refund=None if refund is None else Rupiah(refund),
        lines=_lines(row, orders.get(row.order_id)),
        updated_at=instant(row.update_time),
        reason=row.return_reason,
    )


def _lines(row: ReturnWire, order: OrderWire | None) -> tuple[ReturnedLine, ...]:
    """Units grouped into the order's lines; () where one isn't known."""
    keys = {unit.id: line_key(unit) for unit in order.line_items} if order else {}
    found = [keys.get(unit.order_line_item_id, "") for unit in row.return_line_items]
    if not all(found):
        return ()
    return tuple(ReturnedLine(key, count) for key, count in Counter(found).items())


def _returns(client: TikTokShopClient, order_ids: list[str]) -> list[ReturnWire]:
    rows: list[ReturnWire] = []
    token = ""
    for _ in range(MOST_PAGES):
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
    raise Transient("connection.bad_answer", "returns without end")
