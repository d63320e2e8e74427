"""The public keys of the Saleor servers that we know."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

from connectors.base.services import Timeouts
from storefront_sync.saleor.errors import SaleorTransient
from storefront_sync.saleor.signatures import Fetch, KeyCache, jwks_fetcher

_QUICK = Timeouts(connect=1.0, read=2.0)
"""A webhook waits for the keys in a thread of the web server."""

_PAUSE_SECONDS = 5.0


class Keyring:
    """One cache of keys per installation, filled when first needed and kept in this process's memory.

    `fetcher` makes the fetch function of an API address, `now` counts seconds. Safe to share between threads.
    """

    def __init__(self, fetcher: Callable[[str], Fetch], now: Callable[[], float]) -> None:
        self._fetcher = fetcher
        self._now = now
        self._lock = Lock()
        self._caches: dict[str, KeyCache] = {}

    def of(self, api_url: str) -> KeyCache:
        """The keys of the installation at an address that is in our table; nobody else gets a cache."""
        with self._lock:
            if api_url not in self._caches:
                self._caches[api_url] = KeyCache(_pausing(self._fetcher(api_url), self._now), self._now)
            return self._caches[api_url]


def _pausing(fetch: Fetch, now: Callable[[], float]) -> Fetch:
    """After a failure, fail at once for a few seconds: waiting requests would take every thread there is."""
    failed_at: float | None = None

    def attempt() -> bytes:
        nonlocal failed_at
        if failed_at is not None and now() - failed_at < _PAUSE_SECONDS:
            raise SaleorTransient("saleor.unreachable", "no answer a moment ago")
        try:
            document = fetch()
        except SaleorTransient:
            failed_at = now()
            raise
        failed_at = None
        return document

    return attempt


KEYRING = Keyring(lambda api_url: jwks_fetcher(api_url, timeouts=_QUICK), time.monotonic)
"""This process's keyring."""
