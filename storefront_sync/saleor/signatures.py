"""Saleor's webhook signatures: a detached JWS (RS256, RFC 7797) over the raw body, keys from the
tenant's JWKS."""

from __future__ import annotations

import binascii
import json
from base64 import urlsafe_b64decode
from collections.abc import Callable
from threading import Lock
from urllib.parse import urlsplit, urlunsplit

import requests
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from connectors.base.services import Timeouts
from connectors.base.webhooks import ForgedWebhook
from storefront_sync.saleor.errors import SaleorTransient
from storefront_sync.saleor.transport import DEFAULT_TIMEOUTS

ALGORITHM = "RS256"
JWKS_LIMIT = 256 * 1024
REFETCH_SECONDS = 60.0
FIRST_FETCH_SECONDS = 2.0
MAX_AGE_SECONDS = 3600.0

Fetch = Callable[[], bytes]


class KeyCache:
    """One installation's public keys.

    Keys are fetched again at an unknown key id and after an hour, but never twice within a minute, so that
    forged key ids can't make us call Saleor. `now` counts seconds; `fetch` returns the document or raises a
    SaleorError. The installation's own JWKS is used, whatever a token or header claims.
    """

    def __init__(self, fetch: Fetch, now: Callable[[], float]) -> None:
        self._fetch = fetch
        self._now = now
        self._lock = Lock()
        self._keys: dict[str, RSAKey] = {}
        self._tried_at: float | None = None
        self._fetched_at: float | None = None

    def key(self, kid: str) -> RSAKey | None:
        """The key with that id; None where the server, asked just now, has none.

        Raises SaleorTransient where that isn't known: no answer, or asked a moment ago, when the server may
        not have had a fresh key yet. A delivery judged too soon would be lost, since Saleor repeats none that
        was refused.
        """
        with self._lock:
            asked = self._wanted(kid) and self._refresh()
            if kid not in self._keys and not asked:
                raise SaleorTransient("saleor.unreachable", "the key isn't known yet")
            return self._keys.get(kid)

    def _wanted(self, kid: str) -> bool:
        now = self._now()
        pause = REFETCH_SECONDS if self._keys else FIRST_FETCH_SECONDS
        if self._tried_at is not None and now - self._tried_at < pause:
            return False
        stale = self._fetched_at is None or now - self._fetched_at >= MAX_AGE_SECONDS
        return stale or kid not in self._keys

    def _refresh(self) -> bool:
        """Whether the server answered; its keys then replace those that we had."""
        self._tried_at = self._now()
        try:
            keys = read_jwks(self._fetch())
        except SaleorTransient:
            return False
        self._fetched_at = self._now()
        self._keys = keys
        return True


def read_jwks(document: bytes) -> dict[str, RSAKey]:
    """The RSA signing keys of a JWKS document by key id; raises SaleorTransient where it is none."""
    try:
        rows = json.loads(document)["keys"]
        usable = [
            row
            for row in rows
            if row.get("kty") == "RSA" and row.get("kid") and row.get("use", "sig") == "sig"
        ]
        # Only the public half is read, should somebody ever publish the other.
        return {str(row["kid"]): RSAKey.import_key({k: row[k] for k in ("kty", "n", "e")}) for row in usable}
    except (ValueError, KeyError, TypeError, AttributeError, JoseError) as error:
        raise SaleorTransient("saleor.unreachable", "the key document can't be read") from error


def verify(signature: str, body: bytes, keys: KeyCache) -> None:
    """Check a `Saleor-Signature` over the raw body.

    Raises ForgedWebhook; SaleorTransient where the keys can't be had, to be answered 5xx so that Saleor sends
    it again.
    """
    key = keys.key(_key_id(signature))
    if key is None:
        raise ForgedWebhook("unknown key")
    try:
        jws.deserialize_compact(signature, key, algorithms=[ALGORITHM], payload=body)
    except (JoseError, ValueError) as error:
        raise ForgedWebhook("wrong signature") from error


def jwks_fetcher(api_url: str, *, timeouts: Timeouts = DEFAULT_TIMEOUTS) -> Fetch:
    """Reads `/.well-known/jwks.json` beside an API address; raises SaleorTransient."""
    parts = urlsplit(api_url)
    url = urlunsplit((parts.scheme, parts.netloc, "/.well-known/jwks.json", "", ""))

    def fetch() -> bytes:
        try:
            with requests.get(
                url, timeout=(timeouts.connect, timeouts.read), allow_redirects=False, stream=True
            ) as answer:
                document = answer.raw.read(JWKS_LIMIT + 1, decode_content=True)
        except requests.RequestException:
            raise SaleorTransient("saleor.unreachable", "no answer") from None
        if answer.status_code != 200 or len(document) > JWKS_LIMIT:
            raise SaleorTransient("saleor.unreachable", f"HTTP {answer.status_code}")
        return bytes(document)

    return fetch


def _key_id(signature: str) -> str:
    parts = signature.split(".")
    if len(parts) != 3 or parts[1]:
        raise ForgedWebhook("not a detached signature")
    try:
        header = json.loads(urlsafe_b64decode(parts[0] + "=" * (-len(parts[0]) % 4)))
    except (ValueError, RecursionError, binascii.Error) as error:
        raise ForgedWebhook("unreadable signature header") from error
    if not isinstance(header, dict) or header.get("alg") != ALGORITHM or header.get("b64") is not False:
        raise ForgedWebhook("unexpected signature header")
    kid = header.get("kid")
    if not isinstance(kid, str) or not kid:
        raise ForgedWebhook("no key id")
    return kid
