"""Payment of an order, once."""

from __future__ import annotations

import pytest

from mappings.money import Rupiah
from storefront_sync.orders.payment import record_once
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import MutationRefused
from tests.saleor.contract.caller import Caller
from tests.saleor.contract.goods import Goods
from tests.saleor.contract.racing import together

STATUS = "query($id: ID!) { order(id: $id) { chargeStatus status totalCharged { amount } } }"
CHARGE = """mutation($id: ID!) { transactionCreate(id: $id, transaction: {pspReference: "P",
  amountCharged: {currency: "IDR", amount: 15000}}) { errors { code } } }"""
MARK = "mutation($id: ID!) { orderMarkAsPaid(id: $id) { errors { field code } } }"


@pytest.fixture
def order_id(goods: Goods) -> str:
    """An unpaid order of Rp15,000."""
    return goods.place((goods.make(), 1))


def charged(app: Caller, order_id: str) -> tuple[str, float]:
    order = app.data(STATUS, id=order_id)["order"]
    return order["chargeStatus"], order["totalCharged"]["amount"]


def test_a_transaction_with_an_amount_is_charged_again_under_the_same_reference(
    order_id: str, app: Caller
) -> None:
    assert app.do(CHARGE, id=order_id)["errors"] == []
    assert charged(app, order_id) == ("FULL", 15000.0)
    assert app.do(CHARGE, id=order_id)["errors"] == []
    assert charged(app, order_id) == ("OVERCHARGED", 30000.0)


def test_a_transaction_without_amounts_charges_nothing(
    order_id: str, client: SaleorClient, app: Caller
) -> None:
    made = client.transaction_create(order_id, "Shopee", "shop:R1")
    assert (made.name, made.psp_reference, made.charged) == ("Shopee", "shop:R1", 0)
    assert charged(app, order_id) == ("NONE", 0.0)


def test_racing_reports_of_one_reference_charge_once(
    order_id: str, client: SaleorClient, app: Caller
) -> None:
    made = client.transaction_create(order_id, "Shopee", "shop:R1")

    def report() -> None:
        client.transaction_event_report(made.id, Rupiah(15000), "shop:R1:charge")

    together([report] * 4)
    assert charged(app, order_id) == ("FULL", 15000.0)
    assert [row.charged for row in client.transactions(order_id)] == [15000]


def test_four_workers_that_race_to_record_one_payment_end_in_one_charge(
    order_id: str, client: SaleorClient, app: Caller
) -> None:
    def record() -> None:
        record_once(client, order_id, name="Shopee", reference="shop:R1", amount=Rupiah(15000))

    together([record] * 4)
    record()
    assert charged(app, order_id) == ("FULL", 15000.0)


def test_the_same_reference_with_another_amount_is_refused(order_id: str, client: SaleorClient) -> None:
    made = client.transaction_create(order_id, "Shopee", "P")
    client.transaction_event_report(made.id, Rupiah(15000), "P:charge")
    with pytest.raises(MutationRefused, match="INCORRECT_DETAILS"):
        client.transaction_event_report(made.id, Rupiah(14000), "P:charge")


def test_transactions_come_oldest_first(order_id: str, client: SaleorClient) -> None:
    made = [client.transaction_create(order_id, "Shopee", "P").id for _ in range(3)]
    assert [row.id for row in client.transactions(order_id)] == made


def test_marking_as_paid_fills_the_order_and_is_refused_again(order_id: str, app: Caller) -> None:
    assert app.do(MARK, id=order_id)["errors"] == []
    assert charged(app, order_id) == ("FULL", 15000.0)
    assert app.do(MARK, id=order_id)["errors"] == [{"field": "transaction", "code": "TRANSACTION_ERROR"}]


def test_an_order_with_any_transaction_is_not_marked_as_paid(
    order_id: str, client: SaleorClient, app: Caller
) -> None:
    client.transaction_create(order_id, "Shopee", "shop:R1")
    assert app.do(MARK, id=order_id)["errors"] == [{"field": "transaction", "code": "TRANSACTION_ERROR"}]
