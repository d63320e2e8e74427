"""A connector for one shop, with everything the contract wants injected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from redis import Redis

from connectors.base.protocol import Connector
from connectors.base.registry import marketplace
from connectors.base.services import Services, Timeouts, TokenStore
from connectors.base.types import ShopAccess
from storefront_sync.settings.keys import cipher
from storefront_sync.sync.budgets import CallClass, ShopBudget
from storefront_sync.tenants.models import AppRegistration, Shop
from storefront_sync.tenants.onboarding import app_credentials
from storefront_sync.tenants.tokens import ShopTokens
from storefront_sync.tenants.vault import unseal


@dataclass(frozen=True)
class Remote:
    """What reaching a marketplace needs of this process."""

    redis: Redis
    now: Callable[[], datetime]
    sleep: Callable[[float], None]
    timeouts: Timeouts


def connect(shop: Shop, kind: CallClass, remote: Remote, tokens: TokenStore | None = None) -> Connector:
    """The connector of a connected shop, over its own tokens unless others are given. Makes no call."""
    place = marketplace(shop.marketplace)
    registration = AppRegistration.objects.get(marketplace=shop.marketplace)
    return place.connect(
        app_credentials(registration, unseal(registration.secrets_encrypted)),
        ShopAccess(shop.external_id, cipher().decrypt(shop.cipher_encrypted)),
        Services(
            tokens=tokens or ShopTokens(shop.pk, remote.now),
            budget=ShopBudget(
                remote.redis,
                shop.pk,
                place.manifest.capabilities.calls_per_second,
                kind,
                remote.now,
                remote.sleep,
            ),
            now=remote.now,
            timeouts=remote.timeouts,
            host=registration.host,
            auth_host=registration.auth_host,
        ),
    )
