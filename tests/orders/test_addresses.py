"""No order waits for its buyer's address, and nothing that the marketplace shows clearly is lost."""

from __future__ import annotations

import json

import pytest

from connectors.base.services import Timeouts
from connectors.base.simulator.base import MarketplaceSimulator
from connectors.base.simulator.orders import Buyer, Step
from storefront_sync.orders.models import Order
from storefront_sync.orders.settle import settle_orders
from storefront_sync.saleor.buyer_address import NEUTRAL_ADDRESS
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import AddressRefused
from storefront_sync.saleor.simulator.state.orders import Order as SaleorOrder
from storefront_sync.saleor.simulator.state.places import Address
from storefront_sync.saleor.types import DraftOrder, OrderRead
from storefront_sync.tenants.models import Problem
from tests.orders.whole_world import PACE, WholeWorld

LONG = " ".join(f"gang{number}" for number in range(60))


def bought(whole: WholeWorld, buyer: Buyer, shop: str = "tokopedia") -> Order:
    """An order of that buyer, taken in and settled. Shopee shows telephones once shipping is arranged."""
    row = whole.listing("sumber", shop, "S")
    simulator = whole.simulators[shop]
    assert isinstance(simulator, MarketplaceSimulator)
    account = whole.shops["sumber", shop].external_id
    wanted = [(row.item_id, row.model_id, 1)]
    order_id = simulator.book.place(account, wanted, paid=True, buyer=buyer).order_id
    if shop == "shopee":
        simulator.step_order(order_id, Step.ARRANGE)
    whole.clock.forward(2)
    whole.everything("sumber", rounds=1)
    return Order.objects.get(external_id=order_id)


def in_saleor(whole: WholeWorld, order: Order) -> SaleorOrder:
    """The order in Saleor."""
    found = whole.saleor.store.node(order.saleor_id)
    assert isinstance(found, SaleorOrder)
    return found


def sent_to(whole: WholeWorld, order: Order) -> tuple[Address, Address]:
    """Where it goes and who pays, as Saleor stored it."""
    found = in_saleor(whole, order)
    assert found.shipping_address is not None
    assert found.billing_address is not None
    return found.shipping_address, found.billing_address


@pytest.mark.parametrize(
    ("buyer", "province"),
    [
        (Buyer(province="Jatim"), "Jawa Timur"),
        (Buyer(province="D.I. Yogyakarta"), "Daerah Istimewa Yogyakarta"),
        (Buyer(province="Special Region of Yogyakarta"), "Daerah Istimewa Yogyakarta"),
        (Buyer(province="Papua Barat Daya", city="Kota Sorong"), "Papua Barat"),
        (Buyer(province="", city="Kab. Banjar", postal_code=""), "Kalimantan Selatan"),
        (Buyer(province="", city=""), "Jawa Timur"),
        (
            Buyer(province="Antah Berantah", city="Jauh", postal_code="1234567890123456789012345"),
            "Antah Berantah",
        ),
        (Buyer(province="", city="", postal_code=""), "-"),
        (Buyer(street="", district=""), "Jawa Timur"),
        (Buyer(street=LONG * 3), "Jawa Timur"),
        (Buyer(street="Jl.\u202e Contoh\n1 🏠", city="Kota\x07 Surabaya"), "Jawa Timur"),
        (Buyer(postal_code="60 129"), "Jawa Timur"),
        (Buyer(postal_code="60***"), "Jawa Timur"),
        (Buyer(city="K" * 300, district="D" * 300), "Jawa Timur"),
    ],
)
def test_an_order_comes_in_with_whatever_address_is_shown(
    whole: WholeWorld, buyer: Buyer, province: str
) -> None:
    order = bought(whole, buyer)
    assert order.phase == "imported"
    for address in sent_to(whole, order):
        assert address.country_area == province
        assert address.street_address1
    assert not Problem.objects.filter(key__startswith="order.", closed_at=None).exists()


def test_the_district_and_a_province_that_saleor_does_not_know_are_told_in_the_street(
    whole: WholeWorld,
) -> None:
    order = bought(whole, Buyer(district="Distrik Merauke", city="Merauke", province="Papua Selatan"))
    for address in sent_to(whole, order):
        assert address.street_address1 == "Jl. Contoh No. 1, Distrik Merauke, Papua Selatan"
        assert address.country_area == "Papua"


def test_what_has_no_place_in_the_address_shows_to_staff_only(whole: WholeWorld) -> None:
    order = bought(whole, Buyer(postal_code="6012", street=LONG * 2))
    found = in_saleor(whole, order)
    assert found.private_metadata["buyer_postal_code"] == "6012"
    assert found.private_metadata["buyer_street"] == f"{LONG * 2}, Kenjeran"
    assert "6012" not in json.dumps(dict(found.metadata))


def test_a_part_that_saleor_refuses_is_left_out_and_told_until_the_goods_leave(whole: WholeWorld) -> None:
    order = bought(whole, Buyer(phone="+999 1234 5678"), shop="shopee")
    assert order.phase == "imported"
    for address in sent_to(whole, order):
        assert (address.phone, address.postal_code[-5:]) == ("", "60129")
    assert in_saleor(whole, order).private_metadata["buyer_phone"] == "+99912345678"
    told = Problem.objects.get(key="order.address_refused", closed_at=None)
    assert told.detail == {"order": order.external_id, "field": "phone"}

    whole.simulators["shopee"].step_order(order.external_id, Step.SHIP)
    whole.clock.forward(2)
    whole.everything("sumber", rounds=1)
    assert not Problem.objects.filter(key="order.address_refused", closed_at=None).exists()


class Choosy(SaleorClient):
    """A Saleor that takes the neutral address only."""

    def draft_order_create(self, draft: DraftOrder) -> OrderRead:
        """As the real one, with the street refused."""
        if draft.address != NEUTRAL_ADDRESS:
            raise AddressRefused("streetAddress1", "INVALID", "Jl. Contoh No. 1 is not valid")
        return super().draft_order_create(draft)


def test_where_no_part_is_to_blame_the_order_comes_in_without_the_address(whole: WholeWorld) -> None:
    whole.buy("sumber", "tokopedia", [("S", 1)])
    whole.clock.forward(2)
    whole.drain("sumber", "tokopedia")
    given = whole.saleor.world.credentials()
    client = Choosy(str(given["api_url"]), str(given["app_token"]), timeouts=Timeouts(1, 5))
    settle_orders(whole.cooperatives["sumber"], client, PACE, whole.clock.now)
    order = Order.objects.get()
    assert order.phase == "imported"
    assert {address.street_address1 for address in sent_to(whole, order)} == {"Marketplace"}
    told = Problem.objects.get(key="order.address_refused", closed_at=None)
    assert told.detail == {"order": order.external_id, "field": "streetAddress1"}
