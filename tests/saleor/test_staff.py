"""Staff log in for set-up; whatever hinders that has a name, and no password is in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from connectors.base.services import Timeouts
from storefront_sync.saleor.errors import GraphQLRefused, SaleorError, SaleorUnreachable, StaffRefused
from storefront_sync.saleor.setup.blueprint_file import default_blueprint
from storefront_sync.saleor.setup.run import set_up
from storefront_sync.saleor.staff import find_server, login
from tests.conftest import HandSetClock
from tests.saleor.empty import EmptySaleor


@pytest.fixture
def saleor(clock: HandSetClock) -> Iterator[EmptySaleor]:
    made = EmptySaleor.start(clock)
    yield made
    made.simulator.stop()


def refused(saleor: EmptySaleor, password: str) -> SaleorError:
    with pytest.raises(SaleorError) as refusal:
        login(saleor.api_url, saleor.simulator.store.staff.email, password, saleor.clock.now)
    return refusal.value


def test_an_address_that_is_no_saleor_is_named(saleor: EmptySaleor) -> None:
    with pytest.raises(GraphQLRefused) as refusal:
        find_server(f"{saleor.simulator.base_url()}/elsewhere")
    assert refusal.value.key == "saleor.not_saleor"


def test_a_server_that_is_down_is_named() -> None:
    with pytest.raises(SaleorUnreachable):
        find_server("http://127.0.0.1:9/graphql/", timeouts=Timeouts(0.5, 0.5))


def test_a_wrong_password_is_named_then_the_pause_after_it_and_neither_tells_it(saleor: EmptySaleor) -> None:
    first, second = refused(saleor, "rahasia-7q"), refused(saleor, saleor.simulator.store.staff_password)
    assert [first.key, second.key] == ["saleor.staff.wrong_password", "saleor.staff.wait"]
    assert "rahasia-7q" not in f"{first!r} {first} {first.__cause__} {first.__context__}"
    saleor.clock.forward(2)
    assert set_up(saleor.staff(), default_blueprint()).shop.channel_id


def test_a_permission_that_staff_lack_is_named_before_anything_is_made(saleor: EmptySaleor) -> None:
    store = saleor.simulator.store
    store.staff = replace(store.staff, permissions=frozenset({"MANAGE_PRODUCTS"}))
    with pytest.raises(StaffRefused) as refusal:
        saleor.staff()
    assert refusal.value.key == "saleor.staff.lacks_permission"
    assert "MANAGE_CHANNELS" in refusal.value.technical
    assert store.channels == []


def test_a_shoppers_account_is_no_staff(saleor: EmptySaleor) -> None:
    store = saleor.simulator.store
    store.staff = replace(store.staff, is_staff=False)
    with pytest.raises(StaffRefused) as refusal:
        saleor.staff()
    assert refusal.value.key == "saleor.staff.not_staff"


def test_an_access_token_ends_after_five_minutes_and_is_renewed_before(saleor: EmptySaleor) -> None:
    client = saleor.staff()
    for _ in range(4):
        saleor.clock.forward(241)
        client.channels()
    calls = [event["name"] for event in saleor.simulator.store.journal.after() if event["kind"] == "call"]
    assert calls.count("RefreshLogin") == 4
    assert saleor.simulator.store.staff_password not in repr(client)
