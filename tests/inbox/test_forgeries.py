"""Forged, altered, truncated and repeated webhooks by the thousand."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable

import pytest

from storefront_sync.inbox.outcome import Outcome
from storefront_sync.inbox.receive import receive_marketplace
from tests.conftest import HandSetClock
from tests.inbox import senders
from tests.inbox.books import NOTHING, counted, only, work
from tests.inbox.cooperatives import World
from tests.inbox.senders import Post

Damage = Callable[[Post, random.Random], Post]


def altered(post: Post, rng: random.Random) -> Post:
    body = bytearray(post.body)
    place = rng.randrange(len(body))
    body[place] ^= rng.randrange(1, 256)
    return post.altered(bytes(body))


def truncated(post: Post, rng: random.Random) -> Post:
    return post.altered(post.body[: rng.randrange(len(post.body))])


def lengthened(post: Post, rng: random.Random) -> Post:
    return post.altered(post.body + rng.randbytes(rng.randrange(1, 40)))


def forged(post: Post, rng: random.Random) -> Post:
    return Post({**post.headers, "Authorization": rng.randbytes(32).hex()}, post.body)


def half_signed(post: Post, rng: random.Random) -> Post:
    signature = post.headers["Authorization"]
    return Post({**post.headers, "Authorization": signature[: rng.randrange(len(signature))]}, post.body)


def odd_signature(post: Post, rng: random.Random) -> Post:
    odd = ["", " ", "é", "\x80\xff", "null", "Bearer " + post.headers["Authorization"], "0" * 10_000]
    return Post({**post.headers, "Authorization": rng.choice(odd)}, post.body)


def unsigned(post: Post, rng: random.Random) -> Post:
    return Post({name: value for name, value in post.headers.items() if name != "Authorization"}, post.body)


DAMAGES: list[Damage] = [altered, truncated, lengthened, forged, half_signed, odd_signature, unsigned]


@pytest.mark.parametrize("source", ["shopee", "tokopedia"])
def test_not_one_of_a_thousand_damaged_webhooks_leaves_a_trace(
    world: World, clock: HandSetClock, source: str
) -> None:
    rng = random.Random(20261124)
    shop = world.melati.shopee if source == "shopee" else world.melati.tokopedia
    sender = senders.shopee_order if source == "shopee" else senders.tokopedia_order
    post = sender(shop.external_id, "220810QSK8S7BX", clock.now())
    outcomes = Counter(
        receive_marketplace(source, damaged.headers, damaged.body, clock.now()).outcome
        for damaged in (DAMAGES[number % len(DAMAGES)](post, rng) for number in range(1000))
    )
    assert outcomes == {Outcome.FORGED: 1000}
    assert work() == NOTHING
    assert counted(source) == only(Outcome.FORGED, 1000)
    assert receive_marketplace(source, post.headers, post.body, clock.now()).outcome is Outcome.STORED


def test_a_thousand_replays_are_one_row(world: World, clock: HandSetClock) -> None:
    post = senders.tokopedia_order(world.melati.tokopedia.external_id, "1", clock.now())
    outcomes = Counter(
        receive_marketplace("tokopedia", post.headers, post.body, clock.now()).outcome for _ in range(1000)
    )
    assert outcomes == {Outcome.STORED: 1, Outcome.DUPLICATE: 999}
    assert work() == {**NOTHING, "receipts": 1, "feeds": 1}
