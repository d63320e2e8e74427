"""What staff ask to be sent off is arranged once, one or a hundred at a time, whatever breaks on the way."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from connectors.base.shipment import Handover
from connectors.base.simulator.orders import Step
from mappings.words import OrderState, ParcelState
from storefront_sync.fulfilment import ask, usual
from storefront_sync.fulfilment.models import Request
from storefront_sync.fulfilment.wishes import ArrangeWish
from storefront_sync.ledger import leases
from storefront_sync.ledger.models import OrderFeed
from storefront_sync.orders.models import Order
from storefront_sync.orders.parcels import read_parcels
from tests.fulfilment.packing_table import PackingTable


class Killed(BaseException):
    """The worker was killed here."""


def test_an_order_is_arranged_and_read_again(table: PackingTable) -> None:
    order = table.sold()
    asked = table.asks(order)
    assert not asked.refused
    assert table.carry_on().changed
    assert table.ended(order) == [("done", "")]
    assert table.state(order) is OrderState.ARRANGED
    assert OrderFeed.objects.get(shop=table.shop).asked_at is not None
    table.reads()
    order.refresh_from_db()
    assert order.state == OrderState.ARRANGED


def test_asking_twice_sends_once(table: PackingTable) -> None:
    order = table.sold()
    first, second = table.asks(order), table.asks(order)
    assert first.requests == second.requests
    table.settle()
    before = table.writes()
    table.asks(order)
    table.settle()
    assert table.arrangements() == 1
    if table.key != "lazada":  # where saying it again is the way to be sure
        assert table.writes() == before
        assert table.ended(order) == [("done", ""), ("done", "fulfilment.was_arranged")]


def test_a_hundred_orders_go_in_a_few_calls_and_by_the_shops_usual_way(table: PackingTable) -> None:
    orders = table.many_sold(100)
    usual.choose_usual(
        table.shop, table.wish().handover, table.wish().place_id, "cli", table.world.clock.now()
    )
    before = table.writes()
    asked = ask.arrange(table.cooperative, [row.pk for row in orders], None, "cli", table.world.clock.now())
    assert (len(asked.requests), asked.refused) == (100, ())
    table.settle()
    assert {table.state(order) for order in orders} == {OrderState.ARRANGED}
    assert not Request.objects.exclude(state="done").exists()
    assert table.writes() - before <= 10


def test_parcels_that_are_known_are_not_asked_for_again(table: PackingTable) -> None:
    orders = table.many_sold(20)
    fulfilment = table.connector().fulfilment
    assert fulfilment is not None
    read_parcels(table.shop, fulfilment, table.world.clock.now, timedelta(hours=1))
    table.asks(*orders)
    reads = len(table.world.calls(table.key, write=False))
    table.settle()
    assert {table.state(order) for order in orders} == {OrderState.ARRANGED}
    assert len(table.world.calls(table.key, write=False)) - reads <= 4


def test_without_a_usual_way_staff_are_asked_for_one(table: PackingTable) -> None:
    order = table.sold()
    asked = ask.arrange(table.cooperative, [order.pk], None, "cli", table.world.clock.now())
    assert [row.key for row in asked.refused] == ["fulfilment.no_usual_way"]
    assert not Request.objects.exists()


def test_what_cannot_be_sent_off_is_named_and_not_asked(table: PackingTable) -> None:
    unpaid, asks_back, gone, good = table.sold(paid=False), table.sold(), table.sold(), table.sold()
    table.simulator.step_order(asks_back.external_id, Step.REQUEST_CANCEL)
    table.simulator.step_order(gone.external_id, Step.CANCEL)
    table.reads()
    asked = table.asks(unpaid, asks_back, gone, good)
    assert [row.order_id for row in asked.requests] == [good.pk]
    assert {row.order_id: row.key for row in asked.refused} == {
        unpaid.pk: "fulfilment.not_paid",
        asks_back.pk: "fulfilment.buyer_waits",
        gone.pk: "fulfilment.order_over",
    }


def test_an_answer_that_is_lost_is_looked_for_and_nothing_is_arranged_twice(table: PackingTable) -> None:
    order = table.sold()
    table.asks(order)
    table.world.clock.forward(1)
    _locate(table)
    table.faults(timeout_after_apply_rate=1, timeout_seconds=1.5)
    table.carry_on()
    table.faults()
    assert not Request.objects.filter(state="done").exists()
    table.settle()
    assert table.arrangements() == 1
    assert table.state(order) is OrderState.ARRANGED
    assert table.ended(order) == [("done", "")]
    assert not table.told(order)


def _locate(table: PackingTable) -> None:
    """The marketplace says which parcel is meant; then the worker has no time left."""
    began = table.world.clock.now()

    def now() -> datetime:
        moment = table.world.clock.now()
        located = Request.objects.filter(located=True, closed_at=None).exists()
        return moment if not located else moment.replace(year=began.year + 1)

    table.carry_on(now)
    assert Request.objects.filter(located=True, state="pending").exists()
    table.world.clock.forward(60)


@pytest.mark.parametrize("look", range(4, 40, 3))
def test_a_worker_killed_at_any_moment_leaves_the_shipment_arranged_once(
    table: PackingTable, look: int
) -> None:
    order = table.sold()
    table.asks(order)
    looks = iter(range(look))

    def now() -> datetime:
        if next(looks, None) is None:
            raise Killed
        return table.world.clock.now()

    try:
        table.carry_on(now)
    except Killed:
        table.world.clock.forward(120)
    table.settle()
    assert table.arrangements() == 1
    assert table.state(order) is OrderState.ARRANGED
    assert table.ended(order) == [("done", "")]


def test_a_crash_between_sending_and_storing_is_looked_at_before_anything_is_sent_again(
    table: PackingTable,
) -> None:
    order = table.sold()
    table.asks(order)

    def now() -> datetime:
        if table.arrangements():
            raise Killed
        return table.world.clock.now()

    with pytest.raises(Killed):
        table.carry_on(now)
    (row,) = Request.objects.all()
    assert row.state == "sent"
    assert table.carry_on().busy, "the dead worker's lease runs on"
    sent = table.writes()
    table.world.clock.forward(60)
    table.settle()
    assert table.ended(order) == [("done", "")]
    assert table.arrangements() == 1
    if table.key != "lazada":
        assert table.writes() == sent


def test_two_workers_at_once_arrange_once(table: PackingTable) -> None:
    table.asks(table.sold())
    held = leases.take(f"fulfil:{table.shop.pk}", table.world.clock.now(), 30)
    assert held is not None
    assert table.carry_on().busy
    assert not table.arrangements()
    leases.release(held)
    table.settle()
    assert table.arrangements() == 1


def test_a_worker_whose_lease_was_taken_over_writes_nothing_more(table: PackingTable) -> None:
    order = table.sold()
    table.asks(order)
    taken = []

    def now() -> datetime:
        if table.arrangements() and not taken:
            table.world.clock.forward(300)
            taken.append(leases.take(f"fulfil:{table.shop.pk}", table.world.clock.now(), 30))
        return table.world.clock.now()

    assert table.carry_on(now).busy
    assert taken[0] is not None
    assert Request.objects.get().state == "sent"
    leases.release(taken[0])
    table.settle()
    assert table.arrangements() == 1


def test_one_bad_parcel_is_refused_in_words_and_the_others_go(table: PackingTable) -> None:
    orders = table.many_sold(3)
    table.asks(*orders)
    bad = orders[1]
    table.simulator.step_order(bad.external_id, Step.REQUEST_CANCEL)  # we haven't heard of it yet
    table.settle()
    assert [table.state(order) for order in (orders[0], orders[2])] == [OrderState.ARRANGED] * 2
    ((state, outcome),) = table.ended(bad)
    assert state == "refused"
    assert table.told(bad) == [outcome]
    assert table.state(bad) is OrderState.CANCEL_REQUESTED
    table.simulator.step_order(bad.external_id, Step.CANCEL)
    table.reads()
    table.carry_on()
    assert not table.told(bad), "what is over is told no more"


def test_a_parcel_that_was_arranged_in_the_marketplaces_own_app_is_done(table: PackingTable) -> None:
    orders = table.many_sold(2)
    table.asks(*orders)
    for step in (Step.ARRANGE, Step.SHIP):
        table.simulator.step_order(orders[0].external_id, step)
    table.settle()
    assert table.ended(orders[0]) == [("done", "fulfilment.was_arranged")]
    assert table.state(orders[0]) is OrderState.SHIPPED
    assert table.ended(orders[1]) == [("done", "")]


def test_a_parcel_that_was_arranged_elsewhere_after_we_read_it_is_done_too(table: PackingTable) -> None:
    order = table.sold()
    fulfilment = table.connector().fulfilment
    assert fulfilment is not None
    read_parcels(table.shop, fulfilment, table.world.clock.now, timedelta(hours=1))
    table.asks(order)
    for step in (Step.ARRANGE, Step.SHIP):
        table.simulator.step_order(order.external_id, step)
    table.settle()
    assert table.ended(order)[0][0] == "done"
    assert table.arrangements() == 1
    assert not table.told(order)


@pytest.mark.parametrize("table", ["shopee", "tokopedia"], indirect=True)
def test_each_parcel_of_an_order_has_a_request_of_its_own(table: PackingTable) -> None:
    order = table.sold(("S", 1), ("M", 1))
    table.simulator.dispatch.split(order.external_id)
    table.asks(order)
    table.settle()
    assert table.ended(order) == [("done", ""), ("done", "")]
    assert {parcel.state for parcel in table.parcels(order)} == {ParcelState.ARRANGED}


def test_a_marketplace_without_a_courier_yet_is_asked_again(table: PackingTable) -> None:
    table.ships(courier_seconds=600)
    order = table.sold()
    table.asks(order)
    table.settle()
    assert table.state(order) is OrderState.ARRANGED
    assert not table.told(order)


def test_a_marketplace_that_fails_for_long_is_told_and_asked_until_it_works(table: PackingTable) -> None:
    order = table.sold()
    table.asks(order)
    table.faults(server_error_rate=1)
    for _ in range(12):
        table.carry_on()
        table.world.clock.forward(1_000)
    assert len(table.told(order)) == 1
    table.faults()
    table.settle()
    assert table.state(order) is OrderState.ARRANGED
    assert not table.told(order)


def test_throttling_stops_the_shop_for_a_while_and_is_no_failure(table: PackingTable) -> None:
    orders = table.many_sold(4)
    table.asks(*orders)
    table.faults(calls_per_second=0.2, burst=1)
    table.carry_on()
    assert not Request.objects.filter(state="refused").exists()
    table.faults()
    table.settle()
    assert {table.state(order) for order in orders} == {OrderState.ARRANGED}


def test_a_way_that_is_not_offered_is_refused_with_what_to_do(table: PackingTable) -> None:
    order = table.sold()
    table.asks(order, wish=ArrangeWish(Handover.OWN, courier="Kurir desa", tracking_number="KD-1"))
    table.settle()
    assert table.ended(order) == [("refused", "fulfilment.no_own_courier")]
    assert table.told(order) == ["fulfilment.no_own_courier"]
    table.asks(order)
    assert not table.told(order), "asked anew, the old refusal is told no more"
    table.settle()
    assert table.state(order) is OrderState.ARRANGED


def test_a_newer_wish_replaces_one_that_was_not_sent_yet(table: PackingTable) -> None:
    order = table.sold()
    table.asks(order, wish=ArrangeWish(Handover.OWN, courier="Kurir desa", tracking_number="KD-1"))
    table.asks(order)
    table.settle()
    assert table.ended(order) == [("done", "")]


def test_nothing_is_asked_for_another_cooperatives_order(table: PackingTable) -> None:
    order = table.sold()
    table.world.cooperative("sumber")
    asked = ask.arrange(
        table.world.cooperatives["sumber"], [order.pk], table.wish(), "cli", table.world.clock.now()
    )
    assert [row.key for row in asked.refused] == ["fulfilment.no_such_order"]
    assert not Request.objects.exists()
    assert Order.objects.count() == 1
