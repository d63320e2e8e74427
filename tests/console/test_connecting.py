"""A seller lets us in: the round trip, and every way in which it ends without a shop."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.db import connections
from django.http import HttpResponse
from django.test import Client

from connectors.base.simulator.faults import Faults
from connectors.base.simulator.seed import SeedShop
from storefront_sync.core.redaction import redact
from storefront_sync.core.sentences import sentence
from storefront_sync.tenants.consent_requests import (
    ANSWER_TAKES,
    KEPT,
    LINK_LASTS,
    MOST_TRIPS,
    TRIP_LASTS,
    Reason,
    forget_old,
    tell_interrupted,
)
from storefront_sync.tenants.models import AppRegistration, ConsentRequest, Problem, Shop
from storefront_sync.tenants.onboarding import activate_shop, register_app
from storefront_sync.tenants.tokens import pair_of
from tests.conftest import HandSetClock
from tests.console.seller import CONSENTING, PLACE, SHOPS, Road, SellersBrowser, road, told
from tests.inbox.test_whole_or_not_at_all import REFUSE, failing_at


@pytest.fixture
def way(db: None, clock: HandSetClock) -> Iterator[Road]:
    """The marketplace and two cooperatives; the machine's clock stands at the hour of `clock`."""
    with road(clock) as made, time_machine.travel(clock.now(), tick=False):
        yield made


@pytest.fixture
def seller(way: Road) -> SellersBrowser:
    """A browser without any cookie."""
    return SellersBrowser(way)


def later(way: Road, by: timedelta) -> time_machine.travel:
    """Some time on, as a context."""
    way.clock.forward(by.total_seconds())
    return time_machine.travel(way.clock.now(), tick=False)


def says(page: HttpResponse, reason: Reason) -> bool:
    """Whether the page gives this reason."""
    return sentence(f"console.connect.refused.{reason.value}", "id") in told(page)


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


def test_a_shop_of_another_cooperative_is_refused_without_telling_whose(
    way: Road, seller: SellersBrowser
) -> None:
    seller.connects(way.link("sumber"), "7001")
    before = Shop.objects.values().get()
    page = SellersBrowser(way).connects(way.link("melati"), "7001", "7002")
    assert "Sumber" not in told(page)
    assert sentence("console.connect.shop_elsewhere", "id") in told(page)
    asked_after = {"consent_doubted_at": way.clock.now(), "consent_look_at": way.clock.now()}
    assert Shop.objects.values().get(external_id="7001") == {**before, **asked_after}
    assert Shop.objects.get(external_id="7002").cooperative == way.cooperatives["melati"]


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
        state = page["Refresh"].partition("state=")[2].partition("&")[0]
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


def test_a_seller_who_declines_can_change_their_mind(way: Road, seller: SellersBrowser) -> None:
    link = way.link()
    page = seller.returns(seller.decides(seller.presses(link), declines=True))
    assert says(page, Reason.DECLINED)
    assert not Shop.objects.exists()
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


@pytest.mark.parametrize("state", ["", "made-up", "x" * 3_000, "\0"])
def test_an_answer_without_a_state_of_ours_is_refused(way: Road, seller: SellersBrowser, state: str) -> None:
    page = seller.client.get(f"/connect/return/{PLACE}", {"code": "abc", "state": state})
    assert says(page, Reason.TRIP_UNKNOWN)  # type: ignore[arg-type]
    assert not way.simulator.events("call")


def test_a_code_that_the_marketplace_does_not_know_is_refused(way: Road, seller: SellersBrowser) -> None:
    address = seller.decides(seller.presses(way.link()), "7001")
    state = address.partition("state=")[2].partition("&")[0]
    page = seller.returns(f"/connect/return/{PLACE}?code=forged&state={state}")
    assert says(page, Reason.CODE_REFUSED)
    assert not Shop.objects.exists()


@pytest.mark.parametrize("marketplace", ["shopee", "nobody"])
def test_an_answer_at_another_marketplaces_page_is_refused_and_spends_nothing(
    way: Road, seller: SellersBrowser, marketplace: str
) -> None:
    address = seller.decides(seller.presses(way.link()), "7001")
    strayed = seller.returns(address.replace(f"/return/{PLACE}", f"/return/{marketplace}"))
    assert strayed.status_code == 400
    assert "Toko 7001" in told(seller.returns(address))


def test_an_answer_that_is_lost_on_the_network_costs_a_new_consent_only(
    way: Road, seller: SellersBrowser
) -> None:
    link = way.link()
    address = seller.decides(seller.presses(link), "7001")
    way.simulator.set_faults(Faults(drop_connection_rate=1))
    assert says(seller.returns(address), Reason.UNCLEAR)
    way.simulator.set_faults(Faults())
    assert "Toko 7001" in told(seller.connects(link, "7001"))


def test_a_marketplace_that_breaks_while_the_code_is_spent_costs_a_new_consent_only(
    way: Road, seller: SellersBrowser
) -> None:
    link = way.link()
    address = seller.decides(seller.presses(link), "7001")
    way.simulator.set_faults(Faults(server_error_rate=1))
    page = seller.returns(address)
    assert says(page, Reason.UNCLEAR) or says(page, Reason.BUSY)
    way.simulator.set_faults(Faults())
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


def test_an_answer_that_arrives_twice_at_once_is_redeemed_once(
    transactional_db: None, clock: HandSetClock
) -> None:
    with road(clock) as way, time_machine.travel(clock.now(), tick=False):
        seller = SellersBrowser(way)
        address = seller.decides(seller.presses(way.link()), "7001")
        gate = threading.Barrier(4)

        def arrives() -> int:
            client = Client()
            client.cookies = seller.client.cookies.copy()
            gate.wait(10)
            try:
                return client.get(address).status_code
            finally:
                connections.close_all()

        with ThreadPoolExecutor(4) as pool:
            answers = [each.result(30) for each in [pool.submit(arrives) for _ in range(4)]]
        assert answers == [303] * 4
        assert ConsentRequest.objects.get().outcome == "connected"
        assert Shop.objects.count() == 1
        assert len(way.simulator.events("call")) == 2, "the code for the pair, the pair for its shops"


def test_a_marketplace_that_is_not_there_is_told_as_busy(way: Road, seller: SellersBrowser) -> None:
    address = seller.decides(seller.presses(way.link()), "7001")
    way.simulator.stop()
    assert says(seller.returns(address), Reason.BUSY)


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


def test_a_database_that_was_away_is_told_and_the_page_may_be_loaded_again(
    transactional_db: None, clock: HandSetClock
) -> None:
    with road(clock) as way, time_machine.travel(clock.now(), tick=False):
        seller = SellersBrowser(way)
        address = seller.decides(seller.presses(way.link()), *SHOPS)
        with failing_at("tenants_consentrequest", REFUSE):
            page = seller.returns(address)
        assert page.status_code == 503
        assert says(page, Reason.DATABASE)
        assert "Toko 7001" in told(seller.returns(address))


def test_a_database_that_goes_away_after_the_code_was_spent_costs_a_new_consent_only(
    transactional_db: None, clock: HandSetClock
) -> None:
    with road(clock) as way, time_machine.travel(clock.now(), tick=False):
        seller = SellersBrowser(way)
        link = way.link()
        address = seller.decides(seller.presses(link), *SHOPS)
        with failing_at("tenants_shop", REFUSE):
            assert says(seller.returns(address), Reason.DATABASE)
        assert not Shop.objects.exists()
        with later(way, ANSWER_TAKES):
            assert says(seller.returns(address), Reason.INTERRUPTED)
            assert "Toko 7001" in told(seller.connects(link, *SHOPS))


def test_an_answer_whose_taker_died_is_told_to_the_seller_and_the_staff(
    way: Road, seller: SellersBrowser
) -> None:
    link = way.link()
    address = seller.decides(seller.presses(link), "7001")
    ConsentRequest.objects.update(answered_at=way.clock.now())
    page = seller.returns(address)
    assert sentence("console.connect.wait", "id") in told(page)
    assert page["Refresh"]
    assert says(seller.presses(link), Reason.BUSY), "it may still be under way"
    assert tell_interrupted(way.clock.now()) == 0
    with later(way, ANSWER_TAKES):
        assert says(seller.returns(address), Reason.INTERRUPTED)
        assert tell_interrupted(way.clock.now()) == 1
        problem = Problem.objects.get(closed_at=None)
        assert (problem.cooperative, problem.key) == (way.cooperatives["melati"], "consent.interrupted")
        assert tell_interrupted(way.clock.now()) == 0
        seller.connects(link, "7001")
        assert not Problem.objects.filter(closed_at=None).exists()


def test_what_was_asked_for_is_forgotten_after_a_week(way: Road, seller: SellersBrowser) -> None:
    seller.connects(way.link(), "7001")
    assert forget_old(way.clock.now() + KEPT - timedelta(seconds=1)) == 0
    assert forget_old(way.clock.now() + KEPT + timedelta(seconds=1)) == 1


# What somebody tries who means ill.


def test_an_attackers_answer_opened_in_a_victims_browser_connects_nothing(way: Road) -> None:
    """The attacker's shop into the victim's cooperative, and login CSRF."""
    victim, attacker = SellersBrowser(way), SellersBrowser(way)
    victims_trip = victim.presses(way.link("melati"))
    trap = attacker.decides(attacker.presses(way.link("sumber")), "7001")
    page = victim.returns(trap)
    assert page.status_code == 403
    assert says(page, Reason.OTHER_BROWSER)
    assert not Shop.objects.exists()
    assert "Toko 7002" in told(victim.returns(victim.decides(victims_trip, "7002")))


def test_a_victim_who_is_sent_straight_to_the_marketplace_connects_nothing(way: Road) -> None:
    """The victim's shop into the attacker's cooperative, without our page that names it."""
    victim, attacker = SellersBrowser(way), SellersBrowser(way)
    address = victim.decides(attacker.presses(way.link("sumber")), "7001")
    assert says(victim.returns(address), Reason.OTHER_BROWSER)
    assert not Shop.objects.exists()
    assert not way.simulator.events("call"), "the victim's code isn't even spent"


def test_a_form_that_another_site_posts_for_a_victim_begins_nothing(way: Road) -> None:
    victim = SellersBrowser(way)
    link = way.link("sumber")
    for form in ({}, {"csrfmiddlewaretoken": "A" * 64}):
        page = victim.client.post(link, form, headers={"Origin": "https://evil.example"})
        assert says(page, Reason.FORM)  # type: ignore[arg-type]
        assert "Refresh" not in page
    assert ConsentRequest.objects.get().state_hash is None


def test_an_attackers_code_with_the_victims_state_is_the_victims_browsers_only(way: Road) -> None:
    victim, attacker = SellersBrowser(way), SellersBrowser(way)
    victims = victim.decides(victim.presses(way.link("melati")), "7001")
    state = victims.partition("state=")[2].partition("&")[0]
    attackers = attacker.decides(attacker.presses(way.link("sumber")), "7002")
    code = attackers.partition("code=")[2].partition("&")[0]
    page = attacker.returns(f"/connect/return/{PLACE}?code={code}&state={state}")
    assert says(page, Reason.OTHER_BROWSER)
    assert not Shop.objects.exists()


def test_the_result_is_shown_to_the_browser_of_the_trip_only(way: Road, seller: SellersBrowser) -> None:
    seller.connects(way.link(), "7001")
    number = ConsentRequest.objects.get().pk
    for client in (Client(), Client()):
        client.cookies[f"connect-{number}"] = "guessed"
        page = client.get(f"/connect/result/{number}")
        assert page.status_code == 403
        assert "7001" not in page.content.decode()
    assert Client().get(f"/connect/result/{number + 1}").status_code == 403
    assert Client().get(f"/connect/result/{10**30}").status_code == 403


@pytest.mark.parametrize("field", ["redirect", "redirect_uri", "next", "url", "return"])
def test_no_page_sends_anybody_where_its_address_says(way: Road, seller: SellersBrowser, field: str) -> None:
    link = way.link()
    address = seller.decides(seller.presses(link), "7001")
    answer = seller.client.get(f"{address}&{field}=https://evil.example/")
    assert answer["Location"].startswith("/connect/result/")
    page = seller.client.get(f"{answer['Location']}?{field}=https://evil.example/")
    assert "evil.example" not in page.content.decode()


def test_names_of_shops_are_text_and_nothing_else(way: Road, seller: SellersBrowser) -> None:
    name = '<script>alert(1)</script>"\0' + "x" * 300
    way.simulator.open_shop(SeedShop("7009", name, ()))
    page = seller.connects(way.link(), "7009")
    assert "<script>" not in told(page)
    assert "&lt;script&gt;" in told(page)


def test_words_codes_and_tokens_stay_out_of_logs_tables_and_pages(
    way: Road, seller: SellersBrowser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    link = way.link()
    begun = seller.presses(link)
    address = seller.decides(begun, "7001")
    state = address.partition("state=")[2].partition("&")[0]
    code = address.partition("code=")[2].partition("&")[0]
    answer = seller.client.get(address)
    pages = [told(answer), told(seller.client.get(answer["Location"]))]  # type: ignore[arg-type]
    pages.append(told(seller.opens(link)))
    seller.returns(f"/connect/return/{PLACE}?code={code}&state=wrong")
    pair = pair_of(Shop.objects.get())
    secrets = [link.rpartition("/")[2], state, code, pair.access, pair.refresh]
    secrets += [cookie.value for name, cookie in seller.client.cookies.items() if name.startswith("connect")]
    kept = str(list(ConsentRequest.objects.values()))
    for secret in secrets:
        assert len(secret) > 8
        assert secret not in redact(caplog.text)
        assert not [each for each in caplog.records if "storefront" in each.name and secret in str(each.msg)]
        assert secret not in kept
        assert all(secret not in page for page in pages)
    assert code not in answer["Location"]


def test_every_page_keeps_to_itself(way: Road, seller: SellersBrowser) -> None:
    link = way.link()
    start, begun = seller.opens(link), seller.presses(link)
    address = seller.decides(begun, "7001")
    answer = seller.client.get(address)
    pages = [start, begun, answer, seller.client.get(answer["Location"]), seller.opens("/connect/nothing")]
    for page in pages:
        policy = page["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert page["X-Frame-Options"] == "DENY"
        assert page["Cache-Control"] == "no-store"
        assert page["Referrer-Policy"] == ("same-origin" if page is start else "no-referrer")
    cookie = begun.cookies[f"connect-{ConsentRequest.objects.get().pk}"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 1800)


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
