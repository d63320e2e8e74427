"""Shopee's words for parcels: packages with their numbers and logistics status."""

from __future__ import annotations

from connectors.base.simulator.dispatch import Dispatch
from connectors.base.simulator.orders import SoldOrder
from connectors.base.simulator.parcels import SoldParcel
from mappings.words import ParcelState

CHANNEL = 8003
CARRIER = "SPX Standard"

WORD: dict[ParcelState, str] = {
    ParcelState.WAITING: "LOGISTICS_READY",
    ParcelState.ARRANGED: "LOGISTICS_REQUEST_CREATED",
    ParcelState.SHIPPED: "LOGISTICS_PICKUP_DONE",
    ParcelState.DELIVERED: "LOGISTICS_DELIVERY_DONE",
    ParcelState.FAILED: "LOGISTICS_PICKUP_RETRY",
    ParcelState.LOST: "LOGISTICS_LOST",
    ParcelState.CANCELLED: "LOGISTICS_REQUEST_CANCELED",
}


def package_row(dispatch: Dispatch, order: SoldOrder, parcel: SoldParcel) -> dict[str, object]:
    """A row of an order's `package_list`."""
    return {
        "package_number": parcel.parcel_id,
        "logistics_status": WORD[dispatch.state(order, parcel)],
        "logistics_channel_id": CHANNEL,
        "shipping_carrier": CARRIER,
        "item_list": _items(order, parcel),
    }


def package_detail_row(
    dispatch: Dispatch, order: SoldOrder, parcel: SoldParcel, *, tracking: bool, dated: bool
) -> dict[str, object]:
    """A row of get_package_detail; `tracking`, `dated`: whether it names the tracking number, and until when
    to ship."""
    state = dispatch.state(order, parcel)
    return {
        "order_sn": order.order_id,
        "package_number": parcel.parcel_id,
        "fulfillment_status": WORD[state],
        "update_time": int(order.updated_at),
        "logistics_channel_id": CHANNEL,
        "shipping_carrier": CARRIER,
        "days_to_ship": 2,
        "ship_by_date": int(parcel.ship_by) if dated else 0,
        "tracking_number": dispatch.tracking(parcel) if tracking else "",
        "is_split_up": len(order.parcels) > 1,
        "is_shipment_arranged": False,
        "item_list": _items(order, parcel),
    }


def _items(order: SoldOrder, parcel: SoldParcel) -> list[dict[str, object]]:
    return [
        {
            "item_id": int(order.lines[at].item_id),
            "model_id": int(order.lines[at].model_id),
            "model_quantity": pieces,
            "order_item_id": int(order.lines[at].item_id),
            "promotion_group_id": 0,
            "product_location_id": "IDZ",
        }
        for at, pieces in parcel.lines.items()
    ]
