"""Which change tells whom: Saleor's own habits, seen on 3.23, that the sync has to live with."""

from __future__ import annotations

from storefront_sync.saleor.simulator.control import Edit, NewOrder, OrderPiece
from storefront_sync.saleor.types import Sending, StockWrite
from tests.saleor.shop import SmallShop, row

STOCKS_UPDATE = """mutation($id: ID!, $stocks: [StockInput!]!) {
  productVariantStocksUpdate(variantId: $id, stocks: $stocks) { errors { field code } } }"""


def set_stock(shop: SmallShop, sku: str, quantity: int) -> None:
    stocks = [{"warehouse": shop.warehouse_id(), "quantity": quantity}]
    shop.ask(STOCKS_UPDATE, id=shop.variant_id(sku), stocks=stocks)


def write(shop: SmallShop, sku: str, quantity: int) -> None:
    shop.client.stocks_write([StockWrite(shop.variant_id(sku), shop.warehouse_id(), quantity)])


def test_a_bulk_stock_write_tells_of_changed_stocks_only(shop: SmallShop) -> None:
    shop.listen()
    writes = [StockWrite(shop.variant_id(sku), shop.warehouse_id(), 10) for sku in ("B", "D")]
    shop.client.stocks_write(writes)
    shop.simulator.pump()
    assert [
        body["productVariant"]["sku"] for body in shop.mailbox.bodies("product_variant_stock_updated")
    ] == ["D"]


def test_a_bulk_stock_write_never_tells_of_out_of_stock(shop: SmallShop) -> None:
    shop.listen()
    write(shop, "B", 0)
    assert shop.told() == ["product_variant_stock_updated"]
    write(shop, "B", 4)
    assert shop.told() == ["product_variant_stock_updated"]


def test_a_single_stock_write_tells_of_the_same_value_too(shop: SmallShop) -> None:
    shop.listen()
    set_stock(shop, "B", 10)
    assert shop.told() == ["product_variant_stock_updated"]


def test_a_single_stock_write_tells_of_crossing_zero(shop: SmallShop) -> None:
    shop.listen()
    set_stock(shop, "B", 0)
    assert shop.told() == ["product_variant_out_of_stock", "product_variant_stock_updated"]
    set_stock(shop, "B", 1)
    assert shop.told() == ["product_variant_back_in_stock", "product_variant_stock_updated"]


def test_a_single_stock_write_stores_a_negative_number(shop: SmallShop) -> None:
    set_stock(shop, "B", -1)
    assert shop.numbers("B") == [(-1, 0)]


def test_no_stock_event_when_an_order_allocates(shop: SmallShop) -> None:
    shop.listen()
    shop.place("R1", ("B", 3))
    assert shop.numbers("B") == [(10, 3)]
    assert shop.told() == ["draft_order_created", "order_created", "order_confirmed"]


def test_an_out_of_stock_event_may_name_a_variant_that_has_plenty(shop: SmallShop) -> None:
    shop.listen()
    pieces = [OrderPiece(sku=sku, quantity=quantity) for sku, quantity in (("D", 2), ("E", 1), ("B", 1))]
    assert shop.simulator.world.place_order(NewOrder(lines=pieces))[0] == 200
    shop.simulator.pump()
    (told,) = shop.mailbox.bodies("product_variant_out_of_stock")
    assert told["productVariant"]["sku"] == "B"
    assert shop.numbers("D") == [(2, 2)]


def test_an_imported_order_tells_of_each_emptied_variant_by_its_name(shop: SmallShop) -> None:
    shop.listen()
    shop.place("R1", ("D", 2), ("E", 1), ("B", 1))
    shop.simulator.pump()
    (told,) = shop.mailbox.bodies("product_variant_out_of_stock")
    assert told["productVariant"]["sku"] == "D"


def test_no_stock_event_when_a_parcel_leaves_though_the_quantity_falls(shop: SmallShop) -> None:
    order = shop.client.order(shop.place("R1", ("B", 3)))
    assert order is not None
    shop.listen()
    shop.client.order_fulfill(order.id, [Sending(order.lines[0].id, shop.warehouse_id(), 3)], "JP1")
    assert shop.numbers("B") == [(7, 0)]
    assert shop.told() == ["fulfillment_created", "fulfillment_approved", "order_fulfilled", "order_updated"]


def test_a_part_of_an_order_on_its_way_tells_of_its_number(shop: SmallShop) -> None:
    order = shop.client.order(shop.place("R1", ("B", 3)))
    assert order is not None
    shop.listen()
    shop.client.order_fulfill(order.id, [Sending(order.lines[0].id, shop.warehouse_id(), 1)], "JP1")
    assert shop.told() == ["fulfillment_created", "fulfillment_tracking_number_updated", "order_updated"]


def test_no_stock_event_when_a_parcel_comes_back(shop: SmallShop) -> None:
    order = shop.client.order(shop.place("R1", ("B", 3)))
    assert order is not None
    sent = shop.client.order_fulfill(order.id, [Sending(order.lines[0].id, shop.warehouse_id(), 2)])
    shop.listen()
    shop.client.fulfillment_cancel(sent.order.fulfilments[0].id, shop.warehouse_id())
    assert shop.numbers("B") == [(10, 3)]
    assert shop.told() == ["fulfillment_canceled", "order_updated"]


def test_a_cancelled_order_tells_of_stock_only_where_there_was_none(shop: SmallShop) -> None:
    first, second = shop.place("R1", ("B", 3)), shop.place("R2", ("D", 2))
    shop.listen()
    shop.client.order_cancel(first)
    assert shop.told() == ["order_cancelled", "order_updated"]
    shop.client.order_cancel(second)
    assert shop.told() == ["order_cancelled", "order_updated", "product_variant_back_in_stock"]


def test_a_price_write_tells_of_the_same_price_too(shop: SmallShop) -> None:
    shop.listen()
    shop.simulator.world.edit(Edit(sku="B", price=15000))
    assert shop.told() == ["product_variant_updated"]


def test_an_unchanged_variant_is_silent_and_an_unchanged_product_is_not(shop: SmallShop) -> None:
    shop.listen()
    variant = "mutation($id: ID!) { productVariantUpdate(id: $id, input: {name: %s}) { errors { code } } }"
    shop.ask(variant % '"B"', id=shop.variant_id("B"))
    assert shop.told() == []
    product = shop.simulator.store.products[0]
    shop.ask(
        """mutation($id: ID!, $name: String) {
          productUpdate(id: $id, input: {name: $name}) { errors { code } } }""",
        id=product.id,
        name=product.name,
    )
    assert shop.told() == ["product_updated"]


def test_our_own_metadata_write_comes_back_as_two_events(shop: SmallShop) -> None:
    shop.listen()
    shop.ask(
        'mutation($id: ID!) { updateMetadata(id: $id, input: [{key: "k", value: "v"}]) { errors { code } } }',
        id=shop.variant_id("B"),
    )
    shop.simulator.pump()
    assert shop.mailbox.events() == ["product_variant_updated", "product_variant_metadata_updated"]
    (body,) = shop.mailbox.bodies("product_variant_updated")
    assert body["issuingPrincipal"] == {"__typename": "App", "id": shop.credentials["app_id"]}


def test_a_deleted_product_is_told_once_and_without_its_variants(shop: SmallShop) -> None:
    shop.listen()
    product = shop.simulator.store.products[0]
    shop.ask("mutation($id: ID!) { productDelete(id: $id) { errors { code } } }", id=product.id)
    shop.simulator.pump()
    assert shop.mailbox.events() == ["product_deleted"]
    assert shop.mailbox.bodies("product_deleted")[0]["product"] == {"id": product.id, "variants": []}


def test_a_deleted_variant_is_told_without_its_stocks(shop: SmallShop) -> None:
    shop.listen()
    shop.ask('mutation { productVariantDelete(sku: "B") { errors { code } } }')
    shop.simulator.pump()
    assert shop.mailbox.bodies("product_variant_deleted")[0]["productVariant"]["stocks"] == []


def test_a_shoppers_order_is_confirmed_by_event_and_unconfirmed_by_status(shop: SmallShop) -> None:
    shop.listen()
    status, placed = shop.simulator.world.place_order(NewOrder(lines=[OrderPiece(sku="B", quantity=1)]))
    assert status == 200
    told = shop.told()
    assert told == ["checkout_created", "checkout_updated", "order_created", "order_confirmed"]
    order = shop.client.order(str(placed["order_id"]))
    assert order is not None
    assert order.status == "UNCONFIRMED"


def test_nothing_is_kept_for_an_app_that_is_switched_off(shop: SmallShop) -> None:
    shop.listen()
    mutation = "mutation($id: ID!) {{ {0}(id: $id) {{ errors {{ code }} }} }}"
    shop.staff(mutation.format("appDeactivate"), id=shop.credentials["app_id"])
    shop.simulator.world.edit(Edit(sku="B", quantity=1))
    shop.staff(mutation.format("appActivate"), id=shop.credentials["app_id"])
    assert shop.told() == []


def test_new_products_are_told_without_a_stock_event(shop: SmallShop) -> None:
    shop.listen()
    shop.simulator.add_cooperative("other", ("malang",), [row("SEEDED", 5)])
    assert shop.told() == []
    store = shop.simulator.store
    product = {
        "name": "Baru",
        "productType": store.product_types[0].id,
        "variants": [
            {
                "attributes": [],
                "sku": "NEW",
                "stocks": [{"warehouse": shop.warehouse_id(), "quantity": 4}],
                "channelListings": [{"channelId": shop.channel_id, "price": "1000"}],
            }
        ],
    }
    shop.ask(
        """mutation($p: [ProductBulkCreateInput!]!) {
          productBulkCreate(products: $p) { count errors { code } } }""",
        p=[product],
    )
    assert shop.told() == ["product_created", "product_variant_created"]
