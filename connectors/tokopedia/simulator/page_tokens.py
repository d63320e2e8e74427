"""Opaque tokens that name the place at which the next page begins."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable

from connectors.base.simulator.server import Incoming
from connectors.tokopedia.simulator.refusal import Refusal
from connectors.tokopedia.simulator.uncertain import PAGE_TOKEN_SECONDS


class PageTokens:
    """Gives tokens out and reads them; `expire` tells whether they end after a while."""

    def __init__(self, now: Callable[[], float], expire: Callable[[], bool]) -> None:
        self._now = now
        self._expire = expire

    def given(self, place: str) -> str:
        """A token for a place."""
        return base64.urlsafe_b64encode(f"{int(self._now())}|{place}".encode()).decode()

    def place(self, request: Incoming) -> str:
        """What stands in the request's token; "" for the first page. Raises Refusal."""
        token = request.one("page_token")
        if not token:
            return ""
        try:
            given_at, _, place = (
                base64.b64decode(token, altchars=b"-_", validate=True).decode().partition("|")
            )
            age = self._now() - int(given_at)
        except (binascii.Error, ValueError):
            raise Refusal(12019108) from None
        if not place or (self._expire() and age > PAGE_TOKEN_SECONDS):
            raise Refusal(12019108)
        return place
