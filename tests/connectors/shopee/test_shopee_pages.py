"""Pages and tokens of Shopee that don't go as they should."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.base.errors import ConfigError, Transient
from connectors.base.protocol import Connector
from connectors.base.simulator.server import Outgoing
from tests.contract.tampering import Rewrite, TamperingProxy, always, each_object
from tests.contract.world import BIG_SHOP, SHOP, World


@pytest.fixture
def through(world: World) -> Iterator[Callable[[Rewrite, str], Connector]]:
    """A connector whose answers are rewritten."""
    proxies: list[TamperingProxy] = []

    def connect(rewrite: Rewrite, shop: str) -> Connector:
        proxies.append(TamperingProxy(world.url, rewrite))
        return world.connect(shop, host=proxies[-1].url)

    yield connect
    for proxy in proxies:
        proxy.stop()


def test_a_page_that_says_more_and_not_where_is_no_last_page(
    world: World, through: Callable[[Rewrite, str], Connector]
) -> None:
    def endless(fields: dict[str, object]) -> dict[str, object]:
        return {
            **fields,
            "next_offset": 0,
            "has_next_page": True,
            "more": True,
            "next_cursor": "",
            "item": [],
        }

    connector = through(each_object(endless), SHOP)
    with pytest.raises(Transient):
        connector.pull_listings()
    with pytest.raises(Transient):
        connector.list_orders(world.now() - timedelta(hours=1), world.now())


def test_a_missing_next_offset_is_counted(world: World, through: Callable[[Rewrite, str], Connector]) -> None:
    def without(fields: dict[str, object]) -> dict[str, object]:
        return {name: value for name, value in fields.items() if name != "next_offset"}

    page = through(each_object(without), BIG_SHOP).pull_listings()
    assert page.next_cursor == str(len(page.rows))


def test_a_call_that_fails_ends_the_page_where_it_failed(
    world: World, through: Callable[[Rewrite, str], Connector]
) -> None:
    answers = 0

    def third_fails(answer: Outgoing) -> Outgoing:
        nonlocal answers
        answers += 1
        # List, details, and the first item's models pass; the next call is cut short.
        return answer if answers <= 3 else Outgoing(502, b"")

    page = through(third_fails, SHOP).pull_listings()
    whole = world.connect().pull_listings()
    assert page.next_cursor == "2"
    assert page.rows == whole.rows[: len(page.rows)]
    rest = world.connect().pull_listings(page.next_cursor)
    assert page.rows + rest.rows == whole.rows


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (b'{"error":"error_auth","message":"Invalid refresh_token."}', ConfigError),
        (b'{"error":"error_auth","message":"new words"}', ConfigError),
        (b'{"error":"refresh_token_expired","message":""}', ConfigError),
        (b'{"error":"error_sign","message":"Wrong sign."}', ConfigError),
        (b'{"error":"error_of_2027","message":""}', Transient),
        (b'{"error":"error_server","message":""}', Transient),
        (b'{"error":"","access_token":"a","refresh_token":"","expire_in":14400}', Transient),
        (b'{"error":"","access_token":"a","refresh_token":"b","expire_in":"soon"}', Transient),
    ],
)
def test_only_a_clear_word_ends_the_consent(
    world: World,
    through: Callable[[Rewrite, str], Connector],
    answer: bytes,
    kind: type[Exception],
) -> None:
    before = world.tokens[SHOP].pair = replace(world.tokens[SHOP].pair, access_expires_at=world.now())
    with pytest.raises(kind):
        through(always(200, answer), SHOP).check()
    assert world.tokens[SHOP].pair is before
