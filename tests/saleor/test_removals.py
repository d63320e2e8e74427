"""What a shop's owner may take down again, and what goes with it."""

from __future__ import annotations

from tests.saleor.conftest import MakeShop
from tests.saleor.shop import SmallShop, row

CHANNEL = """mutation($id: ID!, $input: ChannelDeleteInput) {
  channelDelete(id: $id, input: $input) { errors { field code } channel { slug } } }"""
NEW_CHANNEL = """mutation($input: ChannelCreateInput!) {
  channelCreate(input: $input) { channel { id } errors { code } } }"""


def delete(shop: SmallShop, field: str, key: str | list[str]) -> object:
    """Run a deletion as staff; returns its errors."""
    argument, kind = ("id", "ID!") if isinstance(key, str) else ("ids", "[ID!]!")
    query = f"mutation($key: {kind}) {{ {field}({argument}: $key) {{ errors {{ field code }} }} }}"
    return shop.staff(query, key=key)[field]["errors"]


def new_channel(shop: SmallShop, currency: str = "IDR") -> str:
    given = {
        "name": currency,
        "slug": f"archive-{currency}",
        "currencyCode": currency,
        "defaultCountry": "ID",
    }
    return str(shop.staff(NEW_CHANNEL, input=given)["channelCreate"]["channel"]["id"])


def test_a_channel_with_orders_needs_another_of_its_currency_for_them(shop: SmallShop) -> None:
    order_id = shop.place("shopee:1:A", ("B", 2))
    refused = shop.staff(CHANNEL, id=shop.channel_id)["channelDelete"]["errors"]
    assert refused == [{"field": "id", "code": "CHANNEL_WITH_ORDERS"}]
    dollars = {"channelId": new_channel(shop, "USD")}
    refused = shop.staff(CHANNEL, id=shop.channel_id, input=dollars)["channelDelete"]["errors"]
    assert refused == [{"field": "channelId", "code": "CHANNELS_CURRENCY_MUST_BE_THE_SAME"}]
    archive = new_channel(shop)
    assert (
        shop.staff(CHANNEL, id=shop.channel_id, input={"channelId": archive})["channelDelete"]["errors"] == []
    )
    answer = shop.staff(
        "query($id: ID!) { order(id: $id) { channel { slug } } channels { slug } }", id=order_id
    )
    assert answer["order"] == {"channel": {"slug": "archive-IDR"}}
    assert {one["slug"] for one in answer["channels"]} == {"archive-IDR", "archive-USD"}


def test_a_channel_cannot_take_its_own_orders(shop: SmallShop) -> None:
    itself = {"channelId": shop.channel_id}
    refused = shop.staff(CHANNEL, id=shop.channel_id, input=itself)["channelDelete"]["errors"]
    assert refused == [{"field": "channelId", "code": "INVALID"}]


def test_a_deleted_warehouse_takes_its_stocks_along(make_shop: MakeShop) -> None:
    shop = make_shop([row("B", 10)], ("surabaya", "malang"))
    shop.place("shopee:1:A", ("B", 2))
    assert delete(shop, "deleteWarehouse", shop.warehouse_id(0)) == []
    assert shop.numbers("B") == [(10, 0)] or len(shop.numbers("B")) == 1
    assert [place.slug for place in shop.simulator.store.warehouses] == ["malang"]


def test_a_deleted_zone_offers_nothing_any_more(shop: SmallShop) -> None:
    zone = shop.simulator.store.zones[0]
    assert delete(shop, "shippingZoneDelete", zone.id) == []
    assert shop.simulator.store.shipping_methods == {}


def test_a_deleted_product_type_takes_its_products_along(shop: SmallShop) -> None:
    shop.listen()
    kind = shop.simulator.store.products[0].product_type
    assert delete(shop, "productTypeDelete", kind.id) == []
    assert shop.simulator.store.variants == []
    assert shop.told().count("product_deleted") == 4


def test_a_deleted_category_unpublishes_what_was_in_it(shop: SmallShop) -> None:
    category = shop.simulator.store.categories[0]
    assert delete(shop, "categoryBulkDelete", [category.id]) == []
    product = shop.simulator.store.products[0]
    assert product.category is None
    assert not any(listing.is_published for listing in product.listings.values())


def test_deleted_products_leave_their_orders(shop: SmallShop) -> None:
    order_id = shop.place("shopee:1:A", ("B", 2))
    ids = [product.id for product in shop.simulator.store.products]
    assert delete(shop, "productBulkDelete", ids) == []
    asked = "query($id: ID!) { order(id: $id) { lines { productSku variant { id } } } }"
    answer = shop.staff(asked, id=order_id)
    assert answer["order"]["lines"] == [{"productSku": "B", "variant": None}]


def test_orders_are_cancelled_together_and_what_cannot_be_is_told(shop: SmallShop) -> None:
    first, second = shop.place("shopee:1:A", ("B", 2)), shop.place("shopee:1:B", ("B", 1))
    assert delete(shop, "orderBulkCancel", [first]) == []
    assert delete(shop, "orderBulkCancel", [first, second]) == [
        {"field": "order", "code": "CANNOT_CANCEL_ORDER"}
    ]
    assert shop.numbers("B") == [(10, 0)]


def test_what_is_not_there_cannot_be_deleted(shop: SmallShop) -> None:
    assert delete(shop, "deleteWarehouse", "V2FyZWhvdXNlOjk=") == [{"field": "id", "code": "NOT_FOUND"}]
    assert delete(shop, "productBulkDelete", ["UHJvZHVjdDo5OTk="]) == [
        {"field": "id", "code": "GRAPHQL_ERROR"}
    ]
