"""Shoppers on the simulated server: anonymous, unpaid, and in each other's way."""

from __future__ import annotations

import pytest

from storefront_sync.saleor.simulator.control import Edit, NewOrder, OrderPiece
from tests.conftest import HandSetClock
from tests.saleor.shop import ADDRESS, SmallShop
from tests.saleor.wire import Tree

CREATE = """mutation($input: CheckoutCreateInput!) { checkoutCreate(input: $input) {
  errors { field code message variants } checkout { id stockReservationExpires
  shippingAddress { city cityArea countryArea } shippingMethods { id } } } }"""
DELIVERIES = """mutation($id: ID!) { deliveryOptionsCalculate(id: $id) {
  errors { code } deliveries { id shippingMethod { id name } } } }"""
CHOOSE = """mutation($id: ID!, $method: ID!) {
  checkoutDeliveryMethodUpdate(id: $id, deliveryMethodId: $method) {
  errors { code } checkout { totalPrice { gross { amount } } } } }"""
COMPLETE = """mutation($id: ID!) { checkoutComplete(id: $id) {
  errors { field code variants } order { id status } } }"""
PROBLEMS = """query($id: ID!) { checkout(id: $id) { problems { __typename
  ... on CheckoutLineProblemInsufficientStock { availableQuantity line { variant { sku } } } } } }"""


def create(shop: SmallShop, *lines: tuple[str, int], **more: object) -> Tree:
    pieces = [{"variantId": shop.variant_id(sku), "quantity": quantity} for sku, quantity in lines]
    given = {"channel": "default-channel", "email": "a@example.com", "lines": pieces, **more}
    address = {"shippingAddress": ADDRESS, "billingAddress": ADDRESS}
    return shop.ask(CREATE, "", input={**address, **given})["data"]["checkoutCreate"]


def cart(shop: SmallShop, *lines: tuple[str, int]) -> str:
    made = create(shop, *lines)
    assert made["errors"] == []
    return str(made["checkout"]["id"])


def complete(shop: SmallShop, checkout_id: str) -> Tree:
    return shop.ask(COMPLETE, "", id=checkout_id)["data"]["checkoutComplete"]


def choose(shop: SmallShop, checkout_id: str) -> None:
    deliveries = shop.ask(DELIVERIES, "", id=checkout_id)["data"]["deliveryOptionsCalculate"]["deliveries"]
    result = shop.ask(CHOOSE, "", id=checkout_id, method=deliveries[0]["id"])["data"]
    assert result["checkoutDeliveryMethodUpdate"]["errors"] == []


def test_anybody_may_order_without_paying_and_stock_is_set_aside_at_once(shop: SmallShop) -> None:
    checkout_id = cart(shop, ("B", 2))
    choose(shop, checkout_id)
    order = complete(shop, checkout_id)["order"]
    assert order["status"] == "UNCONFIRMED"
    assert shop.numbers("B") == [(10, 2)]


def test_a_second_completion_answers_the_same_order(shop: SmallShop) -> None:
    checkout_id = cart(shop, ("B", 2))
    choose(shop, checkout_id)
    assert complete(shop, checkout_id)["order"] == complete(shop, checkout_id)["order"]
    assert shop.numbers("B") == [(10, 2)]


def test_both_kinds_of_delivery_ids_are_taken(shop: SmallShop) -> None:
    made = create(shop, ("B", 1))
    checkout = made["checkout"]
    method = checkout["shippingMethods"][0]["id"]
    result = shop.ask(CHOOSE, "", id=checkout["id"], method=method)["data"]["checkoutDeliveryMethodUpdate"]
    assert result["checkout"]["totalPrice"]["gross"]["amount"] == 15000.0


def test_a_payment_of_the_whole_confirms_the_order(shop: SmallShop) -> None:
    checkout_id = cart(shop, ("B", 2))
    choose(shop, checkout_id)
    order_id = complete(shop, checkout_id)["order"]["id"]
    shop.simulator.world.change_order(order_id, "pay")
    order = shop.client.order(order_id)
    assert order is not None
    assert order.status == "UNFULFILLED"


def test_without_a_delivery_method_nothing_is_ordered(shop: SmallShop) -> None:
    errors = complete(shop, cart(shop, ("B", 2)))["errors"]
    assert errors[0]["code"] == "SHIPPING_METHOD_NOT_SET"


def test_a_channel_that_wants_money_first_takes_no_unpaid_order(shop: SmallShop) -> None:
    shop.simulator.store.channels[0].allow_unpaid_orders = False
    checkout_id = cart(shop, ("B", 2))
    choose(shop, checkout_id)
    assert complete(shop, checkout_id)["errors"][0]["code"] == "CHECKOUT_NOT_FULLY_PAID"


def test_more_than_fifty_pieces_are_too_many(shop: SmallShop) -> None:
    errors = create(shop, ("B", 51))["errors"]
    assert errors[0]["code"] == "QUANTITY_GREATER_THAN_LIMIT"


def test_a_cart_beyond_the_stock_is_refused_with_what_remains(shop: SmallShop) -> None:
    (error,) = create(shop, ("D", 3))["errors"]
    assert (error["field"], error["code"]) == ("quantity", "INSUFFICIENT_STOCK")
    assert error["message"] == "Could not add items D. Only 2 remaining in stock."


def test_stock_gone_between_cart_and_order_refuses_the_order_and_names_the_variant(shop: SmallShop) -> None:
    checkout_id = cart(shop, ("D", 2))
    choose(shop, checkout_id)
    shop.simulator.world.edit(Edit(sku="D", quantity=1))
    problems = shop.ask(PROBLEMS, "", id=checkout_id)["data"]["checkout"]["problems"]
    assert problems[0]["availableQuantity"] == 1
    result = complete(shop, checkout_id)
    assert result["order"] is None
    (error,) = result["errors"]
    assert (error["field"], error["code"], error["variants"]) == (
        None,
        "INSUFFICIENT_STOCK",
        [shop.variant_id("D")],
    )
    assert shop.numbers("D") == [(1, 0)]


def test_a_cart_holds_nothing_by_default(shop: SmallShop) -> None:
    made = create(shop, ("D", 2))
    assert made["checkout"]["stockReservationExpires"] is None
    assert shop.stocks("D")[0].reserved == 0


def test_a_reservation_counts_against_others_and_lapses_by_the_servers_clock(
    shop: SmallShop, clock: HandSetClock
) -> None:
    shop.staff(
        "mutation { shopSettingsUpdate(input: {reserveStockDurationAnonymousUser: 5}) { errors { code } } }"
    )
    checkout_id = cart(shop, ("D", 2))
    assert shop.stocks("D")[0].reserved == 2
    assert create(shop, ("D", 1))["errors"]
    clock.forward(301)
    assert shop.stocks("D")[0].reserved == 0
    assert create(shop, ("D", 1))["errors"] == []
    choose(shop, checkout_id)


def test_a_reserved_cart_can_be_ordered_and_frees_its_reservation(shop: SmallShop) -> None:
    shop.staff(
        "mutation { shopSettingsUpdate(input: {reserveStockDurationAnonymousUser: 5}) { errors { code } } }"
    )
    checkout_id = cart(shop, ("D", 2))
    choose(shop, checkout_id)
    assert complete(shop, checkout_id)["errors"] == []
    (stock,) = shop.stocks("D")
    assert (stock.quantity, stock.allocated, stock.reserved) == (2, 2, 0)


def test_a_district_survives_only_with_the_rules_relaxed(shop: SmallShop) -> None:
    address = {**ADDRESS, "city": "Merauke", "cityArea": "Kelapa Lima", "countryArea": "Papua Selatan"}
    refused = create(shop, ("B", 1), shippingAddress=address)
    assert refused["errors"][0]["field"] == "countryArea"
    relaxed = {"checkFieldsFormat": False, "enableFieldsNormalization": False}
    made = create(shop, ("B", 1), shippingAddress=address, validationRules={"shippingAddress": relaxed})
    kept = {"city": "Merauke", "cityArea": "Kelapa Lima", "countryArea": "Papua Selatan"}
    assert made["checkout"]["shippingAddress"] == kept


@pytest.mark.parametrize(
    ("sku", "quantity", "word"), [("D", 3, "sold_out"), ("NOPE", 1, "unknown_listing"), ("B", 51, "not_live")]
)
def test_the_control_planes_shopper_is_refused_in_one_word(
    shop: SmallShop, sku: str, quantity: int, word: str
) -> None:
    order = NewOrder(lines=[OrderPiece(sku=sku, quantity=quantity)])
    assert shop.simulator.world.place_order(order) == (409, {"error": word})
