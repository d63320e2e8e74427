"""Shoppers order without a payment app: anonymous, unpaid, and in each other's way."""

from __future__ import annotations

import pytest

from mappings.money import Rupiah
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import ShortOfStock
from storefront_sync.saleor.types import StockWrite
from tests.saleor.contract.caller import Caller
from tests.saleor.contract.goods import Goods
from tests.saleor.contract.premises import Premises
from tests.saleor.contract.racing import together
from tests.saleor.contract.shopping import CHOOSE, DELIVERIES, Shopper, reserving

FLAT = "Kurir – tarif rata"
PROBLEMS = """query($id: ID!) { checkout(id: $id) { problems { __typename
  ... on CheckoutLineProblemInsufficientStock { availableQuantity line { variant { sku } } } } } }"""
UNPAID = """mutation($id: ID!, $may: Boolean!) {
  channelUpdate(id: $id, input: {orderSettings: {allowUnpaidOrders: $may}}) { errors { code } } }"""
LIMIT = "{ shop { limitQuantityPerCheckout } }"


@pytest.fixture
def shopper(premises: Premises) -> Shopper:
    return Shopper(premises)


def test_anybody_may_order_without_paying_and_stock_is_set_aside_at_once(
    goods: Goods, shopper: Shopper
) -> None:
    thing = goods.make(10)
    order = shopper.buy((thing, 2), way=FLAT)
    assert order["status"] == "UNCONFIRMED"
    assert order["total"]["gross"] == order["total"]["net"] == {"amount": 48000.0}
    assert goods.numbers(thing) == [(10, 2)]


def test_a_second_completion_answers_the_same_order(goods: Goods, shopper: Shopper) -> None:
    thing = goods.make(10)
    cart = shopper.cart((thing, 2))
    shopper.choose(cart, FLAT)
    assert shopper.complete(cart)["order"] == shopper.complete(cart)["order"]
    assert goods.numbers(thing) == [(10, 2)]


def test_both_kinds_of_delivery_ids_are_taken(goods: Goods, shopper: Shopper) -> None:
    cart = shopper.cart((goods.make(), 1))
    deliveries = shopper.caller.do(DELIVERIES, id=cart["id"])["deliveries"]
    newer = {row["shippingMethod"]["name"]: row["id"] for row in deliveries}
    older = {row["name"]: row["id"] for row in cart["shippingMethods"]}
    assert newer.keys() == older.keys()
    for way in (older[FLAT], newer[FLAT]):
        chosen = shopper.caller.do(CHOOSE, id=cart["id"], way=way)
        assert chosen["errors"] == []
        assert chosen["checkout"]["totalPrice"]["gross"]["amount"] == 33000.0


def test_a_payment_of_the_whole_confirms_the_order(
    goods: Goods, shopper: Shopper, client: SaleorClient
) -> None:
    order_id = shopper.buy((goods.make(), 2), way=FLAT)["id"]
    made = client.transaction_create(order_id, "QRIS", "P")
    client.transaction_event_report(made.id, Rupiah(48000), "P:charge")
    order = client.order(order_id)
    assert order is not None
    assert order.status == "UNFULFILLED"


def test_without_a_delivery_method_nothing_is_ordered(goods: Goods, shopper: Shopper) -> None:
    (error,) = shopper.complete(shopper.cart((goods.make(), 2)))["errors"]
    assert (error["field"], error["code"]) == ("shippingMethod", "SHIPPING_METHOD_NOT_SET")


def test_a_channel_that_wants_money_first_takes_no_unpaid_order(
    premises: Premises, goods: Goods, shopper: Shopper, staff: Caller
) -> None:
    cart = shopper.cart((goods.make(), 2))
    shopper.choose(cart, FLAT)
    staff.do(UNPAID, id=premises.shop.channel_id, may=False)
    try:
        errors = shopper.complete(cart)["errors"]
    finally:
        staff.do(UNPAID, id=premises.shop.channel_id, may=True)
    assert errors[0]["code"] == "CHECKOUT_NOT_FULLY_PAID"


def test_more_pieces_than_the_shops_limit_are_too_many(goods: Goods, shopper: Shopper, staff: Caller) -> None:
    limit = staff.data(LIMIT)["shop"]["limitQuantityPerCheckout"]
    thing = goods.make(limit + 100)
    assert shopper.create((thing, limit))["errors"] == []
    (error,) = shopper.create((thing, limit + 1))["errors"]
    assert (error["field"], error["code"]) == ("quantity", "QUANTITY_GREATER_THAN_LIMIT")


def test_a_cart_beyond_the_stock_is_refused_with_what_remains(goods: Goods, shopper: Shopper) -> None:
    thing = goods.make(2)
    (error,) = shopper.create((thing, 3))["errors"]
    assert (error["field"], error["code"]) == ("quantity", "INSUFFICIENT_STOCK")
    assert error["message"] == f"Could not add items {thing.sku}. Only 2 remaining in stock."


def test_stock_gone_between_cart_and_order_refuses_the_order_and_names_the_variant(
    premises: Premises, goods: Goods, shopper: Shopper, staff: Caller, client: SaleorClient
) -> None:
    thing = goods.make(2)
    with reserving(staff, 0):
        cart = shopper.cart((thing, 2))
        shopper.choose(cart, FLAT)
        client.stocks_write([StockWrite(thing.id, premises.shop.warehouse_id, 1)])
        (problem,) = shopper.caller.data(PROBLEMS, id=cart["id"])["checkout"]["problems"]
        result = shopper.complete(cart)
    assert problem["availableQuantity"] == 1
    assert result["order"] is None
    (error,) = result["errors"]
    assert (error["field"], error["code"], error["variants"]) == (None, "INSUFFICIENT_STOCK", [thing.id])
    assert goods.numbers(thing) == [(1, 0)]


def test_of_four_carts_at_once_for_the_last_piece_one_holds_it_where_carts_reserve(
    goods: Goods, shopper: Shopper, staff: Caller
) -> None:
    """How the others are told hangs on the moment: an error of the mutation, or of Saleor's own code."""
    thing = goods.make(1)
    made: list[bool] = []

    def fill() -> None:
        answer = shopper.try_create((thing, 1))["data"]["checkoutCreate"]
        made.append(answer is not None and answer["checkout"] is not None)

    with reserving(staff, 5):
        together([fill] * 4)
        assert goods.stocks(thing)[0].reserved == 1
    assert sorted(made) == [False, False, False, True]


def test_a_cart_holds_nothing_where_reservations_are_off(
    goods: Goods, shopper: Shopper, staff: Caller
) -> None:
    thing = goods.make(2)
    with reserving(staff, 0):
        cart = shopper.cart((thing, 2))
        assert cart["stockReservationExpires"] is None
        assert goods.stocks(thing)[0].reserved == 0
        assert shopper.create((thing, 2))["errors"] == []


def test_a_reserved_cart_counts_against_others_and_its_order_frees_the_reservation(
    goods: Goods, shopper: Shopper, staff: Caller
) -> None:
    thing = goods.make(2)
    with reserving(staff, 5):
        cart = shopper.cart((thing, 2))
        assert cart["stockReservationExpires"] is not None
        assert goods.stocks(thing)[0].reserved == 2
        assert shopper.create((thing, 1))["errors"][0]["code"] == "INSUFFICIENT_STOCK"
        shopper.choose(cart, FLAT)
        assert shopper.complete(cart)["errors"] == []
    (stock,) = goods.stocks(thing)
    assert (stock.quantity, stock.allocated, stock.reserved) == (2, 2, 0)


def test_reservations_of_carts_make_a_draft_short(
    goods: Goods, shopper: Shopper, staff: Caller, client: SaleorClient
) -> None:
    thing = goods.make(2)
    with reserving(staff, 5):
        shopper.cart((thing, 2))
        draft = client.draft_order_create(goods.draft((thing, 1)))
        with pytest.raises(ShortOfStock):
            client.draft_order_complete(draft.id)
