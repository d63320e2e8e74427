"""From an order on the wire, one entry a unit, to our order view with lines."""

from __future__ import annotations

from connectors.base.errors import Rejected
from connectors.base.numbers import whole
from connectors.base.types import BuyerView, ExternalOrderId, ItemId, ModelId, OrderLineView, OrderView
from connectors.tokopedia.answers import instant
from connectors.tokopedia.wire import AddressWire, LineItemWire, OrderWire
from connectors.tokopedia.words import ORDER_STATE, SHOP_FRONT
from mappings.money import Rupiah
from mappings.words import OrderState

STATE_UNKNOWN = "order.state_unknown"
AMOUNT_IMPOSSIBLE = "order.amount_impossible"

BEFORE_HANDOVER = frozenset({OrderState.UNPAID, OrderState.READY, OrderState.ARRANGED})


def order_view(wire: OrderWire, shop_id: str, *, returned: bool = False) -> OrderView:
    """The order; raises Rejected where its state is a word that we don't know or an amount is impossible."""
    state = OrderState.RETURNED if returned else order_state(wire)
    if state is None:
        raise Rejected(STATE_UNKNOWN, wire.id, shop_id=shop_id)
    lines = _lines(wire, state)
    fee, total = whole(wire.payment.shipping_fee), whole(wire.payment.total_amount)
    if not lines or fee is None or total is None:
        raise Rejected(AMOUNT_IMPOSSIBLE, wire.id, shop_id=shop_id)
    return OrderView(
        external_id=ExternalOrderId(wire.id),
        state=state,
        created_at=instant(wire.create_time),
        updated_at=instant(wire.update_time or wire.create_time),
        lines=lines,
        shipping_fee=Rupiah(fee),
        total=Rupiah(total),
        shop_front=SHOP_FRONT.get(wire.commerce_platform, wire.commerce_platform.lower()),
        paid=_paid(wire, state),
        buyer=_buyer(wire.recipient_address),
    )


def order_state(wire: OrderWire) -> OrderState | None:
    """How far an order is; None for a word that we don't know."""
    state = ORDER_STATE.get(wire.status)
    if wire.line_items and all(cancelled(unit) for unit in wire.line_items):
        return OrderState.CANCELLED
    if wire.is_buyer_request_cancel and state in BEFORE_HANDOVER:
        return OrderState.CANCEL_REQUESTED
    return state


def cancelled(unit: LineItemWire) -> bool:
    """Whether a unit is cancelled, be it alone or with its order."""
    return ORDER_STATE.get(unit.display_status) is OrderState.CANCELLED


def _paid(wire: OrderWire, state: OrderState) -> bool:
    if wire.paid_time:
        return True
    return not wire.is_cod and state not in {
        OrderState.UNPAID,
        OrderState.CANCEL_REQUESTED,
        OrderState.CANCELLED,
    }


def _lines(wire: OrderWire, state: OrderState) -> tuple[OrderLineView, ...]:
    """Units of one SKU at one price are one line; () where a unit has no SKU or no possible price.

    Units that were cancelled by themselves are no longer part of the order.
    """
    grouped: dict[tuple[str, Rupiah], list[LineItemWire]] = {}
    for unit in wire.line_items:
        if cancelled(unit) and state is not OrderState.CANCELLED:
            continue
        price = _unit_price(unit)
        if price is None or not unit.sku_id or not unit.product_id:
            return ()
        grouped.setdefault((unit.sku_id, price), []).append(unit)
    return tuple(
        OrderLineView(
            line_key=_key(sku_id, price),
            item_id=ItemId(units[0].product_id),
            model_id=ModelId(sku_id),
            sku=units[0].seller_sku,
            title=f"{units[0].product_name} {units[0].sku_name}".strip(),
            quantity=len(units),
            unit_price=price,
        )
        for (sku_id, price), units in sorted(grouped.items())
    )


def line_key(unit: LineItemWire) -> str:
    """The key of the line that a unit belongs to; "" for a unit without a SKU or a possible price."""
    price = _unit_price(unit)
    return _key(unit.sku_id, price) if unit.sku_id and price is not None else ""


def _key(sku_id: str, price: Rupiah) -> str:
    return f"{sku_id}@{price}"


def _unit_price(unit: LineItemWire) -> Rupiah | None:
    # `sale_price` = original − seller's − platform's discount; the platform pays its own part to the seller.
    paid = whole(unit.sale_price)
    return None if paid is None else Rupiah(paid + (whole(unit.platform_discount) or 0))


def _buyer(address: AddressWire) -> BuyerView:
    level = {part.address_level: part.address_name for part in address.district_info}
    return BuyerView(
        name=_clear(address.name),
        phone=_clear(address.phone_number),
        street=_clear(address.address_detail or address.full_address),
        district=_clear(level.get("L3", "")),
        city=_clear(level.get("L2", "")),
        province=_clear(level.get("L1", "")),
        postal_code=_clear(address.postal_code),
    )


def _clear(text: str) -> str:
    return "" if "*" in text else text.strip()
