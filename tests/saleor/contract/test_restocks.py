"""What a stock write tells of the moment before it, and the mark that it leaves."""

from __future__ import annotations

import pytest

from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import MutationRefused
from storefront_sync.saleor.types import Sending
from tests.saleor.contract.goods import Goods
from tests.saleor.contract.premises import Premises

GONE = "UHJvZHVjdFZhcmlhbnQ6OTk5OTk5OTk="


def test_a_stock_that_is_set_says_what_stood_there_just_before(
    premises: Premises, goods: Goods, client: SaleorClient
) -> None:
    (thing,) = goods.make_many([10])
    place = premises.shop.warehouse_id
    looked = client.stock_look(thing.id, place)
    assert looked is not None
    assert (looked.stock.quantity, looked.mark) == (10, "")
    assert client.stock_set(thing.id, place, 12, "t1").quantity == 10
    assert client.stock_set(thing.id, place, 13, "t2").quantity == 12
    assert goods.numbers(thing) == [(13, 0)]


def test_its_mark_is_found_afterwards(premises: Premises, goods: Goods, client: SaleorClient) -> None:
    (thing,) = goods.make_many([10])
    place = premises.shop.warehouse_id
    client.stock_set(thing.id, place, 12, "t1")
    looked = client.stock_look(thing.id, place)
    assert looked is not None
    assert (looked.stock.quantity, looked.mark) == (12, "t1:done")


def test_a_number_below_zero_is_kept(premises: Premises, goods: Goods, client: SaleorClient) -> None:
    (thing,) = goods.make_many([0])
    client.stock_set(thing.id, premises.shop.warehouse_id, -3, "t1")
    assert goods.numbers(thing) == [(-3, 0)]


def test_a_variant_that_is_gone_has_no_stock_and_takes_none(premises: Premises, client: SaleorClient) -> None:
    assert client.stock_look(GONE, premises.shop.warehouse_id) is None
    with pytest.raises(MutationRefused):
        client.stock_set(GONE, premises.shop.warehouse_id, 1, "t1")


def test_an_orders_warehouse_is_told_before_it_is_sent(
    premises: Premises, goods: Goods, client: SaleorClient
) -> None:
    (thing,) = goods.make_many([10])
    order_id = goods.place((thing, 2))
    assert client.order_warehouses(order_id) == {thing.id: {premises.shop.warehouse_id: 2}}


def test_an_orders_warehouse_is_told_after_it_is_sent_and_not_for_what_was_taken_back(
    premises: Premises, goods: Goods, client: SaleorClient
) -> None:
    thing = goods.make(10)
    place = premises.shop.warehouse_id
    order = client.order(goods.place((thing, 3)))
    assert order is not None
    client.order_fulfill(order.id, [Sending(order.lines[0].id, place, 2)])
    sent = client.order_fulfill(order.id, [Sending(order.lines[0].id, place, 1)])
    assert client.order_warehouses(order.id) == {thing.id: {place: 3}}
    client.fulfillment_cancel(sent.order.fulfilments[0].id, place)
    assert client.order_warehouses(order.id) == {thing.id: {place: 3}}, "set aside again"
