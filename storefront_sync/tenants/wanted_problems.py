"""What a Saleor's Dashboard should show of our problems, in words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min

from storefront_sync.core.sentences import sentence
from storefront_sync.tenants import troubles
from storefront_sync.tenants.models import Cooperative, Installation, Problem, Shop

MOST_SHOWN = 80
"""Saleor keeps a hundred problems of an App, dismissed ones too, and deletes the oldest beyond that."""
CRITICAL = frozenset(
    {
        troubles.PERMISSIONS_MISSING,
        troubles.SALEOR_MOVED,
        troubles.WEBHOOKS_REFUSED,
        "shop.consent_ended",
        "shop.consent_ends_day",
        "shop.consent_ends_week",
        "sweep.would_zero",
    }
)
"""Nothing goes on in the shop, or in all of them, before somebody acts."""


@dataclass(frozen=True)
class WantedProblem:
    """One line in the Dashboard: `key` names it there, `cooperative_id` is None where all have it."""

    key: str
    message: str
    critical: bool
    cooperative_id: int | None


def wanted_problems(installation: Installation, language: str) -> list[WantedProblem]:
    """One for each kind of problem of a cooperative or one of its shops, with how many there are; the gravest
    and then the oldest, at most MOST_SHOWN."""
    own = [
        WantedProblem(
            trouble.key, sentence(trouble.key, language, trouble.detail), trouble.key in CRITICAL, None
        )
        for trouble in troubles.stored(installation)
        if not trouble.key.startswith("saleor.")
    ]
    return (own + _of_cooperatives(installation, language))[:MOST_SHOWN]


@dataclass(frozen=True)
class _Kind:
    """All open problems of one key in one cooperative or one of its shops; `example` is one of the rows."""

    cooperative_id: int
    shop_id: int | None
    key: str
    number: int
    oldest: datetime
    example: int

    @property
    def remote_key(self) -> str:
        """At most 128 characters, Saleor's limit: a key of ours has 80."""
        shop = "" if self.shop_id is None else f":{self.shop_id}"
        return f"{self.key}:{self.cooperative_id}{shop}"


def _of_cooperatives(installation: Installation, language: str) -> list[WantedProblem]:
    cooperatives = {row.pk: row for row in Cooperative.objects.filter(installation=installation)}
    shops = {row.pk: row for row in Shop.objects.filter(cooperative__in=cooperatives)}
    kinds = sorted(
        _kinds(cooperatives), key=lambda kind: (kind.key not in CRITICAL, kind.oldest, kind.example)
    )
    kinds = kinds[:MOST_SHOWN]
    examples = Problem.objects.filter(pk__in=[kind.example for kind in kinds])
    details = dict(examples.values_list("pk", "detail"))
    found = []
    for kind in kinds:
        owner = cooperatives[kind.cooperative_id]
        where = [owner.name] if len(cooperatives) > 1 else []
        if kind.shop_id is not None:
            where.append(f"{shops[kind.shop_id].marketplace} {shops[kind.shop_id].name}")
        text = sentence(kind.key, language, details.get(kind.example, {}))
        parts = [" · ".join(where) + ":"] if where else []
        parts += [f"{kind.number} ×"] if kind.number > 1 else []
        message = " ".join([*parts, text])
        found.append(WantedProblem(kind.remote_key, message, kind.key in CRITICAL, owner.pk))
    return found


def _kinds(cooperatives: Collection[int]) -> list[_Kind]:
    """The installation's own troubles are left out: they are told once, not once a cooperative."""
    rows = Problem.objects.filter(cooperative__in=cooperatives, closed_at=None)
    rows = rows.exclude(subject=troubles.OF_APP)
    counted = rows.values_list("cooperative_id", "shop_id", "key").annotate(
        number=Count("id"), oldest=Min("opened_at"), example=Max("id")
    )
    return [_Kind(*row) for row in counted]
