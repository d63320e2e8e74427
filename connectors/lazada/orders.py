"""From an order and its units on the wire, one row a unit, to our order view with lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal

from connectors.base.errors import Rejected
from connectors.base.numbers import Number, whole
from connectors.base.types import BuyerView, ExternalOrderId, ItemId, ModelId, OrderLineView, OrderView
from connectors.lazada.moments import moment
from connectors.lazada.order_wire import AddressWire, OrderWire, UnitWire
from connectors.lazada.words import UNIT_STATE
from mappings.money import Rupiah
from mappings.words import OrderState

STATE_UNKNOWN = "order.state_unknown"
AMOUNT_IMPOSSIBLE = "order.amount_impossible"

FRONT = "lazada"
CASH = "COD"
PROGRESS = (
    OrderState.UNPAID,
    OrderState.READY,
    OrderState.ARRANGED,
    OrderState.SHIPPED,
    OrderState.DELIVERED,
    OrderState.RETURNED,
)
"""An order is as far as the unit that is least far."""
BEFORE_HANDOVER = frozenset({OrderState.UNPAID, OrderState.READY, OrderState.ARRANGED})
NOT_PAID = frozenset({OrderState.UNPAID, OrderState.CANCEL_REQUESTED, OrderState.CANCELLED})
EPOCH = datetime.fromtimestamp(0, UTC)


def order_view(order: OrderWire, units: Sequence[UnitWire], shop_id: str) -> OrderView:
    """The order; raises Rejected where a state is a word that we don't know or an amount is impossible."""
    state = _state(order, units)
    if state is None:
        raise Rejected(STATE_UNKNOWN, order.order_id, shop_id=shop_id)
    lines = _lines(units, state)
    fee = whole(order.shipping_fee)
    if not lines or fee is None:
        raise Rejected(AMOUNT_IMPOSSIBLE, order.order_id, shop_id=shop_id)
    created = moment(order.created_at) or EPOCH
    return OrderView(
        external_id=ExternalOrderId(order.order_id),
        state=state,
        created_at=created,
        updated_at=last_change(order, units) or created,
        lines=lines,
        shipping_fee=Rupiah(fee),
        total=Rupiah(fee + sum(line.quantity * line.unit_price for line in lines)),
        shop_front=FRONT,
        paid=_paid(order, units, state),
        buyer=_buyer(order.address_shipping),
    )


def last_change(order: OrderWire, units: Iterable[UnitWire] = ()) -> datetime | None:
    """When the order or one of its units changed last."""
    moments = (moment(text) for text in (order.updated_at, *(unit.updated_at for unit in units)))
    return max((at for at in moments if at is not None), default=None)


def _state(order: OrderWire, units: Sequence[UnitWire]) -> OrderState | None:
    states = [UNIT_STATE.get(unit.status.lower()) for unit in units]
    if not states or None in states:
        return None
    standing = [state for state in states if state is not OrderState.CANCELLED]
    if not standing:
        return OrderState.CANCELLED
    least = next(state for state in PROGRESS if state in standing)
    asked = order.need_cancel_confirm or order.is_cancel_pending
    return OrderState.CANCEL_REQUESTED if asked and least in BEFORE_HANDOVER else least


def _paid(order: OrderWire, units: Iterable[UnitWire], state: OrderState) -> bool:
    if any(unit.payment_time for unit in units):
        return True
    return order.payment_method.upper() != CASH and state not in NOT_PAID


def _lines(units: Iterable[UnitWire], state: OrderState) -> tuple[OrderLineView, ...]:
    """Units of one SKU at one price are one line; () where a unit has no SKU or no possible price.

    Units that were cancelled by themselves are no longer part of the order.
    """
    grouped: dict[str, list[UnitWire]] = {}
    for unit in units:
        if cancelled(unit) and state is not OrderState.CANCELLED:
            continue
        key = line_key(unit)
        if key is None:
            return ()
        grouped.setdefault(key, []).append(unit)
    return tuple(_line(key, line) for key, line in sorted(grouped.items()))


def _line(key: str, units: Sequence[UnitWire]) -> OrderLineView:
    first = units[0]
    item_id, sku_id = ids_of(first)
    return OrderLineView(
        line_key=key,
        item_id=ItemId(item_id),
        model_id=ModelId(sku_id),
        sku=first.seller_sku,
        title=f"{first.name} {first.variation}".strip(),
        quantity=len(units),
        unit_price=_unit_price(first) or Rupiah(0),
    )


def line_key(unit: UnitWire) -> str | None:
    """The line that a unit is part of: its SKU at its price; None where either is missing."""
    price, (item_id, sku_id) = _unit_price(unit), ids_of(unit)
    return None if price is None or not item_id or not sku_id else f"{sku_id}@{price}"


def cancelled(unit: UnitWire) -> bool:
    """Whether a unit is cancelled, be it alone or with its order."""
    return UNIT_STATE.get(unit.status.lower()) is OrderState.CANCELLED


def ids_of(unit: UnitWire) -> tuple[str, str]:
    """(product, SKU); where one is missing, out of the shop SKU `product_ID-sku`."""
    product, _, sku = unit.shop_sku.partition("_")
    return unit.product_id or product, unit.sku_id or sku.partition("-")[2]


def _unit_price(unit: UnitWire) -> Rupiah | None:
    # Lazada pays its own part of a voucher to the seller; the seller's part lessens what the buyer owes him.
    price, voucher = whole(unit.item_price), _rounded(unit.voucher_seller)
    return None if price is None or voucher is None or voucher > price else Rupiah(price - voucher)


def _rounded(value: Number) -> int | None:
    """A share of a voucher over several units may have a fraction."""
    try:
        return whole(Decimal(str(value or 0)).quantize(Decimal(1), ROUND_HALF_UP))
    except ArithmeticError:
        return None


def _buyer(address: AddressWire) -> BuyerView:
    return BuyerView(
        name=_clear(f"{address.first_name} {address.last_name}"),
        phone=_clear(address.phone),
        street=_clear(address.address1),
        district=_clear(address.address5),
        city=_clear(address.address4 or address.city),
        province=_clear(address.address3),
        postal_code=_clear(address.post_code),
    )


def _clear(text: str) -> str:
    return "" if "*" in text else text.strip()
