"""A Saleor that signs its deliveries: RS256, detached, over the raw bytes (RFC 7797)."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from tests.inbox.cooperatives import API_URL, APP_ID
from tests.inbox.senders import Post


def base64url(data: bytes) -> str:
    """Without padding, as a JWS has it."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _number(value: int) -> str:
    return base64url(value.to_bytes((value.bit_length() + 7) // 8, "big"))


@cache
def private_key(kid: str) -> rsa.RSAPrivateKey:
    """The key of an id; made once a run."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def jwks(*kids: str) -> bytes:
    """What Saleor tells of its keys at /.well-known/jwks.json."""
    keys = []
    for kid in kids:
        numbers = private_key(kid).public_key().public_numbers()
        keys.append(
            {
                "kty": "RSA",
                "key_ops": ["verify"],
                "n": _number(numbers.n),
                "e": _number(numbers.e),
                "use": "sig",
                "kid": kid,
            }
        )
    return json.dumps({"keys": keys}).encode()


def signature(body: bytes, kid: str, signing_kid: str | None = None) -> str:
    """The header Saleor-Signature: `header..signature`."""
    header = {"alg": "RS256", "b64": False, "crit": ["b64"], "kid": kid, "typ": "JWT"}
    protected = base64url(json.dumps(header, separators=(",", ":")).encode())
    signed = private_key(signing_kid or kid).sign(
        protected.encode() + b"." + body, padding.PKCS1v15(), SHA256()
    )
    return f"{protected}..{base64url(signed)}"


def delivery(
    event: str,
    body: Mapping[str, object] | bytes,
    *,
    api_url: str = API_URL,
    kid: str = "key-1",
    signing_kid: str | None = None,
) -> Post:
    """A delivery of an event, in lower case as Saleor writes it."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Post(
        {
            "Content-Type": "application/json",
            "User-Agent": "Saleor/3.23",
            "Saleor-Event": event,
            "Saleor-Domain": "toko.koperasi.example",
            "Saleor-Api-Url": api_url,
            "Saleor-Signature": signature(raw, kid, signing_kid),
        },
        raw,
    )


def principal(app_id: str = "VXNlcjoyMQ==", kind: str = "User") -> dict[str, str]:
    """Who caused it."""
    return {"__typename": kind, "id": app_id}


def variant_changed(
    variant_id: str, at: datetime, *, by: Mapping[str, str] | None = None, **how: str
) -> Post:
    """A variant's stock changed."""
    return delivery(
        "product_variant_stock_updated",
        {
            "__typename": "ProductVariantStockUpdated",
            "issuedAt": at.isoformat(),
            "issuingPrincipal": principal() if by is None else by,
            "recipient": {"id": APP_ID},
            "productVariant": {"id": variant_id},
        },
        **how,  # type: ignore[arg-type]
    )
