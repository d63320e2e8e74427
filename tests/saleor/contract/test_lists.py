"""Lists: filtered, sorted, and walked in both directions."""

from __future__ import annotations

from tests.saleor.contract.caller import Caller
from tests.saleor.contract.goods import Goods
from tests.saleor.contract.server import Server

FOUND = """query($f: ProductVariantFilterInput) {
  productVariants(first: 100, filter: $f) { edges { node { sku } } } }"""
CHANGED = """query($since: DateTime!) {
  productVariants(first: 100, where: {updatedAt: {gte: $since}}) { edges { node { sku } } }
  products(first: 100, where: {updatedAt: {range: {gte: $since}}}) { edges { node { id } } } }"""
RENAME = """mutation($id: ID!, $name: String!) {
  productVariantUpdate(id: $id, input: {name: $name}) { errors { code } } }"""
PAGE = """query($f: ProductVariantFilterInput, $first: Int, $last: Int, $after: String, $before: String) {
  productVariants(filter: $f, first: $first, last: $last, after: $after, before: $before) {
    edges { node { sku } } pageInfo { startCursor endCursor hasPreviousPage hasNextPage } } }"""


def test_variants_are_filtered_by_sku_and_metadata(goods: Goods, app: Caller) -> None:
    one, two = goods.make_many([1, 1])

    def found(**wanted: object) -> set[str]:
        edges = app.data(FOUND, f=wanted)["productVariants"]["edges"]
        return {edge["node"]["sku"] for edge in edges}

    assert found(sku=[one.sku, two.sku, "NOPE"]) == {one.sku, two.sku}
    assert found(metadata=[{"key": "barcode", "value": f"899{two.sku[-8:]}"}]) == {two.sku}


def test_variants_and_products_are_filtered_by_their_last_change(
    goods: Goods, server: Server, app: Caller
) -> None:
    before, changed = goods.make_many([1, 1])
    since = server.now().isoformat()
    app.do(RENAME, id=changed.id, name="Baru")
    rows = app.data(CHANGED, since=since)
    skus = {edge["node"]["sku"] for edge in rows["productVariants"]["edges"]}
    products = {edge["node"]["id"] for edge in rows["products"]["edges"]}
    assert (changed.sku in skus, changed.product_id in products) == (True, True)
    assert (before.sku in skus, before.product_id in products) == (False, False)


def test_a_range_of_times_is_written_otherwise_for_variants_than_for_products(app: Caller) -> None:
    query = """{ productVariants(first: 1, where: {updatedAt: {range: {gte: "2026-01-01T00:00:00Z"}}}) {
      edges { node { id } } } }"""
    assert app.post(query).status_code == 400


def test_a_list_is_walked_in_both_directions(goods: Goods, app: Caller) -> None:
    skus = sorted(thing.sku for thing in goods.make_many([1] * 4))

    def page(**window: object) -> tuple[list[str], dict[str, object]]:
        found = app.data(PAGE, f={"sku": skus}, **window)["productVariants"]
        return [edge["node"]["sku"] for edge in found["edges"]], found["pageInfo"]

    rows, info = page(first=3)
    assert (len(rows), info["hasPreviousPage"], info["hasNextPage"]) == (3, False, True)
    rest, end = page(first=3, after=info["endCursor"])
    assert sorted([*rows, *rest]) == skus
    assert (end["hasPreviousPage"], end["hasNextPage"]) == (True, False)
    back, start = page(last=3, before=end["startCursor"])
    assert (back, start["hasPreviousPage"], start["hasNextPage"]) == (rows, False, True)
