"""Sends webhooks and installs apps, as Saleor's workers do: late, in no kept order, again on 5xx and no
answer."""

from __future__ import annotations

import heapq
import json
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Condition, Thread, local
from typing import Protocol
from urllib.parse import urlsplit

import requests

from connectors.base.simulator.faults import Dice
from storefront_sync.saleor.simulator.events import DEFERRED, Happening, permission_for
from storefront_sync.saleor.simulator.keys import SigningKey
from storefront_sync.saleor.simulator.state.apps import Attempt, Delivery, Webhook
from storefront_sync.saleor.simulator.state.store import Store

RETRY_SECONDS = (10, 20, 40, 80, 160)
TIMEOUT_SECONDS = (2, 18)
HELD_SECONDS = 5.0
USER_AGENT = "Saleor/3.23"


class Post(Protocol):
    """Sends one request and returns the HTTP status, 0 where there was no answer."""

    def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> int: ...


class Payload(Protocol):
    """Builds a webhook's body from its query and the event, under the store's lock."""

    def __call__(self, query: str, happening: Happening) -> bytes: ...


@dataclass(order=True)
class Job:
    """Something for a worker, due at a time (epoch seconds); `webhook` is what is held back for
    reordering."""

    due: float
    seq: int
    run: Callable[[], None] = field(compare=False)
    held: bool = field(default=False, compare=False)


class Answered(int):
    """An HTTP status that knows the body that came with it."""

    body: bytes = b""

    @classmethod
    def of(cls, status: int, body: bytes) -> Answered:
        """The status, with its body."""
        answered = cls(status)
        answered.body = body
        return answered


class HttpPost:
    """Sends for real, over one session a thread; redirects aren't followed."""

    def __init__(self) -> None:
        self._local = local()

    def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """The HTTP status, 0 where there was no answer."""
        session = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = requests.Session()
        try:
            answer = session.post(
                url, data=body, headers=dict(headers), timeout=TIMEOUT_SECONDS, allow_redirects=False
            )
        except requests.RequestException:
            return 0
        return Answered.of(answer.status_code, answer.content)


class Workers:
    """A queue of due jobs. Either threads work it off, or `pump` does on the caller's thread."""

    def __init__(self, now: Callable[[], float], threads: int) -> None:
        self._now = now
        self._threads = threads
        self._wakeup = Condition()
        self._jobs: list[Job] = []
        self._running: list[Thread] = []
        self._seq = 0
        self._busy = 0
        self._stopped = False

    def start(self) -> None:
        """Start the threads."""
        self._running = [Thread(target=self._work, daemon=True) for _ in range(self._threads)]
        for thread in self._running:
            thread.start()

    def stop(self) -> None:
        """End the threads after their present job."""
        with self._wakeup:
            self._stopped = True
            self._wakeup.notify_all()
        for thread in self._running:
            thread.join(timeout=5)

    def put(self, delay: float, run: Callable[[], None], *, held: bool = False) -> None:
        """Queue a job, due after `delay` seconds."""
        with self._wakeup:
            self._seq += 1
            heapq.heappush(self._jobs, Job(self._now() + delay, self._seq, run, held))
            self._wakeup.notify()

    def pump(self) -> int:
        """Work off everything that is due by the clock; returns how many jobs ran."""
        ran = 0
        while (job := self._take()) is not None:
            self._run(job)
            ran += 1
        return ran

    def waiting(self) -> int:
        """Jobs that are queued or running."""
        with self._wakeup:
            return len(self._jobs) + self._busy

    def _take(self) -> Job | None:
        with self._wakeup:
            if not self._jobs or self._jobs[0].due > self._now():
                return None
            self._busy += 1
            return heapq.heappop(self._jobs)

    def _run(self, job: Job) -> None:
        try:
            job.run()
        finally:
            with self._wakeup:
                self._busy -= 1
                if not job.held:
                    self._let_go()

    def _let_go(self) -> None:
        held = [job for job in self._jobs if job.held]
        if not held:
            return
        for job in held:
            job.due, job.held = self._now(), False
        heapq.heapify(self._jobs)
        self._wakeup.notify_all()

    def _work(self) -> None:
        while True:
            with self._wakeup:
                if self._stopped:
                    return
                if not self._jobs or self._jobs[0].due > self._now():
                    wait = min(self._jobs[0].due - self._now(), 0.5) if self._jobs else None
                    self._wakeup.wait(wait)
                    continue
            job = self._take()
            if job is not None:
                self._survive(job)

    def _survive(self, job: Job) -> None:
        try:
            self._run(job)
        except Exception:  # noqa: BLE001 - the job boundary: a worker outlives a job that failed
            traceback.print_exc()


class WebhookSender:
    """Turns events into signed deliveries."""

    def __init__(
        self,
        store: Store,
        workers: Workers,
        dice: Dice,
        key: Callable[[], SigningKey],
        payload: Payload,
        base_url: Callable[[], str],
        send: Post,
    ) -> None:
        self._store = store
        self._workers = workers
        self._dice = dice
        self._key = key
        self._payload = payload
        self._base_url = base_url
        self._send = send

    def announce(self, happening: Happening) -> None:
        """Queue a delivery to each active subscriber that may see it. Nothing is kept for apps switched
        off."""
        needed = permission_for(happening.name)
        for app in self._store.apps:
            if not app.is_active or app.deleted or needed not in app.permissions:
                continue
            for webhook in app.webhooks:
                if webhook.is_active and webhook.events & {happening.name, "ANY_EVENTS"}:
                    self._queue(webhook, happening)

    def _queue(self, webhook: Webhook, happening: Happening) -> None:
        fate = self._dice.webhook()
        if fate.dropped:
            return
        mine = Happening(
            **{name: getattr(happening, name) for name in Happening.__slots__ if name != "recipient"},
            recipient=webhook.app,
        )
        # Product and stock events are snapshots; the rest is built by the worker and may show a newer state.
        body = b"" if mine.name in DEFERRED else self._payload(webhook.query, mine)
        for _ in range(fate.copies):
            delivery = Delivery(*self._store.stamp("EventDelivery"), event=mine.name, body=body)
            webhook.deliveries.append(delivery)
            delay = fate.delay_seconds + (HELD_SECONDS if fate.held else 0)
            self._workers.put(delay, self._attempt(webhook, delivery, mine), held=fate.held)

    def _attempt(self, webhook: Webhook, delivery: Delivery, happening: Happening) -> Callable[[], None]:
        def run() -> None:
            with self._store.lock:
                if webhook.app.deleted:
                    return
                if not delivery.body:
                    delivery.body = self._payload(webhook.query, happening)
            began = time.monotonic()
            code = self._send(webhook.target_url, self._headers(webhook, delivery), delivery.body)
            self._settle(webhook, delivery, happening, code, time.monotonic() - began)

        return run

    def _headers(self, webhook: Webhook, delivery: Delivery) -> dict[str, str]:
        event = delivery.event.lower()
        signature = self._key().sign(delivery.body)
        api = self._base_url()
        domain = urlsplit(api).netloc
        return {
            "Content-Type": "application/json",
            "User-Agent": USER_AGENT,
            "Host": urlsplit(webhook.target_url).hostname or "",
            "Saleor-Event": event,
            "Saleor-Domain": domain,
            "Saleor-Api-Url": f"{api}/graphql/",
            "Saleor-Signature": signature,
            "X-Saleor-Event": event,
            "X-Saleor-Domain": domain,
            "X-Saleor-Signature": signature,
        }

    def _settle(
        self, webhook: Webhook, delivery: Delivery, happening: Happening, code: int, duration: float
    ) -> None:
        done = 200 <= code < 300
        with self._store.lock:
            status = "SUCCESS" if done else "FAILED"
            delivery.attempts.append(
                Attempt(
                    *self._store.stamp("EventDeliveryAttempt"), code=code, status=status, duration=duration
                )
            )
            tries = len(delivery.attempts)
            self._store.journal.add(
                "webhook", event=delivery.event.lower(), delivery=delivery.id, code=code, attempt=tries
            )
            if done and delivery in webhook.deliveries:
                webhook.deliveries.remove(delivery)
            again = not done and (code == 0 or code >= 500) and tries <= len(RETRY_SECONDS)
            if not done and not again:
                delivery.status = "FAILED"
        if again:
            self._workers.put(RETRY_SECONDS[tries - 1], self._attempt(webhook, delivery, happening))


def token_body(token: str) -> bytes:
    """What the register call carries, and all that it carries."""
    return json.dumps({"auth_token": token}).encode()
