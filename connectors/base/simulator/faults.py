"""The ways in which a simulator misbehaves, each a documented field, all off by default."""

from __future__ import annotations

import math
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

RATE = Field(default=0.0, ge=0, le=1)


class Faults(BaseModel):
    """Faults of one simulator. Rates are 0…1 per call or per webhook; times are seconds unless named
    `_ms`."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    latency_ms_p50: float = Field(default=0.0, ge=0)
    """Median time before a call is worked on (log-normal)."""
    latency_ms_p99: float = Field(default=0.0, ge=0)
    """99th percentile of the same; below the median it counts as the median."""
    calls_per_second: float = Field(default=0.0, ge=0)
    """Sustained calls of one shop; beyond, "too many calls" in the marketplace's words. 0 = no limit."""
    burst: int = Field(default=10, ge=1)
    """Calls that a rested shop may make at once before `calls_per_second` binds."""
    server_error_rate: float = RATE
    """Calls answered 5xx with nothing applied."""
    server_error_burst: int = Field(default=1, ge=1)
    """How many calls in a row fail once a 5xx came up."""
    timeout_after_apply_rate: float = RATE
    """Writes that are applied and then not answered within `timeout_seconds`; reads are just not answered."""
    timeout_seconds: float = Field(default=30.0, ge=0)
    """How long such a call hangs before its connection is cut."""
    ignored_write_rate: float = RATE
    """Writes answered with success of which nothing is applied."""
    partial_rate: float = RATE
    """Writes of two rows or more of which one row is refused."""
    drop_connection_rate: float = RATE
    """Calls whose connection is cut without an answer, before or after they are applied (a coin decides)."""
    webhook_duplicate_rate: float = RATE
    """Webhooks that are sent twice."""
    webhook_delay_seconds_max: float = Field(default=0.0, ge=0)
    """Each webhook is held for a uniform time up to this."""
    webhook_reorder_rate: float = RATE
    """Webhooks that are held until a later one went out (5 s at most)."""
    webhook_drop_rate: float = RATE
    """Webhooks that are never sent."""
    order_feed_lag_seconds: float = Field(default=0.0, ge=0)
    """An order, or a change of it, is in the change list only after this."""


@dataclass(frozen=True)
class Fate:
    """What one call will meet. `name` is the journal's word for the fault ("" = none)."""

    name: str = ""
    latency_seconds: float = 0.0
    applied: bool = True
    answered: bool = True
    hang_seconds: float = 0.0
    refused_row: int = -1
    call: int = 0

    @property
    def ignored(self) -> bool:
        """Whether the call is answered with success though nothing is applied."""
        return self.answered and not self.applied


class Dice:
    """Decides the fate of each call from the faults in force, a seeded rng and one token bucket a shop."""

    def __init__(self, rng: random.Random, now: Callable[[], float]) -> None:
        self.faults = Faults()
        self._rng = rng
        self._now = now
        self._lock = threading.Lock()
        self._errors_left = 0
        self._buckets: dict[str, tuple[float, float]] = {}

    def replace(self, faults: Faults) -> None:
        """Put other faults in force; buckets start rested."""
        with self._lock:
            self.faults = faults
            self._errors_left = 0
            self._buckets = {}

    def throw(self, shop_id: str, *, write: bool, rows: int, fragile: bool = True) -> Fate:
        """The fate of the next call. "throttled" and "server_error" are to be answered without applying.

        `fragile` False spares it the faults that lose an answer: a single-use token would die with its shop.
        """
        with self._lock:
            latency = self._latency()
            if not self._take(shop_id):
                return Fate("throttled", latency, applied=False)
            if self._server_error():
                return Fate("server_error", latency, applied=False)
            return self._misfortune(latency, write, rows) if fragile else Fate("", latency)

    def webhook(self) -> WebhookFate:
        """The fate of the next webhook."""
        with self._lock:
            faults = self.faults
            return WebhookFate(
                dropped=self._happens(faults.webhook_drop_rate),
                copies=2 if self._happens(faults.webhook_duplicate_rate) else 1,
                delay_seconds=self._rng.uniform(0, faults.webhook_delay_seconds_max),
                held=self._happens(faults.webhook_reorder_rate),
            )

    def _misfortune(self, latency: float, write: bool, rows: int) -> Fate:
        faults = self.faults
        if self._happens(faults.drop_connection_rate):
            return Fate("drop_connection", latency, applied=self._rng.random() < 0.5, answered=False)
        if self._happens(faults.timeout_after_apply_rate):
            hang = faults.timeout_seconds
            return Fate("timeout_after_apply", latency, answered=False, hang_seconds=hang)
        if write and self._happens(faults.ignored_write_rate):
            return Fate("ignored_write", latency, applied=False)
        if write and rows >= 2 and self._happens(faults.partial_rate):
            return Fate("partial", latency, refused_row=self._rng.randrange(rows))
        return Fate("", latency)

    def _happens(self, rate: float) -> bool:
        return rate > 0 and self._rng.random() < rate

    def _server_error(self) -> bool:
        if self._errors_left > 0:
            self._errors_left -= 1
            return True
        if not self._happens(self.faults.server_error_rate):
            return False
        self._errors_left = self.faults.server_error_burst - 1
        return True

    def _take(self, shop_id: str) -> bool:
        rate = self.faults.calls_per_second
        if not rate:
            return True
        now = self._now()
        left, at = self._buckets.get(shop_id, (float(self.faults.burst), now))
        left = min(float(self.faults.burst), left + (now - at) * rate)
        self._buckets[shop_id] = (left - 1 if left >= 1 else left, now)
        return left >= 1

    def _latency(self) -> float:
        median = self.faults.latency_ms_p50 / 1000
        if not median:
            return 0.0
        tail = max(self.faults.latency_ms_p99 / 1000, median)
        # 2.326 = the 99th percentile of the standard normal distribution.
        return median * math.exp(self._rng.gauss(0, math.log(tail / median) / 2.326))


@dataclass(frozen=True)
class WebhookFate:
    """What one webhook will meet."""

    dropped: bool
    copies: int
    delay_seconds: float
    held: bool
