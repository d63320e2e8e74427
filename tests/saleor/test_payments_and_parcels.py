"""Payment once, and parcels there and back."""

from __future__ import annotations

from threading import Thread

import pytest

from mappings.money import Rupiah
from storefront_sync.saleor.errors import MutationRefused
from storefront_sync.saleor.types import Sending
from tests.conftest import HandSetClock
from tests.saleor.shop import SmallShop

STATUS = "query($id: ID!) { order(id: $id) { chargeStatus status } }"


def charge_status(shop: SmallShop, order_id: str) -> str:
    return str(shop.ask(STATUS, id=order_id)["data"]["order"]["chargeStatus"])


def test_a_transaction_with_an_amount_is_charged_again_under_the_same_reference(shop: SmallShop) -> None:
    order_id = shop.place("R1", ("B", 1))
    query = """mutation($id: ID!) { transactionCreate(id: $id, transaction: {pspReference: "P",
        amountCharged: {currency: "IDR", amount: 15000}}) { errors { code } } }"""
    shop.ask(query, id=order_id)
    assert charge_status(shop, order_id) == "FULL"
    shop.ask(query, id=order_id)
    assert charge_status(shop, order_id) == "OVERCHARGED"


def test_a_transaction_without_amounts_charges_nothing(shop: SmallShop) -> None:
    order_id = shop.place("R1", ("B", 1))
    made = shop.client.transaction_create(order_id, "Shopee", "shop:R1")
    assert (made.psp_reference, made.charged) == ("shop:R1", 0)
    assert charge_status(shop, order_id) == "NONE"


def test_racing_reports_of_one_reference_charge_once(shop: SmallShop) -> None:
    order_id = shop.place("R1", ("B", 1))
    made = shop.client.transaction_create(order_id, "Shopee", "shop:R1")
    report = shop.client.transaction_event_report
    threads = [Thread(target=report, args=(made.id, Rupiah(15000), "shop:R1:charge")) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert charge_status(shop, order_id) == "FULL"
    assert [row.charged for row in shop.client.transactions(order_id)] == [15000]


def test_the_same_reference_with_another_amount_is_refused(shop: SmallShop) -> None:
    made = shop.client.transaction_create(shop.place("R1", ("B", 1)), "Shopee", "P")
    shop.client.transaction_event_report(made.id, Rupiah(15000), "P:charge")
    with pytest.raises(MutationRefused, match="INCORRECT_DETAILS"):
        shop.client.transaction_event_report(made.id, Rupiah(14000), "P:charge")


def test_transactions_come_oldest_first(shop: SmallShop, clock: HandSetClock) -> None:
    order_id = shop.place("R1", ("B", 1))
    made = []
    for _ in range(3):
        made.append(shop.client.transaction_create(order_id, "Shopee", "P").id)
        clock.forward(1)
    assert [row.id for row in shop.client.transactions(order_id)] == made


def test_marking_as_paid_fills_the_order_and_is_refused_again(shop: SmallShop) -> None:
    order_id = shop.place("R1", ("B", 1))
    shop.listen()
    query = "mutation($id: ID!) { orderMarkAsPaid(id: $id) { errors { code } } }"
    assert shop.ask(query, id=order_id)["data"]["orderMarkAsPaid"]["errors"] == []
    assert shop.told() == ["order_fully_paid", "order_updated"]
    again = shop.ask(query, id=order_id)["data"]["orderMarkAsPaid"]["errors"]
    assert again[0]["code"] == "PAYMENT_ERROR"


def test_a_reported_charge_of_the_total_tells_of_being_paid(shop: SmallShop) -> None:
    made = shop.client.transaction_create(shop.place("R1", ("B", 1)), "Shopee", "P")
    shop.listen()
    shop.client.transaction_event_report(made.id, Rupiah(15000), "P:charge")
    assert shop.told() == ["order_paid", "order_fully_paid", "order_updated"]


def test_an_unpaid_order_is_not_sent_where_the_shop_forbids_it(shop: SmallShop) -> None:
    shop.staff("mutation { shopSettingsUpdate(input: {fulfillmentAllowUnpaid: false}) { errors { code } } }")
    order = shop.client.order(shop.place("R1", ("B", 1)))
    assert order is not None
    with pytest.raises(MutationRefused, match="CANNOT_FULFILL_UNPAID_ORDER"):
        shop.client.order_fulfill(order.id, [Sending(order.lines[0].id, shop.warehouse_id(), 1)])


def test_no_more_is_sent_than_was_ordered(shop: SmallShop) -> None:
    order = shop.client.order(shop.place("R1", ("B", 1)))
    assert order is not None
    with pytest.raises(MutationRefused, match="orderLineId/FULFILL_ORDER_LINE"):
        shop.client.order_fulfill(order.id, [Sending(order.lines[0].id, shop.warehouse_id(), 2)])


def test_more_than_is_on_hand_is_sent_only_when_asked(shop: SmallShop) -> None:
    order = shop.client.order(shop.place("R1", ("D", 2)))
    assert order is not None
    shop.simulator.store.variant_by_sku["D"].stocks[1].quantity = 0
    sending = [Sending(order.lines[0].id, shop.warehouse_id(), 2)]
    with pytest.raises(MutationRefused, match="INSUFFICIENT_STOCK"):
        shop.client.order_fulfill(order.id, sending)
    shop.client.order_fulfill(order.id, sending, exceed_stock=True)
    assert shop.numbers("D") == [(-2, 0)]


def test_an_order_on_its_way_cannot_be_cancelled(shop: SmallShop) -> None:
    order = shop.client.order(shop.place("R1", ("B", 2)))
    assert order is not None
    sent = shop.client.order_fulfill(order.id, [Sending(order.lines[0].id, shop.warehouse_id(), 1)], "JP1")
    assert sent.order.status == "PARTIALLY_FULFILLED"
    with pytest.raises(MutationRefused, match="CANNOT_CANCEL_ORDER"):
        shop.client.order_cancel(order.id)
    shop.client.fulfillment_cancel(sent.order.fulfilments[0].id, shop.warehouse_id())
    assert shop.client.order_cancel(order.id).order.status == "CANCELED"
    assert shop.numbers("B") == [(10, 0)]


def test_a_cancel_answers_with_the_freed_stocks(shop: SmallShop) -> None:
    cancelled = shop.client.order_cancel(shop.place("R1", ("B", 4)))
    (stock,) = cancelled.stocks[shop.variant_id("B")]
    assert (stock.quantity, stock.allocated) == (10, 0)


def test_a_tracking_number_is_set_later(shop: SmallShop) -> None:
    order = shop.client.order(shop.place("R1", ("B", 1)))
    assert order is not None
    sent = shop.client.order_fulfill(order.id, [Sending(order.lines[0].id, shop.warehouse_id(), 1)])
    updated = shop.client.fulfillment_tracking(sent.order.fulfilments[0].id, "JP0002")
    assert updated.fulfilments[0].tracking_number == "JP0002"


def test_changed_orders_come_in_the_order_of_their_change_and_without_drafts(
    shop: SmallShop, clock: HandSetClock
) -> None:
    since = shop.simulator.store.now()
    first = shop.place("R1", ("B", 1))
    clock.forward(1)
    second = shop.place("R2", ("C", 1))
    shop.client.draft_order_create(shop.draft("R3", ("B", 1)))
    clock.forward(1)
    shop.client.order_cancel(first)
    page = shop.client.orders_changed_since(since)
    assert [row.id for row in page.rows] == [second, first]
    assert page.rows[0].variant_ids == (shop.variant_id("C"),)
    later = shop.client.orders_changed_since(page.rows[1].updated_at, channel_slug="default-channel")
    assert [row.id for row in later.rows] == [first]


def test_changed_orders_are_paged_without_gaps(shop: SmallShop, clock: HandSetClock) -> None:
    shop.client.stocks_write([])
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
