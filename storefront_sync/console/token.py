"""Believes a Saleor user's token for our App, or says why not."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from joserfc import jws
from joserfc.errors import JoseError

from storefront_sync.console.wire import ClaimsWire
from storefront_sync.core.errors import StorefrontError
from storefront_sync.inbox.keys import Keyring
from storefront_sync.saleor.errors import SaleorTransient
from storefront_sync.saleor.signatures import ALGORITHM
from storefront_sync.tenants.models import Installation

LEEWAY_SECONDS: Final = 10
"""How far Saleor's clock and ours may differ."""
KIND: Final = "thirdparty"
"""The kind of token that an App is handed; others are for Saleor itself."""
LONGEST: Final = 8_000
"""Characters. A token with every permission of Saleor has a fifth of it."""


class VisitRefused(StorefrontError):
    """The page isn't shown; the key says why, `status` is the HTTP one, `values` fill in the sentence."""

    def __init__(self, key: str, status: int, **values: str) -> None:
        super().__init__(key)
        self.status = status
        self.values = values


@dataclass(frozen=True)
class Visitor:
    """A member of a Saleor's staff, as that Saleor signed it."""

    installation_id: int
    user_id: str = field(repr=False)
    permissions: frozenset[str]
    """All that the user may do in Saleor, whatever our App may."""


def verify(token: str, now: datetime, keyring: Keyring) -> Visitor:
    """Who asks; raises VisitRefused.

    Until its signature is checked, the token only chooses among the Saleor servers that installed us; it is
    checked with the keys found at the address that *we* stored.
    """
    unproven, kid = _look_at(token)
    installation = Installation.objects.filter(api_url=unproven.iss, revoked_at=None).first()
    if installation is None:
        raise VisitRefused("console.refused.unknown_saleor", 401)
    claims = _prove(token, kid, installation, keyring)
    if claims.iss != installation.api_url or claims.type != KIND or not claims.is_staff:
        raise VisitRefused("console.refused.token", 401)
    if not installation.app_id or claims.app != installation.app_id:
        raise VisitRefused("console.refused.another_app", 401)
    if now.timestamp() >= claims.exp + LEEWAY_SECONDS:
        raise VisitRefused("console.refused.expired", 401)
    return Visitor(installation.pk, claims.user_id, claims.user_permissions)


def _look_at(token: str) -> tuple[ClaimsWire, str]:
    """What it claims, and the id of the key that it claims to be signed with."""
    if not token or len(token) > LONGEST:
        raise VisitRefused("console.refused.token", 401)
    try:
        found = jws.extract_compact(token.encode("ascii"))
        kid = found.headers().get("kid")
        claims = ClaimsWire.model_validate_json(found.payload or b"")
    except (JoseError, ValueError, RecursionError):
        raise VisitRefused("console.refused.token", 401) from None
    if not isinstance(kid, str) or not kid:
        raise VisitRefused("console.refused.token", 401)
    return claims, kid


def _prove(token: str, kid: str, installation: Installation, keyring: Keyring) -> ClaimsWire:
    try:
        key = keyring.of(installation.api_url).key(kid)
    except SaleorTransient:
        raise VisitRefused("console.refused.saleor_silent", 503) from None
    if key is None:
        raise VisitRefused("console.refused.token", 401)
    try:
        proven = jws.deserialize_compact(token, key, algorithms=[ALGORITHM])
        return ClaimsWire.model_validate_json(proven.payload or b"")
    except (JoseError, ValueError):
        raise VisitRefused("console.refused.token", 401) from None
