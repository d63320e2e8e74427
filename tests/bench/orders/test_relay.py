"""What passes through the relay comes out as it went in, and webhooks as often as was decided."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
import requests

from connectors.base.simulator.server import Incoming, Outgoing, SimulatorServer
from storefront_sync.cli.demo.circumstances import free_port
from tests.bench.orders.fate import Fate
from tests.bench.orders.relay import Relay
from tests.faults.deadline import eventually

pytestmark = pytest.mark.faults


@dataclass
class Service:
    """Takes whatever comes; refuses the first `refuses` of its requests."""

    refuses: int = 0
    got: list[Incoming] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, request: Incoming) -> Outgoing:
        """201 with the path."""
        with self.lock:
            self.got.append(request)
            if len(self.got) <= self.refuses:
                return Outgoing(503, b"")
        return Outgoing(201, request.path.encode(), {"X-Ours": "yes"})


@dataclass
class Place:
    """A relay before a service; `fates` are those of the next webhooks, then 1 copy each."""

    service: Service
    relay: Relay
    fates: list[Fate]

    def send(self, body: bytes) -> None:
        """A marketplace sends one."""
        answer = requests.post(f"{self.relay.url}/webhooks/shopee", data=body, timeout=5)
        assert answer.status_code == 200

    def came(self) -> Counter[bytes]:
        """How often each body came."""
        with self.service.lock:
            return Counter(request.body for request in self.service.got)


@pytest.fixture
def place() -> Iterator[Place]:
    """One that runs."""
    service, fates = Service(), list[Fate]()

    def decide(rng: random.Random) -> Fate:
        del rng
        return fates.pop(0) if fates else Fate((0.0,))

    server = SimulatorServer(service.answer)
    relay = Relay(server.start(), 1, free_port(), time.monotonic, decide)
    relay.start()
    try:
        yield Place(service, relay, fates)
    finally:
        relay.stop()
        server.stop()


def test_what_is_no_webhook_passes_unchanged(place: Place) -> None:
    url = f"{place.relay.url}/api/manifest?demo=a&b=1&b=2"
    answer = requests.post(url, data=b"body", headers={"Saleor-Event": "x"}, timeout=5)
    assert (answer.status_code, answer.text, answer.headers["X-Ours"]) == (201, "/api/manifest", "yes")
    (got,) = place.service.got
    assert (got.method, got.body, got.query) == ("POST", b"body", {"demo": ["a"], "b": ["1", "2"]})
    assert got.headers["Saleor-Event"] == "x"
    assert got.headers["Host"] == place.relay.url.removeprefix("http://")
    assert place.relay.tally.sent == 0


def test_a_webhook_comes_as_often_as_was_decided(place: Place) -> None:
    place.fates += [Fate((0.0, 0.0, 0.0)), Fate(()), Fate((0.0,))]
    for body in (b"thrice", b"never", b"once"):
        place.send(body)
    eventually(place.relay.idle)
    assert place.came() == {b"thrice": 3, b"once": 1}
    tally = place.relay.tally
    assert (tally.sent, tally.delivered, tally.dropped, tally.not_taken) == (3, 4, 1, 0)


def test_a_late_webhook_comes_after_those_that_overtake_it(place: Place) -> None:
    place.fates += [Fate((0.0,), overtaken_by=2)]
    place.send(b"late")
    place.send(b"first")
    eventually(lambda: place.came()[b"first"] == 1)
    assert place.came()[b"late"] == 0
    place.send(b"second")
    eventually(place.relay.idle)
    assert place.came() == {b"late": 1, b"first": 1, b"second": 1}
    assert place.relay.tally.reordered == 1


def test_what_the_service_refuses_is_tried_again(place: Place) -> None:
    place.service.refuses = 1
    place.send(b"again")
    eventually(lambda: place.relay.tally.delivered == 1)
    assert place.came() == {b"again": 2}
