"""How a seller lets us into a shop: the way there, the way back, and what may go wrong between."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import requests

from connectors.base.errors import AuthExpired, ConfigError, ConnectorError, OutcomeUnknown, Transient
from connectors.base.simulator.consent import Seller
from connectors.base.types import AppCredentials, ListingView
from tests.conftest import HandSetClock
from tests.contract.behaviours import Behaviour, behaviours
from tests.contract.secrecy import told
from tests.contract.seller import RETURN_PAGE, STATE, Browser
from tests.contract.tampering import UNREADABLE, TamperingProxy, always
from tests.contract.world import BIG_SHOP, HASTY, OTHER_SHOP, SHOP, SHORT, MemoryTokens, World, opened

ODD_STATES = ["a", "A-_9", "-", "_", "0", "null", "error", "Z" * 64, "-" * 64, "code"]


@pytest.fixture(params=behaviours("consent_round_trip"), ids=str)
def world(request: pytest.FixtureRequest, clock: HandSetClock) -> Iterator[World]:
    """Each marketplace that sellers can connect, in each of its ways."""
    behaviour: Behaviour = request.param
    yield from opened(behaviour, clock.now)


@pytest.fixture
def browser(world: World) -> Browser:
    """A seller's browser."""
    return Browser(world)


def test_the_address_is_made_without_a_call(world: World, browser: Browser) -> None:
    address = browser.address()
    assert address.startswith(world.url)
    assert (world.sim.events("call"), world.sim.events("consent")) == ([], [])


def test_the_address_is_the_marketplaces_own_unless_another_is_named(world: World, browser: Browser) -> None:
    app = world.sim.app()
    own = browser.consent.address(app, RETURN_PAGE, STATE, replace(browser.reach(), host="", auth_host=""))
    assert own.startswith("https://")
    assert "127.0.0.1" not in own


def test_the_address_tells_no_secret(world: World, browser: Browser) -> None:
    assert world.sim.app().secret not in browser.address()


def test_the_state_comes_back_as_it_went(browser: Browser) -> None:
    assert browser.consent.state_of(browser.comes_back(SHOP)) == STATE


@pytest.mark.parametrize("state", ODD_STATES)
def test_any_legal_state_survives_the_trip(browser: Browser, state: str) -> None:
    answer = browser.comes_back(SHOP, state=state)
    assert browser.consent.state_of(answer) == state
    assert len(browser.redeem(answer)) == 1


def test_a_return_without_a_state_has_none(browser: Browser) -> None:
    assert browser.consent.state_of({}) == ""
    assert browser.consent.state_of({"code": "x"}) == ""


def test_the_round_trip_opens_the_shop(world: World, browser: Browser) -> None:
    world.sim.revoke_token(SHOP)
    (granted,) = browser.connect(SHOP).values()
    assert granted.access == world.sim.access(SHOP)
    assert (granted.name, granted.region) == ("Koperasi Satu", "ID")
    assert world.connect().check() == "Koperasi Satu"
    assert world.connect().pull_listings().rows


def test_the_pair_is_the_marketplaces_with_its_true_ends(world: World, browser: Browser) -> None:
    (granted,) = browser.connect(SHOP).values()
    true = world.sim.token_pair(SHOP)
    pair = granted.tokens
    assert (pair.access, pair.refresh) == (true.access, true.refresh)
    assert abs(pair.access_expires_at - true.access_expires_at) <= timedelta(seconds=1)
    assert true.refresh_expires_at is not None
    assert pair.refresh_expires_at is not None
    assert abs(pair.refresh_expires_at - true.refresh_expires_at) <= timedelta(seconds=1)
    assert granted.ends_at is None or granted.ends_at >= pair.access_expires_at


def test_the_first_pair_can_be_refreshed(world: World, browser: Browser, clock: HandSetClock) -> None:
    (granted,) = browser.connect(SHOP).values()
    clock.set(granted.tokens.access_expires_at + timedelta(seconds=5))
    assert world.connect().check() == "Koperasi Satu"
    assert world.tokens[SHOP].replaced == 1


def test_each_shop_of_one_login_gets_a_pair_that_works(world: World, browser: Browser) -> None:
    if world.sim.habits.one_shop_a_login:
        world.sim.desk.seller = Seller((SHOP, OTHER_SHOP))
        assert requests.get(browser.address(), allow_redirects=False, timeout=5).status_code == 400
        return
    granted = browser.connect(SHOP, OTHER_SHOP)
    assert {shop: one.name for shop, one in granted.items()} == {
        SHOP: "Koperasi Satu",
        OTHER_SHOP: "Koperasi Dua",
    }
    for shop, one in granted.items():
        assert world.connect(shop).check() == one.name
    assert not views(world, SHOP) & views(world, OTHER_SHOP)


def views(world: World, shop: str) -> set[str]:
    """The items that a shop's connector sees."""
    rows: tuple[ListingView, ...] = world.connect(shop).pull_listings().rows
    return {row.item_id for row in rows}


def test_only_the_shops_of_the_login_are_opened(world: World, browser: Browser) -> None:
    before = world.sim.token_pair(BIG_SHOP)
    assert set(browser.connect(OTHER_SHOP)) == {OTHER_SHOP}
    assert world.sim.token_pair(BIG_SHOP) == before


def test_a_code_is_good_once(browser: Browser) -> None:
    answer = browser.comes_back(SHOP)
    browser.redeem(answer)
    with pytest.raises(ConfigError) as caught:
        browser.redeem(answer)
    assert caught.value.key == "consent.code_refused"


def test_a_used_code_leaves_the_pair_that_it_gave_alone(world: World, browser: Browser) -> None:
    answer = browser.comes_back(SHOP)
    (granted,) = browser.redeem(answer)
    with pytest.raises(ConfigError):
        browser.redeem(answer)
    world.tokens[SHOP] = MemoryTokens(granted.tokens)
    assert world.connect().check() == "Koperasi Satu"


def test_a_code_ages(browser: Browser, clock: HandSetClock) -> None:
    answer = browser.comes_back(SHOP)
    clock.forward(31 * 60)
    with pytest.raises(ConfigError) as caught:
        browser.redeem(answer)
    assert caught.value.key == "consent.code_refused"


@pytest.mark.parametrize("code", ["garbage", "é\n\x00", "0", "a" * 5_000, " ", "../..", "' or 1=1"])
def test_a_code_that_was_never_given_is_refused(browser: Browser, code: str) -> None:
    with pytest.raises(ConfigError) as caught:
        browser.redeem({**browser.comes_back(SHOP), "code": code})
    assert caught.value.key == "consent.code_refused"


def test_a_code_of_another_installation_is_refused(world: World, browser: Browser) -> None:
    stranger = World(world.key, world.now)
    foreign = Browser(stranger).comes_back(SHOP)
    stranger.sim.stop()
    with pytest.raises(ConfigError) as caught:
        browser.redeem(foreign)
    assert caught.value.key == "consent.code_refused"


@pytest.mark.parametrize("missing", [{}, {"code": ""}])
def test_a_return_without_a_code_is_refused_without_a_call(
    world: World, browser: Browser, missing: dict[str, str]
) -> None:
    with pytest.raises(ConfigError) as caught:
        browser.redeem(missing)
    assert caught.value.key in ("consent.code_refused", "consent.declined")
    assert world.sim.events("call") == []


def test_a_seller_who_declines_is_told_apart(world: World, browser: Browser) -> None:
    before = world.sim.token_pair(SHOP)
    answer = browser.comes_back(SHOP, declines=True)
    with pytest.raises(ConfigError) as caught:
        browser.redeem(answer)
    assert caught.value.key == "consent.declined"
    assert world.sim.events("call") == []
    assert world.sim.token_pair(SHOP) == before


def test_a_time_out_on_spending_the_code_leaves_it_open(world: World, browser: Browser) -> None:
    answer = browser.comes_back(SHOP)
    world.faults(timeout_after_apply_rate=1, timeout_seconds=30)
    with pytest.raises(OutcomeUnknown):
        browser.redeem(answer, timeouts=SHORT)
    world.faults()
    with pytest.raises(ConfigError) as caught:
        browser.redeem(answer)
    assert caught.value.key == "consent.code_refused"


def test_a_broken_server_leaves_it_open_too(world: World, browser: Browser) -> None:
    answer = browser.comes_back(SHOP)
    world.faults(server_error_rate=1)
    with pytest.raises(OutcomeUnknown):
        browser.redeem(answer)


@pytest.mark.parametrize("body", UNREADABLE)
def test_an_unreadable_answer_leaves_it_open(world: World, browser: Browser, body: bytes) -> None:
    proxy = TamperingProxy(world.url, always(200, body))
    answer = browser.comes_back(SHOP)
    with pytest.raises(OutcomeUnknown):
        browser.redeem(answer, host=proxy.url)
    proxy.stop()


def test_a_host_that_cannot_be_reached_spends_no_code(world: World, browser: Browser) -> None:
    answer = browser.comes_back(SHOP)
    with pytest.raises(Transient):
        browser.redeem(answer, host="http://127.0.0.1:9")
    assert len(browser.redeem(answer)) == 1


def test_an_app_with_a_wrong_secret_needs_a_person_and_spends_no_code(world: World, browser: Browser) -> None:
    answer = browser.comes_back(SHOP)
    with pytest.raises(ConfigError) as caught:
        browser.redeem(answer, app=replace(world.sim.app(), secret="not the secret"))
    assert not caught.value.key.startswith("consent.")
    assert len(browser.redeem(answer)) == 1


def test_an_unknown_app_needs_a_person(world: World, browser: Browser) -> None:
    answer = browser.comes_back(SHOP)
    app = world.sim.app()
    with pytest.raises(ConfigError):
        browser.redeem(answer, app=AppCredentials("1234567", app.secret, app.options))


def test_a_shop_that_is_connected_again_has_a_new_chain(world: World, browser: Browser) -> None:
    old = browser.connect(SHOP)[SHOP]
    new = browser.connect(SHOP)[SHOP]
    assert {old.tokens.access, old.tokens.refresh}.isdisjoint({new.tokens.access, new.tokens.refresh})
    assert world.connect().check() == "Koperasi Satu"
    world.tokens[SHOP] = MemoryTokens(old.tokens)
    with pytest.raises((ConfigError, AuthExpired)):
        world.connect().check()
    world.tokens[SHOP] = MemoryTokens(new.tokens)
    assert world.connect().check() == "Koperasi Satu"


def test_a_consent_that_was_taken_back_can_be_given_again(world: World, browser: Browser) -> None:
    browser.connect(SHOP)
    world.sim.revoke_token(SHOP)
    with pytest.raises((ConfigError, AuthExpired)):
        world.connect().check()
    browser.connect(SHOP)
    assert world.connect().check() == "Koperasi Satu"


def test_the_screen_sends_nobody_to_a_page_that_is_not_registered(world: World, browser: Browser) -> None:
    address = browser.address()
    world.sim.register_return_page("https://elsewhere.example.id/consent")
    answer = requests.get(address, allow_redirects=False, timeout=5)
    assert "hub.example.id" not in answer.headers.get("Location", "")


def test_the_choice_can_be_made_from_outside(world: World, browser: Browser) -> None:
    body: dict[str, object] = {"return_page": RETURN_PAGE, "shops": [OTHER_SHOP]}
    assert world.control("POST", "consent", body).status_code == 200
    joint = "&" if "?" in browser.address() else "?"
    asked = requests.get(f"{browser.address()}{joint}sim_declines=1", allow_redirects=False, timeout=5)
    assert "error" in asked.headers["Location"]
    assert world.control("POST", "consent", {"shops": ["1"]}).status_code == 409


FAULTS: list[dict[str, float]] = [
    {},
    {"server_error_rate": 1},
    {"drop_connection_rate": 1},
    {"timeout_after_apply_rate": 1, "timeout_seconds": 5},
    {"calls_per_second": 0.0001, "burst": 1},
]


@pytest.mark.parametrize("faults", FAULTS, ids=lambda faults: next(iter(faults), "none"))
def test_nothing_of_the_trip_tells_a_secret(
    world: World, browser: Browser, faults: dict[str, float], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = browser.comes_back(SHOP)
    caplog.clear()
    world.faults(**faults)
    said: list[str] = []
    apps = [world.sim.app(), replace(world.sim.app(), secret="wrong-secret-0001")]
    for app in (*apps, *apps):
        try:
            said += [repr(one) for one in browser.redeem(answer, app=app, timeouts=HASTY)]
        except ConnectorError as error:
            said.append(told(error))
    pair = world.sim.token_pair(SHOP)
    app_secrets = [value for name, value in world.sim.app().options.items() if "key" in name]
    hidden = [answer["code"], pair.access, pair.refresh, world.sim.app().secret, "wrong-secret-0001"]
    text = " ".join((*said, caplog.text))
    assert len(said) == 4
    assert not [secret for secret in (*hidden, *app_secrets) if secret and secret in text]
