"""Shopee's order calls."""

from __future__ import annotations

from collections.abc import Callable

from connectors.base.simulator.book import Book
from connectors.base.simulator.dispatch import Dispatch
from connectors.base.simulator.faults import Dice, Fate
from connectors.base.simulator.orders import Buyer, SoldOrder
from connectors.base.simulator.server import Incoming, Outgoing
from connectors.shopee.simulator.body import whole
from connectors.shopee.simulator.envelope import Envelopes, Refused
from connectors.shopee.simulator.parcels import package_row
from connectors.shopee.words import ORDER_STATE
from mappings.words import OrderState, ParcelState

WINDOW_SECONDS = 15 * 86_400
MOST_ORDERS = 100
MOST_IDS = 50
WORD: dict[OrderState, str] = {
    OrderState.UNPAID: "UNPAID",
    OrderState.READY: "READY_TO_SHIP",
    OrderState.ARRANGED: "PROCESSED",
    OrderState.SHIPPED: "SHIPPED",
    OrderState.DELIVERED: "TO_CONFIRM_RECEIVE",
    OrderState.COMPLETED: "COMPLETED",
    OrderState.CANCEL_REQUESTED: "IN_CANCEL",
    OrderState.CANCELLED: "CANCELLED",
    OrderState.RETURNED: "TO_RETURN",
}
assert set(WORD.values()) <= set(ORDER_STATE)

UNMASKED = frozenset({OrderState.ARRANGED, OrderState.SHIPPED, OrderState.DELIVERED})
"""The states in which the seller sees the buyer in the clear."""


class Orders:
    """Answers the order calls from the book. `dated`: whether a paid order says until when to ship."""

    def __init__(
        self,
        book: Book,
        dispatch: Dispatch,
        dice: Dice,
        envelopes: Envelopes,
        now: Callable[[], float],
        dated: Callable[[], bool],
    ) -> None:
        self._dated = dated
        self._book = book
        self._dispatch = dispatch
        self._dice = dice
        self._envelopes = envelopes
        self._now = now

    def order_list(self, request: Incoming, fate: Fate) -> Outgoing:
        """get_order_list: by time, ≤ 15 days, ≤ 100 a page, with a cursor."""
        by_creation = request.one("time_range_field") == "create_time"
        since, until = whole(request.one("time_from")), whole(request.one("time_to"))
        size = whole(request.one("page_size"))
        if not 1 <= size <= MOST_ORDERS:
            raise Refused("order.error_param", "page_size must be 1-100")
        if until < since or until - since > WINDOW_SECONDS:
            raise Refused("order.order_list_invalid_time", "Time range must be within 15 days")
        lag = self._dice.faults.order_feed_lag_seconds
        with self._book.lock:
            found: list[tuple[int, str, SoldOrder]] = []
            for order in self._book.shop(request.one("shop_id")).orders.values():
                at = order.feed_time(self._now(), lag)
                if at is not None:
                    second = int(order.created_at if by_creation else at)
                    if since <= second <= until:
                        found.append((second, order.order_id, order))
        found.sort(key=lambda row: row[:2])
        after = _cursor(request.one("cursor"))
        page = [row for row in found if after is None or row[:2] > after]
        more = len(page) > size
        page = page[:size]
        return self._envelopes.success(
            {
                "more": more,
                "next_cursor": f"{page[-1][0]}-{page[-1][1]}" if more else "",
                "order_list": [
                    {"order_sn": order.order_id, "order_status": order_word(order)} for _, _, order in page
                ],
            }
        )

    def shipment_list(self, request: Incoming, fate: Fate) -> Outgoing:
        """get_shipment_list: what is to be sent off, with its packages."""
        size, start = whole(request.one("page_size")), whole(request.one("cursor"))
        if not 1 <= size <= MOST_ORDERS:
            raise Refused("order.error_param", "page_size must be 1-100")
        with self._book.lock:
            rows = [
                {"order_sn": order.order_id, "package_number": parcel.parcel_id}
                for order in self._book.shop(request.one("shop_id")).orders.values()
                if order.state is OrderState.READY
                for parcel in self._dispatch.parcels(order.order_id)
            ]
        more = len(rows) > start + size
        return self._envelopes.success(
            {
                "more": more,
                "next_cursor": str(start + size) if more else "",
                "order_list": rows[start : start + size],
            }
        )

    def escrow_detail(self, request: Incoming, fate: Fate) -> Outgoing:
        """get_escrow_detail: the accounts of an order, estimated until its money is released."""
        with self._book.lock:
            order = self._book.shop(request.one("shop_id")).orders.get(request.one("order_sn"))
            if order is None:
                raise Refused("error_not_found", "Wrong parameters, detail: the order is not found.")
            return self._envelopes.success(
                {
                    "order_sn": order.order_id,
                    "buyer_user_name": order.buyer.name,
                    "return_order_sn_list": [],
                    "order_income": _income(order),
                }
            )

    def order_detail(self, request: Incoming, fate: Fate) -> Outgoing:
        """get_order_detail: ≤ 50 orders; an order that isn't there has no row, none at all is an error."""
        ids = request.many("order_sn_list")
        if not 1 <= len(ids) <= MOST_IDS:
            raise Refused("order.error_param", "order_sn_list must hold 1-50 order_sn")
        optional = frozenset(request.many("response_optional_fields"))
        with self._book.lock:
            orders = self._book.shop(request.one("shop_id")).orders
            rows = [
                _order_row(self._dispatch, orders[order_id], optional, dated=self._dated())
                for order_id in dict.fromkeys(ids)
                if order_id in orders
            ]
        if not rows:
            raise Refused("order.error_not_found", "Wrong parameters, detail: the order is not found.")
        return self._envelopes.success({"order_list": rows})


def _income(order: SoldOrder) -> dict[str, object]:
    costs = order.costs
    payout = order.goods - order.fees
    return {
        "order_original_price": order.goods + costs.seller_discount,
        "order_discounted_price": order.goods,
        "seller_discount": costs.seller_discount,
        "voucher_from_seller": 0,
        "seller_coin_cash_back": 0,
        "shopee_discount": 0,
        "voucher_from_shopee": costs.platform_discount,
        "coins": 0,
        "buyer_paid_shipping_fee": order.shipping_fee,
        "shopee_shipping_rebate": costs.shipping_subsidy,
        "buyer_total_amount": order.total,
        "commission_fee": order.fees,
        "service_fee": 0,
        "seller_transaction_fee": 0,
        "seller_order_processing_fee": 0,
        "campaign_fee": 0,
        "order_ams_commission_fee": 0,
        "escrow_amount": payout,
        "escrow_amount_after_adjustment": payout,
        "items": [],
    }


def order_word(order: SoldOrder) -> str:
    """Shopee's word for an order's state; a failed pick-up has one of its own."""
    failed = any(parcel.mishap is ParcelState.FAILED for parcel in order.parcels)
    return "RETRY_SHIP" if failed and order.state is OrderState.ARRANGED else WORD[order.state]


def _order_row(
    dispatch: Dispatch, order: SoldOrder, optional: frozenset[str], *, dated: bool
) -> dict[str, object]:
    row: dict[str, object] = {
        "order_sn": order.order_id,
        "region": "ID",
        "currency": "IDR",
        "cod": False,
        "order_status": order_word(order),
        "message_to_seller": "",
        "create_time": int(order.created_at),
        "update_time": int(order.updated_at),
        "days_to_ship": 2,
        "ship_by_date": int(order.created_at) + 2 * 86_400
        if dated and order.state is not OrderState.UNPAID
        else 0,
    }
    more: dict[str, object] = {
        "pay_time": int(order.paid_at or 0),
        "total_amount": order.total,
        "estimated_shipping_fee": order.shipping_fee,
        "buyer_username": "b****g",
        "shipping_carrier": "SPX Standard",
        "cancel_by": order.cancelled_by,
        "cancel_reason": order.cancel_reason,
        "item_list": [_line_row(order, at) for at in range(len(order.lines))],
        "package_list": [package_row(dispatch, order, parcel) for parcel in dispatch.parcels(order.order_id)],
        "recipient_address": _address(order.buyer, masked=order.state not in UNMASKED),
    }
    return row | {name: value for name, value in more.items() if name in optional}


def _line_row(order: SoldOrder, at: int) -> dict[str, object]:
    line = order.lines[at]
    over = order.state is OrderState.CANCELLED
    asked = order.state is OrderState.CANCEL_REQUESTED
    left = order.left(at)
    return {
        "item_id": int(line.item_id),
        "item_name": line.title,
        "item_sku": "",
        "model_id": int(line.model_id),
        "model_name": line.option,
        "model_sku": line.sku,
        "order_item_id": int(line.item_id),
        "model_quantity_purchased": line.quantity,
        "model_original_price": line.unit_price,
        "model_discounted_price": line.unit_price,
        "promotion_id": 0,
        "promotion_type": "",
        "promotion_group_id": 0,
        "product_location_id": ["IDZ"],
        "active_qty": 0 if over or asked else left,
        "cancel_requested_qty": left if asked else 0,
        "cancelled_qty": line.quantity if over else order.cancelled[at],
    }


def _address(buyer: Buyer, *, masked: bool) -> dict[str, str]:
    if masked:
        return {
            "name": f"{buyer.name[:1]}****{buyer.name[-1:]}",
            "phone": f"******{buyer.phone[-2:]}",
            "town": "",
            "district": "****",
            "city": "****",
            "state": "****",
            "region": "ID",
            "zipcode": "****",
            "full_address": "****",
        }
    return {
        "name": buyer.name,
        "phone": buyer.phone,
        "town": "",
        "district": buyer.district,
        "city": buyer.city,
        "state": buyer.province,
        "region": "ID",
        "zipcode": buyer.postal_code,
        "full_address": buyer.street,
    }


def _cursor(text: str) -> tuple[int, str] | None:
    if not text:
        return None
    second, _, order_id = text.partition("-")
    if not second.isdecimal():
        raise Refused("order.error_param", "Invalid cursor")
    return int(second), order_id
