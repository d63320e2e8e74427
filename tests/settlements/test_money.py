"""What an order costs is asked for when there is news of it, and is never forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connectors.base.errors import ConnectorError, Transient
from connectors.base.settlement import OrderMoney as Said
from connectors.base.simulator.faults import Faults
from connectors.base.simulator.orders import Costs
from connectors.base.types import ExternalOrderId
from mappings.money import Rupiah
from mappings.words import OrderState
from storefront_sync.orders.models import Order
from storefront_sync.settlements import money
from storefront_sync.settlements.models import MoneyFeed, OrderMoney
from tests.returns.desk import SLUG, Desk

PERIOD = timedelta(minutes=15)
LONGEST = timedelta(hours=1)


def read(place: Desk) -> int:
    """Ask for what is due; how many orders that were."""
    place.world.redis.flushall()
    finance = place.world.connector(SLUG, place.key).finance
    return money.read_money(place.shop, finance, PERIOD, place.world.clock.now, LONGEST).orders


def arrived(place: Desk) -> Order:
    """An order that arrived, as we know it."""
    order_id = place.sell(("S", 2))
    place.world.simulators[place.key].book.order(order_id).costs = Costs(1_000, 2_000, 3_000, 100)
    place.world.drain(SLUG, place.key)
    return place.order(order_id)


def test_an_order_that_arrived_is_known_with_all_its_money(place: Desk) -> None:
    order = arrived(place)
    assert read(place) == 1
    row = OrderMoney.objects.get(order=order)
    assert (row.seller_discount, row.platform_discount, row.shipping_subsidy) == (1_000, 2_000, 3_000)
    assert (row.fees, row.payout, row.state) == (2_000, 18_000, "delivered")
    assert order.total == place.order(order.external_id).total


def test_what_has_no_news_is_not_asked_for_again(place: Desk) -> None:
    order = arrived(place)
    assert [read(place), read(place)] == [1, 0]
    Order.objects.filter(pk=order.pk).update(state=OrderState.COMPLETED.value)
    assert [read(place), read(place)] == [1, 0]


def test_the_shop_is_looked_over_once_a_period(place: Desk) -> None:
    now = place.world.clock.now
    assert list(money.due_shops(now())) == [place.shop]
    read(place)
    assert not money.due_shops(now()).exists()
    assert list(money.due_shops(now() + PERIOD)) == [place.shop]


def test_a_payout_that_is_not_said_yet_is_asked_for_daily_and_not_for_ever(place: Desk) -> None:
    order = arrived(place)
    start = place.world.clock.now()
    for day in range(30):
        money.store(order.pk, order.state, Said(), start + timedelta(days=day))
    row = OrderMoney.objects.get(order=order)
    assert (row.attempts, row.next_at) == (30, None)
    money.store(order.pk, "completed", Said(), start + timedelta(days=31))
    row.refresh_from_db()
    assert row.next_at == start + timedelta(days=32)


def test_what_is_not_said_never_goes_over_a_number_nor_an_older_answer_over_a_newer(place: Desk) -> None:
    order, at = arrived(place), place.world.clock.now()
    money.store(order.pk, "delivered", Said(fees=Rupiah(5), payout=Rupiah(90)), at)
    money.store(order.pk, "delivered", Said(payout=Rupiah(80)), at + timedelta(seconds=1))
    money.store(order.pk, "ready", Said(fees=Rupiah(7), payout=Rupiah(70)), at)
    row = OrderMoney.objects.get(order=order)
    assert (row.fees, row.payout, row.state) == (5, 80, "delivered")


def test_a_broken_network_only_delays(place: Desk) -> None:
    order = arrived(place)
    simulator = place.world.simulators[place.key]
    simulator.set_faults(Faults(server_error_rate=1))
    with pytest.raises(ConnectorError):
        read(place)
    row = OrderMoney.objects.get()
    assert {getattr(row, name) for name in money.AMOUNTS} == {None}
    assert MoneyFeed.objects.get().next_at > place.world.clock.now()
    simulator.set_faults(Faults())
    place.world.clock.forward(4_000)
    assert read(place) == 1
    assert OrderMoney.objects.get().order == order


def test_what_was_said_at_the_arrival_is_asked_for_again_after_a_day_and_a_week(place: Desk) -> None:
    order, start = arrived(place), place.world.clock.now()
    said = Said(payout=Rupiah(90))
    waits = []
    for days in (0, 1, 8):
        money.store(order.pk, "delivered", said, start + timedelta(days=days))
        waits.append(OrderMoney.objects.get(order=order).next_at)
    assert waits == [start + timedelta(days=1), start + timedelta(days=8), None]


def test_an_order_whose_answer_cannot_be_used_makes_way_for_the_others(place: Desk) -> None:
    orders = [arrived(place), arrived(place)]

    class Odd:
        """Says nothing that can be used of the first order."""

        def money(self, order_id: ExternalOrderId) -> Said | None:
            """The other's payout."""
            if order_id == orders[0].external_id:
                raise Transient("connection.bad_answer")
            return Said(payout=Rupiah(90))

    now = place.world.clock.now
    with pytest.raises(Transient):
        money.read_money(place.shop, Odd(), PERIOD, now, LONGEST)
    assert money.read_money(place.shop, Odd(), PERIOD, now, LONGEST).orders == 1
    payouts = [OrderMoney.objects.get(order=order).payout for order in orders]
    assert payouts == [None, 90]
    assert list(money.due(place.shop, now() + timedelta(hours=2))) == [orders[0]]


def test_where_the_marketplace_tells_no_money_nothing_is_asked(place: Desk) -> None:
    arrived(place)
    assert money.read_money(place.shop, None, PERIOD, place.world.clock.now, LONGEST).orders == 0


def test_orders_of_long_ago_are_not_asked_for(place: Desk) -> None:
    order = arrived(place)
    Order.objects.filter(pk=order.pk).update(remote_updated_at=place.world.clock.now() - timedelta(days=61))
    assert read(place) == 0
