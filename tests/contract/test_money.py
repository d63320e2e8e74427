"""What an order costs whom, told in the same words by every marketplace."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors.base.errors import ConnectorError, RateLimited
from connectors.base.settlement import Finance, OrderMoney
from connectors.base.simulator.orders import Costs, Step
from connectors.base.types import ExternalOrderId
from tests.conftest import HandSetClock
from tests.contract.behaviours import Behaviour, behaviours
from tests.contract.staff import Staff
from tests.contract.tampering import TamperingProxy, each_object
from tests.contract.wire_names import Spoiler, wire_names
from tests.contract.world import OTHER_SHOP, World, opened

COSTS = Costs(seller_discount=2_000, platform_discount=3_000, shipping_subsidy=4_000, fee_permille=100)
UNKNOWN = ExternalOrderId("576461413038785752")


@pytest.fixture(params=behaviours("order_money_told"), ids=str)
def world(request: pytest.FixtureRequest, clock: HandSetClock) -> Iterator[World]:
    """Each marketplace that tells of money, in each of its ways."""
    behaviour: Behaviour = request.param
    yield from opened(behaviour, clock.now)


def finance(staff: Staff, host: str = "") -> Finance:
    """The shop's."""
    found = staff.connector(host=host).finance
    assert found is not None
    return found


def sold(world: World, staff: Staff, *steps: Step) -> ExternalOrderId:
    """An order of two bags and a shirt with costs, that went these steps."""
    order_id = staff.sold(bags=2, shirts=1)
    world.sim.book.order(order_id).costs = COSTS
    for step in steps:
        world.sim.step_order(order_id, step)
    return order_id


ARRIVED = (Step.ARRANGE, Step.SHIP, Step.DELIVER)


def test_what_an_order_costs_whom_is_told_to_the_rupiah(world: World, staff: Staff) -> None:
    order_id = sold(world, staff, *ARRIVED)
    money = finance(staff).money(order_id)
    assert money is not None
    order = world.sim.book.order(order_id)
    assert money.goods in (order.goods + 2_000, order.goods + 5_000)  # with the platform's part, or without
    assert (money.seller_discount, money.platform_discount) == (2_000, 3_000)
    assert (money.shipping_paid, money.shipping_subsidy) == (order.shipping_fee, 4_000)
    assert (money.fees, money.payout) == (order.goods // 10, order.goods - order.goods // 10)


def test_before_an_order_arrives_its_payout_is_announced_or_not_said_but_never_nothing(
    world: World, staff: Staff
) -> None:
    order_id = sold(world, staff)
    money = finance(staff).money(order_id)
    assert money is not None
    order = world.sim.book.order(order_id)
    assert money.fees in (None, order.fees)
    assert money.payout in (None, order.goods - order.fees)
    assert money.seller_discount == 2_000


def test_the_order_itself_costs_what_it_did_before(world: World, staff: Staff) -> None:
    plain = staff.read(staff.sold(bags=2, shirts=1))
    discounted = staff.read(sold(world, staff))
    assert (discounted.total, discounted.shipping_fee) == (plain.total, plain.shipping_fee)
    assert [line.unit_price for line in discounted.lines] == [line.unit_price for line in plain.lines]


@pytest.mark.parametrize("value", [None, "many", 10**12, "NaN", "1e400", True, [], {}])
def test_what_is_not_said_or_cannot_be_is_not_known_and_never_0(
    world: World, staff: Staff, value: object
) -> None:
    order_id = sold(world, staff, *ARRIVED)
    spoiler = Spoiler(wire_names(world.key).amounts, lambda old: value)
    proxy = TamperingProxy(world.url, each_object(spoiler))
    money = finance(staff, host=proxy.url).money(order_id)
    proxy.stop()
    assert spoiler.hits
    assert money == OrderMoney()


def test_fields_that_are_left_out_are_not_known_and_never_0(world: World, staff: Staff) -> None:
    order_id = sold(world, staff, *ARRIVED)
    names = wire_names(world.key).amounts
    rewrite = each_object(lambda row: {name: row[name] for name in row if name not in names})
    proxy = TamperingProxy(world.url, rewrite)
    money = finance(staff, host=proxy.url).money(order_id)
    proxy.stop()
    assert money == OrderMoney()


def test_unknown_fields_change_nothing(world: World, staff: Staff) -> None:
    order_id = sold(world, staff, *ARRIVED)
    proxy = TamperingProxy(world.url, each_object(lambda fields: {**fields, "new_in_2027": [None, {}]}))
    tolerant = finance(staff, host=proxy.url).money(order_id)
    proxy.stop()
    assert tolerant == finance(staff).money(order_id)


def test_an_order_that_is_not_there_or_another_shops_has_no_money(world: World, staff: Staff) -> None:
    order_id = sold(world, staff, *ARRIVED)
    assert finance(staff).money(UNKNOWN) is None
    assert finance(Staff(world, staff.clock, OTHER_SHOP)).money(order_id) is None


def test_a_cancelled_order_has_a_price_still(world: World, staff: Staff) -> None:
    order_id = sold(world, staff, Step.CANCEL)
    money = finance(staff).money(order_id)
    assert money is not None
    assert money.seller_discount in (None, 0, 2_000)


def test_long_after_the_order_its_account_is_read_still(
    world: World, staff: Staff, clock: HandSetClock
) -> None:
    order_id = sold(world, staff, *ARRIVED)
    clock.forward(29.5 * 86_400)  # more than one query reaches, less than a consent lasts
    money = finance(staff).money(order_id)
    assert money is not None
    assert money.payout


def test_reading_money_takes_from_the_budget_first(world: World, staff: Staff) -> None:
    order_id = sold(world, staff, *ARRIVED)
    asked, last = finance(staff), world.sim.journal.last
    world.budget.left = 0
    with pytest.raises(RateLimited):
        asked.money(order_id)
    assert world.sim.events("call", last) == []


def test_a_broken_server_is_no_order_without_money(world: World, staff: Staff) -> None:
    order_id = sold(world, staff, *ARRIVED)
    world.faults(server_error_rate=1)
    with pytest.raises(ConnectorError):
        finance(staff).money(order_id)
