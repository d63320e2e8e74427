"""An order comes as single units and leaves as lines, with the state, sums and fronts of our own words."""

from __future__ import annotations

import pytest

from connectors.base.errors import Rejected
from connectors.tokopedia.orders import order_view
from connectors.tokopedia.wire import OrderWire
from mappings.words import OrderState


def unit(number: int, **changes: object) -> dict[str, object]:
    return {
        "id": f"5770865121237551{number:02d}",
        "sku_id": "12",
        "product_id": "8",
        "product_name": "Kopi",
        "sku_name": "250g",
        "seller_sku": "KOPI-250G",
        "original_price": "45000",
        "sale_price": "45000",
        "seller_discount": "0",
        "platform_discount": "0",
        "display_status": "AWAITING_SHIPMENT",
        **changes,
    }


def wire(*units: dict[str, object], **changes: object) -> OrderWire:
    return OrderWire.model_validate(
        {
            "id": "576461413038785752",
            "status": "AWAITING_SHIPMENT",
            "create_time": 1767222000,
            "paid_time": 1767222500,
            "update_time": 1767222600,
            "commerce_platform": "TOKOPEDIA",
            "payment": {"sub_total": "90000", "shipping_fee": "9000", "total_amount": "99000"},
            "line_items": list(units) or [unit(1), unit(2)],
            **changes,
        }
    )


def test_two_units_of_one_sku_are_one_line_of_two() -> None:
    view = order_view(wire(), "1")
    (line,) = view.lines
    assert (line.quantity, line.unit_price, line.item_id, line.model_id) == (2, 45_000, "8", "12")
    assert (view.shipping_fee, view.total, view.shop_front, view.paid) == (9_000, 99_000, "tokopedia", True)


def test_units_at_different_prices_are_different_lines_whatever_their_order() -> None:
    one, two = unit(1, sale_price="40000"), unit(2)
    forth, back = order_view(wire(one, two), "1"), order_view(wire(two, one), "1")
    assert len({line.line_key for line in forth.lines}) == 2
    assert forth.lines == back.lines


def test_the_platforms_own_discount_does_not_lower_what_the_seller_gets() -> None:
    (line,) = order_view(wire(unit(1, sale_price="43000", platform_discount="2000")), "1").lines
    assert line.unit_price == 45_000


def test_a_unit_cancelled_by_itself_leaves_the_line_and_its_key_stands() -> None:
    whole = order_view(wire(unit(1), unit(2)), "1")
    part = order_view(wire(unit(1, display_status="CANCELLED"), unit(2)), "1")
    assert [line.quantity for line in part.lines] == [1]
    assert part.lines[0].line_key == whole.lines[0].line_key
    assert part.state is OrderState.READY


def test_an_order_whose_every_unit_is_cancelled_is_cancelled() -> None:
    view = order_view(wire(unit(1, display_status="CANCELLED")), "1")
    assert view.state is OrderState.CANCELLED
    assert view.lines[0].quantity == 1


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("UNPAID", OrderState.UNPAID),
        ("ON_HOLD", OrderState.UNPAID),
        ("AWAITING_SHIPMENT", OrderState.READY),
        ("PARTIALLY_SHIPPING", OrderState.ARRANGED),
        ("AWAITING_COLLECTION", OrderState.ARRANGED),
        ("IN_TRANSIT", OrderState.SHIPPED),
        ("DELIVERED", OrderState.DELIVERED),
        ("COMPLETED", OrderState.COMPLETED),
        ("CANCELLED", OrderState.CANCELLED),
        ("CANCEL", OrderState.CANCELLED),
    ],
)
def test_each_documented_status_has_its_word(word: str, state: OrderState) -> None:
    assert order_view(wire(status=word), "1").state is state


def test_a_wish_to_cancel_counts_until_the_parcel_is_handed_over() -> None:
    asked = wire(is_buyer_request_cancel=True)
    gone = wire(is_buyer_request_cancel=True, status="IN_TRANSIT")
    assert order_view(asked, "1").state is OrderState.CANCEL_REQUESTED
    assert order_view(gone, "1").state is OrderState.SHIPPED


@pytest.mark.parametrize(
    ("changes", "paid"),
    [
        ({"paid_time": 0, "status": "UNPAID"}, False),
        ({"paid_time": 0, "is_cod": True}, False),
        ({"paid_time": 0}, True),
        ({"paid_time": 0, "status": "CANCELLED"}, False),
        ({"is_cod": True, "status": "COMPLETED"}, True),
    ],
)
def test_an_order_is_paid_only_when_money_has_come(changes: dict[str, object], paid: bool) -> None:
    assert order_view(wire(**changes), "1").paid is paid


def test_masked_parts_of_the_buyer_are_left_empty() -> None:
    address = {
        "name": "B***",
        "phone_number": "(+62)812*****34",
        "full_address": "Jl. Contoh No. 1, Kenjeran",
        "postal_code": "60129",
        "district_info": [
            {"address_level": "L0", "address_name": "Indonesia"},
            {"address_level": "L1", "address_name": "Jawa Timur"},
            {"address_level": "L2", "address_name": "Kota Surabaya"},
            {"address_level": "L3", "address_name": "Kenj****"},
        ],
    }
    view = order_view(wire(recipient_address=address), "1")
    assert (view.buyer.name, view.buyer.phone, view.buyer.district) == ("", "", "")
    assert (view.buyer.street, view.buyer.province) == ("Jl. Contoh No. 1, Kenjeran", "Jawa Timur")
    assert "Contoh" not in repr(view)


def test_an_order_before_payment_has_no_address_and_is_still_read() -> None:
    assert order_view(wire(status="UNPAID", paid_time=None), "1").buyer.street == ""


@pytest.mark.parametrize(
    ("order", "key"),
    [
        (wire(status="TELEPORTED"), "order.state_unknown"),
        (wire(unit(1, sale_price="-5")), "order.amount_impossible"),
        (wire(unit(1, sale_price=None)), "order.amount_impossible"),
        (wire(unit(1, sku_id="")), "order.amount_impossible"),
        (wire(payment={"shipping_fee": "9000", "total_amount": "a lot"}), "order.amount_impossible"),
        (wire(line_items=[]), "order.amount_impossible"),
    ],
)
def test_what_cannot_be_understood_is_named(order: OrderWire, key: str) -> None:
    with pytest.raises(Rejected) as refused:
        order_view(order, "1")
    assert refused.value.key == key
