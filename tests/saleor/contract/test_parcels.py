"""Parcels there and back, and orders that are cancelled."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import MutationRefused
from storefront_sync.saleor.types import OrderRead, Sending, StockWrite
from tests.saleor.contract.caller import Caller
from tests.saleor.contract.goods import Goods, Thing
from tests.saleor.contract.premises import Premises

UNPAID = """mutation($may: Boolean!) {
  shopSettingsUpdate(input: {fulfillmentAllowUnpaid: $may}) { errors { code } } }"""
MAY_UNPAID = "{ shop { fulfillmentAllowUnpaid } }"
Send = Callable[..., Sending]


@pytest.fixture
def send(premises: Premises) -> Send:
    """Pieces of an order's first line, from the first warehouse."""
    return lambda order, pieces: Sending(order.lines[0].id, premises.shop.warehouse_id, pieces)


def placed(goods: Goods, client: SaleorClient, thing: Thing, pieces: int) -> OrderRead:
    order = client.order(goods.place((thing, pieces)))
    assert order is not None
    return order


def test_what_is_sent_is_neither_on_hand_nor_allocated_any_more(
    goods: Goods, client: SaleorClient, send: Send
) -> None:
    thing = goods.make(10)
    order = placed(goods, client, thing, 3)
    sent = client.order_fulfill(order.id, [send(order, 3)], "JP0001")
    assert (sent.order.status, sent.order.fulfilments[0].tracking_number) == ("FULFILLED", "JP0001")
    (stock,) = sent.stocks[thing.id]
    assert (stock.quantity, stock.allocated) == (7, 0)
    assert goods.numbers(thing) == [(7, 0)]


def test_a_parcel_that_is_taken_back_is_on_hand_and_allocated_again(
    premises: Premises, goods: Goods, client: SaleorClient, send: Send
) -> None:
    thing = goods.make(10)
    order = placed(goods, client, thing, 3)
    sent = client.order_fulfill(order.id, [send(order, 3)])
    client.fulfillment_cancel(sent.order.fulfilments[0].id, premises.shop.warehouse_id)
    assert goods.numbers(thing) == [(10, 3)]


def test_an_unpaid_order_is_not_sent_where_the_shop_forbids_it(
    goods: Goods, client: SaleorClient, staff: Caller, send: Send
) -> None:
    order = placed(goods, client, goods.make(), 1)
    before = staff.data(MAY_UNPAID)["shop"]["fulfillmentAllowUnpaid"]
    staff.do(UNPAID, may=False)
    try:
        with pytest.raises(MutationRefused, match="CANNOT_FULFILL_UNPAID_ORDER"):
            client.order_fulfill(order.id, [send(order, 1)])
    finally:
        staff.do(UNPAID, may=before)


def test_no_more_is_sent_than_was_ordered(goods: Goods, client: SaleorClient, send: Send) -> None:
    order = placed(goods, client, goods.make(), 1)
    with pytest.raises(MutationRefused, match="orderLineId/FULFILL_ORDER_LINE"):
        client.order_fulfill(order.id, [send(order, 2)])


def test_more_than_is_on_hand_is_sent_only_when_asked(
    premises: Premises, goods: Goods, client: SaleorClient, send: Send
) -> None:
    thing = goods.make(2)
    order = placed(goods, client, thing, 2)
    client.stocks_write([StockWrite(thing.id, premises.shop.warehouse_id, 0)])
    with pytest.raises(MutationRefused, match="INSUFFICIENT_STOCK"):
        client.order_fulfill(order.id, [send(order, 2)])
    client.order_fulfill(order.id, [send(order, 2)], exceed_stock=True)
    assert goods.numbers(thing) == [(-2, 0)]


def test_an_order_on_its_way_cannot_be_cancelled(
    premises: Premises, goods: Goods, client: SaleorClient, send: Send
) -> None:
    thing = goods.make(10)
    order = placed(goods, client, thing, 2)
    sent = client.order_fulfill(order.id, [send(order, 1)], "JP1")
    assert sent.order.status == "PARTIALLY_FULFILLED"
    with pytest.raises(MutationRefused, match="CANNOT_CANCEL_ORDER"):
        client.order_cancel(order.id)
    client.fulfillment_cancel(sent.order.fulfilments[0].id, premises.shop.warehouse_id)
    assert client.order_cancel(order.id).order.status == "CANCELED"
    assert goods.numbers(thing) == [(10, 0)]


def test_a_parcel_says_what_is_in_it_and_where_it_left_from(
    premises: Premises, goods: Goods, client: SaleorClient, send: Send
) -> None:
    order = placed(goods, client, goods.make(10), 3)
    sent = client.order_fulfill(order.id, [send(order, 2)], "JP1").order.fulfilments[0]
    assert (sent.pieces, sent.warehouse_id) == ({order.lines[0].id: 2}, premises.shop.warehouse_id)
    read = client.order(order.id)
    assert read is not None
    assert read.fulfilments == (sent,)


def test_pieces_taken_out_of_an_order_are_allocated_no_more_and_the_rest_is_sent(
    goods: Goods, client: SaleorClient, send: Send
) -> None:
    thing = goods.make(10)
    order = placed(goods, client, thing, 3)
    line = order.lines[0].id
    less = client.order_lines_return(order.id, {line: 1})
    (stock,) = less.stocks[thing.id]
    assert (stock.quantity, stock.allocated) == (10, 2)
    assert [(row.status, row.pieces) for row in less.order.fulfilments] == [("RETURNED", {line: 1})]
    with pytest.raises(MutationRefused):
        client.order_lines_return(order.id, {line: 3})
    client.order_fulfill(order.id, [send(order, 2)])
    assert goods.numbers(thing) == [(8, 0)]


def test_an_order_with_pieces_taken_out_can_be_cancelled(goods: Goods, client: SaleorClient) -> None:
    thing = goods.make(10)
    order = placed(goods, client, thing, 3)
    client.order_lines_return(order.id, {order.lines[0].id: 1})
    assert client.order_cancel(order.id).order.status == "CANCELED"
    assert goods.numbers(thing) == [(10, 0)]


def test_a_cancel_answers_with_the_freed_stocks(goods: Goods, client: SaleorClient) -> None:
    thing = goods.make(10)
    cancelled = client.order_cancel(goods.place((thing, 4)))
    (stock,) = cancelled.stocks[thing.id]
    assert (stock.quantity, stock.allocated) == (10, 0)


def test_an_order_is_cancelled_once(goods: Goods, client: SaleorClient) -> None:
    order_id = goods.place((goods.make(), 1))
    client.order_cancel(order_id)
    with pytest.raises(MutationRefused, match="CANNOT_CANCEL_ORDER"):
        client.order_cancel(order_id)


def test_a_tracking_number_is_set_later(goods: Goods, client: SaleorClient, send: Send) -> None:
    order = placed(goods, client, goods.make(), 1)
    sent = client.order_fulfill(order.id, [send(order, 1)])
    updated = client.fulfillment_tracking(sent.order.fulfilments[0].id, "JP0002")
    assert updated.fulfilments[0].tracking_number == "JP0002"
