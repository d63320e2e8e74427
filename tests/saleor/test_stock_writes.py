"""Whom the simulated server tells of stocks, and what only its control plane makes of them."""

from __future__ import annotations

from storefront_sync.saleor.simulator.control import Edit, NewOrder, OrderPiece
from tests.saleor.shop import SmallShop

BULK = """mutation($stocks: [StockBulkUpdateInput!]!) {
  stockBulkUpdate(stocks: $stocks) { count } }"""
IN_CHANNEL = """subscription { event { issuingPrincipal { __typename }
  ... on ProductVariantOutOfStockInChannel { channel { slug } productVariant { sku } }
  ... on ProductVariantBackInStockInChannel { channel { slug } productVariant { sku } } } }"""


def test_one_stock_written_twice_is_told_twice(shop: SmallShop) -> None:
    shop.listen()
    row = {"variantId": shop.variant_id("B"), "warehouseId": shop.warehouse_id()}
    shop.ask(BULK, stocks=[{**row, "quantity": 4}, {**row, "quantity": 6}])
    assert shop.told() == ["product_variant_stock_updated"] * 2


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


def test_the_stock_list_has_every_stock(shop: SmallShop) -> None:
    query = "{ stocks(first: 100) { edges { node { quantity quantityReserved productVariant { sku } } } } }"
    nodes = [edge["node"] for edge in shop.ask(query)["data"]["stocks"]["edges"]]
    assert [(node["productVariant"]["sku"], node["quantity"]) for node in nodes] == [
        ("B", 10),
        ("C", 10),
        ("D", 2),
        ("E", 5),
    ]
