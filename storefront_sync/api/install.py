"""Takes the token that a Saleor gives to our App."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction

from storefront_sync.core.errors import StorefrontError
from storefront_sync.core.ids import CooperativeId
from storefront_sync.core.wakeup import wake
from storefront_sync.tenants.models import Cooperative, Installation
from storefront_sync.tenants.onboarding import register_installation


class InstallRefused(StorefrontError):
    """The token isn't taken; the key says why."""


@dataclass(frozen=True)
class AppIdentity:
    """Who a token is at the Saleor that knows it: the App's id there, and the identifier of its manifest."""

    app_id: str
    identifier: str


Prove = Callable[[str, str], AppIdentity]
"""Asks the Saleor at an address who a token is; raises InstallRefused when it doesn't say."""


def install(
    api_url: str,
    token: str,
    *,
    allowed: Collection[str],
    identifier: str,
    prove: Prove,
    now: datetime,
) -> Installation:
    """Store a token that its own Saleor confirms to be our App's. Raises InstallRefused.

    The call that brings it is unsigned, so nothing in it is believed: the address must be one that was
    allowed beforehand, and the token must work there, as our App and no other. A repeated call changes
    nothing, a re-install replaces id and token in the same row.
    """
    if api_url not in allowed:
        raise InstallRefused("register.address_not_allowed")
    app = prove(api_url, token)
    if app.identifier != identifier:
        raise InstallRefused("register.token_of_another_app")
    with transaction.atomic():
        installation = register_installation(api_url, app.app_id, token, now)
        for cooperative in Cooperative.objects.filter(installation=installation):
            transaction.on_commit(partial(wake().saleor, CooperativeId(cooperative.pk)))
    return installation
