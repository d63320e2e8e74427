"""A seller lets us into a shop, or doesn't."""

from __future__ import annotations

from dataclasses import replace

import pytest
import time_machine

from storefront_sync.core.sentences import sentence
from storefront_sync.tenants.consent_requests import (
    Reason,
)
from storefront_sync.tenants.models import AppRegistration, ConsentRequest, Shop
from storefront_sync.tenants.onboarding import activate_shop, register_app
from storefront_sync.tenants.tokens import pair_of
from tests.conftest import HandSetClock
from tests.console.seller import (
    CONSENTING,
    PLACE,
    SHOPS,
    Road,
    SellersBrowser,
    road,
    says,
    told,
)


def test_a_seller_connects_a_shop_and_is_told_which_with_which_cooperative(
    way: Road, seller: SellersBrowser
) -> None:
    page = seller.connects(way.link(), "7001")
    assert page.status_code == 200
    text = told(page)
    assert "Koperasi Melati" in text
    assert "Toko 7001" in text
    shop = Shop.objects.get()
    assert (shop.cooperative, shop.external_id, shop.state) == (
        way.cooperatives["melati"],
        "7001",
        Shop.State.PREPARING,
    )
    assert pair_of(shop).access == way.simulator.token_pair("7001").access
    assert shop.consented_at == way.clock.now()
    assert shop.consent_ends_at is not None


@pytest.mark.parametrize("key", CONSENTING)
def test_every_marketplace_that_asks_for_consent_is_connected_in_the_same_way(
    db: None, clock: HandSetClock, key: str
) -> None:
    with road(clock, key) as way, time_machine.travel(clock.now(), tick=False):
        seller = SellersBrowser(way)
        page = seller.connects(way.link(marketplace=key), "7001")
        assert "Toko 7001" in told(page)
        shop = Shop.objects.get()
        assert (shop.marketplace, shop.cooperative) == (key, way.cooperatives["melati"])
        assert pair_of(shop).access == way.simulator.token_pair("7001").access
        again = seller.returns(seller.decides(seller.presses(way.link(marketplace=key)), declines=True))
        assert says(again, Reason.DECLINED)


def test_one_login_with_several_shops_connects_them_all(way: Road, seller: SellersBrowser) -> None:
    page = seller.connects(way.link(), *SHOPS)
    assert set(Shop.objects.values_list("external_id", flat=True)) == set(SHOPS)
    assert len(set(Shop.objects.values_list("consent_group", flat=True))) == 1
    assert all(f"Toko {shop}" in told(page) for shop in SHOPS)


def test_consent_given_again_gives_an_active_shop_its_new_pair_and_stops_nothing(
    way: Road, seller: SellersBrowser
) -> None:
    seller.connects(way.link(), "7001")
    activate_shop(Shop.objects.get())
    before = pair_of(Shop.objects.get())
    seller.connects(way.link(), "7001")
    shop = Shop.objects.get()
    assert shop.state == Shop.State.ACTIVE
    assert pair_of(shop) != before


def test_consent_given_again_brings_a_stopped_shop_back(way: Road, seller: SellersBrowser) -> None:
    seller.connects(way.link(), "7001")
    activate_shop(Shop.objects.get())
    Shop.objects.update(state=Shop.State.NEEDS_CONSENT)
    page = seller.connects(way.link(), "7001")
    assert Shop.objects.get().state == Shop.State.ACTIVE
    assert sentence("console.connect.shop_back", "id") in told(page)


def test_a_seller_who_declines_can_change_their_mind(way: Road, seller: SellersBrowser) -> None:
    link = way.link()
    page = seller.returns(seller.decides(seller.presses(link), declines=True))
    assert says(page, Reason.DECLINED)
    assert not Shop.objects.exists()
    assert "Toko 7001" in told(seller.connects(link, "7001"))


def test_a_login_that_opens_only_shops_of_another_cooperative_connects_none(
    way: Road, seller: SellersBrowser
) -> None:
    seller.connects(way.link("sumber"), "7001")
    other = SellersBrowser(way)
    link = way.link("melati")
    page = other.connects(link, "7001")
    assert sentence("console.connect.not_connected", "id") in told(page)
    assert Shop.objects.get().cooperative == way.cooperatives["sumber"]
    assert other.opens(link).status_code == 200, "the link is good for the right login"


def test_an_app_that_the_marketplace_refuses_is_told_with_its_reason(
    way: Road, seller: SellersBrowser
) -> None:
    link = way.link()
    address = seller.decides(seller.presses(link), "7001")
    app = way.simulator.app()
    register_app(
        PLACE,
        replace(app, secret="another"),
        host=way.simulator.base_url,
        auth_host=way.simulator.base_url,
    )
    page = seller.returns(address)
    assert says(page, Reason.APP_REFUSED)
    key = str(ConsentRequest.objects.get().detail["key"])
    assert sentence(key, "id") in told(page)
    register_app(PLACE, replace(app, options={}), host="https://x.example", auth_host="https://x.example")
    assert says(seller.presses(link), Reason.APP_REFUSED), "no service_id"


def test_a_marketplace_where_no_app_is_registered_is_told(way: Road, seller: SellersBrowser) -> None:
    AppRegistration.objects.all().delete()
    assert says(seller.opens(way.link()), Reason.NO_APP)
    assert says(seller.opens(way.link(marketplace="nobody")), Reason.NO_APP)


@pytest.mark.parametrize(
    ("header", "language"), [("en-GB,en;q=0.9", "en"), ("id", "id"), ("zh,ja", "id"), ("", "id")]
)
def test_a_page_speaks_the_browsers_language(
    way: Road, seller: SellersBrowser, header: str, language: str
) -> None:
    page = seller.opens(way.link(), **{"Accept-Language": header})
    assert page["Content-Language"] == language
    other = seller.opens(way.link() + "?lang=en", **{"Accept-Language": header})
    assert other["Content-Language"] == "en"
