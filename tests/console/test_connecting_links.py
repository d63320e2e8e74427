"""What a link, a trip and an answer are good for, and how long."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storefront_sync.tenants.consent_requests import (
    KEPT,
    LINK_LASTS,
    MOST_TRIPS,
    TRIP_LASTS,
    Reason,
    forget_old,
)
from storefront_sync.tenants.models import ConsentRequest, Shop
from tests.console.seller import (
    PLACE,
    Road,
    SellersBrowser,
    later,
    query,
    says,
    told,
)


def test_a_link_is_good_once(way: Road, seller: SellersBrowser) -> None:
    link = way.link()
    late = SellersBrowser(way)
    form = late.form_of(late.opens(link))
    seller.connects(link, "7001")
    for page in (seller.opens(link), late.client.post(link, form)):
        assert page.status_code == 410
        assert says(page, Reason.LINK_USED)  # type: ignore[arg-type]


def test_a_link_is_good_for_a_day(way: Road, seller: SellersBrowser) -> None:
    link = way.link()
    with later(way, LINK_LASTS - timedelta(seconds=1)):
        assert seller.opens(link).status_code == 200
    with later(way, timedelta(seconds=1)):
        assert says(seller.opens(link), Reason.LINK_EXPIRED)


@pytest.mark.parametrize("word", ["x", "A" * 43, "x" * 5_000, "%00", "á"])
def test_a_link_that_nobody_made_is_told(way: Road, seller: SellersBrowser, word: str) -> None:
    page = seller.opens(f"/connect/{word}")
    assert page.status_code == 404
    assert says(page, Reason.LINK_UNKNOWN)


def test_a_link_can_not_be_tried_without_end(way: Road, seller: SellersBrowser) -> None:
    link = way.link()
    for _ in range(MOST_TRIPS):
        page = seller.presses(link)
        state = query(page["Refresh"], "state")
        assert says(
            seller.returns(f"/connect/return/{PLACE}?code=guessed&state={state}"), Reason.CODE_REFUSED
        )
    assert says(seller.presses(link), Reason.TOO_MANY)
    assert len(way.simulator.events("call")) == MOST_TRIPS


def test_a_preview_of_the_link_uses_nothing_up(way: Road, seller: SellersBrowser) -> None:
    link = way.link()
    for _ in range(3):
        SellersBrowser(way).opens(link)
    assert ConsentRequest.objects.get().state_hash is None
    assert "Toko 7001" in told(seller.connects(link, "7001"))


def test_a_trip_that_takes_too_long_is_begun_again_with_the_same_link(
    way: Road, seller: SellersBrowser
) -> None:
    link = way.link()
    address = seller.decides(seller.presses(link), "7001")
    with later(way, TRIP_LASTS):
        assert says(seller.returns(address), Reason.TRIP_EXPIRED)
        assert "Toko 7001" in told(seller.connects(link, "7001"))


def test_a_state_is_good_for_one_answer(way: Road, seller: SellersBrowser) -> None:
    page = seller.presses(way.link())
    first, second = seller.decides(page, "7001"), seller.decides(page, "7002")
    assert "Toko 7001" in told(seller.returns(first))
    again = seller.returns(second)
    assert "Toko 7001" in told(again), "the answer that counted is shown again"
    assert [shop.external_id for shop in Shop.objects.all()] == ["7001"]


def test_an_address_that_is_loaded_again_tells_the_same_and_asks_nobody(
    way: Road, seller: SellersBrowser
) -> None:
    address = seller.decides(seller.presses(way.link()), "7001")
    first = told(seller.returns(address))
    calls = len(way.simulator.events("call"))
    assert told(seller.returns(address)) == first
    assert len(way.simulator.events("call")) == calls


def test_what_was_asked_for_is_forgotten_after_a_week(way: Road, seller: SellersBrowser) -> None:
    seller.connects(way.link(), "7001")
    assert forget_old(way.clock.now() + KEPT - timedelta(seconds=1)) == 0
    assert forget_old(way.clock.now() + KEPT + timedelta(seconds=1)) == 1
