"""What shoppers see on offer, and which of it they fancy."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from storefront_sync.cli.demo.acts import Act, Demand
from storefront_sync.cli.demo.books import ListingKey, ListingNow, StoreTruth
from storefront_sync.cli.demo.control import MarketControl
from storefront_sync.cli.demo.store import Shopfront

LOOK_SECONDS = 1.5
"""How old a shopper's picture of what is on offer may be."""

NEVER = float("-inf")


@dataclass(frozen=True)
class Stall:
    """One marketplace shop that shoppers visit."""

    control: MarketControl
    shop_id: str


class Shelf:
    """Looks at the channels, seldom enough not to be a load. `now` and `store_look_seconds`, the age that a
    picture of the store may have, are in seconds."""

    def __init__(
        self,
        seed: int,
        store: Shopfront,
        linked: Mapping[ListingKey, Mapping[str, int]],
        now: Callable[[], float],
        store_look_seconds: float = LOOK_SECONDS,
    ) -> None:
        self._seed = seed
        self._store = store
        self._linked = linked
        self._now = now
        self._store_look_seconds = store_look_seconds
        self._offered: dict[str, tuple[float, dict[str, ListingNow]]] = {}
        self._stocked: tuple[float, StoreTruth] = (NEVER, StoreTruth({}, {}, {}, ()))
        self._demand: dict[str, Demand] = {}

    def on_offer(self, stall: Stall, *, fresh: bool = False) -> dict[str, ListingNow]:
        """The live listings of a stall with a price, by name."""
        channel = stall.control.marketplace
        seen_at, offered = self._offered.get(channel, (NEVER, {}))
        if fresh or self._now() - seen_at > LOOK_SECONDS:
            truth = stall.control.truth()
            offered = {":".join(row.key): row for row in truth.listings if row.live and row.price > 0}
            self._offered[channel] = (self._now(), offered)
        return offered

    def in_store(self) -> StoreTruth:
        """What the store offers."""
        seen_at, truth = self._stocked
        if self._now() - seen_at > self._store_look_seconds:
            truth = self._store.goods()
            self._stocked = (self._now(), truth)
        return truth

    def basket(self, stall: Stall, act: Act, *, fresh: bool = False) -> list[tuple[ListingKey, int]]:
        """Listings and pieces for an order at a stall; empty where nothing is left."""
        offered = self.on_offer(stall, fresh=fresh)
        rare = {name for name, row in offered.items() if row.key not in self._linked}
        demand = self._demand_of(stall.control.marketplace, list(offered), frozenset(rare))
        left = {name: row.stock for name, row in offered.items()}
        return [(offered[name].key, count) for name, count in _fill(demand, act, left)]

    def trolley(self, act: Act) -> list[tuple[str, int]]:
        """SKUs and pieces for a checkout in the store; empty where nothing is left."""
        available = self.in_store().available
        return _fill(self._demand_of("store", list(available)), act, available)

    def linked_listing(self, stall: Stall, draw: float) -> ListingNow:
        """A linked listing for somebody to edit; raises ValueError where there is none."""
        offered = self.on_offer(stall, fresh=True)
        known = [name for name, row in offered.items() if row.key in self._linked]
        return offered[self._demand_of(stall.control.marketplace, list(offered)).pick(draw, known)]

    def _demand_of(self, channel: str, goods: Sequence[str], rare: frozenset[str] = frozenset()) -> Demand:
        if channel not in self._demand:
            self._demand[channel] = Demand(self._seed, goods, rare)
        return self._demand[channel]


def _fill(demand: Demand, act: Act, stocked: Mapping[str, int]) -> list[tuple[str, int]]:
    left = {name: count for name, count in stocked.items() if count > 0}
    chosen = []
    for draw, wanted in zip(act.picks, act.pieces, strict=True):
        if left:
            name = demand.pick(draw, list(left))
            chosen.append((name, min(wanted, left.pop(name))))
    return chosen
