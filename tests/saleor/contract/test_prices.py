"""Prices: rupiah have two decimals there, and whole numbers with us."""

from __future__ import annotations

import pytest

from mappings.money import Rupiah
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import MutationRefused
from tests.saleor.contract.caller import Caller
from tests.saleor.contract.goods import Goods, Thing
from tests.saleor.contract.premises import Premises
from tests.saleor.wire import Tree

SET = """mutation($id: ID!, $input: [ProductVariantChannelListingAddInput!]!) {
  productVariantChannelListingUpdate(id: $id, input: $input) { errors { field code message }
  variant { channelListings { price { amount } } } } }"""


def price(client: SaleorClient, thing: Thing, premises: Premises) -> Rupiah | None:
    (variant,) = client.variants_by_ids([thing.id], premises.channel)
    return variant.price


@pytest.fixture
def thing(goods: Goods) -> Thing:
    return goods.make(price=15000)


def put(app: Caller, thing: Thing, premises: Premises, amount: str) -> Tree:
    return app.do(SET, id=thing.id, input=[{"channelId": premises.shop.channel_id, "price": amount}])


def test_a_price_is_written_and_read_in_whole_rupiah(
    premises: Premises, thing: Thing, client: SaleorClient
) -> None:
    client.price_write(thing.id, premises.shop.channel_id, Rupiah(17500))
    assert price(client, thing, premises) == 17500


def test_two_decimals_are_kept_there_and_rounded_half_up_at_our_edge(
    premises: Premises, thing: Thing, app: Caller, client: SaleorClient
) -> None:
    done = put(app, thing, premises, "15000.50")
    assert done["variant"]["channelListings"] == [{"price": {"amount": 15000.5}}]
    assert price(client, thing, premises) == 15001


def test_a_third_decimal_is_refused(premises: Premises, thing: Thing, app: Caller) -> None:
    (error,) = put(app, thing, premises, "15000.505")["errors"]
    assert (error["field"], error["code"]) == ("price", "INVALID")
    assert error["message"] == "Value cannot have more than 2 decimal places."


def test_new_products_are_refused_a_third_decimal_too(goods: Goods, staff: Caller) -> None:
    row = goods.row(f"{goods.premises.run}-fine", 1)
    row["variants"][0]["channelListings"][0]["price"] = "15000.505"  # type: ignore[index]
    made = staff.do(
        """mutation($products: [ProductBulkCreateInput!]!) { productBulkCreate(products: $products) {
          results { product { id } errors { path code } } } }""",
        products=[row],
    )
    (result,) = made["results"]
    assert result["product"] is None
    assert result["errors"] == [{"path": "variants.0.channelListings.0.price", "code": "INVALID_PRICE"}]


def test_a_refused_price_has_saleors_field_and_code(premises: Premises, client: SaleorClient) -> None:
    with pytest.raises(MutationRefused) as refusal:
        client.price_write("UHJvZHVjdFZhcmlhbnQ6OTk5OTk5OTk=", premises.shop.channel_id, Rupiah(1))
    assert (refusal.value.field, refusal.value.code) == ("id", "NOT_FOUND")
