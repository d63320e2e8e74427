"""Cancelled after packing, or after goods had left, or in part: pieces come back exactly once, and only those
that are here."""

from __future__ import annotations

from dataclasses import replace

import pytest

from connectors.base.simulator.orders import Step
from mappings.words import OrderState, ParcelState
from storefront_sync.orders import settle
from storefront_sync.orders.fulfilled import notice
from storefront_sync.orders.intake import take_in
from storefront_sync.orders.models import Order
from storefront_sync.orders.phases import Phase
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.types import OrderWithStocks
from storefront_sync.tenants.models import Problem
from tests.orders.test_attacks import seen
from tests.orders.test_import import Crash, DyingClient
from tests.orders.test_sent import imported, in_saleor, sent, shown_parcels, staff_send
from tests.orders.whole_world import PACE, WholeWorld


def told(key: str) -> int:
    """How many such problems are open."""
    return Problem.objects.filter(key=key, closed_at=None).count()


def fewer(whole: WholeWorld, order: Order, **quantities: int) -> None:
    """The marketplace shows this many pieces of these variants, and none of the others."""
    (view,) = whole.connector("sumber", order.shop.marketplace).read_orders([order.external_id])  # type: ignore[list-item]
    names = {line.line_key: line.listing.options[0] for line in order.lines.all() if line.listing}
    lines = tuple(
        replace(line, quantity=quantities[names[line.line_key]])
        for line in view.lines
        if names.get(line.line_key) in quantities
    )
    seen(whole, order, lines=lines)


@pytest.mark.parametrize("after", ["", "fulfillment_cancel", "order_cancel"])
def test_an_order_that_staff_packed_in_saleor_and_that_is_cancelled_gives_its_pieces_back_once(
    whole: WholeWorld, after: str
) -> None:
    order = imported(whole, "shopee", [("M", 2)])
    staff_send(whole, order)
    assert whole.stock_in_saleor("sumber", "M") == (3, 0)
    whole.simulators["shopee"].step_order(order.external_id, Step.CANCEL)
    whole.clock.forward(5)
    whole.drain("sumber", "shopee")
    if after:
        dying = DyingClient(whole.client(), after)
        with pytest.raises(Crash):
            settle.settle_orders(whole.cooperatives["sumber"], dying, PACE, whole.clock.now)
        whole.clock.forward(60)
    whole.everything("sumber", rounds=3)
    order.refresh_from_db()
    assert order.phase == Phase.CANCELLED.value
    assert in_saleor(whole, order).status == "CANCELED"
    assert whole.stock_in_saleor("sumber", "M") == (5, 0)
    assert whole.shown("sumber", "tokopedia")["M"][0] == 5
    assert order.wanted == order.settled
    assert not Problem.objects.filter(closed_at=None).exists()


def test_goods_that_had_left_come_back_by_no_cancellation(whole: WholeWorld) -> None:
    order = imported(whole, "shopee", [("M", 2)])
    whole.goes_on(order, Step.SHIP)
    seen(whole, order, state=OrderState.CANCELLED)
    whole.everything("sumber", rounds=3)
    assert whole.stock_in_saleor("sumber", "M") == (3, 0)
    assert len(sent(whole, order)) == 1
    assert told("order.cancelled_on_the_way") == 1
    order.refresh_from_db()
    assert order.wanted == order.settled


def test_goods_that_left_unsent_in_saleor_and_were_cancelled_are_sent_there(whole: WholeWorld) -> None:
    order = imported(whole, "shopee", [("M", 2)])
    seen(whole, order, state=OrderState.SHIPPED)
    seen(whole, order, state=OrderState.CANCELLED)
    whole.everything("sumber", rounds=2)
    assert whole.stock_in_saleor("sumber", "M") == (3, 0)


def test_of_a_cancelled_order_the_parcel_that_left_stays_sent_and_the_other_is_for_sale(
    whole: WholeWorld,
) -> None:
    order = imported(whole, "tokopedia", [("M", 2), ("S", 3)])
    a, b = ("a", ParcelState.SHIPPED, "JP", ["M"]), ("b", ParcelState.WAITING, "", ["S"])
    shown_parcels(whole, order, a, b)
    seen(whole, order, state=OrderState.CANCELLED)
    whole.settle("sumber")
    assert whole.stock_in_saleor("sumber", "M") == (3, 0)
    assert whole.stock_in_saleor("sumber", "S") == (12, 0)
    assert told("order.cancelled_on_the_way") == 1


def test_a_view_that_came_too_late_to_tell_that_goods_had_left_is_told(whole: WholeWorld) -> None:
    order = imported(whole, "shopee", [("M", 2)])
    early = whole.clock.now()
    seen(whole, order, state=OrderState.CANCELLED)
    whole.settle("sumber")
    (view,) = whole.connector("sumber", "shopee").read_orders([order.external_id])  # type: ignore[list-item]
    late = replace(view, state=OrderState.SHIPPED, updated_at=early)
    take(whole, order, late)
    take(whole, order, late)
    whole.settle("sumber")
    assert told("order.left_unseen") == 1


def take(whole: WholeWorld, order: Order, view: object) -> None:
    """A view that was read long ago arrives."""
    connector = whole.connector("sumber", order.shop.marketplace)
    now = whole.clock.now()
    take_in(order.shop, [view], now, connector.manifest.capabilities, now, now)  # type: ignore[list-item]


class Crossed(SaleorClient):
    """A client whose cancellations staff cross by sending the order in that moment."""

    def __init__(self, whole: WholeWorld, order: Order) -> None:
        super().__init__(whole.client().api_url, "", session=None)
        self._transport = whole.client().transport
        self._cross = lambda: staff_send(whole, order)

    def order_cancel(self, order_id: str) -> OrderWithStocks:
        """Too late."""
        self._cross()
        return super().order_cancel(order_id)


def test_an_order_that_saleor_does_not_let_go_is_told_and_tried_again_when_staff_do_something_there(
    whole: WholeWorld,
) -> None:
    order = imported(whole, "shopee", [("M", 2)])
    seen(whole, order, state=OrderState.CANCELLED)
    settle.settle_orders(whole.cooperatives["sumber"], Crossed(whole, order), PACE, whole.clock.now)
    order.refresh_from_db()
    assert told("order.not_cancelled") == 1
    assert order.wanted == order.settled
    notice(order.cooperative_id, [in_saleor(whole, order)], whole.clock.now())
    whole.settle("sumber")
    assert whole.stock_in_saleor("sumber", "M") == (5, 0)
    assert told("order.not_cancelled") == 0


@pytest.mark.parametrize("after", ["", "order_lines_return"])
def test_pieces_that_were_cancelled_after_the_import_are_for_sale_again_exactly_once(
    whole: WholeWorld, after: str
) -> None:
    order = imported(whole, "tokopedia", [("M", 3), ("S", 2)])
    fewer(whole, order, M=1)
    if after:
        dying = DyingClient(whole.client(), after)
        with pytest.raises(Crash):
            settle.settle_orders(whole.cooperatives["sumber"], dying, PACE, whole.clock.now)
        whole.clock.forward(60)
    whole.everything("sumber", rounds=3)
    assert whole.stock_in_saleor("sumber", "M") == (5, 1)
    assert whole.stock_in_saleor("sumber", "S") == (12, 0)
    assert whole.shown("sumber", "shopee")["M"][0] == 4
    assert not Problem.objects.filter(closed_at=None).exists()


def test_the_rest_of_an_order_that_was_cancelled_in_part_is_sent_or_cancelled(whole: WholeWorld) -> None:
    first, second = (imported(whole, "tokopedia", [("M", 2)]) for _ in range(2))
    for order in (first, second):
        fewer(whole, order, M=1)
    whole.settle("sumber")
    shown_parcels(whole, first, ("p", ParcelState.SHIPPED, "JP1", ["M"]))
    assert [sum(row.pieces.values()) for row in sent(whole, first)] == [1]
    seen(whole, second, state=OrderState.CANCELLED)
    whole.settle("sumber")
    assert whole.stock_in_saleor("sumber", "M") == (4, 0)
    assert in_saleor(whole, second).status == "CANCELED"


def test_what_was_sent_and_is_then_cancelled_in_part_is_told_with_figures(whole: WholeWorld) -> None:
    order = imported(whole, "tokopedia", [("M", 3)])
    staff_send(whole, order)
    fewer(whole, order, M=1)
    whole.settle("sumber")
    problem = Problem.objects.get(key="order.lines_changed", closed_at=None)
    assert (problem.detail["more"], problem.detail["fewer"]) == (2, 0)
    assert whole.stock_in_saleor("sumber", "M") == (2, 0)


def test_lines_that_grew_are_told_and_nothing_is_taken_out(whole: WholeWorld) -> None:
    order = imported(whole, "tokopedia", [("M", 1), ("S", 2)])
    fewer(whole, order, M=2, S=1)
    whole.settle("sumber")
    problem = Problem.objects.get(key="order.lines_changed", closed_at=None)
    assert (problem.detail["more"], problem.detail["fewer"]) == (1, 1)
    assert whole.stock_in_saleor("sumber", "S") == (12, 2)
    fewer(whole, order, M=1, S=1)
    whole.settle("sumber")
    assert told("order.lines_changed") == 0
    assert whole.stock_in_saleor("sumber", "S") == (12, 1)


def test_a_parcel_that_gave_way_to_another_before_it_left_is_sent_once(whole: WholeWorld) -> None:
    order = imported(whole, "shopee", [("M", 2)])
    seen(whole, order, state=OrderState.SHIPPED)
    whole.settle("sumber")
    first = order.parcels.get()
    assert (first.left_at, len(sent(whole, order))) == (None, 1)
    shown_parcels(whole, order, ("other", ParcelState.SHIPPED, "JP9", ["M"]))
    assert [row.tracking_number for row in sent(whole, order)] == ["JP9 (JNE)"]
    assert whole.stock_in_saleor("sumber", "M") == (3, 0)


@pytest.mark.parametrize("state", [ParcelState.CANCELLED, ParcelState.LOST])
def test_a_parcel_that_stopped_on_its_way_stays_sent_and_is_told_until_it_goes_on(
    whole: WholeWorld, state: ParcelState
) -> None:
    order = imported(whole, "shopee", [("M", 2)])
    for now, count in ((ParcelState.SHIPPED, 0), (state, 1), (ParcelState.DELIVERED, 0)):
        shown_parcels(whole, order, ("p", now, "JP1", ["M"]))
        assert told("order.parcel_stopped") == count
        assert len(sent(whole, order)) == 1
        assert whole.stock_in_saleor("sumber", "M") == (3, 0)
