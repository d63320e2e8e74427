"""Orders are cancelled as the seller, and buyers answered, once and with the marketplace's own reasons."""

from __future__ import annotations

from datetime import datetime

import pytest

from connectors.base.aftersale import CancelOption
from connectors.base.simulator.orders import Step
from connectors.base.types import ExternalOrderId
from mappings.words import Aspect, CancelReason, OrderState
from storefront_sync.fulfilment import ask
from storefront_sync.fulfilment.ask import Asked
from storefront_sync.fulfilment.models import Request
from storefront_sync.ledger.models import OrderFeed, Verification
from storefront_sync.orders.models import Order
from tests.fulfilment.packing_table import PackingTable
from tests.fulfilment.test_arranging import Killed

LOST = {"timeout_after_apply_rate": 1.0, "timeout_seconds": 1.5}


def option(table: PackingTable, order: Order, reason: CancelReason | None = None) -> CancelOption:
    """A reason that the marketplace offers."""
    fulfilment = table.connector().fulfilment
    assert fulfilment is not None
    offered = fulfilment.cancel_options(ExternalOrderId(order.external_id))
    return next(one for one in offered if reason in (None, one.reason))


def cancels(table: PackingTable, order: Order, *lines: str, reason: CancelReason | None = None) -> Asked:
    """Staff cancel an order, or lines of it."""
    chosen = option(table, order, reason)
    return ask.cancel(table.cooperative, order.pk, chosen, lines, "cli", table.world.clock.now())


def answers(table: PackingTable, order: Order, accept: bool) -> Asked:
    """Staff answer a buyer."""
    return ask.answer(table.cooperative, [order.pk], accept, "cli", table.world.clock.now())


def wants_to_cancel(table: PackingTable) -> Order:
    """An order whose buyer asked to cancel."""
    order = table.sold()
    table.simulator.step_order(order.external_id, Step.REQUEST_CANCEL)
    table.reads()
    order.refresh_from_db()
    assert order.state == OrderState.CANCEL_REQUESTED
    return order


def test_an_order_is_cancelled_and_its_pieces_come_back_by_the_ordinary_way(table: PackingTable) -> None:
    order = table.sold()
    assert cancels(table, order).requests
    assert table.carry_on().changed
    assert table.state(order) is OrderState.CANCELLED
    assert OrderFeed.objects.get(shop=table.shop).asked_at is not None
    table.reads()
    order.refresh_from_db()
    assert order.state == OrderState.CANCELLED
    table.reads()
    assert table.world.shown("melati", table.key)["S"][0] == 300


def test_a_reason_that_sets_the_listing_to_0_has_it_read_back_and_shown_rightly(table: PackingTable) -> None:
    order = table.sold()
    chosen = option(table, order, CancelReason.OUT_OF_STOCK)
    cancels(table, order, reason=CancelReason.OUT_OF_STOCK)
    table.carry_on()
    belief = table.world.belief("melati", table.key, "S", Aspect.STOCK)
    assert belief.void is chosen.zeroes_stock
    assert Verification.objects.filter(listing=belief.listing_id).exists() is chosen.zeroes_stock
    for _ in range(3):
        table.reads()
    assert table.world.shown("melati", table.key)["S"][0] == 300


def test_a_part_is_cancelled_where_the_marketplace_does_that_and_else_refused(table: PackingTable) -> None:
    order = table.sold(("S", 1), ("M", 2))
    line = order.lines.get(quantity=2) if table.key != "lazada" else order.lines.order_by("pk").last()
    assert line is not None
    asked = cancels(table, order, line.line_key, reason=CancelReason.OUT_OF_STOCK)
    if not table.connector().manifest.capabilities.partial_cancel:
        assert [row.key for row in asked.refused] == ["fulfilment.whole_orders_only"]
        return
    table.settle()
    assert table.state(order) is not OrderState.CANCELLED
    table.reads()
    left = set(order.lines.values_list("line_key", flat=True))
    assert left
    assert line.line_key not in left


def test_all_lines_are_the_whole_order(table: PackingTable) -> None:
    order = table.sold(("S", 1), ("M", 2))
    cancels(table, order, *order.lines.values_list("line_key", flat=True))
    table.settle()
    assert table.state(order) is OrderState.CANCELLED


def test_a_line_that_is_not_in_the_order_is_refused_before_anything_is_sent(table: PackingTable) -> None:
    order = table.sold()
    asked = cancels(table, order, "no such line")
    assert [row.key for row in asked.refused] == ["fulfilment.no_such_line"]


def test_an_answer_to_a_cancel_that_is_lost_is_looked_for(table: PackingTable) -> None:
    order = table.sold()
    cancels(table, order)
    table.faults(**LOST)
    table.carry_on()
    table.faults()
    assert not Request.objects.filter(state="done").exists()
    table.settle()
    assert table.state(order) is OrderState.CANCELLED
    assert table.ended(order) == [("done", "")]


@pytest.mark.parametrize("look", range(4, 24, 4))
def test_a_worker_killed_while_cancelling_leaves_it_cancelled_once(table: PackingTable, look: int) -> None:
    order = table.sold()
    cancels(table, order)
    looks = iter(range(look))

    def now() -> datetime:
        if next(looks, None) is None:
            raise Killed
        return table.world.clock.now()

    try:
        table.carry_on(now)
    except Killed:
        table.world.clock.forward(120)
    table.settle()
    assert table.ended(order) == [("done", "")]
    assert [event["state"] for event in table.simulator.events("order")].count("cancelled") == 1


def test_a_shipment_that_was_not_asked_for_yet_is_withdrawn_by_a_cancel(table: PackingTable) -> None:
    order = table.sold()
    table.asks(order)
    cancels(table, order)
    table.settle()
    assert table.ended(order) == [("refused", "fulfilment.withdrawn"), ("done", "")]
    assert not table.arrangements()
    assert not table.told(order)


def test_what_has_left_is_not_cancelled_and_staff_are_told_why(table: PackingTable) -> None:
    order = table.sold()
    asked = cancels(table, order)
    for step in (Step.ARRANGE, Step.SHIP):
        table.simulator.step_order(order.external_id, step)
    assert asked.requests
    table.settle()
    ((state, outcome),) = table.ended(order)
    assert state == "refused"
    assert table.told(order, "cancel") == [outcome]
    assert table.state(order) is OrderState.SHIPPED


@pytest.mark.parametrize("accept", [True, False])
def test_a_buyer_is_answered(table: PackingTable, accept: bool) -> None:
    order = wants_to_cancel(table)
    answers(table, order, accept)
    table.settle()
    assert table.ended(order) == [("done", "")]
    assert (table.state(order) is OrderState.CANCELLED) is accept
    assert table.state(order) is not OrderState.CANCEL_REQUESTED


@pytest.mark.parametrize("accept", [True, False])
def test_an_answer_to_a_buyer_that_is_lost_is_looked_for(table: PackingTable, accept: bool) -> None:
    order = wants_to_cancel(table)
    answers(table, order, accept)
    table.faults(**LOST)
    table.carry_on()
    table.faults()
    table.settle()
    assert table.ended(order) == [("done", "")]
    assert (table.state(order) is OrderState.CANCELLED) is accept


def test_nobody_is_answered_who_does_not_ask(table: PackingTable) -> None:
    order = table.sold()
    assert [row.key for row in answers(table, order, True).refused] == ["fulfilment.nobody_asks"]
    order = wants_to_cancel(table)
    answers(table, order, True)
    table.simulator.step_order(order.external_id, Step.KEEP)
    table.settle()
    ((state, outcome),) = table.ended(order)
    assert state == "refused"
    assert table.told(order, "accept") == [outcome]


def test_a_second_thought_before_the_answer_was_sent_counts(table: PackingTable) -> None:
    order = wants_to_cancel(table)
    answers(table, order, True)
    answers(table, order, False)
    table.settle()
    assert table.ended(order) == [("done", "")]
    assert table.state(order) is not OrderState.CANCELLED


@pytest.mark.parametrize("look", range(3, 21, 2))
def test_staff_who_cancel_while_it_is_being_sent_off_get_one_or_the_other(
    table: PackingTable, look: int
) -> None:
    order = table.sold()
    chosen = option(table, order)
    table.asks(order)
    looks = iter(range(look))
    said: list[Asked] = []

    def now() -> datetime:
        if next(looks, None) is None and not said:
            said.append(Asked())
            at = table.world.clock.now()
            said[0] = ask.cancel(table.cooperative, order.pk, chosen, (), "cli", at)
        return table.world.clock.now()

    assert not table.carry_on(now).busy
    table.settle()
    taken = bool(said and said[0].requests)
    assert (table.state(order) is OrderState.CANCELLED) is taken
    if taken and not table.arrangements():
        assert ("refused", "fulfilment.withdrawn") in table.ended(order)


@pytest.mark.parametrize("look", range(3, 12))
def test_staff_who_answer_otherwise_while_it_is_being_sent_are_never_told_wrong(
    table: PackingTable, look: int
) -> None:
    order = wants_to_cancel(table)
    answers(table, order, True)
    looks = iter(range(look))
    said: list[Asked] = []

    def now() -> datetime:
        if next(looks, None) is None and not said:
            said.append(Asked())
            at = table.world.clock.now()
            said[0] = ask.answer(table.cooperative, [order.pk], False, "cli", at)
        return table.world.clock.now()

    table.carry_on(now)
    table.settle()
    done = Request.objects.get(order=order, state="done")
    assert (table.state(order) is OrderState.CANCELLED) is (done.kind == "accept")
