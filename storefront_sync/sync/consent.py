"""Looks after a shop's consent: refreshes its tokens in time, and finds out by a call whether consent stands.

Whoever doubts a consent only asks for a look. This is the one place where a shop loses it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from connectors.base.errors import (
    AuthExpired,
    ConnectorError,
    ConsentEnded,
    OutcomeUnknown,
    RateLimited,
    Transient,
)
from storefront_sync.sync.budgets import CallClass
from storefront_sync.sync.comeback import come_back
from storefront_sync.sync.connect import Remote, connect
from storefront_sync.tenants import consent_end
from storefront_sync.tenants.models import Shop
from storefront_sync.tenants.tokens import RefreshedFirst, ShopTokens

LAST_PART = 0.25
"""A pair is refreshed when this share of its access token's life is left, long before a call needs it."""
UNKNOWN_LIFE = timedelta(hours=4)
"""Taken for the life of an access token of which it isn't known when it came."""
REFRESH_LEFT = timedelta(days=7)
"""A refresh token with less left than this is used once a day, in case that renews it."""
LONGEST_PAUSE = timedelta(days=1)
AGAIN = timedelta(minutes=1)
"""After a look that met a network that was down."""
AGAIN_ENDED = timedelta(hours=1)
"""A shop whose consent ended is asked for so often: a marketplace may have refused everybody by mistake."""
AGAIN_PUZZLED = timedelta(minutes=5)
"""The same, where it refuses tokens that it has just given: that is hardly the seller's doing."""
AGAIN_REFUSED = timedelta(minutes=15)
"""After a refusal that isn't about consent."""


@dataclass(frozen=True)
class Looked:
    """What a look found. `called`: the marketplace was asked. `key`: why that failed. `back`: consent stands
    again after it had ended, so that the shop has work. `ended`: it was found to have ended."""

    called: bool = False
    back: bool = False
    ended: bool = False
    key: str = ""


def due(now: datetime) -> QuerySet[Shop]:
    """Shops whose consent and tokens are to be looked at now."""
    connected = Shop.objects.exclude(tokens_encrypted="").exclude(state=Shop.State.DISCONNECTED)
    return connected.filter(Q(consent_look_at=None) | Q(consent_look_at__lte=now))


def look(shop: Shop, remote: Remote) -> Looked:
    """Do what is due for one shop. Raises no ConnectorError."""
    now = remote.now
    Shop.objects.filter(pk=shop.pk).update(consent_look_at=now() + AGAIN)
    if shop.state == Shop.State.DISCONNECTED or not shop.tokens_encrypted:
        return Looked()
    refresh = refresh_is_due(shop, now())
    if not refresh and shop.consent_doubted_at is None and shop.state != Shop.State.NEEDS_CONSENT:
        _next_look(shop, now())
        return Looked()
    tokens = (RefreshedFirst if refresh else ShopTokens)(shop.pk, now)
    try:
        connect(shop, CallClass.NORMAL, remote, tokens).check()
    except (ConsentEnded, AuthExpired) as error:
        return Looked(called=True, ended=_ended(shop, error, now()), key=error.key)
    except RateLimited as error:
        _look_at(shop, max(error.until, now() + AGAIN))
        return Looked(called=True, key=error.key)
    except ConnectorError as error:
        unlucky = isinstance(error, Transient | OutcomeUnknown)
        _look_at(shop, now() + (AGAIN if unlucky else AGAIN_REFUSED))
        return Looked(called=True, key=error.key)
    return Looked(called=True, back=_stands(shop, now()))


def refresh_is_due(shop: Shop, now: datetime) -> bool:
    """Whether the pair is to be refreshed though no call needs it yet: an idle shop's would else die."""
    return _refresh_at(shop) <= now


def _refresh_at(shop: Shop) -> datetime:
    assert shop.access_expires_at is not None
    stored = shop.tokens_stored_at or shop.access_expires_at - UNKNOWN_LIFE
    early = shop.access_expires_at - LAST_PART * (shop.access_expires_at - stored)
    if shop.refresh_expires_at is None:
        return early
    return min(early, max(shop.refresh_expires_at - REFRESH_LEFT, stored + LONGEST_PAUSE))


def _stands(shop: Shop, now: datetime) -> bool:
    """Consent stands; returns whether the shop had stopped for want of it."""
    back = False
    with transaction.atomic():
        row = _locked(shop)
        if row.consented_at == shop.consented_at:
            back = row.state == Shop.State.NEEDS_CONSENT
            if back:
                row.state = Shop.State.ACTIVE if row.activated else Shop.State.PREPARING
                Shop.objects.filter(pk=row.pk).update(state=row.state, not_before=None)
                consent_end.given(row, now)
                come_back(row, now)
        # One that was raised during the look isn't answered by it.
        Shop.objects.filter(pk=row.pk, consent_doubted_at=shop.consent_doubted_at).update(
            consent_doubted_at=None
        )
    _next_look(shop, now)
    return back


def _ended(shop: Shop, error: ConnectorError, now: datetime) -> bool:
    """Stop the shop, unless its seller let us in anew while we asked; returns whether it was stopped."""
    with transaction.atomic():
        row = _locked(shop)
        if row.consented_at != shop.consented_at or row.state == Shop.State.DISCONNECTED:
            return False
        stops = row.state in (Shop.State.ACTIVE, Shop.State.PREPARING)
        if stops:
            row.state = Shop.State.NEEDS_CONSENT
        again = AGAIN_PUZZLED if isinstance(error, AuthExpired) else AGAIN_ENDED
        row.consent_doubted_at, row.consent_look_at = None, now + again
        row.save(update_fields=["state", "consent_doubted_at", "consent_look_at"])
        reason = "" if error.key.endswith(".consent_ended") else error.key
        consent_end.ended(row, now, reason)
        consent_end.warn(row, now)
    return stops


def _locked(shop: Shop) -> Shop:
    return Shop.objects.select_for_update(no_key=True).get(pk=shop.pk)


def _look_at(shop: Shop, at: datetime) -> None:
    """Unless a doubt was raised since the shop's row was read."""
    same = Q(consent_doubted_at=None) | Q(consent_doubted_at=shop.consent_doubted_at)
    Shop.objects.filter(same, pk=shop.pk).update(consent_look_at=at)


def _next_look(shop: Shop, now: datetime) -> None:
    row = Shop.objects.get(pk=shop.pk)
    consent_end.warn(row, now)
    if row.tokens_encrypted:
        _look_at(shop, min(max(_refresh_at(row), now + AGAIN), now + LONGEST_PAUSE))
