"""Cancelling as the seller, and answering a buyer who asks to."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from connectors.base.aftersale import CancelOption
from connectors.base.errors import Rejected
from connectors.base.table import Action
from connectors.base.types import ExternalOrderId
from connectors.base.wire import Wire
from connectors.tokopedia.client import Json, TikTokShopClient
from connectors.tokopedia.errors import TABLE
from connectors.tokopedia.fulfilment_wire import CancellationsWire, ReasonsWire
from connectors.tokopedia.orders import line_key, order_state
from connectors.tokopedia.wire import OrderWire
from connectors.tokopedia.words import CANCEL_PAID, CANCEL_UNPAID
from mappings.words import OrderState

REASONS = {
    OrderState.UNPAID: CANCEL_UNPAID,
    OrderState.READY: CANCEL_PAID,
    OrderState.ARRANGED: CANCEL_PAID,
}
ASKED_FOR = "CANCELLATION_REQUEST_PENDING"
PACKED = ("packed", "shipped", "agreement")
"""Words of the reasons that say most truly why an order goes on, the best first."""

ReadOrder = Callable[[ExternalOrderId], OrderWire | None]


class Cancelling:
    """Cancels for one shop."""

    def __init__(self, client: TikTokShopClient, shop_id: str, read: ReadOrder) -> None:
        self._client = client
        self._shop_id = shop_id
        self._read = read

    def options(self, order_id: ExternalOrderId) -> tuple[CancelOption, ...]:
        """The reasons that fit how far the order is; one call."""
        order = self._read(order_id)
        state = order_state(order) if order else None
        reasons = REASONS.get(state, {}) if state else {}
        return tuple(CancelOption(reason, remote) for remote, reason in reasons.items())

    def cancel(self, order_id: ExternalOrderId, option: CancelOption, line_keys: Sequence[str]) -> None:
        """The whole order; one read first where lines are named. Parts can't be cancelled in Indonesia."""
        if line_keys:
            self._refuse_part(order_id, line_keys)
        body: dict[str, Json] = {"order_id": order_id, "cancel_reason": option.remote}
        try:
            self._client.write("cancel_order", Wire, body)
        except Rejected as refused:
            if not self._cancelled_before(order_id, refused):
                raise

    def answer(self, order_id: ExternalOrderId, accept: bool) -> None:
        """Find the buyer's wish and answer it; to turn it down needs one of the reasons that are open."""
        wish = self._wish(order_id)
        if not wish:
            order = self._read(order_id) if accept else None
            if order and order_state(order) is OrderState.CANCELLED:
                return
            raise Rejected("tokopedia.nobody_asks", shop_id=self._shop_id)
        if accept:
            self._client.write("approve_cancellation", Wire, {}, cancel_id=wish)
            return
        reason = self._reason_to_go_on(wish)
        self._client.write("reject_cancellation", Wire, {"reject_reason": reason}, cancel_id=wish)

    def _refuse_part(self, order_id: ExternalOrderId, line_keys: Sequence[str]) -> None:
        order = self._read(order_id)
        known = {line_key(unit) for unit in order.line_items} if order else set()
        if not set(line_keys) <= known:
            raise Rejected("tokopedia.line_gone", shop_id=self._shop_id)
        if set(line_keys) != known:
            raise Rejected("tokopedia.whole_order_only", shop_id=self._shop_id)

    def _cancelled_before(self, order_id: ExternalOrderId, refused: Rejected) -> bool:
        row = TABLE.place(refused.technical)
        if row is None or row.action is not Action.DONE:
            return False
        # The same code says that an order has ended well: only a look tells.
        order = self._read(order_id)
        return order is not None and order_state(order) is OrderState.CANCELLED

    def _wish(self, order_id: ExternalOrderId) -> str:
        body: dict[str, Json] = {"order_ids": [order_id], "cancel_status": [ASKED_FOR]}
        found = self._client.search("search_cancellations", CancellationsWire, body).cancellations
        return next(
            (row.cancel_id for row in found if (row.order_id, row.cancel_status) == (order_id, ASKED_FOR)), ""
        )

    def _reason_to_go_on(self, wish: str) -> str:
        query = (("return_or_cancel_id", wish),)
        names = [row.name for row in self._client.get("reject_reasons", ReasonsWire, query=query).reasons]
        best = [name for word in PACKED for name in names if word in name]
        if not names:
            raise Rejected("tokopedia.no_reason_offered", shop_id=self._shop_id)
        return (best or names)[0]
