"""What has left on a marketplace is sent in Saleor: once, line by line, from where it lay, with number."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from connectors.base.shipment import Parcel as ParcelView
from connectors.base.shipment import ParcelId, ParcelRef
from connectors.base.simulator.faults import Faults
from connectors.base.simulator.orders import Step
from connectors.base.types import ExternalOrderId
from mappings.words import OrderState, ParcelState
from storefront_sync.orders import settle
from storefront_sync.orders.models import Order
from storefront_sync.orders.parcels import store
from storefront_sync.saleor.types import FulfilmentRead, OrderRead, Sending
from storefront_sync.tenants.models import Problem
from tests.orders.test_attacks import bought, seen
from tests.orders.test_import import Crash, DyingClient
from tests.orders.whole_world import PACE, WholeWorld

MARKETPLACES = ("shopee", "tokopedia")


def in_saleor(whole: WholeWorld, order: Order) -> OrderRead:
    """The order as Saleor shows it."""
    order.refresh_from_db()
    found = whole.client().order(order.saleor_id)
    assert found is not None
    return found


def sent(whole: WholeWorld, order: Order) -> list[FulfilmentRead]:
    """Its parcels in Saleor that aren't taken back."""
    return [row for row in in_saleor(whole, order).fulfilments if row.status == "FULFILLED"]


def imported(whole: WholeWorld, key: str, lines: list[tuple[str, int]]) -> Order:
    """A paid order, in Saleor."""
    order = bought(whole, key, lines)
    whole.everything("sumber")
    order.refresh_from_db()
    assert order.phase == "imported"
    return order


def shown_parcels(
    whole: WholeWorld, order: Order, *parcels: tuple[str, ParcelState, str, Sequence[str]]
) -> None:
    """The marketplace shows these parcels: id, state, tracking number, the names of lines' variants."""
    lines = {line.listing.options[0]: line.line_key for line in order.lines.all() if line.listing}
    views = [
        ParcelView(
            ParcelRef(ExternalOrderId(order.external_id), ParcelId(parcel_id)),
            state,
            "JNE",
            number,
            tuple(lines[name] for name in names),
        )
        for parcel_id, state, number, names in parcels
    ]
    store(order.pk, views, whole.clock.now(), whole.clock.now())
    whole.clock.forward(1)
    whole.settle("sumber")


@pytest.mark.parametrize("key", MARKETPLACES)
def test_what_has_left_is_sent_once_with_courier_and_number_and_takes_its_pieces_off_the_stock(
    whole: WholeWorld, key: str
) -> None:
    order = imported(whole, key, [("M", 2), ("pack", 1)])
    for step in (Step.ARRANGE, Step.SHIP, Step.DELIVER, Step.COMPLETE):
        whole.goes_on(order, step)
        assert len(sent(whole, order)) == (0 if step is Step.ARRANGE else 1)
    (parcel,) = sent(whole, order)
    known = order.parcels.get()
    assert parcel.tracking_number == f"{known.tracking_number} ({known.courier})"
    assert known.saleor_fulfilment_id == parcel.id
    assert sum(parcel.pieces.values()) == 8
    assert in_saleor(whole, order).status == "FULFILLED"
    assert whole.stock_in_saleor("sumber", "M") == (3, 0)
    assert whole.stock_in_saleor("sumber", "S") == (6, 0)
    assert not Problem.objects.filter(closed_at=None).exists()


def test_what_buyers_see_does_not_move_when_a_parcel_leaves(whole: WholeWorld) -> None:
    order = imported(whole, "shopee", [("M", 2)])
    before = {key: whole.shown("sumber", key) for key in MARKETPLACES}
    whole.goes_on(order, Step.SHIP)
    whole.sweep("sumber")
    whole.everything("sumber")
    assert {key: whole.shown("sumber", key) for key in MARKETPLACES} == before


@pytest.mark.parametrize("after", ["order_fulfill", "fulfillment_tracking"])
@pytest.mark.parametrize("number", ["", "JP1"])
def test_a_worker_that_dies_after_any_step_sends_nothing_twice(
    whole: WholeWorld, after: str, number: str
) -> None:
    order = imported(whole, "shopee", [("M", 2), ("S", 1)])
    lines = [line.line_key for line in order.lines.all()]
    view = ParcelView(
        ParcelRef(ExternalOrderId(order.external_id), ParcelId("p1")),
        ParcelState.SHIPPED,
        "JNE",
        number,
        tuple(lines),
    )
    store(order.pk, [view], whole.clock.now(), whole.clock.now())
    dying = DyingClient(whole.client(), after)
    try:
        settle.settle_orders(whole.cooperatives["sumber"], dying, PACE, whole.clock.now)
    except Crash:
        whole.clock.forward(60)  # the dead worker's lease runs out
    shown_parcels(whole, order, ("p1", ParcelState.SHIPPED, "JP1", ("M", "S")))
    (parcel,) = sent(whole, order)
    assert parcel.tracking_number == "JP1 (JNE)"
    assert order.parcels.get().saleor_fulfilment_id == parcel.id
    assert whole.stock_in_saleor("sumber", "M") == (3, 0)
    whole.everything("sumber")
    assert whole.shown("sumber", "tokopedia")["M"][0] == 3


def test_a_saleor_that_loses_answers_sends_nothing_twice(whole: WholeWorld) -> None:
    orders = [imported(whole, "shopee", [("S", 1)]) for _ in range(5)]
    whole.saleor.world.set_faults(Faults(drop_connection_rate=0.4, server_error_rate=0.2))
    for order in orders:
        whole.simulators["shopee"].step_order(order.external_id, Step.SHIP)
    for _ in range(6):
        whole.clock.forward(310)
        for key in MARKETPLACES:
            whole.drain("sumber", key)
        whole.parcels("sumber")
        whole.settle("sumber")
    whole.saleor.world.set_faults(Faults())
    for _ in range(3):
        whole.clock.forward(310)
        whole.everything("sumber")
    assert [len(sent(whole, order)) for order in orders] == [1] * 5
    assert whole.stock_in_saleor("sumber", "S") == (7, 0)


def test_each_parcel_of_an_order_is_sent_when_it_leaves_with_its_own_lines(whole: WholeWorld) -> None:
    order = imported(whole, "tokopedia", [("M", 2), ("S", 3)])
    here, left = ParcelState.ARRANGED, ParcelState.SHIPPED
    shown_parcels(whole, order, ("a", left, "JP-A", ["M"]), ("b", here, "", ["S"]))
    (first,) = sent(whole, order)
    assert (sum(first.pieces.values()), first.tracking_number) == (2, "JP-A (JNE)")
    assert whole.stock_in_saleor("sumber", "S") == (12, 3)
    shown_parcels(whole, order, ("a", left, "JP-A", ["M"]), ("b", left, "JP-B", ["S"]))
    assert [row.tracking_number for row in sent(whole, order)] == ["JP-A (JNE)", "JP-B (JNE)"]
    assert whole.stock_in_saleor("sumber", "S") == (9, 0)
    assert in_saleor(whole, order).status == "FULFILLED"


def test_a_number_that_comes_or_changes_later_is_kept_and_what_staff_write_over_it_stays(
    whole: WholeWorld,
) -> None:
    order = imported(whole, "shopee", [("M", 1)])
    for number, written in (("", ""), ("JP1", "JP1 (JNE)"), ("JP2", "JP2 (JNE)")):
        shown_parcels(whole, order, ("p", ParcelState.SHIPPED, number, ["M"]))
        assert [row.tracking_number for row in sent(whole, order)] == [written]
    (parcel,) = sent(whole, order)
    whole.client().fulfillment_tracking(parcel.id, "by hand")
    shown_parcels(whole, order, ("p", ParcelState.DELIVERED, "JP2", ["M"]))
    assert [row.tracking_number for row in sent(whole, order)] == ["by hand"]


def test_a_parcel_that_staff_sent_in_saleor_is_taken_for_the_marketplaces(whole: WholeWorld) -> None:
    order = imported(whole, "shopee", [("M", 2)])
    staff_send(whole, order)
    whole.goes_on(order, Step.SHIP)
    (parcel,) = sent(whole, order)
    assert parcel.tracking_number.startswith(order.parcels.get().tracking_number)
    assert whole.stock_in_saleor("sumber", "M") == (3, 0)


def test_two_parcels_that_staff_sent_as_one_keep_both_numbers(whole: WholeWorld) -> None:
    order = imported(whole, "tokopedia", [("M", 1), ("S", 1)])
    staff_send(whole, order)
    left = ParcelState.SHIPPED
    shown_parcels(whole, order, ("a", left, "JP-A", ["M"]), ("b", left, "JP-B", ["S"]))
    (parcel,) = sent(whole, order)
    assert parcel.tracking_number == "JP-A (JNE), JP-B (JNE)"


def staff_send(whole: WholeWorld, order: Order) -> None:
    """Staff send the whole order in the Dashboard."""
    found = in_saleor(whole, order)
    place = whole.cooperatives["sumber"].warehouses.get().warehouse_id
    whole.client().order_fulfill(found.id, [Sending(line.id, place, line.quantity) for line in found.lines])


def test_an_order_without_parcels_to_read_is_sent_whole(whole: WholeWorld) -> None:
    order = imported(whole, "shopee", [("M", 2)])
    order.parcels.all().delete()
    seen(whole, order, state=OrderState.SHIPPED)
    whole.settle("sumber")
    assert sent(whole, order) == []  # they are to be read first
    store(order.pk, [], whole.clock.now(), whole.clock.now())
    whole.settle("sumber")
    assert len(sent(whole, order)) == 1
    assert whole.stock_in_saleor("sumber", "M") == (3, 0)


def test_an_order_on_delivery_is_sent_before_it_is_paid(whole: WholeWorld) -> None:
    order = bought(whole, "shopee", [("M", 1)])
    seen(whole, order, paid=False)
    whole.everything("sumber")
    Order.objects.update(paid=False)
    shown_parcels(whole, order, ("p", ParcelState.SHIPPED, "JP1", ["M"]))
    assert len(sent(whole, order)) == 1


def test_a_shop_that_forbids_to_send_what_is_not_paid_is_told_and_goes_on_when_it_allows_it(
    whole: WholeWorld,
) -> None:
    order = bought(whole, "shopee", [("M", 1)])
    Order.objects.update(paid=False)
    whole.settle("sumber")
    whole.saleor.store.settings.fulfillment_allow_unpaid = False
    shown_parcels(whole, order, ("p", ParcelState.SHIPPED, "JP1", ["M"]))
    told = Problem.objects.filter(key="order.unpaid_not_sent", closed_at=None)
    assert told.count() == 1
    whole.saleor.store.settings.fulfillment_allow_unpaid = True
    whole.clock.forward(310)
    whole.settle("sumber")
    assert len(sent(whole, order)) == 1
    assert not told.all().exists()


def test_what_left_is_sent_though_saleor_counts_too_few(whole: WholeWorld) -> None:
    order = imported(whole, "shopee", [("M", 2)])
    whole.staff_sets("sumber", "M", 1)
    whole.goes_on(order, Step.SHIP)
    assert len(sent(whole, order)) == 1
    assert whole.stock_in_saleor("sumber", "M") == (-1, 0)


def test_without_news_saleor_is_asked_nothing(whole: WholeWorld) -> None:
    order = imported(whole, "shopee", [("M", 2)])
    whole.goes_on(order, Step.SHIP)
    whole.goes_on(order, Step.DELIVER)
    calls = len(whole.saleor.store.journal.after())
    Order.objects.filter(pk=order.pk).update(wanted=order.wanted + 5)
    whole.settle("sumber")
    assert len(whole.saleor.store.journal.after()) == calls
