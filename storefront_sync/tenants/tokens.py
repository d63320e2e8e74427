"""A shop's token pair, refreshed under its row lock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from connectors.base.errors import ConsentEnded
from connectors.base.registry import marketplace
from connectors.base.types import TokenPair
from storefront_sync.tenants.models import Shop
from storefront_sync.tenants.vault import seal, unseal

TELLING = timedelta(minutes=10)
"""Two refreshes nearer to each other say nothing of whether the refresh token's life is renewed."""


class ShopTokens:
    """The connector's TokenStore over `Shop`. Refresh tokens may be single-use, so two workers must never
    both spend one: the row is locked for the length of the refresh call (≤ one time-out), and read again
    after locking.

    A refresh is a transaction of its own: inside another one, which could still be rolled back, it raises
    RuntimeError before anything is spent. So whoever uses the new pair uses one that is committed.
    """

    def __init__(self, shop_id: int, now: Callable[[], datetime]) -> None:
        self._shop_id = shop_id
        self._now = now

    def current(self) -> TokenPair:
        """The pair as stored now; raises ConsentEnded where the shop was disconnected."""
        return pair_of(Shop.objects.get(pk=self._shop_id))

    def replace(self, stale: TokenPair, fetch: Callable[[TokenPair], TokenPair]) -> TokenPair:
        """Refresh once, whoever asks; see the contract."""
        with transaction.atomic(durable=True):
            # no_key: rows that reference the shop, such as a webhook's, may be inserted meanwhile
            rows = Shop.objects.select_for_update(no_key=True).filter(self._sharing()).order_by("pk")
            locked = {row.pk: row for row in rows}
            shop = locked[self._shop_id]
            stored = pair_of(shop)
            if stored.access != stale.access:
                return stored
            fresh = fetch(stored)
            now = self._now()
            renews = _renews(shop, fresh, now)
            for row in locked.values():
                if row.pk == shop.pk or row.consent_group == shop.consent_group:
                    store_tokens(row, fresh, now)
                    Shop.objects.filter(pk=row.pk).update(refresh_renews=renews)
        return fresh

    def _sharing(self) -> Q:
        """The shops whose pair is the same for good: those of one consent, where a marketplace has it so."""
        own = Q(pk=self._shop_id)
        shop = Shop.objects.get(pk=self._shop_id)
        if not shop.consent_group or not marketplace(shop.marketplace).manifest.capabilities.pair_of_login:
            return own
        return own | Q(
            cooperative_id=shop.cooperative_id,
            marketplace=shop.marketplace,
            consent_group=shop.consent_group,
        )


class RefreshedFirst(ShopTokens):
    """The same, but the pair counts as run out when it is first asked for."""

    _asked = False

    def current(self) -> TokenPair:
        """The pair as stored; the first time as if its access token ended now."""
        pair = super().current()
        if self._asked:
            return pair
        self._asked = True
        return replace(pair, access_expires_at=min(pair.access_expires_at, self._now()))


def store_tokens(shop: Shop, pair: TokenPair, now: datetime | None) -> None:
    """Write a pair into a shop's row; `now` is when it came, None where that isn't known."""
    shop.tokens_encrypted = seal({"access": pair.access, "refresh": pair.refresh})
    shop.access_expires_at = pair.access_expires_at
    shop.refresh_expires_at = pair.refresh_expires_at
    shop.tokens_stored_at = now
    shop.save(
        update_fields=["tokens_encrypted", "access_expires_at", "refresh_expires_at", "tokens_stored_at"]
    )


def pair_of(shop: Shop) -> TokenPair:
    """The pair in a shop's row; raises ConsentEnded where there is none."""
    secrets = unseal(shop.tokens_encrypted)
    if not secrets or shop.access_expires_at is None:
        raise ConsentEnded("shop.disconnected", shop_id=shop.external_id)
    return TokenPair(
        access=secrets["access"],
        refresh=secrets["refresh"],
        access_expires_at=shop.access_expires_at,
        refresh_expires_at=shop.refresh_expires_at,
    )


def _renews(shop: Shop, fresh: TokenPair, now: datetime) -> bool | None:
    """Whether a refresh moves the refresh token's end on, as far as this one tells."""
    if shop.tokens_stored_at is None or shop.refresh_expires_at is None or fresh.refresh_expires_at is None:
        return shop.refresh_renews
    passed = now - shop.tokens_stored_at
    if passed < TELLING:
        return shop.refresh_renews
    return fresh.refresh_expires_at - shop.refresh_expires_at > passed / 2
