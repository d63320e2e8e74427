"""The stand-in in whose place a line is imported of which nobody knows the goods."""

from __future__ import annotations

import pytest

from mappings.money import Rupiah
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import ShortOfStock
from storefront_sync.saleor.setup import present
from storefront_sync.saleor.stand_in import DEAR, reference_of
from storefront_sync.saleor.types import DraftLine, DraftOrder, OrderRead, Sending
from tests.saleor.contract.caller import Caller
from tests.saleor.contract.goods import Goods
from tests.saleor.contract.premises import Premises

NAME = "Barang belum dikenali"
SEEN = """query($reference: String!) { product(externalReference: $reference) {
  name channelListings { channel { slug } isPublished visibleInListings isAvailableForPurchase }
  productVariants(first: 5) { edges { node { id sku trackInventory stocks { quantity }
    channelListings { channel { slug } price { amount } } } } } } }"""
LISTED = """query($c: String!, $ids: [ID!]!) {
  products(first: 5, channel: $c, where: {ids: $ids}) { edges { node { id } } } }"""
HIDE = """mutation($id: ID!, $input: ProductChannelListingUpdateInput!) {
  productChannelListingUpdate(id: $id, input: $input) { errors { code } } }"""
TRACK = """mutation($id: ID!) { productVariantUpdate(id: $id, input: {trackInventory: true}) {
  errors { code } } }"""
FIND = """query($reference: String!) { product(externalReference: $reference) { id
  channelListings { isPublished visibleInListings isAvailableForPurchase }
  productVariants(first: 1) { edges { node { id trackInventory } } } } }"""
NOTE = "query($id: ID!) { order(id: $id) { customerNote status } }"


def make(premises: Premises, client: SaleorClient, name: str = NAME) -> str:
    return client.stand_in(premises.shop.channel_id, premises.shop.warehouse_ids, name)


@pytest.fixture
def stand_in(premises: Premises, client: SaleorClient) -> str:
    return make(premises, client)


def placed(premises: Premises, goods: Goods, client: SaleorClient, lines: list[DraftLine]) -> OrderRead:
    shop = premises.shop
    draft = client.draft_order_create(
        DraftOrder(
            shop.channel_id,
            goods.reference(),
            tuple(lines),
            shop.shipping_method_id,
            postcode_mark=shop.postcode_mark,
            customer_note="Shopee 123\nbaris 2",
        )
    )
    assert draft.total == sum(line.quantity * line.unit_price for line in lines)
    return client.draft_order_complete(draft.id).order


def test_our_app_may_make_it_and_finds_it_again(
    premises: Premises, client: SaleorClient, stand_in: str
) -> None:
    assert make(premises, client, "another name") == stand_in


def test_it_is_no_goods_for_us_and_shoppers_are_not_shown_it(
    premises: Premises, goods: Goods, client: SaleorClient, nobody: Caller, app: Caller, stand_in: str
) -> None:
    thing = goods.make(3)
    read = client.variants_by_ids([stand_in, thing.id], premises.channel)
    assert [row.variant_id for row in read] == [thing.id]
    every = set()
    page = client.variants_page(premises.channel)
    while page.next_cursor:
        every |= {row.variant_id for row in page.rows}
        page = client.variants_page(premises.channel, page.next_cursor)
    every |= {row.variant_id for row in page.rows}
    assert thing.id in every
    assert stand_in not in every
    product = app.data(FIND, reference=reference_of(premises.shop.channel_id))["product"]["id"]
    asked = {"c": premises.channel, "ids": [product, thing.product_id]}
    assert [row["node"]["id"] for row in nobody.data(LISTED, **asked)["products"]["edges"]] == [
        thing.product_id
    ]
    assert len(app.data(LISTED, **asked)["products"]["edges"]) == 2
    seen = app.data(SEEN, reference=reference_of(premises.shop.channel_id))
    (variant,) = [edge["node"] for edge in seen["product"]["productVariants"]["edges"]]
    assert (variant["trackInventory"], variant["sku"], variant["stocks"]) == (
        False,
        None,
        [{"quantity": 0}, {"quantity": 0}],
    )
    assert variant["channelListings"][0]["price"]["amount"] == DEAR


def test_it_is_ordered_at_the_marketplaces_price_sent_and_never_allocated(
    premises: Premises, goods: Goods, client: SaleorClient, app: Caller, stand_in: str
) -> None:
    thing = goods.make(5)
    order = placed(
        premises,
        goods,
        client,
        [
            DraftLine(thing.id, 2, Rupiah(9000)),
            DraftLine(stand_in, 3, Rupiah(7000)),
            DraftLine(stand_in, 1, Rupiah(500)),
        ],
    )
    lines = {(line.variant_id, line.quantity, line.unit_price): line for line in order.lines}
    assert set(lines) == {(thing.id, 2, 9000), (stand_in, 3, 7000), (stand_in, 1, 500)}
    assert all(not line.allocations for line in order.lines if line.variant_id == stand_in)
    assert app.data(NOTE, id=order.id)["order"]["customerNote"] == "Shopee 123\nbaris 2"
    place = premises.shop.warehouse_id
    # As staff do in the Dashboard: no number may be exceeded.
    sent = client.order_fulfill(order.id, [Sending(line.id, place, line.quantity) for line in order.lines])
    assert (sent.order.status, sum(sent.order.fulfilments[0].pieces.values())) == ("FULFILLED", 6)
    assert goods.numbers(thing) == [(3, 0)]
    back = client.fulfillment_cancel(sent.order.fulfilments[0].id, place)
    assert {line.fulfilled for line in back.order.lines} == {0}
    assert all(not line.allocations for line in back.order.lines if line.variant_id == stand_in)
    assert client.order_cancel(order.id).order.status == "CANCELED"
    assert goods.numbers(thing) == [(5, 0)]


def test_pieces_of_it_are_taken_out_of_an_order(
    premises: Premises, goods: Goods, client: SaleorClient, stand_in: str
) -> None:
    order = placed(premises, goods, client, [DraftLine(stand_in, 3, Rupiah(7000))])
    line = order.lines[0].id
    less = client.order_lines_return(order.id, {line: 1})
    assert [(row.status, row.pieces) for row in less.order.fulfilments] == [("RETURNED", {line: 1})]
    sent = client.order_fulfill(order.id, [Sending(line, premises.shop.warehouse_id, 2)], exceed_stock=True)
    assert sent.order.lines[0].fulfilled == 3


def test_what_staff_change_of_it_is_put_right(
    premises: Premises, goods: Goods, client: SaleorClient, staff: Caller, app: Caller, stand_in: str
) -> None:
    reference, channel = reference_of(premises.shop.channel_id), premises.shop.channel_id
    product = app.data(FIND, reference=reference)["product"]["id"]
    off = {"channelId": channel, "isPublished": False, "visibleInListings": True}
    staff.do(HIDE, id=product, input={"updateChannels": [{**off, "isAvailableForPurchase": False}]})
    staff.do(TRACK, id=stand_in)
    client.price_write(stand_in, channel, Rupiah(1))
    assert make(premises, client) == stand_in
    found = app.data(FIND, reference=reference)["product"]
    assert found["channelListings"] == [
        {"isPublished": True, "visibleInListings": False, "isAvailableForPurchase": True}
    ]
    assert found["productVariants"]["edges"][0]["node"]["trackInventory"] is False
    assert placed(premises, goods, client, [DraftLine(stand_in, 1, Rupiah(5))]).status == "UNFULFILLED"


def test_it_is_made_anew_where_staff_deleted_it(
    premises: Premises, client: SaleorClient, staff: Caller, app: Caller, stand_in: str
) -> None:
    product = app.data(FIND, reference=reference_of(premises.shop.channel_id))["product"]["id"]
    deleted = "mutation($id: ID!) { productDelete(id: $id) { errors { code } } }"
    assert staff.do(deleted, id=product)["errors"] == []
    made = make(premises, client)
    assert made != stand_in
    assert make(premises, client) == made


def test_what_is_not_counted_is_sent_only_from_where_it_has_a_row_unless_told_otherwise(
    premises: Premises, goods: Goods, client: SaleorClient, staff: Caller
) -> None:
    thing = goods.make(0)
    staff.do(TRACK.replace("true", "false"), id=thing.id)
    order = placed(premises, goods, client, [DraftLine(thing.id, 2, Rupiah(7000))])
    line, (first, second) = order.lines[0].id, premises.shop.warehouse_ids
    with pytest.raises(ShortOfStock):
        client.order_fulfill(order.id, [Sending(line, second, 1)])
    client.order_fulfill(order.id, [Sending(line, first, 1)])
    client.order_fulfill(order.id, [Sending(line, second, 1)], exceed_stock=True)
    assert goods.numbers(thing) == [(0, 0)]


def test_set_up_makes_a_kind_of_goods_that_fits(premises: Premises) -> None:
    assert "barang" in present.product_types(premises.staff_client.transport)
