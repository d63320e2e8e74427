"""What a verified hint of a marketplace asks for."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from connectors.base.types import Hint, HintKind
from storefront_sync.core.ids import ShopId
from storefront_sync.core.wakeup import wake
from storefront_sync.inbox.consent import ending, withdrawn
from storefront_sync.inbox.outcome import Outcome
from storefront_sync.inbox.receipts import Delivery, store_once
from storefront_sync.ledger import feeds
from storefront_sync.tenants.models import Shop


def take(source: str, hint: Hint, now: datetime) -> Outcome:
    """Store the hint once and ask to look again, inside the caller's transaction."""
    if hint.kind is HintKind.IGNORED:
        return Outcome.IGNORED
    delivery = Delivery(source, hint.shop_id, hint.dedupe_key, hint.kind.value, hint.occurred_at)
    if not delivery.storable or "\0" in hint.ref:
        return Outcome.MALFORMED
    shop = Shop.objects.filter(marketplace=source, external_id=hint.shop_id).first()
    if shop is None:
        return Outcome.UNKNOWN_ACCOUNT
    if delivery.is_stale(now):
        return Outcome.STALE
    if not store_once(delivery, now):
        return Outcome.DUPLICATE
    _look_again(shop, hint, now)
    return Outcome.STORED


def _look_again(shop: Shop, hint: Hint, now: datetime) -> None:
    shop_id = ShopId(shop.pk)
    match hint.kind:
        case HintKind.ORDER:
            feeds.ask(shop_id, now)
            # The other channels still show what was sold here.
            transaction.on_commit(lambda: wake().drain(shop_id, urgent=True))
        case HintKind.LISTING:
            feeds.ask_listing(shop_id, hint.ref, now)
            transaction.on_commit(lambda: wake().drain(shop_id))
        case HintKind.SHOP_REVOKED:
            withdrawn(shop, now)
        case HintKind.CONSENT_ENDING:
            ending(shop, hint, now)
        case HintKind.IGNORED:
            pass
