"""The server's signing key: RS256 over the raw body, detached, with the key published as JWKS."""

from __future__ import annotations

import json
from collections.abc import Mapping
from threading import Lock

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

BITS = 2048


class SigningKey:
    """Signs webhook bodies as Saleor does (RFC 7797, `b64: false`)."""

    def __init__(self, key: RSAKey) -> None:
        self._key = key
        self.kid = key.thumbprint()

    @classmethod
    def generate(cls) -> SigningKey:
        """A new key."""
        return cls(RSAKey.generate_key(BITS))

    def sign(self, body: bytes) -> str:
        """The detached signature `header..signature` of a body."""
        header = {"alg": "RS256", "b64": False, "crit": ["b64"], "kid": self.kid, "typ": "JWT"}
        whole = jws.serialize_compact(header, body, self._key, algorithms=["RS256"])
        start, _, rest = whole.partition(".")
        return f"{start}..{rest.rpartition('.')[2]}"

    def token(self, claims: Mapping[str, object]) -> str:
        """A user's token with these claims, as Saleor signs those that it hands to an App's page."""
        header = {"alg": "RS256", "kid": self.kid, "typ": "JWT"}
        return jws.serialize_compact(header, json.dumps(claims), self._key, algorithms=["RS256"])

    def signed(self, token: str) -> Mapping[str, object] | None:
        """The claims of a user's token that this key signed; None for any other."""
        try:
            claims = json.loads(jws.deserialize_compact(token, self._key, algorithms=["RS256"]).payload)
        except (JoseError, ValueError):
            return None
        return claims if isinstance(claims, dict) else None

    def jwks(self) -> dict[str, object]:
        """The public half, as /.well-known/jwks.json shows it."""
        public = self._key.as_dict(private=False)
        extra = {"kid": self.kid, "use": "sig", "alg": "RS256", "key_ops": ["verify"]}
        return {"keys": [{**public, **extra}]}


class SharedKey:
    """One key a process, made at the first call: making one takes a good part of a second.

    Under a lock: else the thread that publishes the key and the one that signs with it may each make one, and
    every delivery would be a forgery to its receiver.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._made: SigningKey | None = None

    def __call__(self) -> SigningKey:
        """The key."""
        with self._lock:
            if self._made is None:
                self._made = SigningKey.generate()
            return self._made


shared_key = SharedKey()
