"""What asking for changed goods by their time finds, and what it never finds."""

from __future__ import annotations

from datetime import datetime

from storefront_sync.saleor.client import SaleorClient
from tests.saleor.contract.caller import Caller
from tests.saleor.contract.goods import Goods, Thing
from tests.saleor.contract.premises import Premises

RENAME = """mutation($id: ID!) { productVariantUpdate(id: $id, input: {name: "Besar"}) {
  errors { code } } }"""
RENAME_PRODUCT = """mutation($id: ID!) { productUpdate(id: $id, input: {name: "Kemeja Besar"}) {
  errors { code } } }"""
RENAME_MANY = """mutation($product: ID!, $id: ID!) {
  productVariantBulkUpdate(product: $product, variants: [{id: $id, name: "Lebar"}]) {
    count errors { code } results { errors { code } } } }"""


def newest(client: SaleorClient, premises: Premises) -> datetime:
    """When a variant of the channel was changed last."""
    last = client.last_changes(premises.channel).variant
    assert last is not None
    return last


def changed(client: SaleorClient, premises: Premises, thing: Thing, since: datetime) -> tuple[bool, bool]:
    """Whether the thing is among the variants that changed after a time, and its product among the
    products."""
    variants = client.variants_changed_since(since, premises.channel).rows
    products = client.products_changed_since(since, premises.channel).rows
    assert [row.updated_at for row in variants] == sorted(row.updated_at for row in variants)
    return (
        any(row.id == thing.id and row.updated_at > since for row in variants),
        any(row.id == thing.product_id and row.updated_at > since for row in products),
    )


def test_what_is_new_is_found(premises: Premises, goods: Goods, client: SaleorClient) -> None:
    goods.make()
    since = newest(client, premises)
    assert changed(client, premises, goods.make(), since) == (True, True)


def test_a_renamed_variant_is_found(
    premises: Premises, goods: Goods, client: SaleorClient, staff: Caller
) -> None:
    thing = goods.make()
    goods.make()
    since = newest(client, premises)
    assert staff.do(RENAME, id=thing.id)["errors"] == []
    assert changed(client, premises, thing, since)[0]


def test_a_renamed_product_is_found_by_itself_alone(
    premises: Premises, goods: Goods, client: SaleorClient, staff: Caller
) -> None:
    thing = goods.make()
    goods.make()
    since = newest(client, premises)
    assert staff.do(RENAME_PRODUCT, id=thing.product_id)["errors"] == []
    assert changed(client, premises, thing, since) == (False, True)


def test_a_bulk_update_is_never_found(
    premises: Premises, goods: Goods, client: SaleorClient, staff: Caller
) -> None:
    thing = goods.make()
    goods.make()
    since = newest(client, premises)
    assert staff.do(RENAME_MANY, product=thing.product_id, id=thing.id)["count"] == 1
    assert changed(client, premises, thing, since) == (False, False)
