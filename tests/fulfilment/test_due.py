"""What must go out today comes first, by the clock on the wall in Java."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mappings.words import OrderState
from storefront_sync.fulfilment.due import Urgency, to_go
from storefront_sync.orders.models import Order
from storefront_sync.tenants.named import UnknownShop
from tests.fulfilment.packing_table import PackingTable

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
"""17:00 in Jakarta."""
MIDNIGHT = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)


@pytest.fixture
def orders(table: PackingTable) -> list[Order]:
    """Six orders."""
    return table.many_sold(6)


@pytest.mark.parametrize("table", ["shopee"], indirect=True)
def test_the_most_urgent_comes_first_and_the_day_is_that_of_jakarta(
    table: PackingTable, orders: list[Order]
) -> None:
    times = {
        "tomorrow": MIDNIGHT + timedelta(minutes=1),
        "late tonight": MIDNIGHT - timedelta(minutes=1),
        "just passed": NOW,
        "yesterday": NOW - timedelta(days=1),
    }
    for order, ship_by in zip(orders, times.values(), strict=False):
        Order.objects.filter(pk=order.pk).update(ship_by=ship_by)
    Order.objects.filter(pk=orders[4].pk).update(ship_by=None)
    Order.objects.filter(pk=orders[5].pk).update(ship_by=None, state=OrderState.SHIPPED.value)
    found = to_go(table.cooperative, NOW)
    assert [(row.order.pk, row.urgency) for row in found] == [
        (orders[3].pk, Urgency.OVERDUE),
        (orders[2].pk, Urgency.OVERDUE),
        (orders[1].pk, Urgency.TODAY),
        (orders[4].pk, Urgency.UNKNOWN),
    ]
    assert found[2].ship_by is not None
    assert found[2].ship_by.hour == 23
    assert len(to_go(table.cooperative, NOW, days=2)) == 5


@pytest.mark.parametrize("table", ["shopee"], indirect=True)
def test_what_has_left_or_is_cancelled_is_not_due(table: PackingTable, orders: list[Order]) -> None:
    states = ("shipped", "delivered", "completed", "cancelled", "returned", "unpaid")
    for order, state in zip(orders, states, strict=True):
        Order.objects.filter(pk=order.pk).update(state=state, ship_by=NOW)
    assert to_go(table.cooperative, NOW) == []


@pytest.mark.parametrize("table", ["shopee"], indirect=True)
def test_only_ones_own_orders_are_told(table: PackingTable, orders: list[Order]) -> None:
    Order.objects.update(ship_by=NOW)
    table.world.cooperative("sumber")
    assert to_go(table.world.cooperatives["sumber"], NOW) == []
    assert len(to_go(table.cooperative, NOW, shop="shopee")) == len(orders)
    with pytest.raises(UnknownShop):
        to_go(table.cooperative, NOW, shop="tokopedia")
