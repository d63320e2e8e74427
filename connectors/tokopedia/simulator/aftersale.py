"""Cancellations and returns, on the wire."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import BaseModel

from connectors.base.simulator.book import Book
from connectors.base.simulator.dispatch import Dispatch
from connectors.base.simulator.faults import Fate
from connectors.base.simulator.orders import SoldOrder
from connectors.base.simulator.returns import Returns
from connectors.base.simulator.server import Incoming, Outgoing
from connectors.base.simulator.shelf import BookError
from connectors.tokopedia.simulator import shown
from connectors.tokopedia.simulator.asked import body_of, page_size
from connectors.tokopedia.simulator.page_tokens import PageTokens
from connectors.tokopedia.simulator.refusal import Refusal, success
from mappings.words import OrderState

MOST_ON_A_PAGE = 50
REASONS_UNPAID = frozenset(
    {
        "seller_cancel_unpaid_reason_out_of_stock",
        "seller_cancel_unpaid_reason_wrong_price",
        "seller_cancel_unpaid_reason_buyer_requested_cancellation",
        "seller_cancel_unpaid_reason_buyer_hasnt_paid_within_time_allowed",
    }
)
REASONS_PAID = frozenset(
    {"seller_cancel_reason_out_of_stock", "seller_cancel_paid_reason_buyer_requested_cancellation"}
)
REASONS_TO_GO_ON = (
    ("seller_reject_apply_you_have_reached_an_agreement_with_the_buyer", "You have reached an agreement"),
    ("seller_reject_apply_product_has_been_packed", "Product has been packed"),
)
WISH = "40"
"""What a cancellation's id begins with; the order's follows."""


class CancelBody(BaseModel):
    """Body of a seller's cancellation."""

    order_id: str
    cancel_reason: str
    order_line_item_ids: list[str] = []


class WishFilter(BaseModel):
    """Body of cancellations/search."""

    order_ids: list[str] = []
    cancel_status: list[str] = []


class RejectBody(BaseModel):
    """Body of a rejection."""

    reject_reason: str = ""


class ReturnFilter(BaseModel):
    """Body of returns/search; epoch seconds, `_ge` inclusive, `_lt` exclusive."""

    order_ids: list[str] = []
    update_time_ge: int = 0
    update_time_lt: int | None = None


class AfterSale:
    """Answers for the shop that a request names."""

    def __init__(
        self,
        book: Book,
        dispatch: Dispatch,
        returns: Returns,
        shop_of: Callable[[Incoming], str],
        page_tokens: PageTokens,
    ) -> None:
        self._page_tokens = page_tokens
        self._book = book
        self._dispatch = dispatch
        self._returns = returns
        self._shop_of = shop_of

    def cancel(self, request: Incoming, fate: Fate) -> Outgoing:
        """The seller cancels a whole order; parts aren't cancelled in Indonesia."""
        body = body_of(CancelBody, request)
        with self._book.lock:
            order = self._order(request, body.order_id)
            if body.order_line_item_ids:
                raise Refusal(25005010)
            if body.cancel_reason not in REASONS_UNPAID | REASONS_PAID:
                raise Refusal(25001014)
            if order.state in (OrderState.COMPLETED, OrderState.CANCELLED):
                raise Refusal(25001051)
            unpaid = order.state is OrderState.UNPAID
            if body.cancel_reason not in (REASONS_UNPAID if unpaid else REASONS_PAID):
                raise Refusal(25001021)
            try:
                self._dispatch.cancel(order, reason=body.cancel_reason, applied=not fate.ignored)
            except BookError:
                asked = order.state is OrderState.CANCEL_REQUESTED
                raise Refusal(25001011 if asked else 25001045) from None
        return success({"cancel_id": WISH + order.order_id, "cancel_status": "CANCELLATION_REQUEST_SUCCESS"})

    def wishes(self, request: Incoming, fate: Fate) -> Outgoing:
        """Cancellations of these orders."""
        wanted = body_of(WishFilter, request)
        with self._book.lock:
            own = self._book.shop(self._shop_of(request)).orders
            orders = [own[order_id] for order_id in wanted.order_ids if order_id in own]
            rows = [shown.cancellation(order, WISH) for order in orders]
        found = [
            row
            for row in rows
            if row and (not wanted.cancel_status or str(row["cancel_status"]) in wanted.cancel_status)
        ]
        return success({"cancellations": found, "total_count": len(found), "next_page_token": ""})

    def approve(self, request: Incoming, fate: Fate) -> Outgoing:
        """The seller lets the buyer cancel."""
        return self._answer(request, fate, accept=True)

    def reject(self, request: Incoming, fate: Fate) -> Outgoing:
        """The seller turns the buyer down, with a reason that is offered."""
        if body_of(RejectBody, request).reject_reason not in dict(REASONS_TO_GO_ON):
            raise Refusal(25001014)
        return self._answer(request, fate, accept=False)

    def reasons(self, request: Incoming, fate: Fate) -> Outgoing:
        """The reasons to turn a buyer down."""
        self._order(request, request.one("return_or_cancel_id").removeprefix(WISH))
        return success({"reasons": [{"name": name, "text": text} for name, text in REASONS_TO_GO_ON]})

    def returns(self, request: Incoming, fate: Fate) -> Outgoing:
        """One page of returns, the one that changed first in front."""
        wanted, size = body_of(ReturnFilter, request), page_size(request)
        if size > MOST_ON_A_PAGE:
            raise Refusal(12019109)
        with self._book.lock:
            rows = sorted(self._return_rows(self._shop_of(request), wanted))
            after = self._page_tokens.place(request)
            rows = [row for row in rows if not after or row[0] > after]
            page = [row[2] for row in rows[:size]]
        token = self._page_tokens.given(rows[size - 1][0]) if len(rows) > size else ""
        return success({"return_orders": page, "total_count": len(rows), "next_page_token": token})

    def _return_rows(self, shop_id: str, wanted: ReturnFilter) -> list[tuple[str, int, dict[str, object]]]:
        orders = self._book.shop(shop_id).orders
        asked = self._returns.of(shop_id)
        told = {row.order_id for row in asked}
        found = [
            (row.updated_at, row.return_id, shown.asked_return(orders[row.order_id], row)) for row in asked
        ]
        found += [
            (order.updated_at, f"40{order.order_id}", shown.finished_return(order))
            for order in orders.values()
            if order.state is OrderState.RETURNED and order.order_id not in told
        ]
        return [
            (f"{int(at):012d}:{return_id}", place, row)
            for place, (at, return_id, row) in enumerate(found)
            if (not wanted.order_ids or row["order_id"] in wanted.order_ids)
            and wanted.update_time_ge <= int(at)
            and (wanted.update_time_lt is None or int(at) < wanted.update_time_lt)
        ]

    def _answer(self, request: Incoming, fate: Fate, *, accept: bool) -> Outgoing:
        with self._book.lock:
            order = self._order(request, request.path.split("/")[-2].removeprefix(WISH))
            try:
                self._dispatch.answer_cancellation(order, accept, applied=not fate.ignored)
            except BookError:
                raise Refusal(25011012 if accept else 25011011) from None
        return success({})

    def _order(self, request: Incoming, order_id: str) -> SoldOrder:
        order = self._book.shop(self._shop_of(request)).orders.get(order_id)
        if order is None:
            known = any(order_id in shop.orders for shop in self._book.shops.values())
            raise Refusal(25020005 if known else 25007006)
        return order
