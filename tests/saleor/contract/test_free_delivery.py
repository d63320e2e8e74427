"""The free delivery of imported orders is out of shoppers' reach, whatever they write and read."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import MutationRefused
from storefront_sync.saleor.setup.marketplace_zone import apart
from storefront_sync.saleor.setup.outcome import Outcome
from storefront_sync.saleor.setup.run import set_up
from tests.saleor.contract.caller import Caller, code
from tests.saleor.contract.goods import Goods
from tests.saleor.contract.premises import Premises

CHECKOUT = """mutation($input: CheckoutCreateInput!) { checkoutCreate(input: $input) {
  errors { field code } checkout { id shippingMethods { name price { amount } } } } }"""
CHOOSE = """mutation($id: ID!, $way: ID!) { checkoutDeliveryMethodUpdate(id: $id, deliveryMethodId: $way) {
  errors { field code } } }"""
OFFERED = "query($id: ID!) { checkout(id: $id) { shippingMethods { id name } } }"
ALL_A_SHOPPER_SEES = """query($id: ID!) {
  checkout(id: $id) {
    shippingMethods { id name metadata { key value } }
    availableCollectionPoints { name metadata { key value } shippingZones(first: 20) { edges { node {
      name metadata { key value } warehouses { name }
      shippingMethods { id name metadata { key value } postalCodeRules { start end inclusionType } } } } } }
  }
}"""
ZONES = """query($after: String) { shippingZones(first: 50, after: $after) { edges { node {
  name warehouses { slug } shippingMethods { name postalCodeRules { start end } } } } } }"""
STAFF_ONLY = (
    "{ shippingZones(first: 1) { edges { node { id } } } }",
    "{ warehouses(first: 1) { edges { node { shippingZones(first: 1) { edges { node { id } } } } } } }",
)
ORDER = "query($id: ID!) { order(id: $id) { shippingAddress { postalCode } billingAddress { postalCode } } }"
SHOPPER = {
    "firstName": "Pembeli",
    "streetAddress1": "Jl. Mawar 3",
    "city": "Surabaya",
    "country": "ID",
    "countryArea": "Jawa Timur",
    "postalCode": "60126",
}
UNCHECKED = {"shippingAddress": {"checkFieldsFormat": False, "enableFieldsNormalization": False}}


def cart(caller: Caller, premises: Premises, goods: Goods, postcode: str) -> str:
    """A cart that goes to that postcode, whatever it looks like; its id."""
    given = {
        "channel": premises.channel,
        "email": "pembeli@example.com",
        "lines": [{"variantId": goods.make().id, "quantity": 1}],
        "shippingAddress": {**SHOPPER, "postalCode": postcode},
        "billingAddress": SHOPPER,
        "validationRules": UNCHECKED,
    }
    made = caller.do(CHECKOUT, input=given)
    assert made["errors"] == []
    return str(made["checkout"]["id"])


GUESSES = ("MP 1", "MP 60126", "MP", "MP~", "MPZZZZZZZZ 60126", "{most} 60126", "{most}~", "{small} 60126")
"""What somebody writes who knows how marks are made, or has seen all of one but its last sign."""


@pytest.mark.parametrize("guess", GUESSES)
def test_no_guess_is_offered_the_free_method(
    premises: Premises, goods: Goods, nobody: Caller, guess: str
) -> None:
    mark = premises.shop.postcode_mark
    postcode = guess.format(most=mark[:-1], small=mark.lower())
    checkout = cart(nobody, premises, goods, postcode)
    names = [row["name"] for row in nobody.data(OFFERED, id=checkout)["checkout"]["shippingMethods"]]
    assert names == ["Kurir – tarif rata"]
    assert nobody.do(CHOOSE, id=checkout, way=premises.shop.shipping_method_id)["errors"]


def test_no_answer_to_a_shopper_holds_the_mark(premises: Premises, goods: Goods, nobody: Caller) -> None:
    checkout = cart(nobody, premises, goods, "60126")
    seen = nobody.data(ALL_A_SHOPPER_SEES, id=checkout)
    points = seen["checkout"]["availableCollectionPoints"]
    zones = [edge["node"] for point in points for edge in point["shippingZones"]["edges"]]
    assert any(rule for zone in zones for way in zone["shippingMethods"] for rule in way["postalCodeRules"])
    assert premises.shop.postcode_mark not in json.dumps(seen)
    for query in STAFF_ONLY:
        assert code(nobody.ask(query)) == "PermissionDenied"


def test_the_zone_that_holds_the_mark_has_no_warehouse(premises: Premises) -> None:
    zones = [edge["node"] for edge in premises.staff.data(ZONES)["shippingZones"]["edges"]]
    (zone,) = (zone for zone in zones if premises.shop.postcode_mark in json.dumps(zone))
    assert (zone["warehouses"], [way["name"] for way in zone["shippingMethods"]]) == ([], ["Marketplace"])


def test_an_imported_order_goes_by_the_free_method(
    premises: Premises, goods: Goods, client: SaleorClient
) -> None:
    thing = goods.make()
    draft = client.draft_order_create(goods.draft((thing, 2), price=7000))
    assert draft.total == 14000
    assert client.draft_order_complete(draft.id).order.status == "UNFULFILLED"
    assert goods.numbers(thing) == [(10, 2)]
    kept = premises.staff.data(ORDER, id=draft.id)["order"]
    assert kept["shippingAddress"]["postalCode"].startswith(premises.shop.postcode_mark)
    assert premises.shop.postcode_mark not in kept["billingAddress"]["postalCode"]


def test_an_order_with_another_mark_is_not_completed(goods: Goods, client: SaleorClient) -> None:
    draft = client.draft_order_create(replace(goods.draft((goods.make(), 1)), postcode_mark=""))
    with pytest.raises(MutationRefused) as refusal:
        client.draft_order_complete(draft.id)
    assert refusal.value.code == "SHIPPING_METHOD_NOT_APPLICABLE"


def test_set_up_again_changes_nothing_and_finds_the_same_mark(premises: Premises) -> None:
    again = set_up(premises.staff_client, premises.blueprint)
    assert again.shop == premises.shop
    steps = {step.outcome for step in again.steps if step.kind in ("zone", "method")}
    assert steps == {Outcome.SAME}
    assert apart(premises.blueprint.shipping) == premises.blueprint.shipping
    assert premises.shop.postcode_mark not in repr(again)
