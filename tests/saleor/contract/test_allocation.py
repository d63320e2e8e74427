"""Setting stock aside: all of an order or nothing of it, and for whom it is short."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import ShortOfStock
from tests.saleor.contract.caller import Caller
from tests.saleor.contract.goods import Goods
from tests.saleor.contract.premises import Premises
from tests.saleor.contract.racing import together
from tests.saleor.contract.shopping import reserving

STRATEGY = """mutation($id: ID!, $strategy: AllocationStrategyEnum!) { channelUpdate(id: $id,
  input: {stockSettings: {allocationStrategy: $strategy}}) { errors { code } } }"""


def test_completing_allocates_across_the_channels_warehouses_in_their_order(
    premises: Premises, goods: Goods, client: SaleorClient
) -> None:
    """Which isn't the order in which set-up names them: Saleor doesn't keep that."""
    channel = next(row for row in client.channels() if row.slug == premises.channel)
    thing = goods.make(8, second=7)
    goods.place((thing, 10))
    stocks = {stock.warehouse_id: stock for stock in goods.stocks(thing)}
    first, second = (stocks[place] for place in channel.warehouse_ids)
    assert (first.allocated, second.allocated) == (first.quantity, 10 - first.quantity)


def test_two_warehouses_with_the_same_number_count_as_one_for_an_order_that_needs_both(
    goods: Goods, client: SaleorClient
) -> None:
    """A fault of Saleor 3.23.28, which sums distinct quantities: the draft waits until the numbers differ."""
    thing = goods.make(8, second=8)
    draft = client.draft_order_create(goods.draft((thing, 10)))
    with pytest.raises(ShortOfStock):
        client.draft_order_complete(draft.id)
    assert goods.numbers(thing) == [(8, 0), (8, 0)]


def test_a_channel_may_empty_its_fullest_warehouse_first(
    premises: Premises, goods: Goods, staff: Caller
) -> None:
    thing = goods.make(8, second=20)
    channel = premises.shop.channel_id
    staff.do(STRATEGY, id=channel, strategy="PRIORITIZE_HIGH_STOCK")
    try:
        goods.place((thing, 10))
    finally:
        staff.do(STRATEGY, id=channel, strategy="PRIORITIZE_SORTING_ORDER")
    assert goods.numbers(thing) == [(8, 0), (20, 10)]


def test_the_completions_own_answer_shows_the_allocation(goods: Goods, client: SaleorClient) -> None:
    thing = goods.make(10)
    draft = client.draft_order_create(goods.draft((thing, 3)))
    assert goods.numbers(thing) == [(10, 0)]
    done = client.draft_order_complete(draft.id)
    (stock,) = done.stocks[thing.id]
    assert (stock.quantity, stock.allocated, stock.available) == (10, 3, 7)
    assert done.order.status == "UNFULFILLED"
    assert done.order.lines[0].allocations[0].quantity == 3


def test_a_draft_that_stock_does_not_cover_stays_a_draft_with_nothing_allocated(
    goods: Goods, client: SaleorClient
) -> None:
    enough, short = goods.make_many([10, 2])
    order = goods.draft((enough, 1), (short, 3))
    draft = client.draft_order_create(order)
    with pytest.raises(ShortOfStock) as refusal:
        client.draft_order_complete(draft.id)
    line = next(line for line in draft.lines if line.variant_id == short.id)
    assert refusal.value.order_lines == (line.id,)
    assert (goods.numbers(enough), goods.numbers(short)) == ([(10, 0)], [(2, 0)])
    found = client.order_by_reference(order.external_reference)
    assert found is not None
    assert found.status == "DRAFT"


def test_two_lines_of_one_variant_are_short_together(
    goods: Goods, client: SaleorClient, staff: Caller
) -> None:
    thing = goods.make(2)
    draft = client.draft_order_create(goods.draft((thing, 1), (thing, 2), (thing, 2)))
    with reserving(staff, 0), pytest.raises(ShortOfStock) as refusal:
        client.draft_order_complete(draft.id)
    assert refusal.value.order_lines == (draft.lines[1].id,)
    assert goods.numbers(thing) == [(2, 0)]


def test_while_carts_may_reserve_allocated_pieces_are_sold_again(
    goods: Goods, client: SaleorClient, staff: Caller
) -> None:
    """A fault of Saleor 3.23.28, for which our set-up leaves reservations off (ADR 22)."""
    thing = goods.make(2)
    draft = client.draft_order_create(goods.draft((thing, 1), (thing, 2)))
    with reserving(staff, 5):
        client.draft_order_complete(draft.id)
    assert goods.numbers(thing) == [(2, 3)]


def test_of_four_racers_for_the_last_piece_one_gets_it(
    goods: Goods, client: SaleorClient, staff: Caller
) -> None:
    thing = goods.make(1)
    drafts = [client.draft_order_create(goods.draft((thing, 1))).id for _ in range(4)]
    outcomes: list[str] = []

    def racer(order_id: str) -> Callable[[], None]:
        def race() -> None:
            try:
                client.draft_order_complete(order_id)
                outcomes.append("placed")
            except ShortOfStock:
                outcomes.append("short")

        return race

    with reserving(staff, 0):
        together([racer(order_id) for order_id in drafts])
    assert sorted(outcomes) == ["placed", "short", "short", "short"]
    assert goods.numbers(thing) == [(1, 1)]
