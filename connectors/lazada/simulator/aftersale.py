"""Cancelling and buyers' requests, in Lazada's words."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from connectors.base.simulator.book import Book
from connectors.base.simulator.dispatch import Dispatch
from connectors.base.simulator.faults import Fate
from connectors.base.simulator.orders import SoldOrder
from connectors.base.simulator.returned import SoldReturn
from connectors.base.simulator.returns import Returns
from connectors.base.simulator.server import Incoming, Outgoing
from connectors.base.simulator.shelf import BookError
from connectors.lazada.simulator.asked import number, parameters
from connectors.lazada.simulator.refusal import Refusal, success
from connectors.lazada.simulator.shown import unit_ids
from mappings.words import OrderState, ReturnState

REASONS = {
    "10000019": ("Sourcing Delay", False),
    "10000021": ("Out of Stock", True),
    "10000023": ("Wrong Price or Pricing Error", True),
}
"""By id: the name, and whether the listing may be set to 0."""
HERE = frozenset({OrderState.UNPAID, OrderState.READY, OrderState.ARRANGED})
STATUS = {
    ReturnState.ASKED: "REQUEST_INITIATE",
    ReturnState.DISPUTED: "REQUEST_INITIATE",
    ReturnState.ACCEPTED: "RTM_INIT",
    ReturnState.COMING_BACK: "RTM_SHIPPING_BACK",
    ReturnState.REFUNDED: "REFUND_SUCCESS",
    ReturnState.CLOSED: "REQUEST_CANCEL",
}
MONEY_ALONE = {**STATUS, ReturnState.ACCEPTED: "REFUND_PENDING"}
MOST_LISTED = 100
SEN = 100


class Aftersale:
    """Answers for the shop that a request's token names. `at` tells how a switch stands."""

    def __init__(
        self,
        book: Book,
        dispatch: Dispatch,
        returns: Returns,
        shop_of: Callable[[Incoming], str],
        at: Callable[[str], str],
    ) -> None:
        self._book = book
        self._dispatch = dispatch
        self._returns = returns
        self._shop_of = shop_of
        self._at = at

    def reasons(self, request: Incoming, fate: Fate) -> Outgoing:
        """What these units may be cancelled for."""
        with self._book.lock:
            order, _ = self._asked(request)
            if order.state not in HERE:
                return _tip("error", "The order item can't be cancelled")
        options = [{"reason_id": key, "reason_name": name} for key, (name, _) in REASONS.items()]
        return success(
            {"tip_type": "warning", "tip_content": "SKU stock may be set to 0", "reason_options": options}
        )

    def cancel(self, request: Incoming, fate: Fate) -> Outgoing:
        """Cancels by GET; of what is packed, the whole package."""
        reason = parameters(request).get("reason_id", "")
        if reason not in REASONS:
            raise Refusal("104", "E0104: reason is empty or invalid")
        with self._book.lock:
            order, pieces = self._asked(request)
            if order.state not in HERE:
                return _tip("error", "The order item can't be cancelled")
            try:
                self._dispatch.cancel(
                    order,
                    reason=reason,
                    pieces=None if order.state is OrderState.ARRANGED else pieces,
                    zeroes=REASONS[reason][1] and self._at("out_of_stock") == "zeroes",
                    applied=fate.applied,
                )
            except BookError:
                return _tip("error", "The order item can't be cancelled")
        return _tip("success", "The order has been cancelled")

    def decide(self, request: Incoming, fate: Fate) -> Outgoing:
        """The seller's answer to a buyer who asks to cancel."""
        asked = parameters(request)
        with self._book.lock:
            for order in self._book.shop(self._shop_of(request)).orders.values():
                if _wish_id(order) == asked.get("reverse_order_id"):
                    try:
                        accept = asked.get("agree_cancel") == "true"
                        self._dispatch.answer_cancellation(order, accept, applied=fate.applied)
                    except BookError:
                        break
                    return success(None)
        raise Refusal("131", "E0131: no decision for this reverse order")

    def listed(self, request: Incoming, fate: Fate) -> Outgoing:
        """One page of buyers' requests."""
        asked = parameters(request)
        size = number(asked, "page_size", 10, MOST_LISTED, "19")
        page = number(asked, "page_no", 1, 10_000, "19")
        with self._book.lock:
            rows = [row for row in self._rows(self._shop_of(request)) if _fits(row, asked)]
        start = max(page - 1, 0) * size
        items = rows[start : start + size]
        return success(
            {"success": True, "page_no": page, "page_size": size, "total": len(rows), "items": items},
            "result",
        )

    def _asked(self, request: Incoming) -> tuple[SoldOrder, Mapping[int, int]]:
        asked = parameters(request)
        order = self._book.shop(self._shop_of(request)).orders.get(asked.get("order_id", ""))
        if order is None:
            raise Refusal("122", "E0122: invalid trade order")
        places = {unit_id: place for unit_id, _, place, _ in unit_ids(order)}
        try:
            wanted = [str(unit) for unit in json.loads(asked.get("order_item_id_list", ""))]
        except (ValueError, TypeError, RecursionError):
            raise Refusal("102", "E0102: trade order line id is empty or invalid") from None
        if not wanted or not set(wanted) <= places.keys():
            raise Refusal("123", "E0123: invalid trade order lines")
        return order, Counter(places[unit] for unit in wanted)

    def _rows(self, shop_id: str) -> Iterator[dict[str, object]]:
        orders = self._book.shop(shop_id).orders
        for order in orders.values():
            if order.asked_from is not None:
                yield _wish(order)
        for asked in self._returns.of(shop_id):
            yield _return(orders[asked.order_id], asked)


def _wish_id(order: SoldOrder) -> str:
    return f"6{order.order_id}"


def _wish(order: SoldOrder) -> dict[str, object]:
    open_ = order.state is OrderState.CANCEL_REQUESTED
    status = "REQUEST_INITIATE" if open_ else "CANCEL_SUCCESS" if order.cancelled_at else "REQUEST_REJECT"
    return {
        "reverse_order_id": int(_wish_id(order)),
        "trade_order_id": int(order.order_id),
        "request_type": "CANCEL",
        "reverse_order_lines": [
            {
                "trade_order_line_id": int(unit_id),
                "reverse_status": status,
                "return_order_line_gmt_modified": round(order.updated_at * 1000),
            }
            for unit_id, *_ in unit_ids(order)
        ],
    }


def _return(order: SoldOrder, asked: SoldReturn) -> dict[str, object]:
    words = STATUS if asked.goods_back else MONEY_ALONE
    left = Counter(asked.lines)
    lines: list[dict[str, object]] = []
    for unit_id, line, place, gone in unit_ids(order):
        if gone or not left[place]:
            continue
        left[place] -= 1
        lines.append(
            {
                "trade_order_line_id": int(unit_id),
                "reverse_order_line_id": int(f"{asked.return_id[:12]}{len(lines):03d}"),
                "reverse_status": words[asked.state],
                "is_dispute": asked.state is ReturnState.DISPUTED,
                "refund_amount": line.unit_price * SEN,
                "reason_code": 1000,
                "reason_text": asked.text,
                "buyer": {"user_id": 1},
                "return_order_line_gmt_modified": round(asked.updated_at * 1000),
            }
        )
    return {
        "reverse_order_id": int(asked.return_id),
        "trade_order_id": int(order.order_id),
        "request_type": "RETURN" if asked.goods_back else "ONLY_REFUND",
        "is_rtm": True,
        "reverse_order_lines": lines,
    }


def _fits(row: Mapping[str, object], asked: Mapping[str, str]) -> bool:
    if "trade_order_id" in asked and str(row["trade_order_id"]) != asked["trade_order_id"]:
        return False
    if "request_type_list" in asked and f'"{row["request_type"]}"' not in asked["request_type_list"]:
        return False
    lines = row["reverse_order_lines"]
    assert isinstance(lines, list)
    first = number(asked, "ReverseOrderLineModifiedTimeRangeStart", 0, 10**15, "17")
    last = number(asked, "ReverseOrderLineModifiedTimeRangeEnd", 10**15, 10**15, "17")
    return any(first <= line["return_order_line_gmt_modified"] <= last for line in lines)


def _tip(kind: str, text: str) -> Outgoing:
    return success({"tip_type": kind, "tip_content": text})
