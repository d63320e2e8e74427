"""Shopee's JSON of shipping, labels and returns."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from connectors.shopee.wire import Flag, Instant, Number, Rows, Text, Texts, Wire, as_object


class SlotWire(Wire):
    """A pick-up time of get_shipping_parameter; `date` in epoch seconds."""

    pickup_time_id: Text = ""
    date: Instant = 0


class PlaceWire(Wire):
    """One of the seller's addresses, or a branch."""

    address_id: Text = ""
    branch_id: Text = ""
    address: Text = ""
    district: Text = ""
    city: Text = ""
    time_slot_list: Rows[SlotWire] = Field(default_factory=list)


class PlacesWire(Wire):
    """`pickup` and `dropoff` of get_shipping_parameter."""

    address_list: Rows[PlaceWire] = Field(default_factory=list)
    branch_list: Rows[PlaceWire] = Field(default_factory=list)


class ShippingParameterWire(Wire):
    """get_shipping_parameter; `info_needed` names the open ways and what each of them needs."""

    info_needed: Annotated[dict[str, Texts], BeforeValidator(as_object)] = Field(default_factory=dict)
    pickup: Annotated[PlacesWire, BeforeValidator(as_object)] = PlacesWire()
    dropoff: Annotated[PlacesWire, BeforeValidator(as_object)] = PlacesWire()


class ArrangedWire(Wire):
    """A row of mass_ship_order."""

    package_number: Text = ""
    fail_reason: Text = ""


class ArrangedListWire(Wire):
    """mass_ship_order."""

    success_list: Rows[ArrangedWire] = Field(default_factory=list)
    fail_list: Rows[ArrangedWire] = Field(default_factory=list)


class TrackingWire(Wire):
    """get_tracking_number."""

    tracking_number: Text = ""


class TrackedWire(Wire):
    """A row of get_mass_tracking_number."""

    package_number: Text = ""
    tracking_number: Text = ""


class TrackedListWire(Wire):
    """get_mass_tracking_number."""

    success_list: Rows[TrackedWire] = Field(default_factory=list)


class DocumentWire(Wire):
    """A row of the calls for shipping documents; `status` READY, PROCESSING or FAILED."""

    order_sn: Text = ""
    package_number: Text = ""
    status: Text = ""
    fail_error: Text = ""
    fail_message: Text = ""


class DocumentListWire(Wire):
    """create_shipping_document and get_shipping_document_result."""

    result_list: Rows[DocumentWire] = Field(default_factory=list)


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
    update_time: Instant = 0
    create_time: Instant = 0
    needs_logistics: Flag = False
    item: Rows[ReturnedItemWire] = Field(default_factory=list)


class ReturnListWire(Wire):
    """One page of get_return_list."""

    more: Flag = False
    rows: Rows[ReturnWire] = Field(default_factory=list, alias="return")
