"""What staff send, or undo, in the Dashboard is seen by Saleor's webhooks and kept as rows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
from redis import Redis

from storefront_sync.orders.models import Order, SaleorFulfilment
from storefront_sync.tenants.models import Problem
from storefront_sync.tenants.onboarding import register_installation
from tests.orders.line import WEBHOOKS, Line
from tests.orders.test_attacks import bought
from tests.orders.test_sent import in_saleor, sent
from tests.orders.whole_world import WholeWorld, whole_world

SEND = """mutation($id: ID!, $input: OrderFulfillInput!) {
  orderFulfill(order: $id, input: $input) { errors { code } } }"""
UNDO = """mutation($id: ID!, $to: ID!) {
  orderFulfillmentCancel(id: $id, input: {warehouseId: $to}) { errors { code } } }"""
CANCEL = "mutation($id: ID!) { orderCancel(id: $id) { errors { code } } }"


@pytest.fixture
def told(db: None, redis: Redis) -> Iterator[WholeWorld]:
    """A cooperative whose Saleor tells of what staff do, with an imported order."""
    with whole_world(redis, Line) as made:
        made.cooperative("sumber")
        given = made.saleor.world.credentials()
        register_installation(
            str(given["api_url"]), str(given["app_id"]), str(given["app_token"]), made.clock.now()
        )
        made.saleor.world.subscribe(WEBHOOKS)
        made.sweep("sumber")
        made.link_all("sumber")
        made.everything("sumber")
        bought(made, "shopee", [("M", 2)])
        made.everything("sumber")
        yield made


def staff_do(whole: WholeWorld, query: str, **variables: object) -> None:
    """Staff do something in the Dashboard, and Saleor tells of it."""
    given = whole.saleor.world.credentials()
    answer = requests.post(
        str(given["api_url"]),
        json={"query": query, "variables": variables},
        headers={"Authorization": f"Bearer {given['staff_token']}"},
        timeout=5,
    ).json()
    ((_, result),) = answer["data"].items()
    assert result["errors"] == []
    whole.saleor.pump()
    whole.absorb("sumber")
    whole.settle("sumber")


def send(whole: WholeWorld, order: Order) -> None:
    """Staff send everything."""
    place = whole.cooperatives["sumber"].warehouses.get().warehouse_id
    lines = [
        {"orderLineId": line.id, "stocks": [{"warehouse": place, "quantity": line.quantity}]}
        for line in in_saleor(whole, order).lines
    ]
    staff_do(whole, SEND, id=order.saleor_id, input={"lines": lines})


def test_a_parcel_that_staff_made_is_seen_and_is_not_ours(told: WholeWorld) -> None:
    order = Order.objects.get()
    send(told, order)
    row = SaleorFulfilment.objects.get()
    assert (row.order_id, row.status, row.by_us, row.parcels) == (order.pk, "FULFILLED", False, [])
    assert sum(row.pieces.values()) == 2
    assert told.stock_in_saleor("sumber", "M") == (3, 0)


def test_a_parcel_that_staff_took_back_is_seen(told: WholeWorld) -> None:
    order = Order.objects.get()
    send(told, order)
    place = told.cooperatives["sumber"].warehouses.get().warehouse_id
    staff_do(told, UNDO, id=sent(told, order)[0].id, to=place)
    assert SaleorFulfilment.objects.get().status == "CANCELED"


def test_an_order_that_staff_cancelled_while_the_marketplace_waits_is_told(told: WholeWorld) -> None:
    staff_do(told, CANCEL, id=Order.objects.get().saleor_id)
    assert Problem.objects.filter(key="order.cancelled_in_saleor", closed_at=None).count() == 1


def test_orders_of_the_store_leave_no_rows(told: WholeWorld) -> None:
    told.store_sells("sumber", "S", 1)
    told.saleor.pump()
    told.absorb("sumber")
    assert not SaleorFulfilment.objects.exists()
