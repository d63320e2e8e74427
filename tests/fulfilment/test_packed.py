"""What staff send in Saleor's Dashboard is asked of the marketplace, once, by the shop's usual way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
from redis import Redis

from connectors.base.shipment import Handover
from connectors.base.simulator.orders import Step
from mappings.words import OrderState
from storefront_sync.core.sentences import LANGUAGES, sentence
from storefront_sync.fulfilment import ask, packed, rows, seen
from storefront_sync.fulfilment.drain import carry_on
from storefront_sync.fulfilment.due import to_go
from storefront_sync.fulfilment.models import Request
from storefront_sync.fulfilment.usual import choose_usual
from storefront_sync.orders.models import Order, SaleorFulfilment
from storefront_sync.sync.budgets import CallClass
from storefront_sync.tenants.models import Problem, Shop
from storefront_sync.tenants.onboarding import register_installation
from tests.fulfilment.packing_table import PACE, PLACE
from tests.orders.line import WEBHOOKS, Line
from tests.orders.whole_world import WholeWorld, whole_world

SLUG = "sumber"
SEND = """mutation($id: ID!, $input: OrderFulfillInput!) {
  orderFulfill(order: $id, input: $input) { errors { code } } }"""


@pytest.fixture
def shop(db: None, redis: Redis) -> Iterator[WholeWorld]:
    """A cooperative whose Saleor tells of what staff do, with an imported order of three pieces."""
    with whole_world(redis, Line) as made:
        made.cooperative(SLUG)
        given = made.saleor.world.credentials()
        register_installation(
            str(given["api_url"]), str(given["app_id"]), str(given["app_token"]), made.clock.now()
        )
        made.saleor.world.subscribe(WEBHOOKS)
        made.sweep(SLUG)
        made.link_all(SLUG)
        made.everything(SLUG)
        made.buy(SLUG, "shopee", [("S", 1), ("M", 2)])
        made.everything(SLUG)
        assert Order.objects.get().state == OrderState.READY
        yield made


def at(world: WholeWorld) -> Shop:
    """The shop as it is now."""
    return Shop.objects.select_related("cooperative").get(pk=world.shops[SLUG, "shopee"].pk)


def staff_send(world: WholeWorld, *, all_but: int = 0) -> None:
    """Staff send the order's lines in the Dashboard, all but the last few, and Saleor tells of it."""
    given = world.saleor.world.credentials()
    order = world.client().order(Order.objects.get().saleor_id)
    assert order is not None
    place = world.cooperatives[SLUG].warehouses.get().warehouse_id
    left = [line for line in order.lines if line.quantity > line.fulfilled]
    lines = [
        {"orderLineId": line.id, "stocks": [{"warehouse": place, "quantity": line.quantity}]}
        for line in left[: len(left) - all_but]
    ]
    answer = requests.post(
        str(given["api_url"]),
        json={"query": SEND, "variables": {"id": order.id, "input": {"lines": lines}}},
        headers={"Authorization": f"Bearer {given['staff_token']}"},
        timeout=5,
    ).json()
    assert answer["data"]["orderFulfill"]["errors"] == []
    world.saleor.pump()
    world.absorb(SLUG)
    world.settle(SLUG)


def job(world: WholeWorld) -> int:
    """What the job does; returns for how many orders it asked by itself."""
    world.redis.flushall()
    asked = packed.ask_for_packed(at(world), world.clock.now())
    connector = world.connector(SLUG, "shopee", CallClass.NORMAL)
    carry_on(at(world), connector, PACE, world.clock.now)
    return asked


def usually_picked_up(world: WholeWorld) -> None:
    """The shop's parcels are always picked up."""
    choose_usual(at(world), Handover.PICKUP, PLACE, "cli", world.clock.now())


def state(world: WholeWorld) -> OrderState:
    """How far the marketplace has the order."""
    return world.simulators["shopee"].book.order(Order.objects.get().external_id).state


def told() -> list[str]:
    """The problems that are open of the order's shipment."""
    subject = rows.subject(Order.objects.get().pk, "arrange")
    found = Problem.objects.filter(subject=subject, closed_at=None).values_list("key", flat=True)
    return list(found)


def test_an_order_that_staff_sent_in_saleor_is_arranged_at_the_marketplace_once(shop: WholeWorld) -> None:
    usually_picked_up(shop)
    assert packed.due_shops() == set()
    staff_send(shop)
    assert packed.due_shops() == {at(shop).pk}
    assert job(shop) == 1
    assert state(shop) is OrderState.ARRANGED
    row = Request.objects.get()
    assert row.by == f"saleor:{SaleorFulfilment.objects.get().fulfilment_id}"
    assert packed.due_shops() == set()
    assert job(shop) == 0


def test_a_part_that_is_no_parcel_is_asked_for_once_the_rest_is_packed_and_that_is_told(
    shop: WholeWorld,
) -> None:
    usually_picked_up(shop)
    assert told_in_part(shop) == [False, False]
    staff_send(shop, all_but=1)
    assert packed.due_shops() == set()
    assert job(shop) == 0
    shop.parcels(SLUG)
    assert packed.due_shops() == set()
    assert told_in_part(shop) == [True, True]
    staff_send(shop)
    assert told_in_part(shop) == [False, False]
    assert job(shop) == 1
    assert state(shop) is OrderState.ARRANGED


def test_each_parcel_of_a_split_order_is_arranged_when_its_goods_are_packed(shop: WholeWorld) -> None:
    usually_picked_up(shop)
    split(shop)
    staff_send(shop, all_but=1)
    assert packed.due_shops() == set(), "which parcels there are is read first"
    shop.parcels(SLUG)
    assert told_in_part(shop) == [False, False]
    assert packed.due_shops() == {at(shop).pk}
    assert (job(shop), job(shop)) == (1, 0)
    assert arranged(shop) == 1
    first = Request.objects.get()
    assert (first.state, first.by) == ("done", f"saleor:{SaleorFulfilment.objects.get().fulfilment_id}")
    shop.clock.forward(600)
    shop.everything(SLUG)
    assert packed.due_shops() == set()
    staff_send(shop)
    assert (job(shop), job(shop)) == (1, 0)
    assert state(shop) is OrderState.ARRANGED
    assert sorted(Request.objects.values_list("parcel_id", flat=True)) == parcels(shop)


def test_a_parcel_of_a_part_that_is_refused_is_told_and_asked_for_once(shop: WholeWorld) -> None:
    usually_picked_up(shop)
    split(shop)
    staff_send(shop, all_but=1)
    shop.parcels(SLUG)
    shop.simulators["shopee"].step_order(Order.objects.get().external_id, Step.REQUEST_CANCEL)
    assert (job(shop), job(shop)) == (1, 0)
    assert told() == [Request.objects.get().outcome]
    assert packed.due_shops() == set()


def test_while_one_parcel_is_asked_for_staff_may_ask_for_the_whole_order(shop: WholeWorld) -> None:
    usually_picked_up(shop)
    split(shop)
    staff_send(shop, all_but=1)
    shop.parcels(SLUG)
    assert packed.ask_for_packed(at(shop), shop.clock.now()) == 1
    asked = ask.arrange(at(shop).cooperative, [Order.objects.get().pk], None, "cli", shop.clock.now())
    assert len(asked.requests) == 2
    job(shop)
    assert state(shop) is OrderState.ARRANGED
    assert Request.objects.filter(state="done").count() == 2


def split(world: WholeWorld) -> None:
    """The seller puts each line into a parcel of its own; no change of the order tells of it."""
    world.simulators["shopee"].dispatch.split(Order.objects.get().external_id)


def parcels(world: WholeWorld) -> list[str]:
    """The ids of the order's parcels at the marketplace."""
    found = world.simulators["shopee"].dispatch.parcels(Order.objects.get().external_id)
    return sorted(parcel.parcel_id for parcel in found)


def arranged(world: WholeWorld) -> int:
    """How many of its parcels are arranged there."""
    found = world.simulators["shopee"].dispatch.parcels(Order.objects.get().external_id)
    return sum(parcel.arranged_at is not None for parcel in found)


def told_in_part(world: WholeWorld) -> list[bool]:
    """Whether the order, shown by itself and as due, is said to be packed in part."""
    order = Order.objects.get()
    (due,) = to_go(order.cooperative, world.clock.now(), days=30)
    return [seen.whole(order).packed_in_part, due.packed_in_part]


def test_without_a_usual_way_staff_are_told_until_they_chose_one(shop: WholeWorld) -> None:
    staff_send(shop)
    assert job(shop) == 0
    assert told() == [packed.NO_USUAL_WAY]
    for language in LANGUAGES:
        assert sentence(packed.NO_USUAL_WAY, language) != packed.NO_USUAL_WAY
    assert packed.due_shops() == set(), "nobody is woken for what was told"
    usually_picked_up(shop)
    assert packed.due_shops() == {at(shop).pk}
    assert job(shop) == 1
    assert told() == []
    assert state(shop) is OrderState.ARRANGED


def test_what_was_told_ends_when_the_order_goes_on_at_the_marketplace(shop: WholeWorld) -> None:
    staff_send(shop)
    job(shop)
    shop.simulators["shopee"].step_order(Order.objects.get().external_id, Step.ARRANGE)
    shop.everything(SLUG, rounds=1)
    assert packed.due_shops() == {at(shop).pk}
    job(shop)
    assert told() == []
    assert packed.due_shops() == set()


def test_what_the_marketplace_refuses_is_told_and_not_asked_for_ever(shop: WholeWorld) -> None:
    usually_picked_up(shop)
    staff_send(shop)
    shop.simulators["shopee"].step_order(Order.objects.get().external_id, Step.REQUEST_CANCEL)
    assert job(shop) == 1
    (key,) = told()
    assert key == Request.objects.get().outcome
    assert job(shop) == 0
    assert packed.due_shops() == set()


def test_two_parcels_in_saleor_that_the_marketplace_refuses_ask_once(shop: WholeWorld) -> None:
    usually_picked_up(shop)
    staff_send(shop, all_but=1)
    staff_send(shop)
    assert SaleorFulfilment.objects.count() == 2
    shop.simulators["shopee"].step_order(Order.objects.get().external_id, Step.REQUEST_CANCEL)
    assert job(shop) == 1
    assert job(shop) == 0
    assert packed.due_shops() == set()


def test_our_own_parcels_in_saleor_ask_for_nothing(shop: WholeWorld) -> None:
    usually_picked_up(shop)
    for step in (Step.ARRANGE, Step.SHIP):
        shop.simulators["shopee"].step_order(Order.objects.get().external_id, step)
    shop.everything(SLUG)
    assert packed.due_shops() == set()
    assert job(shop) == 0
    assert not Request.objects.exists()
