"""What a shop that our set-up made offers its shoppers, and what it keeps for marketplaces."""

from __future__ import annotations

import pytest

from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import MutationRefused
from storefront_sync.saleor.types import DraftLine, DraftOrder
from tests.saleor.contract.goods import Goods
from tests.saleor.contract.premises import Premises
from tests.saleor.contract.shopping import CHOOSE, Shopper

NEAR, FAR, FLAT = (
    "Kurir koperasi – Kenjeran dan sekitarnya",
    "Kurir koperasi – Surabaya",
    "Kurir – tarif rata",
)


@pytest.fixture
def shopper(premises: Premises) -> Shopper:
    return Shopper(premises)


@pytest.mark.parametrize(
    ("postcode", "offered"),
    [
        ("60126", {NEAR: 5000.0, FLAT: 18000.0}),
        ("60231", {FAR: 12000.0, FLAT: 18000.0}),
        ("80361", {FLAT: 18000.0}),
        ("", {FLAT: 18000.0}),
    ],
)
def test_couriers_are_offered_by_postcode_and_never_the_marketplaces_method(
    premises: Premises, goods: Goods, shopper: Shopper, postcode: str, offered: dict[str, float]
) -> None:
    cart = shopper.cart((goods.make(), 2), postcode=postcode)
    assert {row["name"]: row["price"]["amount"] for row in cart["shippingMethods"]} == offered
    (place,) = cart["availableCollectionPoints"]
    assert place["name"] == premises.blueprint.warehouses[0].name


def test_what_lies_elsewhere_cannot_be_fetched(goods: Goods, shopper: Shopper) -> None:
    cart = shopper.cart((goods.make(1, second=5), 2))
    assert cart["availableCollectionPoints"] == []


@pytest.mark.parametrize(("way", "total"), [(NEAR, 35_000), (FLAT, 48_000), ("pick-up", 30_000)])
def test_the_shop_sells_by_every_way_with_an_exact_total(
    premises: Premises, goods: Goods, shopper: Shopper, way: str, total: int
) -> None:
    name = premises.blueprint.warehouses[0].name if way == "pick-up" else way
    assert shopper.buy((goods.make(), 2), way=name)["total"]["gross"]["amount"] == total


def test_a_shopper_cannot_choose_the_marketplaces_method_at_an_address_here(
    premises: Premises, goods: Goods, shopper: Shopper
) -> None:
    cart = shopper.cart((goods.make(), 1))
    done = shopper.caller.do(CHOOSE, id=cart["id"], way=premises.shop.shipping_method_id)
    assert done["errors"][0]["code"] != ""
    assert done["errors"][0]["field"] == "deliveryMethodId"


def test_a_draft_has_the_price_of_its_method_in_its_total(
    premises: Premises, goods: Goods, shopper: Shopper, client: SaleorClient
) -> None:
    thing = goods.make()
    cart = shopper.cart((thing, 1))
    flat = next(row["id"] for row in cart["shippingMethods"] if row["name"] == FLAT)
    free = client.draft_order_create(goods.draft((thing, 2)))
    lines = (DraftLine(thing.id, 2, free.lines[0].unit_price),)
    draft = DraftOrder(premises.shop.channel_id, goods.reference(), lines, flat)
    assert (free.total, client.draft_order_create(draft).total) == (30_000, 48_000)


def test_a_method_that_does_not_reach_the_address_completes_no_draft(
    premises: Premises, goods: Goods, shopper: Shopper, client: SaleorClient
) -> None:
    thing = goods.make()
    near = next(row["id"] for row in shopper.cart((thing, 1))["shippingMethods"] if row["name"] == NEAR)
    lines = goods.draft((thing, 1)).lines
    draft = client.draft_order_create(DraftOrder(premises.shop.channel_id, goods.reference(), lines, near))
    with pytest.raises(MutationRefused, match="SHIPPING_METHOD_NOT_APPLICABLE"):
        client.draft_order_complete(draft.id)
