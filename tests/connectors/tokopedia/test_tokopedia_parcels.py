"""How far an order's packages are, where its parts disagree."""

from __future__ import annotations

import pytest

from connectors.tokopedia.parcels import parcels_of
from connectors.tokopedia.wire import OrderWire
from mappings.words import ParcelState

UNIT: dict[str, object] = {
    "id": "1",
    "sku_id": "12",
    "product_id": "8",
    "sale_price": "45000",
    "display_status": "AWAITING_SHIPMENT",
    "package_id": "77",
    "package_status": "TO_FULFILL",
}


def order(*units: dict[str, object], status: str = "AWAITING_SHIPMENT") -> OrderWire:
    """An order with a unit for each set of changes."""
    rows = [{**UNIT, **changes} for changes in units]
    return OrderWire.model_validate({"id": "5", "status": status, "line_items": rows})


@pytest.mark.parametrize("word", ["AWAITING_SHIPMENT", "", "CANCELLED"])
def test_no_package_of_a_cancelled_order_waits_to_be_sent(word: str) -> None:
    (parcel,) = parcels_of(order({"display_status": word}, status="CANCELLED"))
    assert parcel.state is ParcelState.CANCELLED


def test_a_package_whose_every_unit_was_cancelled_is_cancelled_and_the_other_goes_on() -> None:
    gone = {"display_status": "CANCELLED"}
    parcels = parcels_of(order(gone, gone, {"package_id": "78"}))
    assert [(parcel.ref.parcel_id, parcel.state) for parcel in parcels] == [
        ("77", ParcelState.CANCELLED),
        ("78", ParcelState.WAITING),
    ]


def test_a_package_with_a_unit_left_goes_on() -> None:
    (parcel,) = parcels_of(order({"display_status": "CANCELLED"}, {}))
    assert parcel.state is ParcelState.WAITING
