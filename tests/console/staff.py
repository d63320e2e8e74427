"""Tokens that a Saleor hands to our pages for a member of its staff."""

from __future__ import annotations

from datetime import datetime, timedelta

from joserfc import jws
from joserfc.jwk import RSAKey

from tests.inbox.saleor_sender import private_key

USER = "VXNlcjoyMQ=="
EVERYTHING = ("MANAGE_PRODUCTS", "MANAGE_ORDERS")


def claims(
    api_url: str,
    app_id: str,
    now: datetime,
    *,
    user: str = USER,
    permissions: tuple[str, ...] = EVERYTHING,
    **other: object,
) -> dict[str, object]:
    """What Saleor 3.23 writes into a token for an App, five minutes long; `other` replaces or adds."""
    return {
        "iat": int(now.timestamp()),
        "owner": "saleor",
        "iss": api_url,
        "exp": int((now + timedelta(minutes=5)).timestamp()),
        "token": "Rq0LmVQ1aT3u",
        "email": "siti@koperasi.example",
        "type": "thirdparty",
        "user_id": user,
        "is_staff": True,
        "app": app_id,
        "permissions": list(permissions),
        "user_permissions": list(permissions),
        **other,
    }


def signed(payload: bytes, kid: str, **header: object) -> str:
    """The payload under the key of that id; `header` replaces or adds."""
    key = RSAKey.import_key(private_key(str(header.pop("signing_kid", kid))))
    whole = {"alg": "RS256", "kid": kid, "typ": "JWT", **header}
    return jws.serialize_compact(whole, payload, key, algorithms=["RS256"])
