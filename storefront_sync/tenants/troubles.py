"""What is wrong with our App in a Saleor: a problem of each cooperative there, and of the installation."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from storefront_sync.tenants.models import Cooperative, Installation, Problem
from storefront_sync.tenants.problems import close_problem, open_problem

OF_SALEOR = "saleor"
"""Subject of problems that end as soon as Saleor answers us; whoever calls it opens and closes them."""
OF_APP = "app"
"""Subject of problems that only the check-up opens and closes."""

OF_SETUP = "setup"
"""Subject of what a cooperative's set-up lacks, which only the check-up opens and closes."""

TOKEN_DEAD = "saleor.token_dead"  # noqa: S105 – a text key
PERMISSIONS_MISSING = "app.permissions_missing"
ADDRESS_MOVED = "app.address_moved"
MENU_OLD = "app.menu_old"
WEBHOOKS_REFUSED = "app.webhooks_refused"
SALEOR_MOVED = "app.saleor_moved"
DELIVERY_OPEN = "setup.free_delivery_open"

ANSWERED = (TOKEN_DEAD, "saleor.unreachable")
"""What an answer to our token disproves."""


@dataclass(frozen=True)
class Trouble:
    """One thing that is wrong: a text key and what its sentence names, never a secret or a buyer."""

    key: str
    detail: Mapping[str, object] = field(default_factory=dict)


def stored(installation: Installation) -> tuple[Trouble, ...]:
    """What the last check-up found."""
    return tuple(Trouble(str(row["key"]), dict(row["detail"])) for row in installation.troubles)


def as_rows(found: Collection[Trouble]) -> list[dict[str, object]]:
    """As the installation's row keeps them."""
    return [{"key": trouble.key, "detail": dict(trouble.detail)} for trouble in found]


def tell_cooperatives(installation: Installation, found: Collection[Trouble], now: datetime) -> None:
    """Have exactly these open in every cooperative of the installation."""
    keys = [trouble.key for trouble in found]
    _open(installation, OF_APP).exclude(key__in=keys).update(closed_at=now)
    for cooperative_id in _cooperatives(installation):
        for trouble in found:
            open_problem(cooperative_id, trouble.key, OF_APP, trouble.detail, now=now)


def tell_open_deliveries(installation: Installation, now: datetime) -> None:
    """Tell the cooperatives whose free method for imported orders shoppers can guess the way to (ADR 15)."""
    for cooperative in Cooperative.objects.filter(installation=installation).order_by("id"):
        if cooperative.shipping_method_id and not cooperative.postcode_mark_encrypted:
            open_problem(cooperative.pk, DELIVERY_OPEN, OF_SETUP, {"slug": cooperative.slug}, now=now)
        else:
            close_problem(cooperative.pk, DELIVERY_OPEN, OF_SETUP, now=now)


def answered(installation: Installation, now: datetime) -> None:
    """Saleor knows our token. Whatever else a reading of it met ends with a reading that succeeds."""
    _open(installation, OF_SALEOR).filter(key__in=ANSWERED).update(closed_at=now)


def tell_cut_off(installation: Installation, trouble: Trouble, now: datetime) -> None:
    """Saleor doesn't answer us: say so beside what is known already, which may still be true."""
    for cooperative_id in _cooperatives(installation):
        open_problem(cooperative_id, trouble.key, OF_SALEOR, trouble.detail, now=now)


def _open(installation: Installation, subject: str) -> QuerySet[Problem]:
    return Problem.objects.filter(
        cooperative__installation=installation, shop=None, subject=subject, closed_at=None
    )


def _cooperatives(installation: Installation) -> list[int]:
    rows = Cooperative.objects.filter(installation=installation).order_by("id")
    return list(rows.values_list("id", flat=True))
