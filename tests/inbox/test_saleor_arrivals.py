"""What becomes of a Saleor server's webhooks."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest

from storefront_sync.inbox.keys import Keyring
from storefront_sync.inbox.outcome import Outcome
from storefront_sync.inbox.receive import receive_saleor
from storefront_sync.saleor.errors import SaleorTransient
from storefront_sync.tenants.models import Installation
from tests.conftest import HandSetClock
from tests.inbox import saleor_sender
from tests.inbox.books import NOTHING, counted, looks, only, rows_of, work
from tests.inbox.cooperatives import APP_ID, World
from tests.inbox.saleor_sender import principal, variant_changed
from tests.inbox.senders import Post
from tests.inbox.wakeups import Alarm

Commit = Callable[..., AbstractContextManager[object]]


class Saleor:
    """A server's key document, as often as it is asked for."""

    def __init__(self, *kids: str) -> None:
        self.kids = kids
        self.up = True
        self.asked = 0

    def fetch(self) -> bytes:
        """The document, or no answer."""
        self.asked += 1
        if not self.up:
            raise SaleorTransient("saleor.jwks", "no answer")
        return saleor_sender.jwks(*self.kids)


@pytest.fixture
def saleor() -> Saleor:
    return Saleor("key-1")


@pytest.fixture
def receive(saleor: Saleor, clock: HandSetClock) -> Callable[[Post], Outcome]:
    keyring = Keyring(lambda api_url: saleor.fetch, clock.time)
    return lambda post: receive_saleor(post.headers, post.body, clock.now(), keyring).outcome


Receive = Callable[[Post], Outcome]


def test_a_stock_event_asks_the_cooperative_that_has_the_variant_to_read_it(
    world: World,
    clock: HandSetClock,
    receive: Receive,
    alarm: Alarm,
    django_capture_on_commit_callbacks: Commit,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert receive(variant_changed(world.melati.variant.saleor_id, clock.now())) is Outcome.STORED
    assert looks() == {("melati", "variant", world.melati.variant.saleor_id)}
    assert alarm.woken == [("saleor", world.melati.cooperative.pk)]
    assert counted("saleor") == only(Outcome.STORED)


def test_a_word_about_one_cooperative_leaves_the_others_rows_as_they_were(
    world: World, clock: HandSetClock, receive: Receive
) -> None:
    before = rows_of(world.anggrek.cooperative)
    receive(variant_changed(world.melati.variant.saleor_id, clock.now()))
    assert rows_of(world.anggrek.cooperative) == before


def test_a_variant_that_nobody_has_may_be_new_to_any(
    world: World, clock: HandSetClock, receive: Receive
) -> None:
    assert receive(variant_changed("UHJvZHVjdFZhcmlhbnQ6OTk5", clock.now())) is Outcome.STORED
    new = ("variant", "UHJvZHVjdFZhcmlhbnQ6OTk5")
    assert looks() == {("melati", *new), ("anggrek", *new)}


def test_another_installations_cooperatives_are_never_asked(
    world: World, clock: HandSetClock, receive: Receive
) -> None:
    elsewhere = Installation.objects.create(api_url="https://lain.example/graphql/", created_at=clock.now())
    world.anggrek.cooperative.installation = elsewhere
    world.anggrek.cooperative.save()
    receive(variant_changed("UHJvZHVjdFZhcmlhbnQ6OTk5", clock.now()))
    assert {cooperative for cooperative, _, _ in looks()} == {"melati"}


def test_an_order_is_read_with_the_variants_of_its_lines(
    world: World, clock: HandSetClock, receive: Receive
) -> None:
    body = {
        "__typename": "OrderCreated",
        "issuedAt": clock.now().isoformat(),
        "issuingPrincipal": None,
        "recipient": {"id": APP_ID},
        "order": {"id": "T3JkZXI6MQ==", "lines": [{"variant": {"id": world.melati.variant.saleor_id}}]},
    }
    assert receive(saleor_sender.delivery("order_created", body)) is Outcome.STORED
    assert looks() == {
        ("melati", "order", "T3JkZXI6MQ=="),
        ("melati", "variant", world.melati.variant.saleor_id),
    }


def test_a_deleted_product_is_read_again_by_whoever_had_it(
    world: World, clock: HandSetClock, receive: Receive
) -> None:
    body = {
        "__typename": "ProductDeleted",
        "issuedAt": clock.now().isoformat(),
        "issuingPrincipal": principal(),
        "recipient": {"id": APP_ID},
        "product": {"id": world.anggrek.variant.product_id},
    }
    assert receive(saleor_sender.delivery("product_deleted", body)) is Outcome.STORED
    assert looks() == {("anggrek", "product", world.anggrek.variant.product_id)}


def test_a_repeat_is_taken_but_not_stored_whatever_its_unsigned_headers_say(
    world: World, clock: HandSetClock, receive: Receive
) -> None:
    post = variant_changed(world.melati.variant.saleor_id, clock.now())
    assert receive(post) is Outcome.STORED
    renamed = Post({**post.headers, "Saleor-Event": "product_variant_created"}, post.body)
    invented = Post({**post.headers, "Saleor-Event": "x" * 500}, post.body)
    assert [receive(post), receive(renamed), receive(invented)] == [Outcome.DUPLICATE] * 3
    assert work()["receipts"] == 1


def test_saleors_last_retry_is_stored_and_an_old_replay_is_not(
    world: World, clock: HandSetClock, receive: Receive
) -> None:
    post = variant_changed(world.melati.variant.saleor_id, clock.now())
    other = variant_changed(world.anggrek.variant.saleor_id, clock.now())
    clock.forward(310.3)
    assert receive(post) is Outcome.STORED
    clock.forward(timedelta(hours=48).total_seconds())
    assert receive(other) is Outcome.STALE
    assert work()["receipts"] == 1


def test_the_echo_of_our_own_write_is_not_stored(world: World, clock: HandSetClock, receive: Receive) -> None:
    ours = principal(APP_ID, "App")
    assert receive(variant_changed(world.melati.variant.saleor_id, clock.now(), by=ours)) is Outcome.ECHO
    assert work() == NOTHING
    assert counted("saleor") == only(Outcome.ECHO)


def test_a_saleor_that_never_installed_us_is_unknown_and_never_called(
    world: World, clock: HandSetClock, receive: Receive, saleor: Saleor
) -> None:
    post = variant_changed(
        world.melati.variant.saleor_id, clock.now(), api_url="https://evil.example/graphql/"
    )
    assert receive(post) is Outcome.UNKNOWN_ACCOUNT
    assert saleor.asked == 0
    assert work() == NOTHING
    assert counted("saleor") == only(Outcome.UNKNOWN_ACCOUNT)


def test_an_installation_that_was_given_up_is_unknown(
    world: World, clock: HandSetClock, receive: Receive
) -> None:
    Installation.objects.update(revoked_at=clock.now())
    post = variant_changed(world.melati.variant.saleor_id, clock.now())
    assert receive(post) is Outcome.UNKNOWN_ACCOUNT


def test_a_key_that_saleor_does_not_have_is_a_forgery(
    world: World, clock: HandSetClock, receive: Receive, saleor: Saleor
) -> None:
    post = variant_changed(world.melati.variant.saleor_id, clock.now(), kid="stolen")
    # Asked just now, Saleor has no such key; a moment later it might, and isn't asked again so soon.
    assert [receive(post) for _ in range(20)] == [Outcome.FORGED] + [Outcome.UNVERIFIED] * 19
    assert saleor.asked == 1
    under_a_known_name = variant_changed(
        world.melati.variant.saleor_id, clock.now(), kid="key-1", signing_kid="stolen"
    )
    assert receive(under_a_known_name) is Outcome.FORGED
    assert work() == NOTHING


def test_a_rotated_key_is_fetched(
    world: World, clock: HandSetClock, receive: Receive, saleor: Saleor
) -> None:
    assert receive(variant_changed(world.melati.variant.saleor_id, clock.now())) is Outcome.STORED
    saleor.kids = ("key-1", "key-2")
    clock.forward(120)
    post = variant_changed(world.melati.variant.saleor_id, clock.now(), kid="key-2")
    assert receive(post) is Outcome.STORED


def test_without_the_keys_it_is_to_come_again_and_a_dead_server_is_not_hammered(
    world: World, clock: HandSetClock, receive: Receive, saleor: Saleor
) -> None:
    saleor.up = False
    post = variant_changed(world.melati.variant.saleor_id, clock.now())
    assert [receive(post) for _ in range(20)] == [Outcome.UNVERIFIED] * 20
    assert saleor.asked == 1
    assert work() == NOTHING
    saleor.up = True
    clock.forward(10)
    assert receive(post) is Outcome.STORED


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"not json",
        b"\xff\xfe",
        b"[" * 20_000,
        b'{"issuedAt":"yesterday","productVariant":{"id":"1"}}',
        b'{"issuedAt":"2026-11-23T01:00:00+00:00","productVariant":{"id":7}}',
        b'{"issuedAt":"2026-11-23T01:00:00+00:00","productVariant":{"id":"\\u0000"}}',
        b'{"issuedAt":"2026-11-23T01:00:00+00:00","productVariant":{"id":"' + b"x" * 500 + b'"}}',
    ],
)
def test_a_rightly_signed_body_of_no_known_shape_is_malformed(
    world: World, receive: Receive, body: bytes
) -> None:
    assert receive(saleor_sender.delivery("product_updated", body)) is Outcome.MALFORMED
    assert work() == NOTHING


def test_an_event_that_names_nothing_of_ours_is_dropped(
    world: World, clock: HandSetClock, receive: Receive
) -> None:
    body = {"issuedAt": clock.now().isoformat(), "issuingPrincipal": None, "warehouse": {"id": "1"}}
    assert receive(saleor_sender.delivery("warehouse_created", body)) is Outcome.IGNORED
    assert work() == NOTHING


def test_not_one_of_a_thousand_damaged_deliveries_leaves_a_trace(
    world: World, clock: HandSetClock, receive: Receive
) -> None:
    rng = random.Random(20261124)
    post = variant_changed(world.melati.variant.saleor_id, clock.now())
    outcomes = Counter(receive(_damaged(post, rng, number)) for number in range(1000))
    assert outcomes == {Outcome.FORGED: 1000}
    assert work() == NOTHING
    assert counted("saleor") == only(Outcome.FORGED, 1000)
    assert receive(post) is Outcome.STORED


def _damaged(post: Post, rng: random.Random, number: int) -> Post:
    signature = post.headers["Saleor-Signature"]
    protected, _, signed = signature.split(".")
    place = rng.randrange(len(post.body))
    ways = [
        lambda: post.altered(post.body[:place]),
        lambda: post.altered(post.body[:place] + bytes([post.body[place] ^ 1]) + post.body[place + 1 :]),
        lambda: post.altered(post.body + b" "),
        lambda: _signed(post, ""),
        lambda: _signed(post, signature[: rng.randrange(len(signature))]),
        lambda: _signed(post, f"{protected}..{rng.randbytes(256).hex()}"),
        lambda: _signed(post, f"{rng.randbytes(rng.randrange(90)).hex()}..{signed}"),
        lambda: _signed(post, f"{protected}.{signed}.{signed}"),
        lambda: _signed(post, _unsafe_header(rng) + ".." + rng.choice(["", signed])),
        lambda: _signed(post, "é" * rng.randrange(1, 50)),
    ]
    return ways[number % len(ways)]()


def _unsafe_header(rng: random.Random) -> str:
    headers = [
        b'{"alg":"none","b64":false,"crit":["b64"],"kid":"key-1"}',
        b'{"alg":"HS256","b64":false,"crit":["b64"],"kid":"key-1"}',
        b'{"alg":"RS256","kid":"key-1"}',
        b'{"alg":"RS256","b64":false,"crit":["exp"],"kid":"key-1"}',
        b'{"alg":"RS256","b64":false,"crit":["b64"]}',
        b'{"alg":"RS256","b64":false,"crit":["b64"],"kid":["key-1"]}',
        b'{"alg":"RS256","b64":false,"crit":"b64","kid":"key-1","jwk":{}}',
        b"[" * 5000,
        b"null",
    ]
    return saleor_sender.base64url(rng.choice(headers))


def _signed(post: Post, signature: str) -> Post:
    return Post({**post.headers, "Saleor-Signature": signature}, post.body)
