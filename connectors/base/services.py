"""What the service injects into a connector."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from connectors.base.types import TokenPair


class TokenStore(Protocol):
    """Keeps one shop's token pair. Injected, so that the row lock is the service's affair."""

    def current(self) -> TokenPair:
        """The pair as stored now."""

    def replace(self, stale: TokenPair, fetch: Callable[[TokenPair], TokenPair]) -> TokenPair:
        """Refresh under the shop's lock.

        Re-reads after taking the lock: a pair other than `stale` was refreshed by somebody else and is
        returned as it is. Otherwise `fetch(stored)` is called once and its answer is stored before it is
        returned.
        """


class Budget(Protocol):
    """One shop's call budget, shared by all workers, bound to one class of calls."""

    def take(self) -> None:
        """Spend one call or raise RateLimited with the time from which there is one."""

    def throttled(self, retry_after_seconds: float | None) -> datetime:
        """The marketplace said 429: learn from it; returns the time before which no call should be made."""


@dataclass(frozen=True)
class Timeouts:
    """Seconds; connect and read of every call."""

    connect: float = 3.0
    read: float = 20.0


@dataclass(frozen=True)
class Services:
    """What the service injects into a connector."""

    tokens: TokenStore
    budget: Budget
    now: Callable[[], datetime]
    timeouts: Timeouts
    host: str = ""
    """Base URL in place of the marketplace's own (a simulator or a proxy)."""
    auth_host: str = ""
