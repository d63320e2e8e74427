"""What buyers give back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from connectors.base.aftersale import ReturnView
from connectors.base.errors import ConnectorError, RateLimited
from connectors.base.fulfilment import Fulfilment
from connectors.base.simulator.orders import Step
from connectors.base.simulator.returned import ReturnStep
from connectors.base.types import ExternalOrderId
from mappings.words import ReturnState
from tests.conftest import HandSetClock
from tests.contract.behaviours import Behaviour, behaviours
from tests.contract.pages import all_rows
from tests.contract.quality import keeps
from tests.contract.staff import Staff
from tests.contract.tampering import TamperingProxy, each_object
from tests.contract.world import BAG, OTHER_SHOP, SHIRT, World, opened

HOUR = timedelta(hours=1)
WORDS = "Barangnya sobek, tolong Bu Rahasia"


@pytest.fixture(params=behaviours("returns_read"), ids=str)
def world(request: pytest.FixtureRequest, clock: HandSetClock) -> Iterator[World]:
    """Each marketplace whose returns we read, in each of its ways."""
    behaviour: Behaviour = request.param
    yield from opened(behaviour, clock.now)


def delivered(world: World, staff: Staff, **sold: int) -> ExternalOrderId:
    """A new order that has arrived."""
    order_id = staff.sold(**sold)
    for step in (Step.ARRANGE, Step.SHIP, Step.DELIVER):
        world.sim.step_order(order_id, step)
    return order_id


def listed(world: World, fulfilment: Fulfilment) -> list[ReturnView]:
    """All pages of the last hour's changes."""
    since, until = world.now() - HOUR, world.now()
    return all_rows(lambda cursor: fulfilment.returns(since, until, cursor), 20)


def one(world: World, staff: Staff) -> ReturnView:
    """The only return."""
    (view,) = listed(world, staff.fulfilment())
    return view


def test_a_return_has_its_lines_and_quantities(world: World, staff: Staff) -> None:
    order_id = delivered(world, staff, bags=2, shirts=3)
    lines = {line.item_id: line for line in staff.read(order_id).lines}
    asked = world.sim.returns.ask(order_id)
    view = one(world, staff)
    assert (view.return_id, view.order_id, view.state) == (asked.return_id, order_id, ReturnState.ASKED)
    assert {row.line_key: row.quantity for row in view.lines} == {
        lines[BAG].line_key: 2,
        lines[SHIRT].line_key: 3,
    }
    assert view.goods_back is True
    assert view.refund in (None, asked.refund)


def test_a_part_that_comes_back_is_that_part_only(world: World, staff: Staff) -> None:
    order_id = delivered(world, staff, bags=2, shirts=3)
    shirt = next(line for line in staff.read(order_id).lines if line.item_id == SHIRT)
    world.sim.returns.ask(order_id, {1: 1})
    assert [(row.line_key, row.quantity) for row in one(world, staff).lines] == [(shirt.line_key, 1)]


def test_a_refund_without_goods_says_so(world: World, staff: Staff) -> None:
    world.sim.returns.ask(delivered(world, staff), goods_back=False)
    assert one(world, staff).goods_back is False


def test_a_return_goes_its_way(world: World, staff: Staff, clock: HandSetClock) -> None:
    asked = world.sim.returns.ask(delivered(world, staff))
    seen = [one(world, staff).state]
    for step in (ReturnStep.DISPUTE, ReturnStep.ACCEPT, ReturnStep.SEND_BACK):
        clock.forward(60)
        world.sim.returns.step(asked.return_id, step)
        seen.append(one(world, staff).state)
    assert seen == [
        ReturnState.ASKED,
        ReturnState.DISPUTED,
        ReturnState.ACCEPTED,
        ReturnState.COMING_BACK,
    ]


def test_a_return_that_is_withdrawn_is_closed(world: World, staff: Staff) -> None:
    asked = world.sim.returns.ask(delivered(world, staff))
    world.sim.returns.step(asked.return_id, ReturnStep.WITHDRAW)
    assert one(world, staff).state is ReturnState.CLOSED


@pytest.mark.parametrize("goods_back", [True, False])
def test_what_was_paid_back_is_told_and_never_taken_for_a_return_that_came_to_nothing(
    world: World, staff: Staff, goods_back: bool
) -> None:
    asked = world.sim.returns.ask(delivered(world, staff), goods_back=goods_back)
    for step in (ReturnStep.ACCEPT, ReturnStep.REFUND):
        world.sim.returns.step(asked.return_id, step)
    state = one(world, staff).state
    assert state is ReturnState.REFUNDED or (
        state is ReturnState.ACCEPTED and not keeps(world.key, "refund_told")
    )


def test_the_cursor_walks_all_returns_once(world: World, staff: Staff, clock: HandSetClock) -> None:
    expected = set()
    for at in range(130):
        world.sim.edit(staff.shop, BAG, world.models(BAG)[0], stock=5)
        expected.add(world.sim.returns.ask(delivered(world, staff)).return_id)
        if at % 3 == 0:
            clock.forward(1)
    views = listed(world, staff.fulfilment())
    assert len(views) == 130
    assert {view.return_id for view in views} == expected


def test_both_ends_of_the_window_are_inside(world: World, staff: Staff, clock: HandSetClock) -> None:
    asked = world.sim.returns.ask(delivered(world, staff))
    at = world.now()
    clock.forward(60)
    for since, until in ((at - HOUR, at), (at, world.now())):
        page = staff.fulfilment().returns(since, until)
        assert [view.return_id for view in page.rows] == [asked.return_id]


def test_what_did_not_change_in_the_window_is_not_in_it(
    world: World, staff: Staff, clock: HandSetClock
) -> None:
    asked = world.sim.returns.ask(delivered(world, staff))
    clock.forward(7200)
    assert listed(world, staff.fulfilment()) == []
    world.sim.returns.step(asked.return_id, ReturnStep.ACCEPT)
    assert one(world, staff).return_id == asked.return_id


def test_the_longest_window_promised_is_accepted(world: World, staff: Staff) -> None:
    asked = world.sim.returns.ask(delivered(world, staff))
    days = timedelta(days=world.manifest.capabilities.order_window_days)
    page = staff.fulfilment().returns(world.now() - days, world.now())
    assert [view.return_id for view in page.rows] == [asked.return_id]


def test_times_are_aware_and_of_the_last_change(world: World, staff: Staff, clock: HandSetClock) -> None:
    asked = world.sim.returns.ask(delivered(world, staff))
    clock.forward(90)
    world.sim.returns.step(asked.return_id, ReturnStep.ACCEPT)
    view = one(world, staff)
    assert view.updated_at.utcoffset() == timedelta(0)
    assert abs(view.updated_at - world.now()) <= timedelta(seconds=1)


def test_no_returns_are_no_rows(world: World, staff: Staff) -> None:
    delivered(world, staff)
    assert listed(world, staff.fulfilment()) == []


def test_the_buyers_own_words_stay_there(world: World, staff: Staff) -> None:
    world.sim.returns.ask(delivered(world, staff), text=WORDS)
    shown = repr(one(world, staff)) + str(vars(one(world, staff)))
    buyer = world.sim.book.order(one(world, staff).order_id).buyer
    assert "Rahasia" not in shown
    assert buyer.name not in shown


def test_unknown_fields_change_nothing(world: World, staff: Staff) -> None:
    world.sim.returns.ask(delivered(world, staff))
    proxy = TamperingProxy(world.url, each_object(lambda fields: {**fields, "new_in_2027": [None, {}]}))
    tolerant = listed(world, staff.fulfilment(host=proxy.url))
    proxy.stop()
    assert tolerant == listed(world, staff.fulfilment())


def test_one_shop_sees_no_other_shops_returns(world: World, staff: Staff) -> None:
    world.sim.returns.ask(delivered(world, staff))
    assert listed(world, Staff(world, staff.clock, OTHER_SHOP).fulfilment()) == []


def test_reading_returns_takes_from_the_budget_first(world: World, staff: Staff) -> None:
    fulfilment = staff.fulfilment()
    last = world.sim.journal.last
    world.budget.left = 0
    with pytest.raises(RateLimited):
        fulfilment.returns(world.now() - HOUR, world.now())
    assert world.sim.events("call", last) == []


def test_a_broken_server_is_no_empty_page(world: World, staff: Staff) -> None:
    world.faults(server_error_rate=1)
    with pytest.raises(ConnectorError):
        staff.fulfilment().returns(world.now() - HOUR, world.now())


def test_buyers_ask_from_outside(world: World, staff: Staff) -> None:
    order_id = delivered(world, staff, bags=2)
    body = {"order_id": order_id, "lines": {"0": 1}, "text": WORDS}
    asked = world.control("POST", "returns", body).json()
    assert asked["state"] == "asked"
    assert world.control("POST", f"returns/{asked['return_id']}/accept").json()["state"] == "accepted"
    assert world.control("POST", f"returns/{asked['return_id']}/dispute").status_code == 409
    assert world.control("POST", "returns", {**body, "lines": {"7": 1}}).status_code == 409
    assert [row.quantity for row in one(world, staff).lines] == [1]
