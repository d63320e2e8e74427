"""Signatures of the Lazada Open Platform: requests and webhooks. Pure functions."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

SIGN = "sign"
METHOD = "sha256"


def string_to_sign(path: str, parameters: Iterable[tuple[str, str]]) -> str:
    """The path without `/rest`, then `key value` of every parameter but the signature, decoded, by key.

    `parameters` are those of the query and of the form together; files are left out.
    """
    pairs = sorted((key, value) for key, value in parameters if key != SIGN)
    return path + "".join(key + value for key, value in pairs)


def sign_request(secret: str, path: str, parameters: Iterable[tuple[str, str]]) -> str:
    """Uppercase hex HMAC-SHA256 of a request."""
    return _hex(secret, string_to_sign(path, parameters).encode()).upper()


def sign_webhook(secret: str, app_key: str, body: bytes) -> str:
    """The `Authorization` header of a webhook: lowercase hex HMAC-SHA256 of app key and raw body."""
    return _hex(secret, app_key.encode() + body)


def _hex(secret: str, message: bytes) -> str:
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
