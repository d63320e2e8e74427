"""Sends a simulator's signed webhooks, late, twice, out of order or not at all as the faults say."""

from __future__ import annotations

import heapq
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import requests

from connectors.base.simulator.faults import Dice

HELD_SECONDS = 5.0
"""The longest that a webhook is held back for a later one to overtake it."""
POLL_SECONDS = 0.2

SignWebhook = Callable[[str, bytes], Mapping[str, str]]
"""(callback URL, body) → headers."""


@dataclass(order=True)
class _Parcel:
    due: float
    number: int
    body: bytes = field(compare=False)
    tries: int = field(default=0, compare=False)
    held: bool = field(default=False, compare=False)


@dataclass
class Deliveries:
    """How many webhooks went which way."""

    accepted: int = 0
    refused: int = 0
    given_up: int = 0
    dropped: int = 0
    overflowed: int = 0


class WebhookSender:
    """Posts to one callback URL. Non-2xx and no answer are tried again after each of `retry_seconds`."""

    def __init__(
        self,
        dice: Dice,
        now: Callable[[], float],
        sign: SignWebhook,
        retry_seconds: Sequence[float],
        *,
        timeout_seconds: float = 3.0,
        queue_limit: int = 10_000,
    ) -> None:
        self.deliveries = Deliveries()
        self.url = ""
        self._dice = dice
        self._now = now
        self._sign = sign
        self._retry_seconds = tuple(retry_seconds)
        self._timeout = timeout_seconds
        self._limit = queue_limit
        self._queue: list[_Parcel] = []
        self._number = 0
        self._wake = threading.Condition()
        self._stopping = False
        self._thread: threading.Thread | None = None
        self._session = requests.Session()
        self._session.trust_env = False

    def post(self, body: bytes) -> None:
        """Queue one webhook; nothing happens while no URL is registered."""
        if not self.url:
            return
        fate = self._dice.webhook()
        with self._wake:
            if fate.dropped:
                self.deliveries.dropped += 1
                return
            due = self._now() + fate.delay_seconds
            for _ in range(fate.copies):
                self._put(_Parcel(due + (HELD_SECONDS if fate.held else 0.0), 0, body, held=fate.held))
            if not fate.held:
                self._release(due)
            self._wake.notify()

    def deliver_due(self) -> int:
        """Send what is due by the clock, one after another; returns how many were sent."""
        sent = 0
        while (parcel := self._next()) is not None:
            self._send(parcel)
            sent += 1
        return sent

    def start(self) -> None:
        """Deliver from a thread of its own."""
        self._stopping = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread; what is queued stays queued."""
        with self._wake:
            self._stopping = True
            self._wake.notify()
        if self._thread:
            self._thread.join()
            self._thread = None
        self._session.close()

    def _run(self) -> None:
        while not self._stopping:
            self.deliver_due()
            with self._wake:
                if not self._stopping and not (self._queue and self._queue[0].due <= self._now()):
                    self._wake.wait(POLL_SECONDS)

    def _put(self, parcel: _Parcel) -> None:
        if len(self._queue) >= self._limit:
            self.deliveries.overflowed += 1
            return
        self._number += 1
        parcel.number = self._number
        heapq.heappush(self._queue, parcel)

    def _release(self, due: float) -> None:
        held = [parcel for parcel in self._queue if parcel.held]
        for parcel in held:
            self._number += 1
            parcel.due, parcel.number, parcel.held = due, self._number, False
        if held:
            heapq.heapify(self._queue)

    def _next(self) -> _Parcel | None:
        with self._wake:
            if self._stopping or not self._queue or self._queue[0].due > self._now():
                return None
            return heapq.heappop(self._queue)

    def _send(self, parcel: _Parcel) -> None:
        headers = {"Content-Type": "application/json", **self._sign(self.url, parcel.body)}
        try:
            answer = self._session.post(
                self.url, data=parcel.body, headers=headers, timeout=self._timeout, allow_redirects=False
            )
            accepted = 200 <= answer.status_code < 300
        except requests.RequestException:
            accepted = False
        with self._wake:
            if accepted:
                self.deliveries.accepted += 1
                return
            self.deliveries.refused += 1
            if parcel.tries >= len(self._retry_seconds):
                self.deliveries.given_up += 1
                return
            wait = self._retry_seconds[parcel.tries]
            self._put(_Parcel(self._now() + wait, 0, parcel.body, parcel.tries + 1))
