"""Shopee's calls for cancelling and for returns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pydantic import Field

from connectors.base.simulator.book import Book
from connectors.base.simulator.dispatch import Dispatch
from connectors.base.simulator.faults import Fate
from connectors.base.simulator.orders import SoldOrder
from connectors.base.simulator.returned import SoldReturn
from connectors.base.simulator.returns import Returns
from connectors.base.simulator.server import Incoming, Outgoing
from connectors.base.simulator.shelf import BookError
from connectors.shopee.simulator.body import Body, read, whole
from connectors.shopee.simulator.envelope import Envelopes, Refused
from mappings.words import ReturnState

REASONS = ("OUT_OF_STOCK", "CUSTOMER_REQUEST", "COD_NOT_SUPPORTED")
WINDOW_SECONDS = 15 * 86_400
MOST_RETURNS = 100
RETURN_WORD: dict[ReturnState, str] = {
    ReturnState.ASKED: "REQUESTED",
    ReturnState.ACCEPTED: "ACCEPTED",
    ReturnState.DISPUTED: "JUDGING",
    ReturnState.COMING_BACK: "PROCESSING",
    ReturnState.CLOSED: "CANCELLED",
}


class _Item(Body):
    item_id: str
    model_id: str = "0"


class _Part(_Item):
    model_quantity: int


class _CancelBody(Body):
    order_sn: str
    cancel_reason: str
    item_list: list[_Item] = Field(default_factory=list)
    partial_cancel_item_list: list[_Part] = Field(default_factory=list)


class _AnswerBody(Body):
    order_sn: str
    operation: str


class AfterSale:
    """Answers from dispatch and returns. `zeroes`: whether a cancel for lack of stock sets the listings to 0;
    `paid_word`: the status of a return whose money was paid back."""

    def __init__(
        self,
        book: Book,
        dispatch: Dispatch,
        returns: Returns,
        envelopes: Envelopes,
        zeroes: Callable[[], bool],
        paid_word: Callable[[], str],
    ) -> None:
        self._book = book
        self._dispatch = dispatch
        self._returns = returns
        self._envelopes = envelopes
        self._zeroes = zeroes
        self._paid_word = paid_word

    def cancel_order(self, request: Incoming, fate: Fate) -> Outgoing:
        """cancel_order: whole, or the named pieces."""
        body = read(_CancelBody, request)
        if body.cancel_reason not in REASONS:
            raise Refused("error_param", "Wrong parameters, detail: cancel_reason.")
        lacking = body.cancel_reason == "OUT_OF_STOCK"
        if lacking and not body.item_list and not body.partial_cancel_item_list:
            raise Refused("error_param", "Wrong parameters, detail: item_list is a required field.")
        with self._book.lock:
            order = self._order(request, body.order_sn)
            pieces = _pieces(order, body.partial_cancel_item_list)
            try:
                self._dispatch.cancel(
                    order,
                    reason=body.cancel_reason,
                    pieces=pieces,
                    zeroes=lacking and self._zeroes(),
                    applied=fate.applied,
                )
            except BookError:
                raise Refused("order.error_limit", "Can not cancel this order") from None
            return self._envelopes.success({"update_time": int(order.updated_at)})

    def handle_buyer_cancellation(self, request: Incoming, fate: Fate) -> Outgoing:
        """handle_buyer_cancellation: ACCEPT or REJECT while the order is IN_CANCEL."""
        body = read(_AnswerBody, request)
        if body.operation not in ("ACCEPT", "REJECT"):
            raise Refused("error_param", "Wrong parameters, detail: operation.")
        with self._book.lock:
            order = self._order(request, body.order_sn)
            try:
                self._dispatch.answer_cancellation(order, body.operation == "ACCEPT", applied=fate.applied)
            except BookError:
                raise Refused(
                    "order.cancel_order_invalid_status",
                    "Invalid order_status.The order status should be IN_CANCEL.",
                ) from None
            return self._envelopes.success({"update_time": int(order.updated_at)})

    def return_list(self, request: Incoming, fate: Fate) -> Outgoing:
        """get_return_list: pages from 0, ≤ 100 rows, ≤ 15 days."""
        size, page = whole(request.one("page_size")), whole(request.one("page_no"))
        since, until = whole(request.one("update_time_from")), whole(request.one("update_time_to"))
        if not 1 <= size <= MOST_RETURNS:
            raise Refused("error_param", "page_size must be 1-100")
        if until and not 0 <= until - since <= WINDOW_SECONDS:
            raise Refused("error_param", "The time range must be within 15 days")
        shop = self._book.shop(request.one("shop_id"))
        found = [
            row
            for row in self._returns.of(shop.shop_id)
            if not until or since <= int(row.updated_at) <= until
        ]
        rows = found[page * size : (page + 1) * size]
        return self._envelopes.success(
            {
                "more": len(found) > (page + 1) * size,
                "return": [self._row(shop.orders[row.order_id], row) for row in rows],
            }
        )

    def return_detail(self, request: Incoming, fate: Fate) -> Outgoing:
        """get_return_detail."""
        shop = self._book.shop(request.one("shop_id"))
        found = shop.returns.get(request.one("return_sn"))
        if found is None:
            raise Refused("error_data", "The return you queried doesn't exist.")
        return self._envelopes.success(self._row(shop.orders[found.order_id], found))

    def _order(self, request: Incoming, order_sn: str) -> SoldOrder:
        order = self._book.shop(request.one("shop_id")).orders.get(order_sn)
        if order is None:
            raise Refused("error_not_found", "Wrong parameters, detail: the order is not found.")
        return order

    def _row(self, order: SoldOrder, row: SoldReturn) -> dict[str, object]:
        return {
            "return_sn": row.return_id,
            "order_sn": row.order_id,
            "status": RETURN_WORD.get(row.state) or self._paid_word(),
            "reason": "PHYSICAL_DMG",
            "text_reason": row.text,
            "refund_amount": row.refund,
            "currency": "IDR",
            "create_time": int(row.created_at),
            "update_time": int(row.updated_at),
            "needs_logistics": row.goods_back,
            "return_solution": 0 if row.goods_back else 1,
            "user": {"username": order.buyer.name, "email": "b****@example.id", "portrait": ""},
            "item": [
                {
                    "item_id": int(order.lines[at].item_id),
                    "model_id": int(order.lines[at].model_id),
                    "name": order.lines[at].title,
                    "amount": pieces,
                    "item_price": order.lines[at].unit_price,
                }
                for at, pieces in row.lines.items()
            ],
        }


def _pieces(order: SoldOrder, parts: Sequence[_Part]) -> Mapping[int, int] | None:
    if not parts:
        return None
    pieces: dict[int, int] = {}
    for part in parts:
        at = next(
            (
                at
                for at, line in enumerate(order.lines)
                if (line.item_id, line.model_id) == (part.item_id, part.model_id) and at not in pieces
            ),
            None,
        )
        if at is None:
            raise Refused("error_param", "Wrong parameters, detail: partial_cancel_item_list.")
        pieces[at] = part.model_quantity
    return pieces
