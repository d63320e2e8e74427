"""The catalogue read through our own client."""

from __future__ import annotations

import pytest

from mappings.money import Rupiah
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import PermissionMissing, TokenDead
from storefront_sync.saleor.types import StockWrite, VariantRead
from tests.saleor.contract.caller import Caller
from tests.saleor.contract.goods import Goods
from tests.saleor.contract.premises import Premises, plain_app

GONE = "UHJvZHVjdFZhcmlhbnQ6OTk5OTk5OTk="


def one(client: SaleorClient, variant_id: str, channel: str) -> VariantRead:
    (row,) = client.variants_by_ids([variant_id], channel)
    return row


def test_a_live_token_knows_its_app(premises: Premises, client: SaleorClient) -> None:
    assert client.app_id() == premises.app_id


def test_a_revoked_token_is_told_from_a_missing_permission(premises: Premises, goods: Goods) -> None:
    goods.make()
    app_id, token = plain_app(premises.staff, premises.run, ("MANAGE_PRODUCTS",))
    client = SaleorClient(premises.server.api_url, token)
    with pytest.raises(PermissionMissing):
        client.order_by_reference("R1")
    premises.staff.do("mutation($id: ID!) { appDelete(id: $id) { errors { code } } }", id=app_id)
    with pytest.raises(TokenDead):
        client.order_by_reference("R1")
    with pytest.raises(TokenDead):
        client.app_id()
    with pytest.raises(TokenDead):
        client.variants_page(premises.channel)


def test_a_page_walk_finds_every_variant_once(premises: Premises, goods: Goods, client: SaleorClient) -> None:
    things = goods.make_many([1] * 105)
    seen: list[str] = []
    cursor = ""
    for _ in range(20):
        page = client.variants_page(premises.channel, cursor)
        seen += [variant.sku for variant in page.rows]
        cursor = page.next_cursor
        if not cursor:
            break
        assert len(page.rows) == 100
    assert len(seen) == len(set(seen))
    assert {thing.sku for thing in things} <= set(seen)


def test_a_variant_is_read_whole(premises: Premises, goods: Goods, client: SaleorClient) -> None:
    thing = goods.make(7, 12000, second=3)
    variant = one(client, thing.id, premises.channel)
    assert (variant.product_id, variant.product_name) == (thing.product_id, f"Barang {thing.sku}")
    assert (variant.sku, variant.barcode, variant.category) == (thing.sku, f"899{thing.sku[-8:]}", "")
    assert (variant.price, variant.track_inventory) == (12000, True)
    assert {stock.warehouse_id for stock in variant.stocks} == set(premises.shop.warehouse_ids)
    assert goods.numbers(thing) == [(7, 0), (3, 0)]


def test_a_variant_without_a_price_in_the_channel_has_none_rather_than_zero(
    goods: Goods, client: SaleorClient
) -> None:
    assert one(client, goods.make().id, "another-channel").price is None


def test_a_variant_that_is_gone_is_visibly_absent(
    premises: Premises, goods: Goods, client: SaleorClient
) -> None:
    thing = goods.make()
    rows = client.variants_by_ids([thing.id, GONE], premises.channel)
    assert [row.sku for row in rows] == [thing.sku]


def test_the_quantity_on_hand_includes_what_is_allocated(goods: Goods) -> None:
    thing = goods.make(10)
    goods.place((thing, 4))
    (stock,) = goods.stocks(thing)
    assert (stock.quantity, stock.allocated, stock.available) == (10, 4, 6)


def test_quantity_available_is_capped_at_the_shops_limit_even_for_apps(
    goods: Goods, app: Caller, staff: Caller
) -> None:
    limit = staff.data("{ shop { limitQuantityPerCheckout } }")["shop"]["limitQuantityPerCheckout"]
    thing = goods.make(limit + 100)
    query = "query($id: ID!) { productVariant(id: $id) { quantityAvailable stocks { quantity } } }"
    assert app.data(query, id=thing.id)["productVariant"] == {
        "quantityAvailable": limit,
        "stocks": [{"quantity": limit + 100}],
    }


def test_no_time_of_a_last_change_moves_with_stock_or_price(
    premises: Premises, goods: Goods, client: SaleorClient, app: Caller
) -> None:
    """So both are found by reading everything, never by asking for what changed."""
    query = "query($id: ID!) { productVariant(id: $id) { updatedAt product { updatedAt } } }"
    thing = goods.make()
    made = app.data(query, id=thing.id)
    client.stocks_write([StockWrite(thing.id, premises.shop.warehouse_id, 3)])
    goods.place((thing, 1))
    client.price_write(thing.id, premises.shop.channel_id, Rupiah(17500))
    assert app.data(query, id=thing.id) == made
    assert one(client, thing.id, premises.channel).price == 17500
