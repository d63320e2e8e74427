"""From units to lines, and from the units' states to the order's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from connectors.base.errors import Rejected
from connectors.base.types import OrderView
from connectors.lazada.moments import moment
from connectors.lazada.order_wire import OrderWire, UnitWire
from connectors.lazada.orders import order_view
from mappings.words import OrderState

ORDER: dict[str, object] = {
    "order_id": 491253082180001,
    "statuses": ["pending"],
    "price": "106000.00",
    "shipping_fee": "9000.00",
    "payment_method": "MIXEDCARD",
    "created_at": "2026-01-01 06:44:30 +0700",
    "updated_at": "2026-01-01T06:45:30+07:00",
    "address_shipping": {
        "first_name": "B***",
        "phone": "62******21",
        "address1": "Jl***",
        "address4": "Kota",
    },
}
UNIT: dict[str, object] = {
    "order_item_id": 1,
    "order_id": 491253082180001,
    "product_id": "234",
    "sku_id": "2340",
    "sku": "KOPI-250G",
    "name": "Kopi",
    "variation": "Ukuran:250 g",
    "status": "pending",
    "item_price": "53000.00",
    "updated_at": "2026-01-01 06:46:00 +0700",
}


def view(*units: dict[str, object], **order: object) -> OrderView:
    """The order with these changes, and one unit for each set of changes."""
    rows = [UnitWire.model_validate({**UNIT, "order_item_id": at, **unit}) for at, unit in enumerate(units)]
    return order_view(OrderWire.model_validate({**ORDER, **order}), rows, "4")


def test_units_of_one_sku_at_one_price_are_one_line() -> None:
    found = view({}, {}, {"sku_id": "2341"}, {"item_price": "50000.00"})
    lines = [(line.model_id, line.quantity, line.unit_price) for line in found.lines]
    assert lines == [("2340", 1, 50_000), ("2340", 2, 53_000), ("2341", 1, 53_000)]
    assert found.total == 50_000 + 3 * 53_000 + 9_000
    assert len({line.line_key for line in found.lines}) == 3


def test_a_unit_that_was_cancelled_alone_is_no_longer_part_of_the_order() -> None:
    found = view({}, {"status": "canceled"})
    assert (found.state, [line.quantity for line in found.lines]) == (OrderState.READY, [1])
    assert found.total == 62_000


@pytest.mark.parametrize(
    ("statuses", "state"),
    [
        (["unpaid"], OrderState.UNPAID),
        (["pending", "packed"], OrderState.READY),
        (["topack"], OrderState.READY),
        (["repacked"], OrderState.READY),
        (["packed", "ready_to_ship"], OrderState.ARRANGED),
        (["toship"], OrderState.ARRANGED),
        (["ready_to_ship", "shipped"], OrderState.ARRANGED),
        (["shipped", "delivered"], OrderState.SHIPPED),
        (["failed"], OrderState.SHIPPED),
        (["lost"], OrderState.SHIPPED),
        (["shipped_back"], OrderState.SHIPPED),
        (["delivered", "returned"], OrderState.DELIVERED),
        (["returned"], OrderState.RETURNED),
        (["canceled", "canceled"], OrderState.CANCELLED),
        (["canceled", "delivered"], OrderState.DELIVERED),
    ],
)
def test_an_order_is_as_far_as_its_least_far_unit(statuses: list[str], state: OrderState) -> None:
    assert view(*({"status": status} for status in statuses)).state is state


@pytest.mark.parametrize("field", ["need_cancel_confirm", "is_cancel_pending"])
def test_a_wish_to_cancel_stands_on_the_order(field: str) -> None:
    assert view({}, **{field: True}).state is OrderState.CANCEL_REQUESTED
    assert view({"status": "shipped"}, **{field: True}).state is OrderState.SHIPPED


def test_cash_on_delivery_is_not_paid_until_it_is() -> None:
    assert view({}, payment_method="COD").paid is False
    assert view({"payment_time": 1700000000000}, payment_method="COD").paid is True
    assert view({"status": "unpaid"}).paid is False
    assert view({}).paid is True


def test_the_sellers_part_of_a_voucher_lessens_the_price_and_lazadas_does_not() -> None:
    found = view({"voucher_seller": "3000.00", "voucher_platform": "2000.00", "paid_price": "48000.00"})
    assert [line.unit_price for line in found.lines] == [50_000]
    assert [line.unit_price for line in view({"voucher_seller": "333.50"}).lines] == [52_666]


def test_ids_are_found_in_the_shop_sku() -> None:
    found = view({"product_id": "", "sku_id": "", "shop_sku": "2807246166_ID-13449296008"})
    assert [(line.item_id, line.model_id) for line in found.lines] == [("2807246166", "13449296008")]


def test_a_change_of_a_unit_is_a_change_of_the_order() -> None:
    assert view({}).updated_at.isoformat() == "2025-12-31T23:46:00+00:00"
    assert view({}).created_at.isoformat() == "2025-12-31T23:44:30+00:00"


def test_masked_parts_are_empty_and_clear_ones_kept() -> None:
    buyer = view({}).buyer
    assert (buyer.name, buyer.phone, buyer.street, buyer.city) == ("", "", "", "Kota")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2018-02-09T22:44:30+08:00", 1518187470),
        ("2018-02-09 22:44:30 +0800", 1518187470),
        ("2018-02-09 14:44:30 +0000", 1518187470),
        ("2018-02-09 22:44:30", None),
        ("yesterday", None),
        ("", None),
        ("0001-01-01 00:00:00 +0700", None),
    ],
)
def test_both_forms_of_a_time_are_read_and_one_without_a_zone_is_none(text: str, seconds: int | None) -> None:
    found = moment(text)
    assert (found.timestamp() if found else None) == seconds


Broken = Callable[[], OrderView]


@pytest.mark.parametrize(
    "broken",
    [
        lambda: view({"status": "SHINY"}),
        lambda: view(),
        lambda: view({"item_price": "-1"}),
        lambda: view({"item_price": None}),
        lambda: view({"voucher_seller": "99000"}),
        lambda: view({"voucher_seller": "x"}),
        lambda: view({"sku_id": ""}),
        lambda: view({}, shipping_fee="1.5"),
    ],
)
def test_an_impossible_order_is_named(broken: Broken) -> None:
    with pytest.raises(Rejected, match=r"order\."):
        broken()
