"""Bulk stock writes on the simulated server, row by row, and lists that are filtered."""

from __future__ import annotations

import pytest

from storefront_sync.saleor.simulator.control import Edit, NewOrder, OrderPiece
from tests.conftest import HandSetClock
from tests.saleor.shop import SmallShop
from tests.saleor.wire import Tree

BULK = """mutation($stocks: [StockBulkUpdateInput!]!, $policy: ErrorPolicyEnum) {
  stockBulkUpdate(stocks: $stocks, errorPolicy: $policy) {
    count errors { code } results { stock { quantity } errors { field code message } } } }"""
IN_CHANNEL = """subscription { event { issuingPrincipal { __typename }
  ... on ProductVariantOutOfStockInChannel { channel { slug } productVariant { sku } }
  ... on ProductVariantBackInStockInChannel { channel { slug } productVariant { sku } } } }"""


def bulk(shop: SmallShop, *rows: dict[str, object], policy: str | None = None) -> Tree:
    return shop.ask(BULK, stocks=list(rows), policy=policy)["data"]["stockBulkUpdate"]


def by_id(shop: SmallShop, sku: str, quantity: int) -> dict[str, object]:
    return {"variantId": shop.variant_id(sku), "warehouseId": shop.warehouse_id(), "quantity": quantity}


def by_reference(sku: str, quantity: int) -> dict[str, object]:
    return {
        "variantExternalReference": f"variant:{sku}",
        "warehouseExternalReference": "warehouse:surabaya",
        "quantity": quantity,
    }


def test_one_bad_row_zeroes_the_lot_by_default(shop: SmallShop) -> None:
    result = bulk(shop, by_id(shop, "B", 4), by_id(shop, "C", -1))
    assert result["count"] == 0
    assert result["results"][0] == {"stock": None, "errors": []}
    assert result["results"][1]["errors"][0] | {"message": ""} == {
        "field": "quantity",
        "code": "INVALID",
        "message": "",
    }
    assert shop.numbers("B") == [(10, 0)]


@pytest.mark.parametrize("policy", ["REJECT_FAILED_ROWS", "IGNORE_FAILED"])
def test_the_other_policies_take_the_good_rows(shop: SmallShop, policy: str) -> None:
    missing = {**by_id(shop, "C", 1), "variantId": "UHJvZHVjdFZhcmlhbnQ6OTk5"}
    result = bulk(shop, by_id(shop, "B", 4), missing, policy=policy)
    assert result["count"] == 1
    assert result["results"][1]["errors"][0]["message"] == "Stock was not found."
    assert shop.numbers("B") == [(4, 0)]


def test_rows_by_reference_are_taken_and_mixed_kinds_are_not(shop: SmallShop) -> None:
    assert bulk(shop, by_reference("B", 4))["count"] == 1
    mixed = bulk(shop, by_reference("B", 5), by_id(shop, "C", 5))
    assert mixed["errors"][0]["code"] == "GRAPHQL_ERROR"
    assert shop.numbers("B") == [(4, 0)]


def test_of_one_stock_twice_the_last_wins_and_both_are_told(shop: SmallShop) -> None:
    shop.listen()
    bulk(shop, by_id(shop, "B", 4), by_id(shop, "B", 6))
    assert shop.told() == ["product_variant_stock_updated"] * 2
    assert shop.numbers("B") == [(6, 0)]


def test_a_number_below_what_is_allocated_is_taken_and_leaves_less_than_nothing(shop: SmallShop) -> None:
    shop.place("R1", ("B", 8))
    bulk(shop, by_id(shop, "B", 5))
    assert [stock.available for stock in shop.stocks("B")] == [-3]


def test_channels_are_told_only_where_zones_no_longer_count(shop: SmallShop) -> None:
    shop.simulator.subscribe("http://app.example/", IN_CHANNEL)
    shop.simulator.world.edit(Edit(sku="D", quantity=0))
    assert shop.told() == []
    shop.staff(
        """mutation { shopSettingsUpdate(input: {useLegacyShippingZoneStockAvailability: false}) {
        errors { code } } }"""
    )
    shop.simulator.world.edit(Edit(sku="D", quantity=2))
    assert shop.told() == ["product_variant_back_in_stock_in_channel"]
    shop.place("R1", ("D", 2))
    shop.simulator.pump()
    (body,) = shop.mailbox.bodies("product_variant_out_of_stock_in_channel")
    assert (body["channel"], body["issuingPrincipal"]) == ({"slug": "default-channel"}, None)


def test_an_unpaid_order_that_expires_gives_its_pieces_back(shop: SmallShop) -> None:
    _, placed = shop.simulator.world.place_order(NewOrder(lines=[OrderPiece(sku="D", quantity=2)]))
    order_id = str(placed["order_id"])
    assert shop.simulator.world.change_order(order_id, "expire")[0] == 200
    assert shop.numbers("D") == [(2, 0)]
    assert shop.simulator.world.change_order(order_id, "expire")[0] == 409


def test_our_own_subscriptions_can_be_had_without_installing(shop: SmallShop) -> None:
    shop.simulator.world.subscribe("http://app.example/webhooks/saleor")
    shop.simulator.world.edit(Edit(sku="B", quantity=1))
    assert shop.told() == ["product_variant_stock_updated"]


def test_variants_are_filtered_by_sku_metadata_and_change(shop: SmallShop, clock: HandSetClock) -> None:
    since = clock.forward(60).isoformat()
    shop.simulator.world.edit(Edit(sku="C", price=17000))
    query = """query($f: ProductVariantFilterInput) {
      productVariants(first: 9, filter: $f) { edges { node { sku } } } }"""

    def found(**wanted: object) -> list[str]:
        edges = shop.ask(query, f=wanted)["data"]["productVariants"]["edges"]
        return [edge["node"]["sku"] for edge in edges]

    assert found(sku=["B", "D", "NOPE"]) == ["B", "D"]
    assert found(metadata=[{"key": "barcode", "value": "899E"}]) == ["E"]
    assert found(updatedAt={"gte": since}) == ["C"]


def test_pages_can_be_walked_backwards(shop: SmallShop) -> None:
    query = """query($before: String) { productVariants(last: 3, before: $before) {
        edges { node { sku } } pageInfo { startCursor hasPreviousPage hasNextPage } } }"""
    last = shop.ask(query)["data"]["productVariants"]
    assert [edge["node"]["sku"] for edge in last["edges"]] == ["C", "D", "E"]
    assert (last["pageInfo"]["hasPreviousPage"], last["pageInfo"]["hasNextPage"]) == (True, False)
    first = shop.ask(query, before=last["pageInfo"]["startCursor"])["data"]["productVariants"]
    assert [edge["node"]["sku"] for edge in first["edges"]] == ["B"]
    assert (first["pageInfo"]["hasPreviousPage"], first["pageInfo"]["hasNextPage"]) == (False, True)


def test_the_stock_list_has_every_stock(shop: SmallShop) -> None:
    query = "{ stocks(first: 100) { edges { node { quantity quantityReserved productVariant { sku } } } } }"
    nodes = [edge["node"] for edge in shop.ask(query)["data"]["stocks"]["edges"]]
    assert [(node["productVariant"]["sku"], node["quantity"]) for node in nodes] == [
        ("B", 10),
        ("C", 10),
        ("D", 2),
        ("E", 5),
    ]
