"""From Shopee's orders to ours."""

from __future__ import annotations

from datetime import UTC, datetime

from connectors.base.errors import Rejected
from connectors.base.numbers import whole
from connectors.base.types import BuyerView, ExternalOrderId, ItemId, ModelId, OrderLineView, OrderView
from connectors.shopee.lines import keyed
from connectors.shopee.wire import AddressWire, OrderLineWire, OrderWire
from connectors.shopee.words import ORDER_STATE, SHOP_FRONT
from mappings.money import Rupiah
from mappings.words import OrderState

OPTIONAL_FIELDS = "item_list,recipient_address,total_amount,estimated_shipping_fee,pay_time"
"""Without asking for them, get_order_detail leaves these out."""
MASK = "*"
PAID_BY_NOW = frozenset(OrderState) - {OrderState.UNPAID, OrderState.CANCEL_REQUESTED, OrderState.CANCELLED}
"""The states that an order without cash on delivery reaches only when it is paid."""


def order_view(order: OrderWire, shop_id: str) -> OrderView:
    """One order; raises Rejected where its state is unknown or a number in it is impossible."""
    state = ORDER_STATE.get(order.order_status)
    if state is None:
        raise Rejected("order.state_unknown", order.order_sn, shop_id=shop_id)
    lines = _lines(order, state is OrderState.CANCELLED, shop_id) or _lines(order, True, shop_id)
    goods = sum(line.quantity * line.unit_price for line in lines)
    total = whole(order.total_amount)
    fee = whole(order.estimated_shipping_fee)
    if total is None or not lines:
        raise Rejected("order.amount_impossible", order.order_sn, shop_id=shop_id)
    return OrderView(
        external_id=ExternalOrderId(order.order_sn),
        state=state,
        created_at=datetime.fromtimestamp(order.create_time, UTC),
        updated_at=datetime.fromtimestamp(order.update_time or order.create_time, UTC),
        lines=lines,
        shipping_fee=Rupiah(max(total - goods, 0) if fee is None else fee),
        total=Rupiah(total),
        shop_front=SHOP_FRONT,
        paid=not order.cod and (bool(order.pay_time) or state in PAID_BY_NOW),
        buyer=_buyer(order.recipient_address),
    )


def _lines(order: OrderWire, cancelled: bool, shop_id: str) -> tuple[OrderLineView, ...]:
    every = (_line(row.key, row.line, cancelled, order.order_sn, shop_id) for row in keyed(order.item_list))
    return tuple(line for line in every if line is not None)


def _line(
    key: str, line: OrderLineWire, cancelled: bool, order_sn: str, shop_id: str
) -> OrderLineView | None:
    """One line; None where all of it was cancelled while the rest of the order goes on."""
    # Bundle deals say 0 for what the buyer pays for the single piece.
    price = whole(line.model_discounted_price) or whole(line.model_original_price)
    quantity = whole(line.model_quantity_purchased)
    if price is None or not quantity or not line.item_id:
        raise Rejected("order.amount_impossible", order_sn, shop_id=shop_id)
    # A cancelled order keeps what was ordered; of one that goes on, only what is still to be sent counts.
    gone = 0 if cancelled else whole(line.cancelled_qty) or 0
    if gone >= quantity:
        return None
    return OrderLineView(
        line_key=key,
        item_id=ItemId(line.item_id),
        model_id=ModelId(line.model_id or "0"),
        sku=line.model_sku or line.item_sku,
        title=f"{line.item_name} {line.model_name}".strip(),
        quantity=quantity - gone,
        unit_price=Rupiah(price),
    )


def _buyer(address: AddressWire) -> BuyerView:
    return BuyerView(
        name=_clear(address.name),
        phone=_clear(address.phone),
        street=_clear(address.full_address),
        district=_clear(address.district),
        city=_clear(address.city),
        province=_clear(address.state),
        postal_code=_clear(address.zipcode),
    )


def _clear(text: str) -> str:
    return "" if MASK in text else text.strip()
