"""Takes a webhook in: verify over the raw bytes, store once, ask to look again, commit. No more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from connectors.base.registry import marketplaces
from connectors.base.webhooks import ForgedWebhook, MalformedWebhook
from storefront_sync.inbox import arrivals, marketplace_hint, saleor_hint
from storefront_sync.inbox.keys import KEYRING, Keyring
from storefront_sync.inbox.outcome import Arrival, Outcome
from storefront_sync.inbox.patience import wait_briefly
from storefront_sync.saleor.deliveries import read_delivery
from storefront_sync.saleor.errors import SaleorTransient
from storefront_sync.saleor.signatures import verify
from storefront_sync.tenants.models import AppRegistration, Installation
from storefront_sync.tenants.onboarding import app_credentials
from storefront_sync.tenants.vault import unseal

SALEOR = "saleor"
NOBODY = "unknown"
"""Senders that we have no keys for are counted under this: they don't get to choose what is written."""

_STRONGEST_FIRST = (
    Outcome.STORED,
    Outcome.DUPLICATE,
    Outcome.STALE,
    Outcome.MALFORMED,
    Outcome.UNKNOWN_ACCOUNT,
    Outcome.IGNORED,
)
"""What one delivery of several hints is called by."""


def receive_marketplace(key: str, headers: Mapping[str, str], body: bytes, now: datetime) -> Arrival:
    """A delivery of the marketplace `key`, committed when this returns; a database error means not stored."""
    place = marketplaces().get(key)
    registration = AppRegistration.objects.filter(marketplace=key).first() if place else None
    if place is None or registration is None:
        return _refused(NOBODY, Outcome.UNKNOWN_ACCOUNT, body, now)
    app = app_credentials(registration, unseal(registration.secrets_encrypted))
    try:
        hints = place.verify_webhook(app, headers, body)
    except ForgedWebhook:
        return _refused(key, Outcome.FORGED, body, now)
    except MalformedWebhook:
        return _refused(key, Outcome.MALFORMED, body, now)
    with transaction.atomic():
        wait_briefly()
        outcome = _summary(marketplace_hint.take(key, hint, now) for hint in hints)
        arrivals.count(key, outcome, now)
    return Arrival(key, outcome, len(body))


def receive_saleor(
    headers: Mapping[str, str], body: bytes, now: datetime, keyring: Keyring = KEYRING
) -> Arrival:
    """A delivery of a Saleor server, committed when this returns; a database error means not stored.

    `Saleor-Api-Url` only chooses among the installations that we know: what is believed is the signed body.
    """
    api_url = _header(headers, "saleor-api-url")
    installation = Installation.objects.filter(api_url=api_url, revoked_at=None).first()
    if installation is None:
        return _refused(SALEOR, Outcome.UNKNOWN_ACCOUNT, body, now)
    try:
        verify(_header(headers, "saleor-signature"), body, keyring.of(api_url))
        hint = read_delivery(_header(headers, "saleor-event"), body, installation.app_id)
    except ForgedWebhook:
        return _refused(SALEOR, Outcome.FORGED, body, now)
    except MalformedWebhook:
        return _refused(SALEOR, Outcome.MALFORMED, body, now)
    except SaleorTransient:
        return _refused(SALEOR, Outcome.UNVERIFIED, body, now)
    with transaction.atomic():
        wait_briefly()
        outcome = saleor_hint.take(installation, hint, body, now)
        arrivals.count(SALEOR, outcome, now)
    return Arrival(SALEOR, outcome, len(body))


def _header(headers: Mapping[str, str], wanted: str) -> str:
    return next((value for name, value in headers.items() if name.lower() == wanted), "")


def _summary(outcomes: Iterable[Outcome]) -> Outcome:
    return min(outcomes, key=_STRONGEST_FIRST.index, default=Outcome.IGNORED)


def _refused(source: str, outcome: Outcome, body: bytes, now: datetime) -> Arrival:
    arrivals.count(source, outcome, now)
    return Arrival(source, outcome, len(body))
