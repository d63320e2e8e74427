"""A shopper at a shop that was just set up."""

from __future__ import annotations

import requests

from storefront_sync.saleor.goods.bring import bring
from storefront_sync.saleor.goods.plan import Target
from storefront_sync.saleor.sheet.rows import VariantRow, parse_row
from tests.saleor.empty import EmptySaleor
from tests.saleor.wire import Tree

CREATE = """mutation($input: CheckoutCreateInput!) { checkoutCreate(input: $input) { errors { code }
  checkout { id shippingMethods { id name } availableCollectionPoints { id name } } } }"""
CHOOSE = """mutation($id: ID!, $way: ID) { checkoutDeliveryMethodUpdate(id: $id, deliveryMethodId: $way) {
  errors { code } } }"""
COMPLETE = """mutation($id: ID!) { checkoutComplete(id: $id) { errors { code }
  order { total { gross { amount } net { amount } } } } }"""


def offers(saleor: EmptySaleor, postcode: str) -> tuple[list[str], list[str]]:
    """The ways to send and to fetch that a cart with two cakes is offered."""
    checkout = _cart(saleor, postcode)
    return (
        [row["name"] for row in checkout["shippingMethods"]],
        [row["name"] for row in checkout["availableCollectionPoints"]],
    )


def order(saleor: EmptySaleor, postcode: str, pick: str) -> float:
    """Order two cakes by that way; the total, the same with and without tax."""
    checkout = _cart(saleor, postcode)
    ways = {row["name"]: row["id"] for row in checkout["shippingMethods"]}
    ways |= {row["name"]: row["id"] for row in checkout["availableCollectionPoints"]}
    chosen = _post(saleor, CHOOSE, id=checkout["id"], way=ways[pick])["checkoutDeliveryMethodUpdate"]
    assert chosen["errors"] == []
    total = _post(saleor, COMPLETE, id=checkout["id"])["checkoutComplete"]["order"]["total"]
    assert total["gross"] == total["net"]
    amount: float = total["gross"]["amount"]
    return amount


def _cart(saleor: EmptySaleor, postcode: str) -> Tree:
    store = saleor.simulator.store
    cake = parse_row(
        1, {"product": "Kue", "category": "Kue", "sku": "K", "price_idr": "15000", "on_hand": "9"}
    )
    assert isinstance(cake, VariantRow)
    target = Target("koperasi", store.channels[0].id, store.warehouses[0].id)
    bring(saleor.staff(), [cake], target, lambda result: None)
    address = {
        "firstName": "Pembeli",
        "streetAddress1": "Jl. Mawar 3",
        "city": "Surabaya",
        "country": "ID",
        "countryArea": "Jawa Timur",
        "postalCode": postcode,
    }
    given = {
        "channel": "koperasi",
        "email": "pembeli@example.com",
        "lines": [{"variantId": store.variant_by_sku["K"].id, "quantity": 2}],
        "shippingAddress": address,
        "billingAddress": address,
    }
    made: Tree = _post(saleor, CREATE, input=given)["checkoutCreate"]["checkout"]
    return made


def _post(saleor: EmptySaleor, query: str, **variables: object) -> Tree:
    answer = requests.post(saleor.api_url, json={"query": query, "variables": variables}, timeout=10)
    data: Tree = answer.json()["data"]
    return data
