"""From an order's units to its parcels. A package comes to be when it is packed; before, there is one parcel
without an id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from connectors.base.errors import Rejected
from connectors.base.shipment import Parcel, ParcelId, ParcelRef
from connectors.base.types import ExternalOrderId
from connectors.lazada.moments import moment
from connectors.lazada.order_wire import UnitWire
from connectors.lazada.orders import line_key
from connectors.lazada.words import PARCEL_STATE
from mappings.words import ParcelState

UNPAID = "unpaid"
PROGRESS = (
    ParcelState.FAILED,
    ParcelState.LOST,
    ParcelState.WAITING,
    ParcelState.ARRANGED,
    ParcelState.SHIPPED,
    ParcelState.DELIVERED,
    ParcelState.CANCELLED,
)
"""A parcel is as far as its least far unit, and what went wrong goes before all."""


def parcels_of(order_id: ExternalOrderId, units: Sequence[UnitWire], shop_id: str) -> tuple[Parcel, ...]:
    """The order's parcels; none before it is paid. Raises Rejected for a status that we don't know."""
    if any(unit.status.lower() == UNPAID for unit in units):
        return ()
    alive = [unit for unit in units if parcel_state(unit, shop_id) is not ParcelState.CANCELLED]
    packages: dict[str, list[UnitWire]] = {}
    for unit in alive or units:
        packages.setdefault(unit.package_id, []).append(unit)
    return tuple(_parcel(order_id, package, row, shop_id) for package, row in packages.items())


def parcel_state(unit: UnitWire, shop_id: str) -> ParcelState:
    """How far a unit is; raises Rejected for a status that we don't know."""
    state = PARCEL_STATE.get(unit.status.lower())
    if state is None:
        raise Rejected("order.state_unknown", unit.order_id, shop_id=shop_id)
    return state


def units_in(parcel: ParcelRef, units: Mapping[str, Sequence[UnitWire]]) -> Sequence[UnitWire]:
    """The units that a reference means: those of its package, or all of its order that have none yet; where
    the order was packed meanwhile, those of its packages."""
    of_order = units.get(parcel.order_id, ())
    inside = [unit for unit in of_order if unit.package_id == parcel.parcel_id]
    return inside or ([] if parcel.parcel_id else of_order)


def _parcel(order_id: ExternalOrderId, package: str, units: Sequence[UnitWire], shop_id: str) -> Parcel:
    states = {parcel_state(unit, shop_id) for unit in units}
    keys = dict.fromkeys(key for key in map(line_key, units) if key is not None)
    times = [at for at in (moment(unit.sla_time_stamp) for unit in units) if at is not None]
    return Parcel(
        ref=ParcelRef(order_id, ParcelId(package)),
        state=next(state for state in PROGRESS if state in states),
        courier=next((unit.shipment_provider for unit in units if unit.shipment_provider), ""),
        tracking_number=next((unit.tracking_code for unit in units if unit.tracking_code), ""),
        line_keys=tuple(keys),
        ship_by=min(times, default=None),
    )
