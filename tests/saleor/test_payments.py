"""Whom the simulated server tells of a payment, and the orders that it lists as changed."""

from __future__ import annotations

from mappings.money import Rupiah
from tests.conftest import HandSetClock
from tests.saleor.shop import SmallShop

MARK = "mutation($id: ID!) { orderMarkAsPaid(id: $id) { errors { code } } }"


def test_marking_as_paid_tells_of_being_paid(shop: SmallShop) -> None:
    order_id = shop.place("R1", ("B", 1))
    shop.listen()
    assert shop.ask(MARK, id=order_id)["data"]["orderMarkAsPaid"]["errors"] == []
    assert shop.told() == ["order_fully_paid", "order_updated"]


def test_a_reported_charge_of_the_total_tells_of_being_paid(shop: SmallShop) -> None:
    made = shop.client.transaction_create(shop.place("R1", ("B", 1)), "Shopee", "P")
    shop.listen()
    shop.client.transaction_event_report(made.id, Rupiah(15000), "P:charge")
    assert shop.told() == ["order_paid", "order_fully_paid", "order_updated"]


def test_more_changed_orders_than_a_page_holds_are_listed_without_gaps(
    shop: SmallShop, clock: HandSetClock
) -> None:
    shop.simulator.store.variant_by_sku["B"].stocks[1].quantity = 1000
    since = shop.simulator.store.now()
    placed = []
    for n in range(103):
        placed.append(shop.place(f"R{n}", ("B", 1)))
        clock.forward(0.001 * (n % 3))
    first = shop.client.orders_changed_since(since)
    rest = shop.client.orders_changed_since(since, first.next_cursor)
    assert [row.id for row in (*first.rows, *rest.rows)] == placed
    assert (len(first.rows), rest.next_cursor) == (100, "")
