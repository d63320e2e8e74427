"""What is read of orders."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connectors.base.protocol import Connector
from connectors.base.simulator.orders import Step
from connectors.base.types import BuyerView, ExternalOrderId, OrderView
from mappings.words import OrderState
from tests.conftest import HandSetClock
from tests.contract.pages import all_rows
from tests.contract.world import BAG, OTHER_SHOP, SHIRT, SHOP, World

HOUR = timedelta(hours=1)


def listed(world: World, connector: Connector) -> list[ExternalOrderId]:
    """All pages of the last hour's changes."""
    since, until = world.now() - HOUR, world.now()
    refs = all_rows(lambda cursor: connector.list_orders(since, until, cursor), 20)
    return [ref.external_id for ref in refs]


def ordered(world: World, pieces: int = 2, *, paid: bool = True) -> ExternalOrderId:
    """A buyer orders shirts."""
    return ExternalOrderId(world.sim.place_order(SHOP, [(SHIRT, world.models(SHIRT)[0], pieces)], paid=paid))


def read(connector: Connector, order_id: ExternalOrderId) -> OrderView:
    """One order."""
    (view,) = connector.read_orders([order_id])
    return view


def test_an_order_is_in_the_change_list_and_readable(world: World, connector: Connector) -> None:
    order_id = ordered(world)
    assert listed(world, connector) == [order_id]
    assert read(connector, order_id).external_id == order_id


def test_an_order_has_its_lines_prices_and_total(world: World, connector: Connector) -> None:
    model_id = world.models(SHIRT)[0]
    bag = world.models(BAG)[0]
    order_id = world.sim.place_order(SHOP, [(SHIRT, model_id, 3), (BAG, bag, 1)])
    view = read(connector, ExternalOrderId(order_id))
    lines = {(line.item_id, line.model_id): (line.quantity, line.unit_price) for line in view.lines}
    assert lines == {(SHIRT, model_id): (3, 78_000), (BAG, bag): (1, 25_000)}
    assert view.total == 3 * 78_000 + 25_000 + view.shipping_fee
    assert len({line.line_key for line in view.lines}) == 2


def test_line_keys_are_stable_between_reads(world: World, connector: Connector) -> None:
    order_id = ordered(world)
    assert read(connector, order_id).lines == read(connector, order_id).lines


def test_times_are_aware_and_as_coarse_as_promised(world: World, connector: Connector) -> None:
    view = read(connector, ordered(world))
    assert view.created_at.utcoffset() == timedelta(0)
    coarse = timedelta(seconds=world.manifest.capabilities.time_resolution_seconds)
    assert abs(view.created_at - world.now()) <= coarse
    assert view.updated_at >= view.created_at


def test_an_order_goes_through_its_life(world: World, connector: Connector, clock: HandSetClock) -> None:
    order_id = ordered(world, paid=False)
    seen = [read(connector, order_id).state]
    for step in (Step.PAY, Step.ARRANGE, Step.SHIP, Step.DELIVER, Step.COMPLETE):
        clock.forward(60)
        world.sim.step_order(order_id, step)
        seen.append(read(connector, order_id).state)
    assert seen == [
        OrderState.UNPAID,
        OrderState.READY,
        OrderState.ARRANGED,
        OrderState.SHIPPED,
        OrderState.DELIVERED,
        OrderState.COMPLETED if world.sim.habits.tells_completion else OrderState.DELIVERED,
    ]


def test_a_cancel_asked_for_is_not_yet_a_cancel(world: World, connector: Connector) -> None:
    order_id = ordered(world)
    world.sim.step_order(order_id, Step.REQUEST_CANCEL)
    assert read(connector, order_id).state is OrderState.CANCEL_REQUESTED
    world.sim.step_order(order_id, Step.CANCEL)
    assert read(connector, order_id).state is OrderState.CANCELLED


def test_a_cancelled_order_keeps_its_lines(world: World, connector: Connector) -> None:
    order_id = ordered(world, 2)
    world.sim.step_order(order_id, Step.CANCEL)
    view = read(connector, order_id)
    assert view.state is OrderState.CANCELLED
    assert [line.quantity for line in view.lines] == [2]


def test_an_unpaid_order_says_that_it_is_not_paid(world: World, connector: Connector) -> None:
    order_id = ordered(world, paid=False)
    assert read(connector, order_id).paid is False
    world.sim.step_order(order_id, Step.PAY)
    assert read(connector, order_id).paid is True


def test_stock_falls_at_the_order_and_returns_at_the_cancel(world: World, connector: Connector) -> None:
    model_id = world.models(SHIRT)[0]
    order_id = ordered(world, 2)
    assert world.view(connector, SHIRT, model_id).stock == 10
    world.sim.step_order(order_id, Step.CANCEL)
    returns = world.manifest.capabilities.restores_on_cancel
    expected = {True: (12,), False: (10,), None: (10, 12)}[returns]
    assert world.view(connector, SHIRT, model_id).stock in expected


def test_a_changed_order_comes_into_the_list_again(
    world: World, connector: Connector, clock: HandSetClock
) -> None:
    order_id = ordered(world)
    clock.forward(7200)
    assert listed(world, connector) == []
    world.sim.step_order(order_id, Step.SHIP)
    assert listed(world, connector) == [order_id]


def test_the_cursor_walks_all_changes_once(world: World, connector: Connector, clock: HandSetClock) -> None:
    bag = world.models(BAG)[0]
    placed = []
    for at in range(230):
        world.sim.edit(SHOP, BAG, bag, stock=5)
        placed.append(world.sim.place_order(SHOP, [(BAG, bag, 1)]))
        if at % 3 == 0:
            clock.forward(1)
    found = listed(world, connector)
    assert sorted(found) == sorted(placed)


def test_both_ends_of_the_window_are_inside(world: World, connector: Connector, clock: HandSetClock) -> None:
    order_id = ordered(world)
    at = world.now()
    clock.forward(60)
    for since, until in ((at - timedelta(hours=1), at), (at, world.now())):
        page = connector.list_orders(since, until)
        assert [ref.external_id for ref in page.rows] == [order_id]


def test_the_longest_window_promised_is_accepted(world: World, connector: Connector) -> None:
    days = timedelta(days=world.manifest.capabilities.order_window_days)
    order_id = ordered(world)
    page = connector.list_orders(world.now() - days, world.now())
    assert [ref.external_id for ref in page.rows] == [order_id]


def test_the_feeds_lag_hides_an_order_for_a_while(
    world: World, connector: Connector, clock: HandSetClock
) -> None:
    world.faults(order_feed_lag_seconds=20)
    order_id = ordered(world)
    clock.forward(19)
    assert listed(world, connector) == []
    clock.forward(2)
    assert listed(world, connector) == [order_id]


def test_an_order_that_is_not_readable_hides_no_other(world: World, connector: Connector) -> None:
    order_id = ordered(world)
    unknown = ExternalOrderId(order_id[:-1] + ("0" if order_id[-1] != "0" else "1"))
    assert [view.external_id for view in connector.read_orders([unknown, order_id])] == [order_id]
    assert connector.read_orders([unknown]) == ()
    assert connector.read_orders([]) == ()


def test_as_many_orders_as_promised_are_read_at_the_cost_promised(world: World, connector: Connector) -> None:
    bag = world.models(BAG)[0]
    most, each = world.manifest.capabilities.order_ids, world.manifest.capabilities.calls_per_order
    world.sim.edit(SHOP, BAG, bag, stock=most)
    ids = [ExternalOrderId(world.sim.place_order(SHOP, [(BAG, bag, 1)])) for _ in range(most)]
    before = world.budget.taken
    assert {view.external_id for view in connector.read_orders(ids)} == set(ids)
    assert world.budget.taken - before == 1 + most * each


def test_one_shop_sees_no_other_shops_orders(world: World, connector: Connector) -> None:
    order_id = ordered(world)
    other = world.connect(OTHER_SHOP)
    assert listed(world, other) == []
    assert other.read_orders([order_id]) == ()


@pytest.mark.parametrize("paid", [True, False])
def test_a_masked_buyer_is_empty_never_asterisks(world: World, connector: Connector, paid: bool) -> None:
    buyer = read(connector, ordered(world, paid=paid)).buyer
    assert "*" not in "".join(vars(buyer).values())


def test_a_buyer_is_not_in_an_orders_repr(world: World, connector: Connector) -> None:
    order_id = ordered(world)
    world.sim.step_order(order_id, Step.ARRANGE)
    view = read(connector, order_id)
    shown = repr(view)
    assert all(part not in shown for part in vars(view.buyer).values() if part)
    assert isinstance(view.buyer, BuyerView)


def test_the_shop_front_is_named(world: World, connector: Connector) -> None:
    assert read(connector, ordered(world)).shop_front
