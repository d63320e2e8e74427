"""From Shopee's packages to parcels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from connectors.base.errors import Rejected
from connectors.base.shipment import Parcel, ParcelId, ParcelRef
from connectors.base.types import ExternalOrderId
from connectors.shopee.lines import keyed, packed
from connectors.shopee.wire import OrderWire, PackageWire
from connectors.shopee.words import PARCEL_STATE
from mappings.words import ParcelState

NOTHING_YET = frozenset({ParcelState.WAITING, ParcelState.CANCELLED})
"""The states in which neither a tracking number nor a label is to be expected."""


def parcel_views(order: OrderWire, details: Mapping[str, PackageWire], shop_id: str) -> tuple[Parcel, ...]:
    """An order's parcels; `details` are those of get_package_detail by package number. Raises Rejected where
    a state is unknown."""
    lines = keyed(order.item_list)
    return tuple(
        parcel_view(
            ParcelRef(ExternalOrderId(order.order_sn), ParcelId(row.package_number)),
            details.get(row.package_number, row),
            shop_id,
            line_keys=packed(lines, row.item_list),
            ship_by=order.ship_by_date,
        )
        for row in order.package_list
    )


def parcel_view(
    ref: ParcelRef, row: PackageWire, shop_id: str, *, line_keys: tuple[str, ...] = (), ship_by: int = 0
) -> Parcel:
    """One parcel; `ship_by` (epoch seconds) is the order's, where the package says none."""
    until = row.ship_by_date or ship_by
    return Parcel(
        ref=ref,
        state=parcel_state(row, ref.order_id, shop_id),
        courier=row.shipping_carrier,
        tracking_number=row.tracking_number,
        line_keys=line_keys,
        ship_by=datetime.fromtimestamp(until, UTC) if until else None,
    )


def parcel_state(row: PackageWire, order_sn: str, shop_id: str) -> ParcelState:
    """How far a package is; raises Rejected for a word that nobody knows."""
    state = PARCEL_STATE.get(row.fulfillment_status or row.logistics_status)
    if state is None:
        raise Rejected("order.state_unknown", order_sn, shop_id=shop_id)
    return ParcelState.ARRANGED if state is ParcelState.WAITING and row.is_shipment_arranged else state


def numbers(packages: Sequence[PackageWire]) -> list[str]:
    """The packages' numbers; one without a number can't be asked for by itself."""
    return [row.package_number for row in packages if row.package_number]
