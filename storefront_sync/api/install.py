"""Takes the token that a Saleor gives to our App."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from functools import partial

from django.db import transaction

from storefront_sync.core.errors import StorefrontError
from storefront_sync.core.ids import CooperativeId
from storefront_sync.core.wakeup import wake
from storefront_sync.saleor.app_state import AppIdentity
from storefront_sync.tenants.checkup import read_all_again
from storefront_sync.tenants.models import Cooperative, Installation
from storefront_sync.tenants.onboarding import register_installation


class InstallRefused(StorefrontError):
    """The token isn't taken; the key says why."""


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
    nothing, a re-install replaces id and token in the same row. The former App was told nothing after it was
    deleted, so everything is read again.
    """
    if api_url not in allowed:
        raise InstallRefused("register.address_not_allowed")
    app = prove(api_url, token)
    if app.identifier != identifier:
        raise InstallRefused("register.token_of_another_app")
    with transaction.atomic():
        installation = register_installation(api_url, app.app_id, token, now)
        read_all_again(installation.pk)
        for cooperative in Cooperative.objects.filter(installation=installation):
            transaction.on_commit(partial(wake().saleor, CooperativeId(cooperative.pk)))
    return installation
