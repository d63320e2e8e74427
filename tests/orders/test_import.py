"""Marketplace orders become Saleor orders: once, with the right lines, or they stay visible."""

import pytest

from connectors.base.simulator.faults import Faults
from storefront_sync.ledger.models import Hold
from storefront_sync.orders import settle
from storefront_sync.orders.models import Order
from storefront_sync.orders.phases import Phase
from storefront_sync.orders.reference import reference
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.tenants.models import Problem
from tests.orders.whole_world import PACE, WholeWorld


def test_a_paid_order_is_imported_allocated_and_charged_once(whole: WholeWorld) -> None:
    whole.buy("sumber", "shopee", [("M", 2), ("S", 1)])
    whole.clock.forward(3)
    whole.everything("sumber", rounds=3)
    order = Order.objects.get()
    assert order.phase == Phase.IMPORTED.value
    (made,) = whole.in_saleor(order)
    assert made["charged"] == 30_000
    assert whole.stock_in_saleor("sumber", "M") == (5, 2)
    assert whole.shown("sumber", "shopee")["M"][0] == 3
    assert whole.shown("sumber", "tokopedia")["M"][0] == 3
    assert whole.shown("sumber", "tokopedia")["S"][0] == 11
    assert whole.stock_in_saleor("melati", "M") == (5, 0)


def test_a_pack_becomes_lines_of_whole_rupiah_that_sum_exactly(whole: WholeWorld) -> None:
    whole.simulators["shopee"].edit(
        whole.shops["sumber", "shopee"].external_id,
        whole.listing("sumber", "shopee", "pack").item_id,
        whole.listing("sumber", "shopee", "pack").model_id,
        price=50_001,
    )
    whole.buy("sumber", "shopee", [("pack", 1)])
    whole.clock.forward(3)
    whole.everything("sumber")
    (made,) = whole.in_saleor(Order.objects.get())
    lines = made["lines"]
    assert isinstance(lines, list)
    assert sum(line["quantity"] for line in lines) == 6
    assert sum(line["quantity"] * line["unit_price"] for line in lines) == 50_001
    assert whole.stock_in_saleor("sumber", "S") == (12, 6)


def test_the_hold_ends_with_the_allocation_and_no_listing_ever_rises_in_between(whole: WholeWorld) -> None:
    whole.buy("sumber", "shopee", [("M", 2)])
    whole.clock.forward(3)
    whole.everything("sumber", rounds=3)
    seen = [
        event["value"]
        for event in whole.simulators["tokopedia"].events("shown")
        if event["aspect"] == "stock"
        and event["model_id"] == whole.listing("sumber", "tokopedia", "M").model_id
        and event["cause"] == "write"
    ]
    assert seen[-1] == 3
    assert seen == sorted(seen[:1]) + sorted(seen[1:], reverse=True)  # 5, then only downwards
    assert whole.marks("sumber", "tokopedia") == 0


def test_an_unpaid_order_is_not_imported_before_it_is_paid(whole: WholeWorld) -> None:
    bought = whole.buy("sumber", "tokopedia", [("M", 1)], paid=False)
    whole.clock.forward(3)
    whole.everything("sumber")
    assert whole.in_saleor(Order.objects.get()) == []
    whole.simulators["tokopedia"].step_order(bought, "pay")
    whole.clock.forward(3)
    whole.everything("sumber")
    assert len(whole.in_saleor(Order.objects.get())) == 1


def test_a_cancelled_order_is_cancelled_in_saleor_and_its_units_show_again(whole: WholeWorld) -> None:
    bought = whole.buy("sumber", "shopee", [("M", 2)])
    whole.clock.forward(3)
    whole.everything("sumber")
    whole.simulators["shopee"].step_order(bought, "cancel")
    whole.clock.forward(3)
    whole.everything("sumber", rounds=3)
    order = Order.objects.get()
    assert order.phase == Phase.CANCELLED.value
    assert [row["status"] for row in whole.in_saleor(order)] == ["CANCELED"]
    assert whole.stock_in_saleor("sumber", "M") == (5, 0)
    assert whole.shown("sumber", "shopee")["M"][0] == 5
    assert whole.shown("sumber", "tokopedia")["M"][0] == 5
    assert not Hold.objects.exists()


def test_a_cancellation_whose_answer_was_lost_has_its_variants_read_again(whole: WholeWorld) -> None:
    bought = whole.buy("sumber", "shopee", [("M", 2)])
    whole.clock.forward(3)
    whole.everything("sumber", rounds=3)
    order = Order.objects.get()
    whole.client().order_cancel(order.saleor_id)  # by a worker that died before it wrote anything down
    whole.simulators["shopee"].step_order(bought, "cancel")
    whole.clock.forward(3)
    whole.drain("sumber", "shopee")
    whole.settle("sumber")
    order.refresh_from_db()
    assert order.phase == Phase.CANCELLED.value
    whole.absorb("sumber")
    assert whole.variant("sumber", "M").stocks.get().allocated == 0


def test_an_order_with_an_unlinked_line_waits_holds_what_it_can_and_goes_on_when_linked(
    whole: WholeWorld,
) -> None:
    listing = whole.listing("sumber", "shopee", "M")
    listing.components.all().delete()
    listing.link, listing.link_source = "unmapped", ""
    listing.save()
    whole.buy("sumber", "shopee", [("M", 1), ("S", 2)])
    whole.clock.forward(3)
    whole.everything("sumber")
    order = Order.objects.get()
    assert order.phase == Phase.WAITING_LINK.value
    assert {hold.units for hold in Hold.objects.all()} == {2}
    assert whole.shown("sumber", "tokopedia")["S"][0] == 10
    assert Problem.objects.filter(key="order.waiting_link", closed_at=None).count() == 1
    whole.scan("sumber", "shopee")  # links by code again
    settle.links_changed(order.cooperative_id)
    whole.everything("sumber")
    order.refresh_from_db()
    assert order.phase == Phase.IMPORTED.value
    assert not Problem.objects.filter(key="order.waiting_link", closed_at=None).exists()


def test_a_short_order_stays_a_draft_visible_and_held_and_is_imported_when_stock_comes(
    whole: WholeWorld,
) -> None:
    whole.staff_sets("sumber", "M", 1)  # nobody tells us
    whole.buy("sumber", "shopee", [("M", 3)])
    whole.clock.forward(3)
    whole.everything("sumber")
    order = Order.objects.get()
    assert order.phase == Phase.SHORT.value
    assert [row["status"] for row in whole.in_saleor(order)] == ["DRAFT"]
    whole.staff_sets("sumber", "M", 4)
    whole.clock.forward(60)
    whole.sweep("sumber")
    whole.everything("sumber", rounds=3)
    order.refresh_from_db()
    assert order.phase == Phase.IMPORTED.value
    assert whole.stock_in_saleor("sumber", "M") == (4, 3)
    assert whole.shown("sumber", "shopee")["M"][0] == 1
    assert whole.shown("sumber", "tokopedia")["M"][0] == 1
    assert not Problem.objects.filter(key="order.short", closed_at=None).exists()


def test_orders_survive_a_saleor_that_loses_answers_without_a_second_order_or_charge(
    whole: WholeWorld,
) -> None:
    whole.saleor.world.set_faults(Faults(drop_connection_rate=0.4))
    for _ in range(3):
        whole.buy("sumber", "shopee", [("S", 1)])
        whole.clock.forward(2)
    for _ in range(25):
        for key in whole.simulators:
            whole.drain("sumber", key)
        whole.settle("sumber")
        whole.clock.forward(60)
    whole.saleor.world.set_faults(Faults())
    whole.everything("sumber", rounds=3)
    for order in Order.objects.all():
        assert order.phase == Phase.IMPORTED.value
        (made,) = whole.in_saleor(order)
        assert made["charged"] == 10_000
    assert whole.stock_in_saleor("sumber", "S") == (12, 3)


class Crash(Exception):
    """The worker dies."""


class DyingClient(SaleorClient):
    """A client whose process dies right after one named call was carried out."""

    def __init__(self, alive: SaleorClient, after: str) -> None:
        super().__init__(alive.api_url, "", session=None)
        self._transport = alive.transport
        self._after = after

    def __getattribute__(self, name: str) -> object:
        found = super().__getattribute__(name)
        if name.startswith("_") or name != self._after:
            return found

        def die(*args: object, **kwargs: object) -> None:
            found(*args, **kwargs)  # type: ignore[operator]
            raise Crash

        return die


@pytest.mark.parametrize(
    "after",
    [
        "draft_order_create",
        "draft_order_complete",
        "transaction_create",
        "transactions",
        "transaction_event_report",
    ],
)
def test_a_worker_that_dies_after_any_step_leaves_one_order_with_one_charge(
    whole: WholeWorld, after: str
) -> None:
    whole.buy("sumber", "shopee", [("M", 2)])
    whole.clock.forward(3)
    whole.drain("sumber", "shopee")
    dying = DyingClient(whole.client(), after)
    with pytest.raises(Crash):
        settle.settle_orders(whole.cooperatives["sumber"], dying, PACE, whole.clock.now)
    whole.clock.forward(60)  # the dead worker's lease runs out
    whole.everything("sumber", rounds=3)
    order = Order.objects.get()
    assert order.phase == Phase.IMPORTED.value
    (made,) = whole.in_saleor(order)
    assert made["charged"] == 20_000
    assert whole.stock_in_saleor("sumber", "M") == (5, 2)
    assert whole.shown("sumber", "shopee")["M"][0] == 3
    assert whole.shown("sumber", "tokopedia")["M"][0] == 3


def test_an_order_paid_on_delivery_is_allocated_at_once_and_charged_when_it_is_paid(
    whole: WholeWorld,
) -> None:
    whole.buy("sumber", "shopee", [("M", 1)])
    whole.clock.forward(3)
    whole.drain("sumber", "shopee")
    Order.objects.update(paid=False)  # as the marketplace shows it until the parcel is handed over
    whole.settle("sumber")
    order = Order.objects.get()
    assert order.phase == Phase.PLACED.value
    assert [row["charged"] for row in whole.in_saleor(order)] == [0]
    assert whole.stock_in_saleor("sumber", "M") == (5, 1)
    Order.objects.update(paid=True, wanted=order.wanted + 1)
    whole.settle("sumber")
    order.refresh_from_db()
    assert order.phase == Phase.IMPORTED.value
    assert [row["charged"] for row in whole.in_saleor(order)] == [10_000]


def test_a_draft_that_staff_completed_themselves_is_taken_as_it_is(whole: WholeWorld) -> None:
    whole.buy("sumber", "shopee", [("M", 1)])
    whole.clock.forward(3)
    whole.drain("sumber", "shopee")
    dying = DyingClient(whole.client(), "draft_order_create")
    with pytest.raises(Crash):
        settle.settle_orders(whole.cooperatives["sumber"], dying, PACE, whole.clock.now)
    order = Order.objects.get()
    draft = whole.client().order_by_reference(reference(order))
    assert draft is not None
    whole.client().draft_order_complete(draft.id)
    whole.clock.forward(60)
    whole.everything("sumber", rounds=2)
    order.refresh_from_db()
    assert order.phase == Phase.IMPORTED.value
    assert len(whole.in_saleor(order)) == 1
    assert whole.stock_in_saleor("sumber", "M") == (5, 1)
    assert whole.shown("sumber", "tokopedia")["M"][0] == 4
