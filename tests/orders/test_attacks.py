"""Attacks on orders: work that nobody takes up again, holds that stay or go too early, orphans in Saleor."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.base.types import OrderView
from mappings.words import OrderState
from storefront_sync.ledger.models import Hold
from storefront_sync.orders import settle
from storefront_sync.orders.intake import take_in
from storefront_sync.orders.models import Order
from storefront_sync.orders.phases import Phase
from storefront_sync.orders.plan import Effect, plan
from storefront_sync.sync import link
from storefront_sync.tenants.models import Problem
from tests.orders.test_import import Crash, DyingClient
from tests.orders.whole_world import PACE, WholeWorld


def unlink(whole: WholeWorld, key: str, name: str) -> None:
    """As if the listing had never been linked."""
    listing = whole.listing("sumber", key, name)
    listing.components.all().delete()
    listing.link, listing.link_source = "unmapped", ""
    listing.save()


def bought(whole: WholeWorld, key: str, lines: list[tuple[str, int]], *, paid: bool = True) -> Order:
    """A buyer's order, as far as our intake."""
    external_id = whole.buy("sumber", key, lines, paid=paid)
    whole.clock.forward(3)
    whole.drain("sumber", key)
    return Order.objects.get(external_id=external_id)


def seen(whole: WholeWorld, order: Order, **changes: object) -> None:
    """The marketplace shows the order changed."""
    connector = whole.connector("sumber", order.shop.marketplace)
    (view,) = connector.read_orders([order.external_id])  # type: ignore[list-item]
    changed: OrderView = replace(view, updated_at=whole.clock.now(), **changes)  # type: ignore[arg-type]
    now = whole.clock.now()
    take_in(order.shop, [changed], now, connector.manifest.capabilities, now - timedelta(days=1), now)
    order.refresh_from_db()


def test_an_order_whose_listing_was_linked_by_a_worker_that_died_goes_on(whole: WholeWorld) -> None:
    unlink(whole, "shopee", "M")
    order = bought(whole, "shopee", [("M", 1)])
    whole.settle("sumber")
    whole.scan("sumber", "shopee")  # links it, and dies before it tells the orders
    settle.links_changed(whole.cooperatives["sumber"].pk)  # the sweeper
    whole.everything("sumber")
    order.refresh_from_db()
    assert order.phase == Phase.IMPORTED.value


def test_an_order_that_is_settled_while_its_listing_is_linked_goes_on(whole: WholeWorld) -> None:
    unlink(whole, "shopee", "M")
    order = bought(whole, "shopee", [("M", 1)])
    whole.settle("sumber")
    Order.objects.update(wanted=2)  # it is being settled again, and found the listing unlinked
    whole.scan("sumber", "shopee")
    settle.links_changed(order.cooperative_id)
    Order.objects.update(settled=2)  # that worker is done
    settle.links_changed(order.cooperative_id)
    whole.everything("sumber")
    order.refresh_from_db()
    assert order.phase == Phase.IMPORTED.value


def test_taking_up_wakes_no_order_for_which_nothing_can_be_done(whole: WholeWorld) -> None:
    unlink(whole, "shopee", "M")
    bought(whole, "shopee", [("M", 1), ("S", 1)])
    bought(whole, "shopee", [("S", 1)], paid=False)
    whole.settle("sumber")
    assert settle.links_changed(whole.cooperatives["sumber"].pk) == 0


def test_an_unpaid_order_holds_what_its_listing_is_made_of_since_staff_corrected_the_link(
    whole: WholeWorld,
) -> None:
    order = bought(whole, "shopee", [("M", 1)], paid=False)
    whole.settle("sumber")
    row = whole.listing("sumber", "shopee", "M")
    link.confirm(
        whole.shops["sumber", "shopee"],
        row.item_id,
        row.model_id,
        {whole.sku("sumber", "M"): 3, whole.sku("sumber", "S"): 2},
        whole.clock.now(),
    )
    settle.links_changed(order.cooperative_id)
    whole.everything("sumber")
    assert {(hold.variant_id, hold.units) for hold in Hold.objects.all()} == {
        (whole.variant("sumber", "M").pk, 3),
        (whole.variant("sumber", "S").pk, 2),
    }
    assert whole.shown("sumber", "tokopedia")["M"][0] == 2
    assert whole.shown("sumber", "tokopedia")["S"][0] == 10
    link.confirm(
        whole.shops["sumber", "shopee"],
        row.item_id,
        row.model_id,
        {whole.sku("sumber", "S"): 2},
        whole.clock.now(),
    )
    settle.links_changed(order.cooperative_id)
    whole.everything("sumber")
    assert whole.shown("sumber", "tokopedia")["M"][0] == 5


def test_a_hold_that_the_mirror_contained_all_along_ends_with_a_push(whole: WholeWorld) -> None:
    whole.staff_sets("sumber", "M", 1)
    order = bought(whole, "shopee", [("M", 2)])
    whole.settle("sumber")
    order.refresh_from_db()
    assert order.phase == Phase.SHORT.value
    whole.staff_sets("sumber", "M", 5)
    (draft,) = whole.in_saleor(order)
    whole.client().draft_order_complete(order.saleor_id)  # staff complete the draft in the Dashboard
    assert draft["status"] == "DRAFT"
    whole.clock.forward(5)
    whole.sweep("sumber")  # 5 on hand, 2 allocated, and the hold still counts
    for key in whole.simulators:
        whole.drain("sumber", key)
    assert whole.shown("sumber", "tokopedia")["M"][0] == 1
    whole.clock.forward(60)
    whole.everything("sumber", rounds=3)
    assert whole.shown("sumber", "tokopedia")["M"][0] == 3
    assert whole.shown("sumber", "shopee")["M"][0] == 3


def test_an_order_of_which_a_part_is_cancelled_holds_and_imports_the_rest(whole: WholeWorld) -> None:
    order = bought(whole, "tokopedia", [("M", 3), ("S", 1)], paid=False)
    (view,) = whole.connector("sumber", "tokopedia").read_orders([order.external_id])  # type: ignore[list-item]
    m, s = sorted(view.lines, key=lambda line: line.quantity, reverse=True)
    assert (m.quantity, s.quantity) == (3, 1)
    seen(whole, order, lines=(replace(m, quantity=1),), state=OrderState.READY, paid=True)
    assert {hold.units for hold in Hold.objects.all()} == {1}
    whole.everything("sumber", rounds=1)
    order.refresh_from_db()
    (made,) = whole.in_saleor(order)
    assert [line["quantity"] for line in made["lines"]] == [1]  # type: ignore[attr-defined]
    assert whole.shown("sumber", "shopee")["M"][0] == 4
    assert whole.shown("sumber", "shopee")["S"][0] == 12


def test_a_draft_of_a_dead_worker_does_not_outlive_the_cancellation(whole: WholeWorld) -> None:
    order = bought(whole, "shopee", [("M", 1)])
    with pytest.raises(Crash):
        settle.settle_orders(
            whole.cooperatives["sumber"],
            DyingClient(whole.client(), "draft_order_create"),
            PACE,
            whole.clock.now,
        )
    whole.simulators["shopee"].step_order(order.external_id, "cancel")
    whole.clock.forward(60)
    whole.everything("sumber")
    order.refresh_from_db()
    assert order.phase == Phase.CANCELLED.value
    assert [row for row in whole.in_saleor(order) if row["status"] == "DRAFT"] == []


def test_a_draft_needs_no_link_any_more() -> None:
    for phase in (Phase.DRAFT, Phase.SHORT):
        assert plan(phase, OrderState.READY, lines_linked=False, left=False)[0] is Effect.IMPORT


def test_a_difference_with_staff_ends_when_the_marketplace_cancels_too(whole: WholeWorld) -> None:
    whole.staff_sets("sumber", "M", 1)
    order = bought(whole, "shopee", [("M", 2)])
    whole.settle("sumber")
    order.refresh_from_db()
    whole.staff_sets("sumber", "M", 5)
    whole.client().draft_order_complete(order.saleor_id)
    whole.client().order_cancel(order.saleor_id)
    whole.clock.forward(60)
    whole.everything("sumber")
    assert Problem.objects.filter(key="order.cancelled_in_saleor", closed_at=None).count() == 1
    (made,) = whole.in_saleor(order)
    assert made["charged"] == 0
    whole.simulators["shopee"].step_order(order.external_id, "cancel")
    whole.clock.forward(60)
    whole.everything("sumber")
    assert not Problem.objects.filter(closed_at=None).exists()
    assert not Hold.objects.exists()


def test_short_orders_leave_room_for_those_that_can_be_imported(whole: WholeWorld) -> None:
    """Twenty orders are settled at a time, the oldest first, and short ones come again after a while."""
    whole.staff_sets("sumber", "M", 0)
    order = bought(whole, "shopee", [("M", 1)])
    pauses = []
    for _ in range(6):
        whole.settle("sumber")
        order.refresh_from_db()
        assert order.phase == Phase.SHORT.value
        assert order.not_before is not None
        pauses.append((order.not_before - whole.clock.now()).total_seconds())
        whole.clock.forward(pauses[-1] + 1)
    assert pauses[0] <= 30
    assert pauses[-1] > 200
    whole.staff_sets("sumber", "M", 1)
    whole.sweep("sumber")
    settle.stock_rose({whole.variant("sumber", "M").pk})
    whole.settle("sumber")
    order.refresh_from_db()
    assert order.phase == Phase.IMPORTED.value
