"""The least that reading a catalogue can cost: its pages are fetched and thrown away."""

from __future__ import annotations

import json
import time

import requests

from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.operations import operation
from storefront_sync.saleor.types import Page, VariantRead

NAME = "VariantsPage"


class BareFetch:
    """Fetches pages over a connection of its own, without even parsing them; adds up seconds and CPU
    seconds."""

    def __init__(self, api_url: str, token: str) -> None:
        self.pages, self.seconds, self.cpu = 0, 0.0, 0.0
        self._api_url = api_url
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers.update({"Content-Type": "application/json", "Accept-Encoding": "identity"})
        self._session.headers["Authorization"] = f"Bearer {token}"

    def page(self, channel_slug: str, after: str) -> None:
        """Fetch one. Raises where the answer isn't HTTP 200 or has errors."""
        cpu, began = time.process_time(), time.perf_counter()
        body = {
            "query": operation(NAME),
            "variables": {"channel": channel_slug, "after": after or None},
            "operationName": NAME,
        }
        answer = self._session.post(self._api_url, data=json.dumps(body).encode(), timeout=30)
        assert answer.status_code == 200, answer.text
        assert b'"errors"' not in answer.content, answer.text
        self.pages += 1
        self.seconds += time.perf_counter() - began
        self.cpu += time.process_time() - cpu


class Twice(SaleorClient):
    """Our client; beside each page that it reads the same page is merely fetched, before and after in turns:
    what else the machine does and what a server keeps of its last answer hit both alike."""

    def __init__(self, api_url: str, token: str, bare: BareFetch, session: requests.Session) -> None:
        super().__init__(api_url, token, session=session)
        self._bare = bare
        self._first = False

    def variants_page(self, channel_slug: str, after: str = "") -> Page[VariantRead]:
        """As ever, and once more."""
        self._first = not self._first
        if self._first:
            self._bare.page(channel_slug, after)
        page = super().variants_page(channel_slug, after)
        if not self._first:
            self._bare.page(channel_slug, after)
        return page
