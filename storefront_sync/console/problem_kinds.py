"""The open problems of the cooperatives that a visit may see, each kind once, with examples."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, F, Min, Q, Window
from django.db.models.functions import RowNumber

from storefront_sync.catalog.models import Listing
from storefront_sync.console.visit import Visit
from storefront_sync.tenants.models import Problem

EXAMPLES: Final = 3
MOST: Final = 50
"""Kinds of problem that are shown."""
_ABOUT_ORDERS: Final = Q(subject__startswith="order:") | Q(subject__startswith="marketplace_order:")


@dataclass(frozen=True)
class ProblemKind:
    """One kind of problem in one shop, or in the whole cooperative (`shop_id` None): its text key, how many
    rows have it, since when the oldest, what a few of them are about, and what fills in the sentence."""

    cooperative_id: int
    shop_id: int | None
    key: str
    count: int
    since: datetime
    examples: tuple[str, ...]
    values: Mapping[str, object]


def problem_kinds(visit: Visit) -> tuple[ProblemKind, ...]:
    """The longest-standing first. Orders are named only to those who may see orders."""
    rows = list(_rows(visit))
    titles = _titles(visit.cooperative_ids, [row[3] for row in rows])
    found: dict[tuple[int, int | None, str], ProblemKind] = {}
    for cooperative, shop, key, subject, detail, alike, since in rows:
        kind = (cooperative, shop, key)
        told, values = (found[kind].examples, found[kind].values) if kind in found else ((), detail)
        example = str(detail.get("order") or detail.get("goods") or titles.get(subject, ""))
        found[kind] = ProblemKind(*kind, alike, since, (*told, example) if example else told, values)
    return tuple(sorted(found.values(), key=lambda problem: problem.since))[:MOST]


_Row = tuple[int, int | None, str, str, dict[str, object], int, datetime]
"""Cooperative, shop, key, subject, detail; the number of all of that kind, and since when there is one."""


def _rows(visit: Visit) -> Iterable[_Row]:
    """A few rows of each kind."""
    kind = [F("cooperative"), F("shop"), F("key")]
    rows = Problem.objects.filter(cooperative__in=visit.cooperative_ids, closed_at=None)
    if not visit.sees_orders:
        rows = rows.exclude(_ABOUT_ORDERS)
    return (
        rows.annotate(
            alike=Window(Count("pk"), partition_by=kind),
            since=Window(Min("opened_at"), partition_by=kind),
            place=Window(RowNumber(), partition_by=kind, order_by=["opened_at", "pk"]),
        )
        .filter(place__lte=EXAMPLES)
        .order_by("since", "key", "place")
        .values_list("cooperative", "shop", "key", "subject", "detail", "alike", "since")[: MOST * EXAMPLES]
    )


def _titles(cooperatives: Collection[int], subjects: Iterable[str]) -> dict[str, str]:
    """Subject → title of the listing that it names."""
    named = [subject.partition(":") for subject in subjects]
    wanted = [int(number) for kind, _, number in named if kind == "listing" and number.isdecimal()]
    rows = Listing.objects.filter(pk__in=wanted, cooperative__in=cooperatives) if wanted else ()
    return {f"listing:{row.pk}": " · ".join([row.title, *map(str, row.options)]) for row in rows}
