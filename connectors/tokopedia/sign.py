"""Signatures of the TikTok Shop Partner API: requests and webhooks."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

UNSIGNED_PARAMETERS = frozenset({"sign", "access_token"})


def string_to_sign(secret: str, path: str, query: Iterable[tuple[str, str]], body: bytes) -> bytes:
    """The bytes that are signed: secret, path, sorted `key value` pairs (decoded), raw body, secret."""
    pairs = sorted((key, value) for key, value in query if key not in UNSIGNED_PARAMETERS)
    text = secret + path + "".join(key + value for key, value in pairs)
    return text.encode() + body + secret.encode()


def sign_request(secret: str, path: str, query: Iterable[tuple[str, str]], body: bytes = b"") -> str:
    """Lowercase hex HMAC-SHA256 of a request; `body` is what is sent to the byte (b"" for multipart)."""
    return _hex(secret, string_to_sign(secret, path, query, body))


def sign_webhook(secret: str, app_key: str, body: bytes) -> str:
    """The `Authorization` header of a webhook: lowercase hex HMAC-SHA256 of app key and raw body."""
    return _hex(secret, app_key.encode() + body)


def _hex(secret: str, message: bytes) -> str:
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
