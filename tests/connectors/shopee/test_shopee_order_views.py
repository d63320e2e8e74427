"""From Shopee's orders to ours."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.base.errors import Rejected
from connectors.base.types import OrderView
from connectors.shopee.orders import order_view
from connectors.shopee.wire import OrderWire, TokenWire
from connectors.shopee.words import ORDER_STATE
from mappings.words import OrderState

LINE: dict[str, Any] = {
    "item_id": 2500139861,
    "item_name": "Kopi",
    "item_sku": "KOPI",
    "model_id": 2000458802,
    "model_name": "250g",
    "model_sku": "KOPI-250G",
    "order_item_id": 2500139861,
    "model_quantity_purchased": 2,
    "model_original_price": 45000,
    "model_discounted_price": 45000,
    "promotion_id": 0,
    "promotion_type": "",
    "promotion_group_id": 0,
}
ORDER: dict[str, Any] = {
    "order_sn": "260101ABCDEFGH",
    "order_status": "READY_TO_SHIP",
    "cod": False,
    "create_time": 1767222000,
    "update_time": 1767222600,
    "pay_time": 1767222500,
    "total_amount": 99000,
    "item_list": [LINE],
    "recipient_address": {
        "name": "B****i",
        "phone": "******21",
        "town": "",
        "district": "****",
        "city": "****",
        "state": "****",
        "zipcode": "****",
        "full_address": "****",
    },
}


def view(**changes: object) -> OrderView:
    """The sheet's order with changes."""
    return order_view(OrderWire.model_validate({**ORDER, **changes}), "7")


def lines(*changes: dict[str, object]) -> list[dict[str, object]]:
    """Lines of the sheet with changes."""
    return [{**LINE, **change} for change in changes]


def test_the_sheets_order_is_understood() -> None:
    order = view()
    (line,) = order.lines
    assert (order.state, order.total, order.shipping_fee, order.paid) == (
        OrderState.READY,
        99_000,
        9_000,
        True,
    )
    assert (line.quantity, line.unit_price, line.sku, line.title) == (2, 45_000, "KOPI-250G", "Kopi 250g")
    assert (order.created_at.timestamp(), order.updated_at.timestamp()) == (1767222000, 1767222600)
    assert "".join(vars(order.buyer).values()) == ""


@pytest.mark.parametrize(("word", "state"), ORDER_STATE.items())
def test_every_documented_state_has_ours(word: str, state: OrderState) -> None:
    assert view(order_status=word).state is state


def test_the_same_model_in_two_lines_stays_two_lines() -> None:
    order = view(item_list=lines({}, {"promotion_group_id": 9, "promotion_type": "add_on_deal_sub"}, {}))
    assert len({line.line_key for line in order.lines}) == 3


def test_a_bundle_deals_zero_price_is_not_believed() -> None:
    order = view(item_list=lines({"model_discounted_price": 0}))
    assert order.lines[0].unit_price == 45_000


def test_shopees_own_shipping_fee_is_preferred() -> None:
    assert view(estimated_shipping_fee=12_500).shipping_fee == 12_500
    assert view(total_amount=80_000).shipping_fee == 0


def test_an_item_without_models_is_model_zero() -> None:
    assert view(item_list=lines({"model_id": 0})).lines[0].model_id == "0"


@pytest.mark.parametrize(
    ("changes", "paid"),
    [
        ({"order_status": "UNPAID", "pay_time": 0}, False),
        ({"cod": True, "pay_time": 0}, False),
        ({"order_status": "CANCELLED", "pay_time": 0}, False),
        ({"order_status": "CANCELLED"}, True),
        ({"order_status": "SHIPPED", "pay_time": None}, True),
    ],
)
def test_it_is_known_whether_an_order_is_paid(changes: dict[str, object], paid: bool) -> None:
    assert view(**changes).paid is paid


def test_a_clear_address_is_kept() -> None:
    address = {
        "name": "Siti",
        "phone": "0812",
        "full_address": "Jl. A 1",
        "city": "KOTA SURABAYA",
        "state": "Jatim",
    }
    buyer = view(recipient_address=address).buyer
    assert (buyer.name, buyer.phone, buyer.street, buyer.city, buyer.province) == (
        "Siti",
        "0812",
        "Jl. A 1",
        "KOTA SURABAYA",
        "Jatim",
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"item_list": lines({"model_quantity_purchased": 0})},
        {"item_list": lines({"model_quantity_purchased": -2})},
        {"item_list": lines({"model_quantity_purchased": 10**12})},
        {"item_list": lines({"model_discounted_price": -1, "model_original_price": -1})},
        {"item_list": []},
        {"total_amount": "many"},
    ],
)
def test_an_impossible_order_is_named(changes: dict[str, object]) -> None:
    with pytest.raises(Rejected, match=r"order\.amount_impossible"):
        view(**changes)


def test_of_an_order_that_goes_on_only_what_is_still_to_be_sent_counts() -> None:
    part = {"active_qty": 1, "cancel_requested_qty": 0, "cancelled_qty": 1}
    gone = {"model_id": 2000458803, "active_qty": 0, "cancelled_qty": 2}
    found = view(item_list=lines(part, gone, {}))
    assert [line.quantity for line in found.lines] == [1, 2]


def test_a_cancelled_order_keeps_what_was_ordered() -> None:
    whole = {"active_qty": 0, "cancelled_qty": 2}
    found = view(order_status="CANCELLED", item_list=lines(whole))
    assert [line.quantity for line in found.lines] == [2]


def test_what_somebody_only_asks_to_cancel_is_not_cancelled() -> None:
    asked = {"active_qty": 0, "cancel_requested_qty": 2, "cancelled_qty": 0}
    found = view(order_status="IN_CANCEL", item_list=lines(asked))
    assert [line.quantity for line in found.lines] == [2]


@pytest.mark.parametrize("odd", [None, "x", -1, 1.5, {}, 10**12])
def test_a_senseless_count_of_cancelled_pieces_takes_nothing_away(odd: object) -> None:
    found = view(item_list=lines({"cancelled_qty": odd}))
    assert [line.quantity for line in found.lines] == [2]


def test_no_repr_of_what_came_over_the_wire_shows_a_buyer_or_a_token() -> None:
    order = OrderWire.model_validate({**ORDER, "recipient_address": {"name": "Bambang", "phone": "0812"}})
    token = TokenWire.model_validate({"access_token": "5468", "refresh_token": "6e4d"})
    shown = f"{order!r} {order!s} {order.recipient_address!r} {token!r} {token!s}"
    assert not [part for part in ("Bambang", "0812", "5468", "6e4d") if part in shown]
