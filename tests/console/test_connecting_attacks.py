"""What somebody tries on the connecting pages who means ill."""

from __future__ import annotations

import logging

import pytest
from django.test import Client

from connectors.base.simulator.seed import SeedShop
from storefront_sync.core.redaction import redact
from storefront_sync.core.sentences import sentence
from storefront_sync.tenants.consent_requests import (
    Reason,
)
from storefront_sync.tenants.models import ConsentRequest, Shop
from storefront_sync.tenants.tokens import pair_of
from tests.console.seller import (
    PLACE,
    Road,
    SellersBrowser,
    query,
    says,
    told,
)


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


@pytest.mark.parametrize("state", ["", "made-up", "x" * 3_000, "\0"])
def test_an_answer_without_a_state_of_ours_is_refused(way: Road, seller: SellersBrowser, state: str) -> None:
    page = seller.client.get(f"/connect/return/{PLACE}", {"code": "abc", "state": state})
    assert says(page, Reason.TRIP_UNKNOWN)  # type: ignore[arg-type]
    assert not way.simulator.events("call")


def test_a_code_that_the_marketplace_does_not_know_is_refused(way: Road, seller: SellersBrowser) -> None:
    address = seller.decides(seller.presses(way.link()), "7001")
    state = query(address, "state")
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
    state = query(victims, "state")
    attackers = attacker.decides(attacker.presses(way.link("sumber")), "7002")
    code = query(attackers, "code")
    page = attacker.returns(f"/connect/return/{PLACE}?code={code}&state={state}")
    assert says(page, Reason.OTHER_BROWSER)
    assert not Shop.objects.exists()


def test_the_result_is_shown_to_the_browser_of_the_trip_only(way: Road, seller: SellersBrowser) -> None:
    seller.connects(way.link(), "7001")
    number = ConsentRequest.objects.get().pk
    guessing = Client()
    guessing.cookies[f"connect-{number}"] = "guessed"
    for client in (Client(), guessing):
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
    state = query(address, "state")
    code = query(address, "code")
    answer = seller.client.get(address)
    pages = [told(answer), told(seller.client.get(answer["Location"]))]  # type: ignore[arg-type]
    pages.append(told(seller.opens(link)))
    seller.returns(f"/connect/return/{PLACE}?code={code}&state=wrong")
    pair = pair_of(Shop.objects.get())
    secrets = [link.rpartition("/")[2], state, code, pair.access, pair.refresh]
    secrets += [cookie.value for name, cookie in seller.client.cookies.items() if name.startswith("connect")]
    kept = str(list(ConsentRequest.objects.values()))
    ours = [each.getMessage() for each in caplog.records if "storefront" in each.name]
    for secret in secrets:
        assert len(secret) > 8
        assert secret not in redact(caplog.text)
        assert all(secret not in line for line in ours)
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
