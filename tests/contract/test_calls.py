"""How calls are signed, counted, refused, and what their failures are called."""

from __future__ import annotations

import socket
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.base.errors import (
    AuthExpired,
    ConfigError,
    ConsentEnded,
    OutcomeUnknown,
    RateLimited,
    Transient,
)
from connectors.base.protocol import Connector
from connectors.base.types import Applied, PriceRow, StockRow
from mappings.money import Rupiah
from tests.conftest import HandSetClock
from tests.contract.world import BAG, BIG_SHOP, OTHER_SHOP, SHIRT, SHOP, SHORT, World


def push(world: World, connector: Connector, stock: int = 5) -> Applied:
    """One absolute write of the shirt's first model."""
    return connector.push_stock(SHIRT, [StockRow(world.models(SHIRT)[0], stock)])[0].applied


def shirt_stock(world: World) -> int:
    """What buyers see of the shirt's first model."""
    return world.shown(SHIRT, world.models(SHIRT)[0])[0]


def test_a_check_names_the_shop(world: World, connector: Connector) -> None:
    assert connector.check() == "Koperasi Satu"
    assert world.connect(OTHER_SHOP).check() == "Koperasi Dua"


def test_a_wrong_secret_needs_a_person(world: World) -> None:
    connector = world.connect(app=replace(world.sim.app(), secret="not the secret"))
    with pytest.raises(ConfigError):
        push(world, connector)
    assert shirt_stock(world) == 12


def test_a_wrong_clock_needs_a_person(world: World) -> None:
    connector = world.connect(now=lambda: world.now() - timedelta(days=1))
    with pytest.raises(ConfigError, match="clock"):
        connector.check()


def test_one_shops_token_opens_no_other_shop(world: World) -> None:
    world.tokens[SHOP].pair = replace(world.tokens[OTHER_SHOP].pair, refresh="worthless")
    connector = world.connect()
    with pytest.raises((AuthExpired, ConfigError)):
        connector.check()
    if world.sim.habits.one_shop_a_login:
        # The token names its shop, in which there is no such item.
        assert push(world, connector) is Applied.NO
    else:
        with pytest.raises((AuthExpired, ConfigError)):
            push(world, connector)
    assert shirt_stock(world) == 12


def test_every_call_takes_from_the_budget_first(world: World, connector: Connector) -> None:
    world.budget.left = 0
    with pytest.raises(RateLimited):
        push(world, connector)
    assert world.sim.events("call") == []


def test_a_write_is_one_call(world: World, connector: Connector) -> None:
    push(world, connector)
    before = len(world.sim.events("call"))
    push(world, connector, 6)
    assert len(world.sim.events("call")) - before == 1


def test_too_many_calls_apply_nothing_and_say_until_when(world: World, connector: Connector) -> None:
    world.faults(calls_per_second=0.001, burst=1)
    connector.check()
    with pytest.raises(RateLimited) as caught:
        push(world, connector)
    assert caught.value.until > world.now()
    assert len(world.budget.throttles) == 1
    assert shirt_stock(world) == 12


def test_a_broken_server_leaves_a_writes_outcome_unknown(world: World, connector: Connector) -> None:
    push(world, connector, 11)
    world.faults(server_error_rate=1)
    with pytest.raises(OutcomeUnknown):
        push(world, connector)
    assert shirt_stock(world) == 11


def test_a_broken_server_is_transient_for_a_read(world: World, connector: Connector) -> None:
    world.faults(server_error_rate=1)
    with pytest.raises(Transient):
        connector.read_listings([SHIRT])


def test_a_write_that_times_out_may_be_applied(world: World) -> None:
    connector = world.connect(timeouts=SHORT)
    push(world, connector, 11)
    world.faults(timeout_after_apply_rate=1, timeout_seconds=30)
    with pytest.raises(OutcomeUnknown):
        push(world, connector, 4)
    assert shirt_stock(world) == 4


def test_a_write_is_not_sent_twice_after_a_time_out(world: World) -> None:
    connector = world.connect(timeouts=SHORT)
    push(world, connector, 11)
    before = len(world.writes())
    world.faults(timeout_after_apply_rate=1, timeout_seconds=30)
    with pytest.raises(OutcomeUnknown):
        push(world, connector, 4)
    assert len(world.writes()) - before == 1


def test_a_read_that_times_out_is_transient(world: World) -> None:
    connector = world.connect(timeouts=SHORT)
    world.faults(timeout_after_apply_rate=1, timeout_seconds=30)
    with pytest.raises(Transient):
        connector.read_listings([SHIRT])


def test_a_cut_connection_leaves_a_writes_outcome_unknown(world: World, connector: Connector) -> None:
    push(world, connector, 11)
    before = len(world.writes())
    world.faults(drop_connection_rate=1)
    with pytest.raises(OutcomeUnknown):
        push(world, connector, 4)
    assert shirt_stock(world) in (4, 11)
    assert len(world.writes()) - before == 1


def test_a_cut_connection_is_transient_for_a_read(world: World, connector: Connector) -> None:
    world.faults(drop_connection_rate=1)
    with pytest.raises(Transient):
        connector.read_listings([SHIRT])


def test_a_refused_connection_is_transient_even_for_a_write(world: World) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    connector = world.connect(host=f"http://127.0.0.1:{port}")
    with pytest.raises(Transient):
        push(world, connector)


def test_an_ignored_write_is_seen_when_read_back(world: World, connector: Connector) -> None:
    push(world, connector, 11)
    world.faults(ignored_write_rate=1)
    assert push(world, connector, 4) is Applied.YES
    world.faults()
    assert world.view(connector, SHIRT, world.models(SHIRT)[0]).stock == 11


def test_an_ignored_price_is_seen_when_read_back(world: World, connector: Connector) -> None:
    connector.push_price(BAG, [PriceRow(world.models(BAG)[0], Rupiah(26_000))])
    world.faults(ignored_write_rate=1)
    connector.push_price(BAG, [PriceRow(world.models(BAG)[0], Rupiah(27_000))])
    world.faults()
    assert world.view(connector, BAG, world.models(BAG)[0]).price == 26_000


def test_an_expired_token_is_refreshed_once_and_the_call_goes_through(
    world: World, connector: Connector
) -> None:
    world.sim.expire_token(SHOP)
    assert push(world, connector) is Applied.YES
    assert world.tokens[SHOP].replaced == 1
    assert shirt_stock(world) == 5


def test_a_token_near_its_end_is_refreshed_before_the_call(
    world: World, connector: Connector, clock: HandSetClock
) -> None:
    ends = world.tokens[SHOP].pair.access_expires_at
    clock.set(ends - timedelta(seconds=30))
    assert push(world, connector) is Applied.YES
    assert world.tokens[SHOP].replaced == 1
    assert all(event["fault"] != "not_admitted" for event in world.sim.events("call"))


def test_two_racing_threads_refresh_once(world: World) -> None:
    world.sim.expire_token(SHOP)
    start = threading.Barrier(2)
    applied: list[Applied] = []

    def race(stock: int) -> None:
        connector = world.connect()
        start.wait()
        applied.append(push(world, connector, stock))

    threads = [threading.Thread(target=race, args=(stock,)) for stock in (5, 6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert applied == [Applied.YES, Applied.YES]
    assert world.sim.tokens.refreshes == 1


def test_the_refreshed_pair_is_kept(world: World, connector: Connector) -> None:
    before = world.tokens[SHOP].pair
    world.sim.expire_token(SHOP)
    connector.check()
    kept = world.tokens[SHOP].pair
    assert kept.access != before.access
    assert kept.access_expires_at > world.now()
    assert kept == replace(world.sim.token_pair(SHOP), refresh_expires_at=kept.refresh_expires_at)


def test_a_revoked_consent_needs_a_person(world: World, connector: Connector) -> None:
    world.sim.revoke_token(SHOP)
    with pytest.raises((ConsentEnded, AuthExpired)):
        push(world, connector)
    assert shirt_stock(world) == 12


def test_a_refresh_after_a_revoked_consent_needs_a_person(
    world: World, connector: Connector, clock: HandSetClock
) -> None:
    world.sim.revoke_token(SHOP)
    clock.set(world.tokens[SHOP].pair.access_expires_at + timedelta(seconds=1))
    with pytest.raises(ConsentEnded):
        connector.check()


def test_a_server_that_is_down_during_a_refresh_does_not_end_the_consent(
    world: World, connector: Connector
) -> None:
    world.sim.expire_token(SHOP)
    pair = world.tokens[SHOP].pair
    world.tokens[SHOP].pair = replace(pair, access_expires_at=world.now())
    world.faults(server_error_rate=1)
    with pytest.raises(Transient):
        push(world, connector)
    world.faults()
    assert push(world, connector) is Applied.YES


def test_shops_do_not_share_a_rate(world: World, connector: Connector) -> None:
    world.faults(calls_per_second=0.001, burst=1)
    connector.check()
    assert world.connect(BIG_SHOP).check() == "Koperasi Besar"
