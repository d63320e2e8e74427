"""Jobs that look after our App in each Saleor."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db.models import Q, QuerySet

from storefront_sync.jobs import process
from storefront_sync.jobs.boundary import job
from storefront_sync.ledger.leases import lease
from storefront_sync.saleor.errors import GraphQLRefused, SaleorError
from storefront_sync.settings.env import settings
from storefront_sync.tenants.checkup import check_up
from storefront_sync.tenants.models import Installation
from storefront_sync.tenants.telling import tell

DEAD_SECONDS = 60
"""How often an App that was switched off or deleted is asked for: nothing tells that it is back."""
TELL_SECONDS = 60.0
TELL_PAUSE_SECONDS = 86_400.0
"""How long a Saleor that knows no problems of Apps isn't asked again."""
_log = structlog.get_logger(__name__)


def due_check_ups(now: datetime) -> QuerySet[Installation]:
    """Installations that are to be looked at now, told by the rows alone."""
    before = now - timedelta(seconds=settings().checkup_seconds)
    soon = now - timedelta(seconds=min(settings().checkup_seconds, DEAD_SECONDS))
    return _served().filter(
        Q(checked_at=None) | Q(checked_at__lte=before) | Q(checked_at__lte=soon, dead_since__isnull=False)
    )


def due_tellings(now: datetime) -> QuerySet[Installation]:
    """Installations whose Dashboard is to be compared with our problems now, if their App lives."""
    return _served().filter(dead_since=None).filter(Q(tell_after=None) | Q(tell_after__lte=now))


@job
def check_installation(installation_id: int, queue: str) -> None:
    """Ask how our App is in one Saleor, mend what may be mended, tell the rest."""
    del queue
    with lease(f"app:{installation_id}", process.now, settings().lease_seconds) as held:
        if held is None:
            return
        installation = Installation.objects.get(pk=installation_id)
        Installation.objects.filter(pk=installation_id).update(checked_at=process.now())
        done = check_up(
            installation, process.installation_client(installation), process.public_url(), process.now()
        )
    if done.key:
        _log.warning("checkup.failed", installation=installation_id, key=done.key)
        return
    if done.mended:
        _log.info("webhooks.mended", installation=installation_id, count=done.mended)
    # Tells the outcome at once, not a minute later.
    Installation.objects.filter(pk=installation_id).exclude(tell_after__gt=_far_off()).update(tell_after=None)


@job
def tell_installation(installation_id: int, queue: str) -> None:
    """Show our open problems in one Saleor's Dashboard."""
    del queue
    with lease(f"telling:{installation_id}", process.now, settings().lease_seconds) as held:
        if held is None:
            return
        installation = Installation.objects.get(pk=installation_id)
        _tell_again(installation_id, TELL_SECONDS)
        try:
            tell(
                installation,
                process.installation_client(installation),
                settings().language,
                process.now,
            )
        except GraphQLRefused as error:
            _log.warning("telling.unknown_there", installation=installation_id, key=error.key)
            _tell_again(installation_id, TELL_PAUSE_SECONDS)
        except SaleorError as error:
            _log.warning("telling.failed", installation=installation_id, key=error.key)


def _tell_again(installation_id: int, seconds: float) -> None:
    after = process.now() + timedelta(seconds=seconds)
    Installation.objects.filter(pk=installation_id).update(tell_after=after)


def _far_off() -> datetime:
    return process.now() + timedelta(seconds=TELL_SECONDS * 2)


def _served() -> QuerySet[Installation]:
    return Installation.objects.filter(revoked_at=None).exclude(token_encrypted="")
