"""Fetches a product's picture, from places that the operator named only."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urljoin

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, LocationParseError
from urllib3.util import parse_url

from connectors.base.errors import Rejected
from connectors.base.services import Timeouts
from storefront_sync.saleor.errors import SaleorTransient

MOST_BYTES = 8 * 1024 * 1024
"""A copy of 2048 pixels is a tenth of this."""
LONGEST = timedelta(seconds=30)
"""Of one picture with its redirects."""
MOST_REDIRECTS = 2
"""Saleor leads from a copy's address to its file, and its file store may lead on once."""
CHUNK = 64 * 1024
KINDS = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}


class PictureRefused(Rejected):
    """This picture can't be used: it lies elsewhere, is gone, too big, or neither JPEG nor PNG."""


@dataclass(frozen=True)
class Picture:
    """A JPEG or PNG with a name made of its content, without a path."""

    name: str
    content: bytes


class PictureShelf:
    """Pictures of one Saleor.

    Only its own origin (scheme, host and port of its API) and those in `also` are asked, at each step of a
    redirect too: whoever may write an address into a product must not choose what we call. Nothing is sent
    along, no token either, and nothing is kept.
    """

    def __init__(
        self, api_url: str, also: Collection[str], timeouts: Timeouts, now: Callable[[], datetime]
    ) -> None:
        self._origins = frozenset({origin(api_url), *(origin(address) for address in also)})
        self._timeouts = (timeouts.connect, timeouts.read)
        self._now = now
        self._session = requests.Session()
        self._session.trust_env = False
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(max_retries=0))

    def fetch(self, url: str) -> Picture:
        """One picture. Raises PictureRefused, or SaleorTransient where it may pass later."""
        until = self._now() + LONGEST
        for _ in range(MOST_REDIRECTS + 1):
            try:
                found = self._get(url, until)
            except (requests.RequestException, HTTPError):
                raise SaleorTransient("picture.unreachable") from None
            if isinstance(found, Picture):
                return found
            url = found
        raise PictureRefused("picture.elsewhere", "too many redirects")

    def _get(self, url: str, until: datetime) -> Picture | str:
        """The picture, or where its address leads."""
        if origin(url) not in self._origins:
            raise PictureRefused("picture.elsewhere", "an origin that isn't on the list")
        with self._session.get(
            url,
            headers={"Accept": "image/jpeg, image/png", "Accept-Encoding": "identity"},
            timeout=self._timeouts,
            allow_redirects=False,
            stream=True,
        ) as response:
            if response.status_code in (301, 302, 303, 307, 308):
                return urljoin(url, response.headers.get("Location", ""))
            if response.status_code >= 500 or response.status_code in (408, 429):
                raise SaleorTransient("picture.unreachable", f"HTTP {response.status_code}")
            if response.status_code != 200:
                raise PictureRefused("picture.not_found", f"HTTP {response.status_code}")
            return _picture(self._body(response, until))

    def _body(self, response: requests.Response, until: datetime) -> bytes:
        """All bytes, in pieces as they come: a sender that trickles is given up at the deadline."""
        content = bytearray()
        while piece := response.raw.read1(CHUNK):
            content += piece
            if len(content) > MOST_BYTES:
                raise PictureRefused("picture.too_big", f"more than {MOST_BYTES} bytes")
            if self._now() > until:
                raise SaleorTransient("picture.unreachable", "too slow")
        return bytes(content)


def origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port; an address that has none of the kind, or a name before its host, is nobody's.

    Read by the very parser that makes the call: two parsers may see two hosts in one address.
    """
    try:
        parts = parse_url(url)
    except LocationParseError:
        return "", "", None
    if parts.scheme not in ("http", "https") or not parts.host or parts.auth is not None:
        return "", "", None
    return parts.scheme, parts.host, parts.port or {"http": 80, "https": 443}[parts.scheme]


def _picture(content: bytes) -> Picture:
    suffix = next((name for magic, name in KINDS.items() if content.startswith(magic)), "")
    if not suffix:
        raise PictureRefused("picture.kind", "neither JPEG nor PNG")
    return Picture(f"{hashlib.sha256(content).hexdigest()[:20]}.{suffix}", content)
