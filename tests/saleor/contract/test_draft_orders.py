"""Draft orders through our client: their lines, references, methods, and what may be ordered at all."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import replace

import pytest

from mappings.money import Rupiah
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import DuplicateReference, MutationRefused
from storefront_sync.saleor.types import DraftLine, DraftOrder
from tests.saleor.contract.caller import Caller
from tests.saleor.contract.goods import Goods
from tests.saleor.contract.premises import Premises

CREATE = """mutation($input: DraftOrderCreateInput!) { draftOrderCreate(input: $input) {
  errors { field code } order { id lines { quantity unitPrice { gross { amount } } } } } }"""
KEPT = """query($id: ID!) { order(id: $id) { metadata { key value } privateMetadata { key value }
  customerNote origin shippingMethodName } }"""
LIST = """mutation($id: ID!, $input: ProductChannelListingUpdateInput!) {
  productChannelListingUpdate(id: $id, input: $input) { errors { field code } } }"""


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
