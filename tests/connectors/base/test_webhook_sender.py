"""A sender that gives up in the end and never grows without end."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable

from connectors.base.simulator.faults import Dice
from connectors.base.simulator.webhooks import WebhookSender
from tests.conftest import HandSetClock
from tests.contract.receiver import Receiver


def sender(now: Callable[[], float], url: str, **more: int) -> WebhookSender:
    """A sender with two retries."""
    made = WebhookSender(
        Dice(random.Random(1), now), now, lambda target, body: {"X-Signed": target}, (10, 20), **more
    )
    made.url = url
    return made


def test_nothing_is_sent_while_nobody_listens(clock: HandSetClock) -> None:
    made = sender(clock.time, "")
    made.post(b"{}")
    assert made.deliver_due() == 0


def test_retries_come_at_their_times_and_end(clock: HandSetClock) -> None:
    receiver = Receiver(*[503] * 9)
    made = sender(clock.time, receiver.url)
    made.post(b"{}")
    sent = []
    for _ in range(5):
        sent.append(made.deliver_due())
        clock.forward(10)
    receiver.stop()
    assert sent == [1, 1, 0, 1, 0]
    assert (made.deliveries.refused, made.deliveries.given_up) == (3, 1)


def test_a_receiver_that_is_down_counts_as_a_refusal(clock: HandSetClock) -> None:
    receiver = Receiver()
    made = sender(clock.time, receiver.url)
    receiver.stop()
    made.post(b"{}")
    made.deliver_due()
    assert made.deliveries.refused == 1


def test_the_queue_is_bounded(clock: HandSetClock) -> None:
    made = sender(clock.time, "http://127.0.0.1:9/", queue_limit=3)
    for _ in range(5):
        made.post(b"{}")
    assert made.deliveries.overflowed == 2


def test_a_redirect_is_not_followed(clock: HandSetClock) -> None:
    receiver = Receiver(302)
    made = sender(clock.time, receiver.url)
    made.post(b"{}")
    made.deliver_due()
    receiver.stop()
    assert (len(receiver.received), made.deliveries.accepted) == (1, 0)


def test_its_thread_delivers_by_itself(clock: HandSetClock) -> None:
    arrived = threading.Event()
    receiver = Receiver(on_arrival=arrived.set)
    made = sender(clock.time, receiver.url)
    made.start()
    made.post(b"{}")
    assert arrived.wait(5)
    made.stop()
    receiver.stop()
