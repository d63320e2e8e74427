"""The packages of an order: its units, grouped by where they lie."""

from __future__ import annotations

from connectors.base.shipment import Parcel, ParcelId, ParcelRef
from connectors.base.types import ExternalOrderId
from connectors.tokopedia.answers import instant
from connectors.tokopedia.orders import cancelled, line_key, order_state
from connectors.tokopedia.wire import LineItemWire, OrderWire
from connectors.tokopedia.words import PARCEL_STATE
from mappings.words import OrderState, ParcelState

OF_ORDER = {
    OrderState.READY: ParcelState.WAITING,
    OrderState.CANCEL_REQUESTED: ParcelState.WAITING,
    OrderState.ARRANGED: ParcelState.ARRANGED,
    OrderState.SHIPPED: ParcelState.SHIPPED,
    OrderState.DELIVERED: ParcelState.DELIVERED,
    OrderState.COMPLETED: ParcelState.DELIVERED,
    OrderState.CANCELLED: ParcelState.CANCELLED,
}
"""Where a unit doesn't say how far its package is."""


def parcels_of(order: OrderWire) -> tuple[Parcel, ...]:
    """The order's packages, in the order of their first units; () before it is paid."""
    packed: dict[str, list[LineItemWire]] = {}
    for unit in order.line_items:
        if unit.package_id:
            packed.setdefault(unit.package_id, []).append(unit)
    return tuple(_parcel(order, package_id, units) for package_id, units in packed.items())


def _parcel(order: OrderWire, package_id: str, units: list[LineItemWire]) -> Parcel:
    first = units[0]
    return Parcel(
        ref=ParcelRef(ExternalOrderId(order.id), ParcelId(package_id)),
        state=_state(order, units),
        courier=first.shipping_provider_name,
        tracking_number=next((unit.tracking_number for unit in units if unit.tracking_number), ""),
        line_keys=tuple(dict.fromkeys(key for unit in units if (key := line_key(unit)))),
        ship_by=instant(order.rts_sla_time) if order.rts_sla_time else None,
    )


def _state(order: OrderWire, units: list[LineItemWire]) -> ParcelState:
    state = order_state(order)
    if state is OrderState.CANCELLED or all(cancelled(unit) for unit in units):
        return ParcelState.CANCELLED
    said = PARCEL_STATE.get(units[0].package_status)
    return said or OF_ORDER.get(state or OrderState.READY, ParcelState.WAITING)
