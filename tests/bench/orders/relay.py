"""Stands before the service as a proxy does, and plays with the webhooks that pass.

Everything else goes through as it is. What the marketplaces send is taken at once and delivered 1–4 times,
late, or never; an answer that isn't 2xx is tried again, as they would.
"""

from __future__ import annotations

import heapq
import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

import requests

from connectors.base.simulator.server import Incoming, Outgoing, SimulatorServer
from tests.bench.orders.fate import Fate, fate

PATH = "/webhooks/"
THREADS = 4
"""Deliveries under way at once: copies of one webhook may meet each other."""
TIMEOUT_SECONDS = 10.0
TRY_AGAIN_SECONDS = (0.5, 1.0, 2.0, 4.0)
HELD_SECONDS = 3.0
"""The longest that a webhook waits to be overtaken."""
NOT_PASSED_ON = frozenset({"connection", "content-length", "transfer-encoding", "keep-alive"})


@dataclass
class Tally:
    """How many webhooks were sent; how many of them were dropped, or came later than others sent after them;
    how many deliveries were taken by the service, and how many it never took."""

    sent: int = 0
    dropped: int = 0
    reordered: int = 0
    delivered: int = 0
    not_taken: int = 0


@dataclass(order=True)
class _Delivery:
    due: float
    number: int
    request: Incoming = field(compare=False)
    tries: int = field(default=0, compare=False)


@dataclass
class _Held:
    until: float
    overtaken_by: int
    request: Incoming
    copies: tuple[float, ...]


class Relay:
    """Listens at `url`, passes on to `target`. `now` is in seconds; `decide` draws each webhook's fate."""

    def __init__(
        self,
        target: str,
        seed: int,
        port: int,
        now: Callable[[], float],
        decide: Callable[[random.Random], Fate] = fate,
    ) -> None:
        self.tally = Tally()
        self.url = f"http://127.0.0.1:{port}"
        self._target = target
        self._now = now
        self._seed = seed
        self._decide = decide
        self._rngs: dict[str, random.Random] = {}
        self._server = SimulatorServer(self._answer, port)
        self._changed = threading.Condition()
        self._queue: list[_Delivery] = []
        self._held: list[_Held] = []
        self._numbers = 0
        self._under_way = 0
        self._stopping = False
        self._threads = [threading.Thread(target=self._deliver, daemon=True) for _ in range(THREADS)]

    def start(self) -> None:
        """Listen and deliver."""
        self._server.start()
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stop both; what waits is forgotten."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()
        self._server.stop()

    def idle(self) -> bool:
        """Whether nothing is on its way."""
        with self._changed:
            return not (self._queue or self._held or self._under_way)

    def _answer(self, request: Incoming) -> Outgoing | None:
        if not request.path.startswith(PATH):
            return self._pass_on(request)
        with self._changed:
            self.tally.sent += 1
            rng = self._rngs.setdefault(request.path, random.Random(f"{self._seed} {request.path}"))
            self._send_on_its_way(request, self._decide(rng))
            self._changed.notify_all()
        return Outgoing(200, b"")

    def _send_on_its_way(self, request: Incoming, meant: Fate) -> None:
        if not meant.copies:
            self.tally.dropped += 1
            return
        for held in self._held:
            held.overtaken_by -= 1
        if meant.overtaken_by:
            self.tally.reordered += 1
            until = self._now() + HELD_SECONDS
            self._held.append(_Held(until, meant.overtaken_by, request, meant.copies))
        else:
            self._put(request, meant.copies)
        self._let_go()

    def _let_go(self) -> None:
        now = self._now()
        ready = [held for held in self._held if held.overtaken_by <= 0 or held.until <= now]
        self._held = [held for held in self._held if held.overtaken_by > 0 and held.until > now]
        for held in ready:
            self._put(held.request, held.copies)

    def _put(self, request: Incoming, copies: tuple[float, ...], tries: int = 0) -> None:
        for after in copies:
            self._numbers += 1
            heapq.heappush(self._queue, _Delivery(self._now() + after, self._numbers, request, tries))

    def _deliver(self) -> None:
        with requests.Session() as session:
            session.trust_env = False
            while (delivery := self._next()) is not None:
                taken = self._taken(session, delivery.request)
                with self._changed:
                    self._under_way -= 1
                    self._note(delivery, taken=taken)

    def _note(self, delivery: _Delivery, *, taken: bool) -> None:
        if taken:
            self.tally.delivered += 1
        elif delivery.tries < len(TRY_AGAIN_SECONDS):
            self._put(delivery.request, (TRY_AGAIN_SECONDS[delivery.tries],), delivery.tries + 1)
        else:
            self.tally.not_taken += 1

    def _next(self) -> _Delivery | None:
        with self._changed:
            while not self._stopping:
                self._let_go()
                if self._queue and self._queue[0].due <= self._now():
                    self._under_way += 1
                    return heapq.heappop(self._queue)
                due = [self._queue[0].due] if self._queue else []
                due += [held.until for held in self._held]
                self._changed.wait(max(min(due) - self._now(), 0.001) if due else None)
            return None

    def _taken(self, session: requests.Session, request: Incoming) -> bool:
        try:
            answer = session.request(
                request.method,
                self._address(request),
                data=request.body,
                headers=_headers(request.headers),
                timeout=TIMEOUT_SECONDS,
                allow_redirects=False,
            )
        except requests.RequestException:
            return False
        return 200 <= answer.status_code < 300

    def _pass_on(self, request: Incoming) -> Outgoing:
        with requests.Session() as session:
            session.trust_env = False
            try:
                answer = session.request(
                    request.method,
                    self._address(request),
                    data=request.body,
                    headers={**_headers(request.headers), "Accept-Encoding": "identity"},
                    timeout=TIMEOUT_SECONDS,
                    allow_redirects=False,
                )
            except requests.RequestException:
                return Outgoing(502, b"")
            return Outgoing(answer.status_code, answer.content, _headers(answer.headers))

    def _address(self, request: Incoming) -> str:
        query = urlencode(list(request.query.items()), doseq=True)
        return f"{self._target}{request.path}{'?' + query if query else ''}"


def _headers(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() not in NOT_PASSED_ON}
