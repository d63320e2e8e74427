"""What stays of an order when its goods are deleted, and what doesn't."""

from __future__ import annotations

import pytest

from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import ServerError
from tests.saleor.contract.caller import Caller
from tests.saleor.contract.goods import Goods
from tests.saleor.contract.premises import Premises

PRODUCT = "mutation($id: ID!) { productDelete(id: $id) { errors { field code } } }"
VARIANT = "mutation($sku: String!) { productVariantDelete(sku: $sku) { errors { field code } } }"
LINES = """query($id: ID!) { order(id: $id) {
  lines { productSku quantity variant { id } allocations { quantity } } } }"""


def test_an_order_keeps_the_line_of_a_deleted_product_without_its_variant(
    premises: Premises, goods: Goods, app: Caller, client: SaleorClient
) -> None:
    thing = goods.make()
    order_id = goods.place((thing, 2))
    assert app.do(PRODUCT, id=thing.product_id)["errors"] == []
    (line,) = app.data(LINES, id=order_id)["order"]["lines"]
    assert line == {"productSku": thing.sku, "quantity": 2, "variant": None, "allocations": []}
    order = client.order(order_id)
    assert order is not None
    assert (order.lines[0].variant_id, order.total) == ("", 30_000)
    assert client.variants_by_ids([thing.id], premises.channel) == ()
    assert client.order_cancel(order_id).stocks == {}


def test_a_draft_loses_the_lines_of_a_deleted_variant(
    goods: Goods, app: Caller, client: SaleorClient
) -> None:
    kept, gone = goods.make_many([10, 10])
    draft = client.draft_order_create(goods.draft((kept, 1), (gone, 2)))
    assert app.do(VARIANT, sku=gone.sku)["errors"] == []
    order = client.order(draft.id)
    assert order is not None
    assert [line.variant_id for line in order.lines] == [kept.id]


def test_what_was_deleted_is_not_found_again(goods: Goods, app: Caller, client: SaleorClient) -> None:
    thing = goods.make()
    app.do(PRODUCT, id=thing.product_id)
    assert app.do(PRODUCT, id=thing.product_id)["errors"] == [{"field": "id", "code": "NOT_FOUND"}]
    with pytest.raises(ServerError) as failure:
        client.draft_order_create(goods.draft((thing, 1)))
    assert failure.value.code == "KeyError"
