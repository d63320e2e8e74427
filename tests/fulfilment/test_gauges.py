"""What waits, what is late and what is short is counted for the monitoring system."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storefront_sync.api.gauges import GAUGES
from storefront_sync.orders.models import Order
from storefront_sync.orders.phases import Phase
from tests.fulfilment.packing_table import PackingTable


def number(table: PackingTable, name: str, *more: str) -> float:
    """The sample of the shop."""
    (gauge,) = (one for one in GAUGES if one.name == f"storefront_sync_{name}")
    samples = dict(gauge.read(table.world.clock.now()))
    return samples[str(table.shop.pk), table.key, *more]


@pytest.mark.parametrize("table", ["shopee"], indirect=True)
def test_what_is_open_late_and_short_is_counted(table: PackingTable) -> None:
    order, other = table.sold(("S", 2)), table.sold(("S", 3))
    names: list[tuple[str, ...]] = [
        ("open_requests", "pending"),
        ("open_requests", "sent"),
        ("overdue_orders",),
        ("short_pieces",),
    ]
    assert [number(table, *name) for name in names] == [0, 0, 0, 0]
    table.asks(order)
    now = table.world.clock.now()
    Order.objects.filter(pk=order.pk).update(ship_by=now)
    Order.objects.filter(pk=other.pk).update(ship_by=now + timedelta(hours=1), phase=Phase.SHORT.value)
    assert [number(table, *name) for name in names] == [1, 0, 1, 3]
