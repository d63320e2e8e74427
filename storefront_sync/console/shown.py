"""What buyers see of a listing, what they should see, and a word for how the two stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import OuterRef, Subquery

from mappings.words import ListingStatus
from storefront_sync.catalog.models import Listing
from storefront_sync.console.named_problem import NamedProblem
from storefront_sync.console.visit import Visit
from storefront_sync.ledger.models import AspectChoice, Belief, Mark
from storefront_sync.sync import desired
from storefront_sync.sync.desired import Desired
from storefront_sync.tenants.models import Problem, Shop


@dataclass(frozen=True)
class Shown:
    """One number of a listing. `value` is what buyers see as far as we know, `at` when that was last known;
    `wanted` what they should see. None: not known. `waits`: a change of it is to be sent; `tried`: in vain so
    far."""

    value: int | None
    at: datetime | None
    wanted: int | None
    certain: bool
    waits: bool
    tried: bool

    @property
    def agrees(self) -> bool:
        """Whether buyers see what they should."""
        return self.certain and not self.waits and self.value == self.wanted


State = Literal["stopped", "trouble", "blocked", "in_doubt", "behind", "off_show", "well"]
"""A word for how a listing stands."""


@dataclass(frozen=True)
class Standing:
    """A listing's state and numbers, and its open problems."""

    state: State
    price: Shown
    stock: Shown
    problems: tuple[NamedProblem, ...]


class Numbers:
    """The books on some listings, read in a fixed number of statements."""

    def __init__(self, visit: Visit, listing_ids: Collection[int]) -> None:
        marks = Mark.objects.filter(listing=OuterRef("listing"), aspect=OuterRef("aspect"))
        beliefs = Belief.objects.filter(listing__in=listing_ids).annotate(
            tries=Subquery(marks.values("attempts")[:1])
        )
        self._beliefs = {(belief.listing_id, belief.aspect): (belief, belief.tries) for belief in beliefs}
        self._stock, self._price = desired.stock_and_price(listing_ids)
        self._problems: dict[int, list[NamedProblem]] = defaultdict(list)
        told = Problem.objects.filter(
            cooperative__in=visit.cooperative_ids,
            subject__in=[f"listing:{listing}" for listing in listing_ids],
            closed_at=None,
        )
        for subject, key, detail in told.order_by("opened_at").values_list("subject", "key", "detail"):
            self._problems[int(subject.partition(":")[2])].append(NamedProblem(key, detail))

    def standing(self, shop: Shop, listing: Listing) -> Standing:
        """How a listing of that shop stands."""
        made = (self._stock.get(listing.pk), self._price.get(listing.pk))
        stock = self._shown(listing, AspectChoice.STOCK, listing.stock, made[0])
        price = self._shown(listing, AspectChoice.PRICE, listing.price, made[1])
        problems = {problem.key: problem for problem in self._problems[listing.pk]}
        for number in made:
            if number and number.obstacle:
                problems.setdefault(number.obstacle, NamedProblem(number.obstacle, {}))
        state = _state(shop, listing, (stock, price), troubled=bool(problems))
        return Standing(state, price, stock, tuple(problems.values()))

    def _shown(
        self, listing: Listing, aspect: AspectChoice, last_read: int | None, wanted: Desired | None
    ) -> Shown:
        """What is believed; where that is in doubt, what was last read there."""
        belief, tries = self._beliefs.get((listing.pk, aspect.value), (None, None))
        certain = belief is not None and not belief.void
        return Shown(
            value=belief.value if belief and certain else last_read,
            at=belief.known_until if belief and certain else listing.read_started,
            wanted=wanted.value if wanted else None,
            certain=certain,
            waits=tries is not None,
            tried=bool(tries),
        )


def _state(shop: Shop, listing: Listing, numbers: tuple[Shown, Shown], *, troubled: bool) -> State:
    if shop.state != Shop.State.ACTIVE:
        return "stopped"
    if troubled:
        return "trouble"
    if any(number.tried for number in numbers):
        return "blocked"
    if not all(number.certain for number in numbers):
        return "in_doubt"
    if not all(number.agrees for number in numbers):
        return "behind"
    return "well" if listing.status == ListingStatus.LIVE.value else "off_show"
