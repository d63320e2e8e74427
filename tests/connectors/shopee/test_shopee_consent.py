"""What is Shopee's own in the way to a seller's consent."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from connectors.base.errors import ConfigError, OutcomeUnknown
from connectors.base.simulator.server import Outgoing
from connectors.shopee.sign import sign_call
from tests.conftest import HandSetClock
from tests.contract.seller import RETURN_PAGE, STATE, Browser
from tests.contract.tampering import TamperingProxy
from tests.contract.test_consent import views
from tests.contract.world import BIG_SHOP, OTHER_SHOP, SHOP, World


@pytest.fixture
def browser(world: World) -> Browser:
    """A seller's browser."""
    return Browser(world)


def test_the_link_is_signed_as_a_public_call_and_holds_the_state_in_the_return_page(
    world: World, browser: Browser
) -> None:
    parts = urlsplit(browser.address())
    query = {name: value for name, (value,) in parse_qs(parts.query).items()}
    app = world.sim.app()
    assert parts.path == "/api/v2/shop/auth_partner"
    assert query["redirect"] == f"{RETURN_PAGE}?state={STATE}"
    assert query["sign"] == sign_call(app.secret, app.key, parts.path, int(query["timestamp"]))


def test_a_return_page_with_a_query_keeps_it(world: World, browser: Browser) -> None:
    address = browser.consent.address(world.sim.app(), f"{RETURN_PAGE}?shop=7", STATE, browser.reach())
    query = parse_qs(urlsplit(address).query)
    assert query["redirect"] == [f"{RETURN_PAGE}?shop=7&state={STATE}"]


def test_a_link_is_good_for_five_minutes(browser: Browser, clock: HandSetClock) -> None:
    address = browser.address()
    clock.forward(301)
    assert requests.get(address, allow_redirects=False, timeout=5).status_code == 403


def test_a_login_with_several_shops_gives_each_a_chain_of_its_own(
    world: World, browser: Browser, clock: HandSetClock
) -> None:
    answer = browser.comes_back(SHOP, OTHER_SHOP)
    assert "main_account_id" in answer
    granted = {one.access.shop_id: one for one in browser.redeem(answer)}
    assert set(granted) == {SHOP, OTHER_SHOP}
    pairs = [one.tokens for one in granted.values()]
    assert pairs[0].refresh != pairs[1].refresh
    for shop, one in granted.items():
        world.tokens[shop].pair = one.tokens
    clock.set(pairs[0].access_expires_at + timedelta(seconds=1))
    assert views(world, SHOP)
    assert world.tokens[OTHER_SHOP].pair == granted[OTHER_SHOP].tokens
    assert views(world, OTHER_SHOP)


def test_a_shop_that_somebody_wrote_into_the_return_is_not_opened(world: World, browser: Browser) -> None:
    before = world.sim.token_pair(BIG_SHOP)
    for change in ({"shop_id": BIG_SHOP}, {"shop_id": "1; drop"}, {"shop_id": "٣"}, {"shop_id": "9" * 30}):
        with pytest.raises(ConfigError) as caught:
            browser.redeem({**browser.comes_back(SHOP), **change})
        assert caught.value.key == "consent.code_refused"
    assert world.sim.token_pair(BIG_SHOP) == before


def test_when_the_consent_ends_is_told(world: World, browser: Browser) -> None:
    (granted,) = browser.connect(SHOP).values()
    assert granted.ends_at == world.now() + timedelta(days=365)


def test_a_login_that_fails_half_way_has_to_be_started_again(world: World, browser: Browser) -> None:
    answered: list[Outgoing] = []

    def breaks_at_the_third(answer: Outgoing) -> Outgoing:
        answered.append(answer)
        return replace(answer, status=502) if len(answered) > 2 else answer

    proxy = TamperingProxy(world.url, breaks_at_the_third)
    with pytest.raises(OutcomeUnknown):
        browser.redeem(browser.comes_back(SHOP, OTHER_SHOP), host=proxy.url)
    proxy.stop()
