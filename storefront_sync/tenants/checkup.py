"""Looks after our App in one Saleor: asks how it is there, mends what it may, tells staff the rest.

No webhook says that an App was switched off, deleted, lost a permission or moved: its token only begins to be
answered like a stranger's, with HTTP 200.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from storefront_sync.saleor.app_state import AppRead
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import MutationRefused, PermissionMissing, SaleorError, TokenDead
from storefront_sync.saleor.manifest import APP_ID, wanted_webhooks
from storefront_sync.tenants import troubles, webhooks
from storefront_sync.tenants.differences import differences, missing_permissions, origin
from storefront_sync.tenants.models import Cooperative, Installation
from storefront_sync.tenants.troubles import Trouble

CLOCKS_DIFFER = timedelta(seconds=5)
"""A failed event counts as missed by a sweep that began no longer than this after it."""


@dataclass(frozen=True)
class CheckUp:
    """What a check-up did. `mended` webhooks were changed; `caught_up`: the catalogue is read again because
    something was missed; `key` is what kept us from looking, else ""."""

    mended: int = 0
    caught_up: bool = False
    key: str = ""


def ask_check_up(installation_id: int) -> None:
    """Have an installation looked at soon; costs nothing where that is under way."""
    Installation.objects.filter(pk=installation_id).update(checked_at=None)


def read_all_again(installation_id: int, *, missed_since: datetime | None = None) -> int:
    """Have the catalogues of the installation read again soon, or of those only whose last reading began
    before a moment; returns how many."""
    rows = Cooperative.objects.filter(installation_id=installation_id)
    if missed_since is not None:
        rows = rows.filter(Q(swept_at=None) | Q(swept_at__lte=missed_since + CLOCKS_DIFFER))
    return rows.update(swept_at=None)


def check_up(installation: Installation, client: SaleorClient, public_url: str, now: datetime) -> CheckUp:
    """Compare our App with our manifest for `public_url` ("": not known, so that addresses are let be).

    Raises nothing of Saleor's: what fails is a trouble of the installation.
    """
    try:
        app = client.app_state()
    except SaleorError as error:
        return _cut_off(installation, error, now)
    base = ""
    if app.identity.identifier == APP_ID:
        # An App that staff made by hand has the webhooks and pages that they gave it.
        base = public_url.rstrip("/") or origin(app.app_url)
    found = differences(installation, app, base)
    repairs = webhooks.repairs(app.webhooks, wanted_webhooks(base)) if base else []
    try:
        webhooks.mend(client, repairs)
    except (MutationRefused, PermissionMissing) as error:
        found.append(Trouble(troubles.WEBHOOKS_REFUSED, {"reason": error.technical}))
    except SaleorError as error:
        return _cut_off(installation, error, now)
    return _settle(installation, app, found, len(repairs), now)


def _cut_off(installation: Installation, error: SaleorError, now: datetime) -> CheckUp:
    """What was known of the App is kept: it may still be so when Saleor answers again."""
    with transaction.atomic():
        if not _is_still_ours(installation):
            return CheckUp()
        trouble = Trouble(error.key)
        rows = Installation.objects.filter(pk=installation.pk)
        known = [one for one in troubles.stored(installation) if not one.key.startswith("saleor.")]
        rows.update(troubles=troubles.as_rows([trouble, *known]))
        if isinstance(error, TokenDead):
            rows.filter(dead_since=None).update(dead_since=now)
        troubles.tell_cut_off(installation, trouble, now)
    return CheckUp(key=error.key)


def _settle(
    installation: Installation, app: AppRead, found: list[Trouble], mended: int, now: datetime
) -> CheckUp:
    with transaction.atomic():
        if not _is_still_ours(installation):
            return CheckUp()
        was_dead = Installation.objects.filter(pk=installation.pk).exclude(dead_since=None).exists()
        was_blind = any(
            one.key in (troubles.PERMISSIONS_MISSING, troubles.WEBHOOKS_REFUSED)
            for one in troubles.stored(installation)
        )
        Installation.objects.filter(pk=installation.pk).update(
            app_id=app.identity.app_id,
            dead_since=None,
            schema_version=app.schema_version[:20],
            troubles=troubles.as_rows(found),
        )
        troubles.answered(installation, now)
        troubles.tell_cooperatives(installation, found, now)
        troubles.tell_open_deliveries(installation, now)
        caught_up = 0
        if was_dead or mended or (was_blind and not missing_permissions(app)):
            caught_up = read_all_again(installation.pk)
        failed = max((row.failed_at for row in app.webhooks if row.failed_at is not None), default=None)
        if failed is not None:
            caught_up += read_all_again(installation.pk, missed_since=failed)
    return CheckUp(mended=mended, caught_up=bool(caught_up))


def _is_still_ours(installation: Installation) -> bool:
    """Whether the token that was asked with is the one that counts: a re-install may have come between."""
    rows = Installation.objects.select_for_update(no_key=True).filter(pk=installation.pk)
    return rows.values_list("token_encrypted", flat=True).first() == installation.token_encrypted
