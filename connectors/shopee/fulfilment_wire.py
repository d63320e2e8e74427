"""Shopee's JSON of shipping, labels and returns."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from connectors.base.wire import AnObject, Seconds, Text
from connectors.shopee.wire import Flag, Number, Rows, Texts, Wire


class SlotWire(Wire):
    """A pick-up time of get_shipping_parameter; `date` in epoch seconds."""

    pickup_time_id: Text = ""
    date: Seconds = 0


class PlaceWire(Wire):
    """One of the seller's addresses, or a branch."""

    address_id: Text = ""
    branch_id: Text = ""
    address: Text = ""
    district: Text = ""
    city: Text = ""
    time_slot_list: Rows[SlotWire] = ()


class PlacesWire(Wire):
    """`pickup` and `dropoff` of get_shipping_parameter."""

    address_list: Rows[PlaceWire] = ()
    branch_list: Rows[PlaceWire] = ()


class ShippingParameterWire(Wire):
    """get_shipping_parameter; `info_needed` names the open ways and what each of them needs."""

    info_needed: Annotated[dict[str, Texts], AnObject] = Field(default_factory=dict)
    pickup: Annotated[PlacesWire, AnObject] = PlacesWire()
    dropoff: Annotated[PlacesWire, AnObject] = PlacesWire()


class ArrangedWire(Wire):
    """A row of mass_ship_order."""

    package_number: Text = ""
    fail_reason: Text = ""


class ArrangedListWire(Wire):
    """mass_ship_order."""

    success_list: Rows[ArrangedWire] = ()
    fail_list: Rows[ArrangedWire] = ()


class TrackingWire(Wire):
    """get_tracking_number."""

    tracking_number: Text = ""


class TrackedWire(Wire):
    """A row of get_mass_tracking_number."""

    package_number: Text = ""
    tracking_number: Text = ""


class TrackedListWire(Wire):
    """get_mass_tracking_number."""

    success_list: Rows[TrackedWire] = ()


class DocumentWire(Wire):
    """A row of the calls for shipping documents; `status` READY, PROCESSING or FAILED."""

    order_sn: Text = ""
    package_number: Text = ""
    status: Text = ""
    fail_error: Text = ""
    fail_message: Text = ""


class DocumentListWire(Wire):
    """create_shipping_document and get_shipping_document_result."""

    result_list: Rows[DocumentWire] = ()


class ReturnedItemWire(Wire):
    """Pieces that a buyer gives back."""

    item_id: Text = ""
    model_id: Text = ""
    amount: Number = None


class ReturnWire(Wire):
    """One return. What the buyer wrote isn't read."""

    return_sn: Text = ""
    order_sn: Text = ""
    status: Text = ""
    reason: Text = ""
    refund_amount: Number = None
    update_time: Seconds = 0
    create_time: Seconds = 0
    needs_logistics: Flag = False
    item: Rows[ReturnedItemWire] = ()


class ReturnListWire(Wire):
    """One page of get_return_list."""

    more: Flag = False
    rows: Rows[ReturnWire] = Field(default=(), alias="return")
