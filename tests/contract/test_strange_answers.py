"""What becomes of answers that nobody documented."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol, cast

import pytest

from connectors.base.errors import ConfigError, ConnectorError, OutcomeUnknown, Rejected, Transient
from connectors.base.http import ANSWER_CAP_BYTES
from connectors.base.protocol import Connector
from connectors.base.simulator.server import Outgoing
from connectors.base.types import Applied, ExternalOrderId, RowOutcome, StockRow
from mappings.words import ListingStatus
from tests.contract.tampering import UNREADABLE, Rewrite, TamperingProxy, always, each_object, honest
from tests.contract.wire_names import Spoiler, wire_names
from tests.contract.world import BAG, SHIRT, SHOP, World


class Through(Protocol):
    """A connector whose answers are rewritten; `used`: only after an honest write, before which it may have
    asked for what it must know of the shop."""

    def __call__(self, rewrite: Rewrite, *, used: bool = False) -> Connector: ...


@pytest.fixture
def through(world: World) -> Iterator[Through]:
    """Makes such connectors."""
    proxies: list[TamperingProxy] = []

    def connect(rewrite: Rewrite, *, used: bool = False) -> Connector:
        proxy = TamperingProxy(world.url, honest if used else rewrite)
        proxies.append(proxy)
        connector = world.connect(host=proxy.url)
        if used:
            one_write(world, connector)
            proxy.rewrite = rewrite
        return connector

    yield connect
    for proxy in proxies:
        proxy.stop()


def one_write(world: World, connector: Connector) -> tuple[RowOutcome, ...]:
    """An absolute write of the shirt's first model."""
    return connector.push_stock(SHIRT, [StockRow(world.models(SHIRT)[0], 5)])


def order(world: World) -> ExternalOrderId:
    """A buyer orders a shirt."""
    return ExternalOrderId(world.sim.place_order(SHOP, [(SHIRT, world.models(SHIRT)[0], 1)]))


def test_unknown_fields_change_nothing(world: World, through: Through) -> None:
    tolerant = through(each_object(lambda fields: {**fields, "new_in_2027": {"a": [None]}, "other": 1}))
    plain = world.connect()
    order_id = order(world)
    assert tolerant.pull_listings() == plain.pull_listings()
    assert tolerant.read_orders([order_id]) == plain.read_orders([order_id])
    assert [outcome.applied for outcome in one_write(world, tolerant)] == [Applied.YES]


def test_null_in_the_place_of_texts_is_no_crash(world: World, through: Through) -> None:
    spoiler = Spoiler(wire_names(world.key).texts, lambda value: None)
    rows = through(each_object(spoiler)).read_listings([SHIRT])
    assert spoiler.hits
    assert len(rows) == 3
    assert all("None" not in row.sku + row.title for row in rows)


def test_an_unknown_listing_status_is_named_and_not_taken_as_live(world: World, through: Through) -> None:
    spoiler = Spoiler(wire_names(world.key).statuses, lambda value: "SHINY_NEW")
    rows = through(each_object(spoiler)).read_listings([SHIRT])
    assert spoiler.hits
    assert len(rows) == 3
    assert all(
        row.status is not ListingStatus.LIVE and "listing.status_unknown" in row.faults for row in rows
    )


def test_an_unknown_order_state_is_named(world: World, through: Through) -> None:
    spoiler = Spoiler(wire_names(world.key).statuses, lambda value: "SHINY_NEW")
    order_id = order(world)
    with pytest.raises(Rejected, match=r"order\.state_unknown"):
        through(each_object(spoiler)).read_orders([order_id])
    assert spoiler.hits


@pytest.mark.parametrize("value", [-1, 1.5, "many", 10**12, None, True, [], {}])
def test_an_impossible_stock_is_named_whatever_it_is(world: World, through: Through, value: object) -> None:
    spoiler = Spoiler(wire_names(world.key).stocks, lambda old: value)
    rows = through(each_object(spoiler)).read_listings([SHIRT])
    assert spoiler.hits
    assert [row.stock for row in rows] == [None] * 3
    assert all("listing.stock_impossible" in row.faults for row in rows)


@pytest.mark.parametrize("value", [-1, 0, 1.5, "many", 10**12, None, True])
def test_an_impossible_price_is_named_whatever_it_is(world: World, through: Through, value: object) -> None:
    spoiler = Spoiler(wire_names(world.key).prices, lambda old: value)
    rows = through(each_object(spoiler)).read_listings([SHIRT])
    assert spoiler.hits
    assert [row.price for row in rows] == [None] * 3
    assert all("listing.price_impossible" in row.faults for row in rows)


@pytest.mark.parametrize("body", UNREADABLE)
def test_an_unreadable_answer_leaves_a_writes_outcome_unknown(
    world: World, through: Through, body: bytes
) -> None:
    with pytest.raises(OutcomeUnknown):
        one_write(world, through(always(200, body), used=True))


@pytest.mark.parametrize("body", UNREADABLE)
def test_an_unreadable_answer_is_transient_for_a_read(through: Through, body: bytes) -> None:
    with pytest.raises(Transient):
        through(always(200, body)).read_listings([SHIRT])


def test_an_empty_object_confirms_nothing(world: World, through: Through) -> None:
    try:
        outcomes = one_write(world, through(always(200, b"{}"), used=True))
    except OutcomeUnknown:
        return
    assert [outcome.applied for outcome in outcomes] == [Applied.UNKNOWN]


def test_a_redirect_is_not_followed(world: World, through: Through) -> None:
    connector = through(always(302, b"", Location=f"{world.url}/elsewhere"))
    with pytest.raises(ConfigError):
        connector.check()


def test_an_answer_beyond_the_cap_is_not_swallowed(through: Through) -> None:
    connector = through(always(200, b" " * (ANSWER_CAP_BYTES + 1)))
    with pytest.raises(Transient, match="too_big"):
        connector.read_listings([BAG])


def test_a_server_error_page_is_not_taken_for_an_answer(world: World, through: Through) -> None:
    with pytest.raises(OutcomeUnknown):
        one_write(world, through(always(502, b"<html>Bad gateway</html>"), used=True))


def test_an_unknown_refusal_of_a_write_was_not_applied(world: World, through: Through) -> None:
    body = b'{"error":"error_of_2027","code":987654321,"message":"no","request_id":"r"}'
    outcomes = one_write(world, through(always(200, body), used=True))
    assert [outcome.applied for outcome in outcomes] == [Applied.NO]
    assert isinstance(outcomes[0].error, Rejected)


def test_an_unknown_refusal_of_a_read_is_transient(through: Through) -> None:
    body = b'{"error":"error_of_2027","code":987654321,"message":"no","request_id":"r"}'
    with pytest.raises(Transient):
        through(always(200, body)).read_listings([SHIRT])


def test_an_error_carries_the_remote_request_id(world: World, through: Through) -> None:
    body = b'{"error":"error_of_2027","code":987654321,"message":"no","request_id":"abc123"}'
    with pytest.raises(ConnectorError) as caught:
        through(always(200, body)).read_listings([SHIRT])
    assert caught.value.request_id == "abc123"
    assert caught.value.shop_id == SHOP


def test_a_row_that_is_no_object_spoils_no_other(world: World, through: Through) -> None:
    spoiler = Spoiler(wire_names(world.key).lists, lambda rows: [None, "text", *cast(list[object], rows)])
    rows = through(each_object(spoiler)).read_listings([SHIRT])
    assert spoiler.hits
    assert {row.model_id for row in rows} == set(world.models(SHIRT))


@pytest.mark.parametrize("escape", [rb"\ud800", rb"\uDFFF", rb"\ud83d\ud83d", rb"\u0000", rb"\\\udbff"])
def test_a_title_with_half_a_character_spoils_no_row_and_can_be_stored(
    world: World, through: Through, escape: bytes
) -> None:
    marked = b"Seragam SD"
    seen: list[bytes] = []

    def rewrite(answer: Outgoing) -> Outgoing:
        seen.append(answer.body)
        return replace(answer, body=answer.body.replace(marked, marked + escape))

    rows = through(rewrite).read_listings([SHIRT])
    assert any(marked in body for body in seen)
    assert {row.model_id for row in rows} == set(world.models(SHIRT))
    for row in rows:
        assert "\x00" not in row.title
        assert row.title.encode()
        assert "Seragam SD" in row.title
