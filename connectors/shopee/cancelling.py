"""Cancelling as the seller: the reasons there are, and the body of cancel_order."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.base.aftersale import CancelOption
from connectors.base.numbers import whole
from connectors.shopee.lines import keyed
from connectors.shopee.named import number
from connectors.shopee.wire import OrderLineWire, OrderWire
from connectors.shopee.words import ORDER_STATE
from mappings.words import CancelReason, OrderState

OUT_OF_STOCK = "OUT_OF_STOCK"
CANCELLABLE = frozenset({OrderState.UNPAID, OrderState.READY, OrderState.ARRANGED})

# UNDELIVERABLE_AREA is for Taiwan and Malaysia only.
_ALWAYS = (
    CancelOption(CancelReason.OUT_OF_STOCK, OUT_OF_STOCK, zeroes_stock=True),
    CancelOption(CancelReason.BUYER_ASKED, "CUSTOMER_REQUEST"),
)
_ON_DELIVERY = CancelOption(CancelReason.NO_CASH_ON_DELIVERY, "COD_NOT_SUPPORTED")


def cancel_options(order: OrderWire) -> tuple[CancelOption, ...]:
    """The reasons for this order now; none once it is shipped, cancelled, or a buyer waits for an answer."""
    if ORDER_STATE.get(order.order_status) not in CANCELLABLE:
        return ()
    return (*_ALWAYS, _ON_DELIVERY) if order.cod else _ALWAYS


def cancelled(order: OrderWire) -> bool:
    """Whether the order is cancelled already."""
    return ORDER_STATE.get(order.order_status) is OrderState.CANCELLED


def cancel_body(order: OrderWire, reason: str) -> dict[str, object]:
    """The whole order. For lack of stock Shopee wants to know the items that lack."""
    body: dict[str, object] = {"order_sn": order.order_sn, "cancel_reason": reason}
    if reason == OUT_OF_STOCK:
        models = dict.fromkeys((line.item_id, line.model_id or "0") for line in order.item_list)
        body["item_list"] = [
            {"item_id": number(item_id), "model_id": number(model_id)} for item_id, model_id in models
        ]
    return body


def parts_left(order: OrderWire, line_keys: Sequence[str]) -> list[dict[str, object]] | None:
    """What is left of these lines, as `partial_cancel_item_list` wants it; None where the order has no such
    line."""
    lines = {row.key: row.line for row in keyed(order.item_list)}
    if not set(line_keys) <= lines.keys():
        return None
    return [_part(lines[key]) for key in dict.fromkeys(line_keys) if _left(lines[key])]


def partial_body(order: OrderWire, parts: Sequence[dict[str, object]]) -> dict[str, object]:
    """Some lines; Shopee has this for lack of stock only."""
    return {
        "order_sn": order.order_sn,
        "cancel_reason": OUT_OF_STOCK,
        "item_list": [{"item_id": part["item_id"], "model_id": part["model_id"]} for part in parts],
        "partial_cancel_item_list": list(parts),
    }


def _part(line: OrderLineWire) -> dict[str, object]:
    part: dict[str, object] = {
        "item_id": number(line.item_id),
        "model_id": number(line.model_id or "0"),
        "model_quantity": _left(line),
    }
    if line.order_item_id:
        part["order_item_id"] = number(line.order_item_id)
    if line.promotion_group_id not in ("", "0"):
        part["promotion_group_id"] = number(line.promotion_group_id)
    return part


def _left(line: OrderLineWire) -> int:
    return max(0, (whole(line.model_quantity_purchased) or 0) - (whole(line.cancelled_qty) or 0))
