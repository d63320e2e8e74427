"""The usual way, to compare with: one RQ job for each change, one row a call."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from connectors.base.protocol import Connector
from connectors.base.registry import marketplace
from connectors.base.services import Services, Timeouts
from connectors.base.types import ItemId, ModelId, ShopAccess, StockRow
from storefront_sync.catalog.models import Listing
from storefront_sync.settings.keys import cipher
from storefront_sync.sync import desired
from storefront_sync.tenants.models import AppRegistration, Shop
from storefront_sync.tenants.onboarding import app_credentials
from storefront_sync.tenants.tokens import ShopTokens
from storefront_sync.tenants.vault import unseal


class NoLimit:
    """A budget that never refuses: the simulators of this run take any rate."""

    def take(self) -> None:
        """Nothing is counted."""

    def throttled(self, retry_after_seconds: float | None) -> datetime:
        """Doesn't happen here."""
        del retry_after_seconds
        return datetime.now(UTC)


def push_one(listing_id: int) -> None:
    """Read what the listing should show and write it."""
    listing = Listing.objects.get(pk=listing_id)
    value = desired.stock([listing_id])[listing_id].value
    if value is not None:
        _connector(listing.shop_id).push_stock(
            ItemId(listing.item_id), [StockRow(ModelId(listing.model_id), value)]
        )


@cache
def _connector(shop_id: int) -> Connector:
    shop = Shop.objects.get(pk=shop_id)
    registration = AppRegistration.objects.get(marketplace=shop.marketplace)
    return marketplace(shop.marketplace).connect(
        app_credentials(registration, unseal(registration.secrets_encrypted)),
        ShopAccess(shop.external_id, cipher().decrypt(shop.cipher_encrypted)),
        Services(
            tokens=ShopTokens(shop.pk, lambda: datetime.now(UTC)),
            budget=NoLimit(),
            now=lambda: datetime.now(UTC),
            timeouts=Timeouts(),
            host=registration.host,
            auth_host=registration.auth_host,
        ),
    )
