"""A shop's account: what was booked for its orders."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from connectors.base.simulator.book import Book
from connectors.base.simulator.faults import Fate
from connectors.base.simulator.orders import SoldOrder
from connectors.base.simulator.server import Incoming, Outgoing
from connectors.lazada.simulator.asked import number, parameters
from connectors.lazada.simulator.refusal import Refusal, success

MOST_ROWS = 500
MOST_DAYS = 30


class Accounts:
    """Answers for the shop that a request's token names."""

    def __init__(self, book: Book, shop_of: Callable[[Incoming], str]) -> None:
        self._book = book
        self._shop_of = shop_of

    def transactions(self, request: Incoming, fate: Fate) -> Outgoing:
        """One page of one order's rows; none before the buyer has it."""
        asked = parameters(request)
        try:
            days = date.fromisoformat(asked["end_time"]) - date.fromisoformat(asked["start_time"])
        except (KeyError, ValueError):
            raise Refusal("17") from None
        if not 0 <= days.days <= MOST_DAYS:
            raise Refusal("17")
        offset = number(asked, "offset", 0, 10_000, "14")
        limit = number(asked, "limit", MOST_ROWS, MOST_ROWS, "19")
        with self._book.lock:
            order = self._book.shop(self._shop_of(request)).orders.get(asked.get("trade_order_id", ""))
            rows = _rows(order) if order is not None and order.arrived else []
        return success(rows[offset : offset + limit])


def _rows(order: SoldOrder) -> list[dict[str, object]]:
    booked = (
        ("Orders-Sales", "Item Price Credit", order.goods),
        ("Orders-Lazada Fees", "Commission", -order.fees),
        ("Orders-Logistics", "Shipping Fee (Paid By Customer)", order.shipping_fee),
        ("Orders-Logistics", "Shipping Fee (Charged by Lazada)", -order.shipping_fee),
    )
    return [
        {
            "order_no": order.order_id,
            "transaction_type": kind,
            "fee_name": name,
            "transaction_number": f"{order.order_id}-{place}",
            "amount": f"{amount}.00",
            "paid_status": "Not paid",
            "WHT_amount": "0.00",
        }
        for place, (kind, name, amount) in enumerate(booked)
    ]
