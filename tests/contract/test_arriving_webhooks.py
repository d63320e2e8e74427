"""What is believed of a webhook."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest

from connectors.base.simulator.orders import Step
from connectors.base.types import Hint, HintKind
from connectors.base.webhooks import ForgedWebhook, MalformedWebhook, WebhookRefused
from tests.conftest import HandSetClock
from tests.contract.receiver import Receiver
from tests.contract.wire_names import wire_names
from tests.contract.world import CALLBACK, SHIRT, SHOP, World

FORGERIES = 1_000


@dataclass
class Delivered:
    """Genuine webhooks, caught by a real receiver and signed again for the registered URL."""

    world: World
    receiver: Receiver

    def order(self) -> tuple[bytes, Mapping[str, str]]:
        """The body and headers of one about a new order."""
        self.world.sim.register_webhooks(self.receiver.url)
        self.world.sim.place_order(SHOP, [(SHIRT, self.world.models(SHIRT)[0], 1)])
        self.world.sim.webhooks.deliver_due()
        body, _ = self.receiver.received[-1]
        self.world.sim.register_webhooks(CALLBACK)
        return body, self.world.sim.sign_webhook(CALLBACK, body)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A server that takes webhooks."""
    receiver = Receiver()
    yield receiver
    receiver.stop()


@pytest.fixture
def delivered(world: World, receiver: Receiver) -> Delivered:
    """Genuine webhooks of this marketplace."""
    return Delivered(world, receiver)


def verified(world: World, headers: Mapping[str, str], body: bytes) -> Hint:
    """The one hint of a webhook."""
    (hint,) = world.marketplace.verify_webhook(world.sim.app(), headers, body)
    return hint


def test_an_order_webhook_says_look_again_at_that_order(world: World, delivered: Delivered) -> None:
    body, headers = delivered.order()
    hint = verified(world, headers, body)
    (order_id,) = world.sim.book.shop(SHOP).orders
    assert (hint.kind, hint.ref, hint.shop_id) == (HintKind.ORDER, order_id, SHOP)
    assert abs((hint.occurred_at - world.now()).total_seconds()) <= 1


def test_header_names_come_in_any_case(world: World, delivered: Delivered) -> None:
    body, headers = delivered.order()
    for change in (str.upper, str.lower):
        verified(world, {change(name): value for name, value in headers.items()}, body)


def test_a_webhook_without_a_signature_is_forged(world: World, delivered: Delivered) -> None:
    body, _ = delivered.order()
    with pytest.raises(ForgedWebhook):
        verified(world, {"Content-Type": "application/json"}, body)


def test_a_webhook_signed_with_another_secret_is_forged(world: World, delivered: Delivered) -> None:
    body, headers = delivered.order()
    stranger = World(world.key, world.now)
    stranger.sim.stop()
    foreign = {name: value[::-1] for name, value in stranger.sim.sign_webhook(CALLBACK, body).items()}
    assert foreign != headers
    with pytest.raises(ForgedWebhook):
        verified(world, foreign, body)


def test_every_altered_byte_is_seen(world: World, delivered: Delivered) -> None:
    body, headers = delivered.order()
    for at in range(len(body)):
        altered = body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
        with pytest.raises(ForgedWebhook):
            verified(world, headers, altered)


def test_every_truncation_is_seen(world: World, delivered: Delivered) -> None:
    body, headers = delivered.order()
    for length in range(len(body)):
        with pytest.raises(ForgedWebhook):
            verified(world, headers, body[:length])


def test_forgeries_by_the_thousand_all_fail(world: World, delivered: Delivered) -> None:
    body, headers = delivered.order()
    dice = random.Random(7)
    for _ in range(FORGERIES):
        forged = {name: dice.randbytes(len(value) // 2).hex() for name, value in headers.items()}
        with pytest.raises(ForgedWebhook):
            verified(world, forged, body)


@pytest.mark.parametrize("value", ["", "é", "0" * 64, "Bearer x", "\x00", "a" * 100_000])
def test_a_senseless_signature_is_forged(world: World, delivered: Delivered, value: str) -> None:
    body, headers = delivered.order()
    with pytest.raises(ForgedWebhook):
        verified(world, dict.fromkeys(headers, value), body)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b"null",
        b"7",
        b'"text"',
        b"{}",
        b'{"code":"x","type":"x"}',
        b"\xff\xfe",
        b"[" * 5_000,
    ],
)
def test_a_signed_body_of_another_shape_is_malformed(world: World, body: bytes) -> None:
    with pytest.raises(MalformedWebhook):
        verified(world, world.sim.sign_webhook(CALLBACK, body), body)


def test_a_refusal_never_quotes_the_body(world: World) -> None:
    body = b'{"secret":"Jl. Rahasia No. 7"}'
    for headers in ({}, world.sim.sign_webhook(CALLBACK, body)):
        with pytest.raises(WebhookRefused) as caught:
            verified(world, headers, body)
        assert "Rahasia" not in str(caught.value)


def test_a_replay_has_the_same_dedupe_key(world: World, delivered: Delivered) -> None:
    body, headers = delivered.order()
    assert verified(world, headers, body).dedupe_key == verified(world, headers, body).dedupe_key


def test_two_changes_have_two_dedupe_keys(world: World, delivered: Delivered, clock: HandSetClock) -> None:
    keys = set()
    for _ in range(2):
        body, headers = delivered.order()
        keys.add(verified(world, headers, body).dedupe_key)
        clock.forward(5)
    assert len(keys) == 2


def test_unknown_fields_change_nothing(world: World, delivered: Delivered) -> None:
    body, headers = delivered.order()
    known = verified(world, headers, body)
    message = json.loads(body)
    message["new_in_2027"] = {"deep": [1, 2, 3]}
    message["data"]["also_new"] = None
    longer = json.dumps(message).encode()
    hint = verified(world, world.sim.sign_webhook(CALLBACK, longer), longer)
    assert (hint.kind, hint.ref, hint.shop_id) == (known.kind, known.ref, known.shop_id)


def test_a_message_of_an_unknown_kind_is_ignored_not_refused(world: World, delivered: Delivered) -> None:
    message = json.loads(delivered.order()[0])
    name = wire_names(world.key).webhook_kind
    assert name in message
    message[name] = 9_999
    body = json.dumps(message).encode()
    assert verified(world, world.sim.sign_webhook(CALLBACK, body), body).kind is HintKind.IGNORED


def test_a_revoked_consent_is_told(world: World, receiver: Receiver) -> None:
    world.sim.register_webhooks(receiver.url)
    world.sim.revoke_token(SHOP)
    world.sim.webhooks.deliver_due()
    assert bool(receiver.received) is world.sim.habits.tells_revocation
    if not receiver.received:
        return
    body, _ = receiver.received[-1]
    world.sim.register_webhooks(CALLBACK)
    hint = verified(world, world.sim.sign_webhook(CALLBACK, body), body)
    assert (hint.kind, hint.shop_id) == (HintKind.SHOP_REVOKED, SHOP)


def test_each_step_of_an_order_is_told(world: World, receiver: Receiver, clock: HandSetClock) -> None:
    world.sim.register_webhooks(receiver.url)
    order_id = world.sim.place_order(SHOP, [(SHIRT, world.models(SHIRT)[0], 1)], paid=False)
    for step in (Step.PAY, Step.SHIP):
        clock.forward(5)
        world.sim.step_order(order_id, step)
    world.sim.webhooks.deliver_due()
    hints = [verified(world, headers, body) for body, headers in receiver.received]
    assert [hint.ref for hint in hints] == [order_id] * 3
