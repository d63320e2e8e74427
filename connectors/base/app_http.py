"""Calls that the registered app makes for itself, before there is a shop."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from connectors.base.consent import Reach
from connectors.base.errors import AuthExpired
from connectors.base.http import SignedHttp, Signer
from connectors.base.services import Services
from connectors.base.types import TokenPair

PAUSE = timedelta(seconds=10)
"""How long to wait after "too many calls" where no shop's budget can tell."""


def app_http(host: str, reach: Reach, sign: Signer) -> SignedHttp:
    """HTTP without a shop: no token is kept, no budget spent. Its calls have `Call.token` False, and what
    they carry is the signer's affair."""
    services = Services(_NoTokens(), _NoBudget(reach.now), reach.now, reach.timeouts)
    return SignedHttp(host, "", services, sign, _no_refresh)


class _NoTokens:
    def current(self) -> TokenPair:
        raise AuthExpired("connection.no_shop")

    def replace(self, stale: TokenPair, fetch: Callable[[TokenPair], TokenPair]) -> TokenPair:
        raise AuthExpired("connection.no_shop")


class _NoBudget:
    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now

    def take(self) -> None:
        """Nobody counts these: a person starts each."""

    def throttled(self, retry_after_seconds: float | None) -> datetime:
        wait = PAUSE if retry_after_seconds is None else timedelta(seconds=retry_after_seconds)
        return self._now() + wait


def _no_refresh(stale: TokenPair) -> TokenPair:
    raise AuthExpired("connection.no_shop")
