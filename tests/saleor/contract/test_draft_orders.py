"""Draft orders through our client: the way in that sets stock aside."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import replace

import pytest

from mappings.money import Rupiah
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import DuplicateReference, MutationRefused, ShortOfStock
from storefront_sync.saleor.types import DraftLine, DraftOrder
from tests.saleor.contract.caller import Caller
from tests.saleor.contract.goods import Goods
from tests.saleor.contract.premises import Premises
from tests.saleor.contract.racing import together
from tests.saleor.contract.shopping import reserving

CREATE = """mutation($input: DraftOrderCreateInput!) { draftOrderCreate(input: $input) {
  errors { field code } order { id lines { quantity unitPrice { gross { amount } } } } } }"""
KEPT = """query($id: ID!) { order(id: $id) { metadata { key value } privateMetadata { key value }
  customerNote origin shippingMethodName } }"""
LIST = """mutation($id: ID!, $input: ProductChannelListingUpdateInput!) {
  productChannelListingUpdate(id: $id, input: $input) { errors { field code } } }"""
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


def test_lines_of_one_variant_merge_at_one_price_unless_they_forbid_it(
    premises: Premises, goods: Goods, app: Caller
) -> None:
    thing = goods.make()
    lines = [{"variantId": thing.id, "quantity": 1, "price": "100"}]
    lines.append({"variantId": thing.id, "quantity": 2, "price": "70"})
    given = {"channelId": premises.shop.channel_id, "lines": lines}
    merged = app.do(CREATE, input=given)["order"]["lines"]
    assert [line["quantity"] for line in merged] == [3]
    apart = {**given, "lines": [{**line, "forceNewLine": True} for line in lines]}
    kept = app.do(CREATE, input=apart)["order"]["lines"]
    assert sorted((line["quantity"], line["unitPrice"]["gross"]["amount"]) for line in kept) == [
        (1, 100.0),
        (2, 70.0),
    ]


def test_our_client_keeps_every_line_apart_and_the_sum_exact(goods: Goods, client: SaleorClient) -> None:
    thing = goods.make()
    lines = (DraftLine(thing.id, 1, Rupiah(334)), DraftLine(thing.id, 2, Rupiah(333)))
    order = client.draft_order_create(replace(goods.draft(), lines=lines))
    assert [(line.quantity, line.unit_price) for line in order.lines] == [(1, 334), (2, 333)]
    assert order.total == 1000
    assert client.draft_order_complete(order.id).order.total == 1000


def test_a_reference_is_taken_once(goods: Goods, client: SaleorClient) -> None:
    order = goods.draft((goods.make(), 1))
    first = client.draft_order_create(order)
    with pytest.raises(DuplicateReference):
        client.draft_order_create(order)
    found = client.order_by_reference(order.external_reference)
    assert found is not None
    assert found.id == first.id


def test_an_order_cannot_be_completed_twice(goods: Goods, client: SaleorClient) -> None:
    order_id = goods.place((goods.make(), 1))
    with pytest.raises(MutationRefused) as refusal:
        client.draft_order_complete(order_id)
    assert (refusal.value.field, refusal.value.code) == ("id", "INVALID")


def test_only_a_draft_can_be_deleted(goods: Goods, client: SaleorClient) -> None:
    thing = goods.make()
    with pytest.raises(MutationRefused):
        client.draft_order_delete(goods.place((thing, 1)))
    order = goods.draft((thing, 1))
    draft = client.draft_order_create(order)
    client.draft_order_delete(draft.id)
    assert client.order_by_reference(order.external_reference) is None
    assert client.order(draft.id) is None
    assert client.draft_order_create(order).status == "DRAFT"


def test_a_draft_without_a_shipping_method_is_not_completed(
    premises: Premises, goods: Goods, client: SaleorClient
) -> None:
    line = DraftLine(goods.make().id, 1, Rupiah(1))
    order = client.draft_order_create(DraftOrder(premises.shop.channel_id, goods.reference(), (line,)))
    with pytest.raises(MutationRefused, match="SHIPPING_METHOD_REQUIRED"):
        client.draft_order_complete(order.id)


def test_what_we_write_beside_an_order_arrives(goods: Goods, client: SaleorClient, app: Caller) -> None:
    draft = goods.draft((goods.make(), 1), metadata={"shop_front": "x"}, private_metadata={"fee": "9"})
    kept = app.data(KEPT, id=client.draft_order_create(draft).id)["order"]
    assert kept["metadata"] == [{"key": "shop_front", "value": "x"}]
    assert kept["privateMetadata"] == [{"key": "fee", "value": "9"}]
    assert (kept["origin"], kept["shippingMethodName"]) == ("DRAFT", "Marketplace")


@pytest.mark.parametrize(
    ("change", "created", "completed"),
    [
        ({"isPublished": False}, "PRODUCT_NOT_PUBLISHED", "PRODUCT_NOT_PUBLISHED"),
        ({"isAvailableForPurchase": False}, "", "PRODUCT_UNAVAILABLE_FOR_PURCHASE"),
    ],
    ids=["unpublished", "not for sale"],
)
def test_what_the_store_does_not_sell_cannot_be_imported_either(
    premises: Premises,
    goods: Goods,
    client: SaleorClient,
    staff: Caller,
    change: dict[str, bool],
    created: str,
    completed: str,
) -> None:
    thing = goods.make()
    draft = client.draft_order_create(goods.draft((thing, 1)))
    listing = {"channelId": premises.shop.channel_id, **change}
    assert staff.do(LIST, id=thing.product_id, input={"updateChannels": [listing]})["errors"] == []
    with pytest.raises(MutationRefused, match=completed):
        client.draft_order_complete(draft.id)
    lines = [{"variantId": thing.id, "quantity": 1, "price": "100"}]
    errors = staff.do(CREATE, input={"channelId": premises.shop.channel_id, "lines": lines})["errors"]
    assert [error["code"] for error in errors] == ([created] if created else [])


def test_a_line_needs_a_piece(premises: Premises, goods: Goods, app: Caller) -> None:
    lines = [{"variantId": goods.make().id, "quantity": 0}]
    made = app.do(CREATE, input={"channelId": premises.shop.channel_id, "lines": lines})
    assert made["errors"] == [{"field": "quantity", "code": "ZERO_QUANTITY"}]


@pytest.mark.parametrize(
    ("key", "code"),
    [("ShippingMethod:99999999", "NOT_FOUND"), ("Warehouse:1", "INVALID")],
)
def test_only_a_shipping_methods_id_is_one(premises: Premises, app: Caller, key: str, code: str) -> None:
    method = b64encode(key.encode()).decode()
    given = {"channelId": premises.shop.channel_id, "lines": [], "shippingMethod": method}
    assert app.do(CREATE, input=given)["errors"] == [{"field": "shippingMethod", "code": code}]


def test_a_draft_takes_both_kinds_of_a_shipping_methods_id(
    premises: Premises, goods: Goods, client: SaleorClient
) -> None:
    order = goods.draft((goods.make(), 1))
    key = b64decode(premises.shop.shipping_method_id).decode().partition(":")[2]
    older = b64encode(f"ShippingMethodType:{key}".encode()).decode()
    made = client.draft_order_create(replace(order, shipping_method_id=older))
    assert client.draft_order_complete(made.id).order.status == "UNFULFILLED"
