"""What a verified hint of a Saleor server asks for."""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import partial

from django.db import transaction

from storefront_sync.core.ids import CooperativeId
from storefront_sync.core.wakeup import wake
from storefront_sync.inbox.audience import requests_of
from storefront_sync.inbox.outcome import Outcome
from storefront_sync.inbox.receipts import Delivery, store_once
from storefront_sync.ledger import looks
from storefront_sync.ledger.models import Look
from storefront_sync.saleor.deliveries import SaleorHint
from storefront_sync.saleor.manifest import SUBSCRIPTIONS
from storefront_sync.tenants.models import Installation

_EVENTS = {event.lower() for events in SUBSCRIPTIONS.values() for event in events}
_LONGEST_REF = Look._meta.get_field("ref").max_length or 0


def take(installation: Installation, hint: SaleorHint, body: bytes, now: datetime) -> Outcome:
    """Store the hint once and ask to look again, inside the caller's transaction.

    The signed bytes themselves are the key: the event's name comes in a header that nothing signs, so a key
    made of it would let a captured delivery be stored again under each name. A retried body is the old one.
    """
    if hint.own_echo:
        return Outcome.ECHO
    refs = (*hint.variant_ids, *hint.product_ids, *hint.order_ids)
    if not refs:
        return Outcome.IGNORED
    kind = hint.event if hint.event in _EVENTS else ""
    delivery = Delivery(
        "saleor", installation.api_url, hashlib.sha256(body).hexdigest(), kind, hint.issued_at
    )
    if any("\0" in ref or len(ref) > _LONGEST_REF for ref in refs):
        return Outcome.MALFORMED
    if delivery.is_stale(now):
        return Outcome.STALE
    if not store_once(delivery, now):
        return Outcome.DUPLICATE
    _look_again(installation, hint, now)
    return Outcome.STORED


def _look_again(installation: Installation, hint: SaleorHint, now: datetime) -> None:
    requests = requests_of(hint, installation.pk)
    # Always in this order, so that two deliveries never wait for each other's rows.
    for (cooperative, kind), refs in sorted(requests.items()):
        looks.request(cooperative, kind, refs, now)
    for cooperative in sorted({cooperative for cooperative, _ in requests}):
        transaction.on_commit(partial(wake().saleor, CooperativeId(cooperative)))
