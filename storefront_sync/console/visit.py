"""A visit to a page: who comes, what they may see, when, and in which language it is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from storefront_sync.console.token import VisitRefused, verify
from storefront_sync.core.sentences import LANGUAGES
from storefront_sync.inbox.keys import Keyring
from storefront_sync.settings.env import settings
from storefront_sync.tenants.models import Cooperative
from storefront_sync.tenants.roles import visible

PRODUCTS: Final = "MANAGE_PRODUCTS"
ORDERS: Final = "MANAGE_ORDERS"


@dataclass(frozen=True)
class Visit:
    """`cooperatives`: those that may be shown, at least one. `sees_orders`: whether orders may be named."""

    cooperatives: tuple[Cooperative, ...]
    sees_orders: bool
    now: datetime
    language: str

    @property
    def cooperative_ids(self) -> list[int]:
        """Primary keys of the cooperatives that may be shown."""
        return [cooperative.pk for cooperative in self.cooperatives]


def admit(token: str, permission: str, now: datetime, keyring: Keyring, language: str = "") -> Visit:
    """Let a member of staff with this Saleor permission in; raises VisitRefused."""
    visitor = verify(token, now, keyring)
    if permission not in visitor.permissions:
        raise VisitRefused("console.refused.permission", 403, permission=permission)
    cooperatives, any_at_all = visible(visitor.installation_id, visitor.user_id)
    if not any_at_all:
        raise VisitRefused("console.refused.no_cooperative", 403)
    if not cooperatives:
        raise VisitRefused("console.refused.no_role", 403, user=visitor.user_id)
    return Visit(tuple(cooperatives), ORDERS in visitor.permissions, now, spoken(language))


def spoken(language: str) -> str:
    """One of our languages from what was asked for ("en", "en-GB", "ID"); else the service's own."""
    wanted = language[:2].lower()
    return wanted if wanted in LANGUAGES else settings().language
