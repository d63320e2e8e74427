"""Shopee's signatures: HMAC-SHA256 in lowercase hex, over the path and ids for calls, over the body for
webhooks."""

from __future__ import annotations

import hashlib
import hmac


def call_base(partner_id: str, path: str, timestamp: int, access_token: str = "", owner_id: str = "") -> str:
    """What a call's signature covers: five parts without separators, the last two empty for a public call.

    `path` with its `/api/v2` prefix, `timestamp` in epoch seconds, `owner_id` the shop's or merchant's id.
    Shopee signs neither the other parameters nor the body.
    """
    return f"{partner_id}{path}{timestamp}{access_token}{owner_id}"


def sign_call(
    partner_key: str, partner_id: str, path: str, timestamp: int, access_token: str = "", owner_id: str = ""
) -> str:
    """The `sign` of one call; see `call_base` for the parts."""
    return hex_digest(partner_key, call_base(partner_id, path, timestamp, access_token, owner_id).encode())


def sign_push(push_key: str, body: bytes, callback_url: str = "") -> str:
    """The `Authorization` of a webhook: over `callback_url|body`, or over the body alone without a URL."""
    return hex_digest(push_key, f"{callback_url}|".encode() + body if callback_url else body)


def hex_digest(key: str, message: bytes) -> str:
    """HMAC-SHA256 in lowercase hex; the key as its ASCII bytes, whatever prefix it has."""
    return hmac.new(key.encode(), message, hashlib.sha256).hexdigest()
