"""What we and others write beside Saleor's own fields."""

from __future__ import annotations

import pytest

from storefront_sync.saleor.client import SaleorClient
from tests.saleor.contract.caller import Caller, code
from tests.saleor.contract.goods import Goods
from tests.saleor.contract.premises import Premises

WRITE = """mutation($id: ID!, $input: [MetadataInput!]!) {
  result: %s(id: $id, input: $input) { errors { field code } } }"""
PUBLIC, PRIVATE = WRITE % "updateMetadata", WRITE % "updatePrivateMetadata"
READ = """query($id: ID!, $channel: String) { productVariant(id: $id, channel: $channel) {
  metadata { key value } one: metafield(key: "one") none: metafield(key: "none") } }"""
READ_PRIVATE = """query($id: ID!, $channel: String) { productVariant(id: $id, channel: $channel) {
  privateMetadata { key value } one: privateMetafield(key: "one") } }"""


def items(**values: str) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in values.items()]


def test_writes_merge_by_key(premises: Premises, goods: Goods, app: Caller) -> None:
    thing = goods.make()
    app.do(PUBLIC, id=thing.id, input=items(one="1", two="2"))
    app.do(PUBLIC, id=thing.id, input=items(two="zwei"))
    found = app.data(READ, id=thing.id)["productVariant"]
    kept = {row["key"]: row["value"] for row in found["metadata"]}
    assert kept == {"barcode": f"899{thing.sku[-8:]}", "one": "1", "two": "zwei"}
    assert (found["one"], found["none"]) == ("1", None)


def test_public_metadata_is_everybodys_and_private_is_not(
    premises: Premises, goods: Goods, app: Caller, nobody: Caller
) -> None:
    thing = goods.make()
    app.do(PUBLIC, id=thing.id, input=items(one="open"))
    assert app.do(PRIVATE, id=thing.id, input=items(one="closed"))["errors"] == []
    assert nobody.data(READ, id=thing.id, channel=premises.channel)["productVariant"]["one"] == "open"
    assert code(nobody.ask(READ_PRIVATE, id=thing.id, channel=premises.channel)) == "PermissionDenied"
    assert app.data(READ_PRIVATE, id=thing.id)["productVariant"]["one"] == "closed"


@pytest.mark.parametrize("query", [PUBLIC, PRIVATE])
def test_an_empty_key_is_refused(goods: Goods, app: Caller, query: str) -> None:
    result = app.do(query, id=goods.make().id, input=[{"key": "", "value": "x"}])
    assert result["errors"] == [{"field": "input", "code": "REQUIRED"}]


def test_a_write_moves_the_time_of_the_last_change(
    premises: Premises, goods: Goods, app: Caller, client: SaleorClient
) -> None:
    thing = goods.make()
    (before,) = client.variants_by_ids([thing.id], premises.channel)
    app.do(PRIVATE, id=thing.id, input=items(one="1"))
    (after,) = client.variants_by_ids([thing.id], premises.channel)
    assert after.updated_at > before.updated_at


def test_an_order_is_found_by_its_public_metadata(goods: Goods, app: Caller) -> None:
    order_id = goods.place((goods.make(), 1))
    mark = goods.reference()
    assert app.do(PUBLIC, id=order_id, input=items(marketplace_order=mark))["errors"] == []
    query = """query($mark: String!) { orders(first: 5, where: {metadata: {key: "marketplace_order",
      value: {eq: $mark}}}) { edges { node { id } } } }"""
    assert app.data(query, mark=mark)["orders"]["edges"] == [{"node": {"id": order_id}}]
