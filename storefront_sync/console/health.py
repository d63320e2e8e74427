"""How each shop is, for the App's page and the card on the Dashboard's first page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from django.db.models import F

from connectors.base.registry import marketplaces
from storefront_sync.console.problem_kinds import ProblemKind, problem_kinds
from storefront_sync.console.visit import Visit
from storefront_sync.jobs.counts import ListingCounts, listing_counts, orders_by_phase
from storefront_sync.orders.phases import Phase
from storefront_sync.settings.env import settings
from storefront_sync.tenants.consent_end import ends_at
from storefront_sync.tenants.models import Cooperative, Shop

SOON: Final = timedelta(days=14)
"""A permission that ends within this time is told as something to do."""


Mood = Literal["stopped", "attention", "waiting", "preparing", "well"]
"""A word for how a shop is."""


@dataclass(frozen=True)
class ShopHealth:
    """One shop.

    `orders_read` and `listings_read`: until when the shop's orders are known, and when all its listings were
    last read back; `late` = the first is older than three of its periods. `consent_ends`: when the owner must
    agree again, where the marketplace tells it.
    """

    cooperative_id: int
    shop_id: int
    name: str
    marketplace: str
    mood: Mood
    listings: ListingCounts
    waiting: int
    short: int
    consent_ends: datetime | None
    consent_soon: bool
    orders_read: datetime | None
    listings_read: datetime | None
    late: bool
    problem_kinds: tuple[ProblemKind, ...]


@dataclass(frozen=True)
class Section:
    """One cooperative with its shops, and the problems that concern no single shop."""

    cooperative: Cooperative
    shops: tuple[ShopHealth, ...]
    problem_kinds: tuple[ProblemKind, ...]


@dataclass(frozen=True)
class Health:
    """Everything that a visit may see. `well`: there is a shop, and nothing is wrong anywhere."""

    sections: tuple[Section, ...]

    @property
    def shops(self) -> tuple[ShopHealth, ...]:
        """The shops of all sections."""
        return tuple(shop for section in self.sections for shop in section.shops)

    @property
    def problem_kinds(self) -> tuple[ProblemKind, ...]:
        """The problems of all sections, those of no single shop first."""
        general = [problem for section in self.sections for problem in section.problem_kinds]
        return (*general, *(problem for shop in self.shops for problem in shop.problem_kinds))

    @property
    def well(self) -> bool:
        """Whether nobody needs to do anything."""
        moods = {shop.mood for shop in self.shops}
        return bool(moods) and moods <= {"well", "waiting"} and not self.problem_kinds


def health(visit: Visit) -> Health:
    """Read it, with as many statements for one shop as for a hundred."""
    rows = list(
        Shop.objects.filter(cooperative__in=visit.cooperative_ids)
        .annotate(orders_read=F("order_feed__read_until"), listings_read=F("scan__finished_at"))
        .order_by("marketplace", "name", "pk")
    )
    ids = [row.pk for row in rows]
    listings, phases, open_ones = listing_counts(ids), orders_by_phase(ids), problem_kinds(visit)
    shops = [
        _shop(
            row,
            row.orders_read,
            row.listings_read,
            listings[row.pk],
            phases[row.pk],
            tuple(problem for problem in open_ones if problem.shop_id == row.pk),
            visit.now,
        )
        for row in rows
    ]
    return Health(
        tuple(
            Section(
                cooperative,
                tuple(shop for shop in shops if shop.cooperative_id == cooperative.pk),
                tuple(
                    problem
                    for problem in open_ones
                    if problem.cooperative_id == cooperative.pk and problem.shop_id is None
                ),
            )
            for cooperative in visit.cooperatives
        )
    )


def _shop(
    row: Shop,
    orders_read: datetime | None,
    listings_read: datetime | None,
    listings: ListingCounts,
    phases: dict[str, int],
    its: tuple[ProblemKind, ...],
    now: datetime,
) -> ShopHealth:
    place = marketplaces().get(row.marketplace)
    late_after = timedelta(seconds=3 * settings().order_poll_seconds)
    late = row.state == Shop.State.ACTIVE and (orders_read is None or now - orders_read > late_after)
    ends = ends_at(row)
    soon = ends is not None and ends - now < SOON
    waiting, short = phases.get(Phase.WAITING_LINK.value, 0), phases.get(Phase.SHORT.value, 0)
    return ShopHealth(
        cooperative_id=row.cooperative_id,
        shop_id=row.pk,
        name=row.name,
        marketplace=place.manifest.name if place else row.marketplace,
        mood=_mood(row, listings, needs_somebody=bool(its or late or soon or waiting or short)),
        listings=listings,
        waiting=waiting,
        short=short,
        consent_ends=ends,
        consent_soon=soon,
        orders_read=orders_read,
        listings_read=listings_read,
        late=late,
        problem_kinds=its,
    )


def _mood(row: Shop, listings: ListingCounts, *, needs_somebody: bool) -> Mood:
    if row.state in (Shop.State.NEEDS_CONSENT, Shop.State.BLOCKED, Shop.State.DISCONNECTED):
        return "stopped"
    if row.state == Shop.State.PREPARING:
        return "preparing"
    if needs_somebody or listings.blocked:
        return "attention"
    return "waiting" if listings.behind or listings.in_doubt else "well"
