"""A shop's token pair, refreshed under its row lock."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from connectors.base.types import TokenPair
from storefront_sync.tenants.models import Shop
from storefront_sync.tenants.vault import seal, unseal


class ShopTokens:
    """The connector's TokenStore over `Shop`. Refresh tokens may be single-use, so two workers must never
    both spend one: the row is locked for the length of the refresh call (≤ one time-out), and read again
    after locking."""

    def __init__(self, shop_id: int) -> None:
        self._shop_id = shop_id

    def current(self) -> TokenPair:
        """The pair as stored now."""
        return _pair(Shop.objects.get(pk=self._shop_id))

    def replace(self, stale: TokenPair, fetch: Callable[[TokenPair], TokenPair]) -> TokenPair:
        """Refresh once, whoever asks; see the contract."""
        with transaction.atomic():
            # no_key: rows that reference the shop, such as a webhook's, may be inserted meanwhile
            shop = Shop.objects.select_for_update(no_key=True).get(pk=self._shop_id)
            stored = _pair(shop)
            if stored.access != stale.access:
                return stored
            fresh = fetch(stored)
            store_tokens(shop, fresh)
        return fresh


def store_tokens(shop: Shop, pair: TokenPair) -> None:
    """Write a pair into a shop's row."""
    shop.tokens_encrypted = seal({"access": pair.access, "refresh": pair.refresh})
    shop.access_expires_at = pair.access_expires_at
    shop.refresh_expires_at = pair.refresh_expires_at
    shop.save(update_fields=["tokens_encrypted", "access_expires_at", "refresh_expires_at"])


def _pair(shop: Shop) -> TokenPair:
    secrets = unseal(shop.tokens_encrypted)
    assert shop.access_expires_at is not None, "a shop without tokens has no connector"
    return TokenPair(
        access=secrets["access"],
        refresh=secrets["refresh"],
        access_expires_at=shop.access_expires_at,
        refresh_expires_at=shop.refresh_expires_at,
    )
