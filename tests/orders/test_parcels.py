"""Parcels are read where an order has news of them, never overwritten by older readings, never asked for
without end."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from connectors.base.errors import Rejected
from connectors.base.fulfilment import Fulfilment
from connectors.base.shipment import Parcel as ParcelView
from connectors.base.shipment import ParcelId, ParcelRef
from connectors.base.simulator.orders import Step
from connectors.base.types import ExternalOrderId
from mappings.words import OrderState, ParcelState
from storefront_sync.orders.models import Order, Parcel
from storefront_sync.orders.parcels import (
    MOST_ATTEMPTS,
    MOST_PARCELS,
    NOT_READABLE,
    ParcelsRead,
    due,
    read_parcels,
    store,
)
from storefront_sync.sync.budgets import CallClass
from storefront_sync.tenants.models import Problem
from tests.orders.whole_world import WholeWorld

LONG = timedelta(hours=1)
MARKETPLACES = ("shopee", "tokopedia")


def sold(whole: WholeWorld, key: str, *, paid: bool = True) -> Order:
    """An order for a piece of S, taken in."""
    external_id = whole.buy("sumber", key, [("S", 1)], paid=paid)
    whole.clock.forward(5)
    whole.drain("sumber", key)
    return Order.objects.get(external_id=external_id)


def goes_on(whole: WholeWorld, order: Order, step: Step) -> None:
    """The order takes this step on its marketplace, and is read again."""
    whole.simulators[order.shop.marketplace].step_order(order.external_id, step)
    whole.clock.forward(5)
    whole.drain("sumber", order.shop.marketplace)


def read(whole: WholeWorld, key: str, through: Fulfilment | None = None) -> ParcelsRead:
    """One run of the job."""
    fulfilment = through or whole.connector("sumber", key, CallClass.NORMAL).fulfilment
    assert fulfilment is not None
    return read_parcels(whole.shops["sumber", key], fulfilment, whole.clock.now, LONG)


def again(order: Order) -> Order:
    """Its row as it is now."""
    return Order.objects.get(pk=order.pk)


@pytest.mark.parametrize("key", MARKETPLACES)
def test_from_paid_to_delivered_the_parcel_is_what_the_marketplace_shows(whole: WholeWorld, key: str) -> None:
    order = sold(whole, key)
    assert read(whole, key).changed == 1
    assert again(order).ship_by is not None
    for step, state in (
        (Step.ARRANGE, ParcelState.ARRANGED),
        (Step.SHIP, ParcelState.SHIPPED),
        (Step.DELIVER, ParcelState.DELIVERED),
    ):
        goes_on(whole, order, step)
        assert read(whole, key).changed == 1
        assert [ParcelState(row.state) for row in order.parcels.all()] == [state]
    assert again(order).ship_by is None
    parcel = order.parcels.get()
    assert parcel.courier
    assert parcel.tracking_number


@pytest.mark.parametrize("key", MARKETPLACES)
@pytest.mark.parametrize("seen_before", [True, False])
def test_an_order_that_is_seen_again_only_at_its_end_gets_its_tracking_number(
    whole: WholeWorld, key: str, seen_before: bool
) -> None:
    external_id = whole.buy("sumber", key, [("S", 1)])
    if seen_before:
        whole.clock.forward(5)
        whole.drain("sumber", key)
        read(whole, key)
    simulator = whole.simulators[key]
    for step in (Step.ARRANGE, Step.SHIP, Step.DELIVER, Step.COMPLETE):
        whole.clock.forward(1)
        simulator.step_order(external_id, step)
    whole.clock.forward(5)
    whole.drain("sumber", key)
    order = Order.objects.get(external_id=external_id)
    assert order.state == OrderState.COMPLETED.value
    assert read(whole, key).orders == 1
    (parcel,) = order.parcels.all()
    (shown,) = simulator.dispatch.parcels(external_id)
    assert parcel.tracking_number == shown.tracking_number != ""
    assert again(order).parcels_due_at is None


@pytest.mark.parametrize("key", MARKETPLACES)
def test_without_news_no_call_is_made(whole: WholeWorld, key: str) -> None:
    order = sold(whole, key)
    goes_on(whole, order, Step.SHIP)
    for _ in range(3):
        read(whole, key)
        whole.clock.forward(7200)
    for _ in range(3):
        whole.drain("sumber", key)
        assert read(whole, key) == ParcelsRead()
        whole.clock.forward(60)


def test_an_unpaid_order_has_no_parcel_to_read(whole: WholeWorld) -> None:
    sold(whole, "shopee", paid=False)
    assert not due(whole.clock.now()).exists()


def test_an_order_with_other_parcels_is_settled_again(whole: WholeWorld) -> None:
    order = sold(whole, "shopee")
    whole.settle("sumber")
    before = again(order)
    assert before.wanted == before.settled
    read(whole, "shopee")
    assert again(order).wanted == before.wanted + 1


VIEW = ParcelView(ParcelRef(ExternalOrderId("x"), ParcelId("p1")), ParcelState.ARRANGED, "JNE", "JP1")


class Flood:
    """A marketplace that shows so many parcels of every order."""

    def __init__(self, parcels: int) -> None:
        self.shown = [
            replace(VIEW, ref=ParcelRef(ExternalOrderId("x"), ParcelId(f"p{one:03}")))
            for one in range(parcels)
        ]

    def parcels(self, external_id: ExternalOrderId) -> list[ParcelView]:
        """All of them."""
        return self.shown


@pytest.mark.parametrize("beyond", [0, 1])
def test_of_too_many_parcels_the_first_are_kept_and_the_log_tells(
    whole: WholeWorld, caplog: pytest.LogCaptureFixture, beyond: int
) -> None:
    order = sold(whole, "shopee")
    with caplog.at_level(logging.WARNING):
        read(whole, "shopee", cast(Fulfilment, Flood(MOST_PARCELS + beyond)))
    kept = sorted(order.parcels.values_list("parcel_id", flat=True))
    assert (len(kept), kept[0], kept[-1]) == (100, "p000", "p099")
    assert ("orders.too_many_parcels" in caplog.text) is bool(beyond)


def test_an_older_reading_never_overwrites_a_newer(whole: WholeWorld) -> None:
    order = sold(whole, "shopee")
    older = whole.clock.now()
    newer = whole.clock.now()
    assert store(order.pk, [replace(VIEW, state=ParcelState.SHIPPED)], newer, whole.clock.now())
    assert not store(order.pk, [VIEW], older, whole.clock.now())
    assert order.parcels.get().state == ParcelState.SHIPPED.value


def test_a_tracking_number_that_is_known_isnt_lost_by_a_reading_without_it(whole: WholeWorld) -> None:
    order = sold(whole, "shopee")
    store(order.pk, [VIEW], whole.clock.now(), whole.clock.now())
    store(order.pk, [replace(VIEW, tracking_number="")], whole.clock.now(), whole.clock.now())
    assert order.parcels.get().tracking_number == "JP1"


def test_a_parcel_that_is_gone_stays_where_saleor_has_sent_it(whole: WholeWorld) -> None:
    order = sold(whole, "shopee")
    second = replace(VIEW, ref=ParcelRef(ExternalOrderId("x"), ParcelId("p2")))
    store(order.pk, [VIEW, second], whole.clock.now(), whole.clock.now())
    Parcel.objects.filter(parcel_id="p1").update(saleor_fulfilment_id="F1")
    third = replace(VIEW, ref=ParcelRef(ExternalOrderId("x"), ParcelId("p3")))
    store(order.pk, [third], whole.clock.now(), whole.clock.now())
    found = {row.parcel_id: row.state for row in order.parcels.all()}
    assert found == {"p1": ParcelState.CANCELLED.value, "p3": ParcelState.ARRANGED.value}


def test_a_number_that_never_comes_is_asked_for_more_and_more_rarely_and_then_no_more(
    whole: WholeWorld,
) -> None:
    order = sold(whole, "shopee")
    waits = []
    for _ in range(MOST_ATTEMPTS + 5):
        now = whole.clock.now()
        store(order.pk, [replace(VIEW, tracking_number="")], now, now)
        at = again(order).parcels_due_at
        if at is None:
            break
        waits.append(at - now)
        whole.clock.forward(1)
    assert len(waits) == MOST_ATTEMPTS
    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert max(waits) == timedelta(hours=1)


class Refuses:
    """A marketplace that shows no parcels."""

    def parcels(self, order_id: ExternalOrderId) -> tuple[ParcelView, ...]:
        """Refused."""
        raise Rejected("shopee.refused", "no")


def test_a_refusal_is_told_until_the_parcels_show_and_holds_up_no_other(whole: WholeWorld) -> None:
    orders = [sold(whole, "shopee") for _ in range(2)]
    read(whole, "shopee", Refuses())  # type: ignore[arg-type]
    told = Problem.objects.filter(key=NOT_READABLE, closed_at=None)
    assert sorted(row.subject for row in told) == sorted(f"parcels:{order.pk}" for order in orders)
    assert not due(whole.clock.now()).exists()
    whole.clock.forward(7200)
    assert read(whole, "shopee").changed == 2
    assert not told.all().exists()


def test_an_order_whose_parcels_are_refused_for_a_day_goes_on_without_and_loses_no_news(
    whole: WholeWorld,
) -> None:
    order = sold(whole, "shopee")
    whole.settle("sumber")
    Order.objects.update(parcels_attempts=MOST_ATTEMPTS - 1)
    before = again(order).wanted
    read(whole, "shopee", Refuses())  # type: ignore[arg-type]
    assert (again(order).parcels_due_at, again(order).wanted) == (None, before + 1)


@pytest.mark.parametrize("step", [Step.CANCEL, Step.SHIP])
def test_what_has_left_or_is_cancelled_is_not_to_go_any_more(whole: WholeWorld, step: Step) -> None:
    order = sold(whole, "shopee")
    read(whole, "shopee")
    assert again(order).ship_by is not None
    goes_on(whole, order, step)
    assert again(order).state in (OrderState.CANCELLED.value, OrderState.SHIPPED.value)
    assert again(order).ship_by is None
