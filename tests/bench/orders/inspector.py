"""Staff who look at what came back, by the same function as the command line's and the screens'."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime

from storefront_sync.cli.demo.books import ListingKey
from storefront_sync.orders.models import OrderLine
from storefront_sync.returns.inspect import InspectionRefused, inspect
from storefront_sync.returns.models import Return
from storefront_sync.returns.pieces import Looked, came_back, looked_at
from storefront_sync.tenants.models import Cooperative
from tests.bench.orders.reckoning import COMES_BACK

BY = "bench"
NOT_YET = "return.not_linked"
"""Goods of a line that is linked later can't be found good before."""
NEVER = 0.15
"""Share of the returns that nobody looks at."""
IN_PARTS = 0.4
"""Share of the others of which one piece is looked at before the rest."""


class Inspector:
    """Inspects each return as the seed and its number say. `good` and `other` are pieces by listing."""

    def __init__(self, seed: int, slug: str, now: Callable[[], datetime]) -> None:
        self.good: Counter[ListingKey] = Counter()
        self.other: Counter[ListingKey] = Counter()
        self.refused: Counter[str] = Counter()
        self._seed = seed
        self._slug = slug
        self._now = now

    def waiting(self) -> list[Return]:
        """Returns that are here, that somebody means to look at, and whose last piece nobody has seen yet."""
        rows = Return.objects.filter(
            cooperative__slug=self._slug, goods_back=True, inspected_at=None, state__in=COMES_BACK
        )
        known = rows.exclude(order=None).select_related("shop", "order").order_by("pk")
        return [row for row in known if self._rng(row).random() >= NEVER]

    def look(self, most: int) -> None:
        """Look at some of them, once each."""
        for returned in self.waiting()[:most]:
            found = self._found(returned)
            cooperative = Cooperative.objects.get(slug=self._slug)
            try:
                inspect(cooperative, returned.pk, found, BY, self._now())
            except InspectionRefused as refused:
                if refused.key != NOT_YET:
                    self.refused[refused.key] += 1
                continue
            self._note(returned, found)

    def known(self) -> frozenset[str]:
        """The numbers of all returns that the service knows."""
        rows = Return.objects.filter(cooperative__slug=self._slug)
        return frozenset(rows.values_list("return_id", flat=True))

    def _rng(self, returned: Return) -> random.Random:
        return random.Random(f"{self._seed} {returned.return_id}")

    def _found(self, returned: Return) -> dict[str, Looked]:
        before = looked_at([returned.pk])
        left = {key: pieces - before.get(key, Looked()).pieces for key, pieces in came_back(returned).items()}
        left = {key: pieces for key, pieces in sorted(left.items()) if pieces > 0}
        rng = self._rng(returned)
        rng.random()  # spent by `waiting`
        in_parts = rng.random() < IN_PARTS and sum(left.values()) > 1 and not before
        if in_parts:
            return {next(iter(left)): _one(rng)}
        found: dict[str, Looked] = {}
        for key, pieces in left.items():
            found[key] = Looked()
            for _ in range(pieces):
                found[key] = found[key].plus(_one(rng))
        return found

    def _note(self, returned: Return, found: dict[str, Looked]) -> None:
        assert returned.order is not None
        lines = OrderLine.objects.filter(order=returned.order, line_key__in=found)
        for line in lines:
            key = ListingKey(returned.shop.marketplace, line.item_id, line.model_id)
            looked = found[line.line_key]
            self.good[key] += looked.good
            self.other[key] += looked.damaged + looked.lost


def _one(rng: random.Random) -> Looked:
    """One piece."""
    return rng.choices((Looked(good=1), Looked(damaged=1), Looked(lost=1)), weights=(60, 30, 10))[0]
