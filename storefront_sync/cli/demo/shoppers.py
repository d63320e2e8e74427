"""Shoppers on all channels, and staff at two desks, who act through the simulators' control planes."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from storefront_sync.cli.demo.acts import Act, Kind, plan
from storefront_sync.cli.demo.control import ControlRefused, MarketControl
from storefront_sync.cli.demo.shelf import Shelf, Stall
from storefront_sync.cli.demo.store import Shopfront

MOST_TRIES = 3


@dataclass
class Tally:
    """What was done so far. `refused` counts acts that a channel turned down, e.g. sold out meanwhile."""

    market_orders: int = 0
    store_orders: int = 0
    paid: int = 0
    cancelled: int = 0
    edits: int = 0
    refused: int = 0


@dataclass(frozen=True, order=True)
class _Errand:
    due: float
    number: int
    run: Callable[[], None]
    settles: bool = False
    """Whether it answers an open question (pay or cancel), so that it mustn't be left out at the end."""


class Shoppers:
    """Carries out the plan of a seed. `now` is in seconds; `wait` waits so long and says whether to stop; at
    `pace` 0.5 half as much is done."""

    def __init__(
        self,
        seed: int,
        seconds: float,
        stalls: Sequence[Stall],
        store: Shopfront,
        shelf: Shelf,
        *,
        now: Callable[[], float],
        wait: Callable[[float], bool],
        pace: float = 1.0,
    ) -> None:
        self.tally = Tally()
        self._stalls = stalls
        self._store = store
        self._shelf = shelf
        self._now = now
        self._wait = wait
        self._number = itertools.count()
        self._errands: list[_Errand] = []
        self._acts = plan(seed, seconds, len(stalls), pace)

    def run(self) -> None:
        """Act until the plan is done or `wait` says stop; then every open question is settled at once."""
        start = self._now()
        for act in self._acts:
            self._later(start + act.at, partial(self._do, act))
        last = start + self._acts[-1].at if self._acts else start
        while self._errands and self._errands[0].due <= last:
            pause = self._errands[0].due - self._now()
            if pause > 0 and self._wait(pause):
                break
            self._attempt(heapq.heappop(self._errands))
        for errand in sorted(self._errands):
            if errand.settles:
                self._attempt(errand)
        self._errands.clear()

    def _later(self, due: float, run: Callable[[], None], *, settles: bool = False) -> None:
        heapq.heappush(self._errands, _Errand(due, next(self._number), run, settles))

    def _attempt(self, errand: _Errand) -> None:
        try:
            errand.run()
        except ControlRefused:
            self.tally.refused += 1

    def _do(self, act: Act) -> None:
        stall = self._stalls[act.channel]
        match act.kind:
            case Kind.MARKET_ORDER:
                self._order(stall, act)
            case Kind.STORE_ORDER:
                self._check_out(act)
            case Kind.STORE_STOCK | Kind.STORE_PRICE:
                self._edit_store(act)
            case Kind.SELLER_STOCK | Kind.SELLER_PRICE:
                self._edit_seller_center(stall, act)

    def _order(self, stall: Stall, act: Act) -> None:
        order_id = self._place(stall, act)
        self.tally.market_orders += 1
        if act.pays_after is not None:
            self._later(self._now() + act.pays_after, partial(self._pay, stall, order_id), settles=True)
        if act.cancels_after is not None:
            due = self._now() + act.cancels_after
            self._later(due, partial(self._cancel, stall.control, order_id), settles=True)

    def _place(self, stall: Stall, act: Act) -> str:
        for attempt in range(MOST_TRIES):
            lines = self._shelf.basket(stall, act, fresh=attempt > 0)
            try:
                return stall.control.order(stall.shop_id, lines, paid=act.paid)
            except ControlRefused as refused:
                if refused.word != "sold_out":
                    raise
        raise ControlRefused("sold_out")

    def _pay(self, stall: Stall, order_id: str) -> None:
        stall.control.pay(order_id)
        self.tally.paid += 1

    def _cancel(self, channel: MarketControl | Shopfront, order_id: str) -> None:
        channel.cancel(order_id)
        self.tally.cancelled += 1

    def _check_out(self, act: Act) -> None:
        order_id = self._store.order(self._shelf.trolley(act))
        self.tally.store_orders += 1
        if act.cancels_after is not None:
            due = self._now() + act.cancels_after
            self._later(due, partial(self._cancel, self._store, order_id), settles=True)

    def _edit_store(self, act: Act) -> None:
        seen = self._shelf.in_store()
        sku = act.pick_from(sorted(seen.prices))
        if act.kind is Kind.STORE_STOCK:
            self._store.edit(sku, "quantity", seen.free[sku] + act.step)
        else:
            self._store.edit(sku, "price", max(seen.prices[sku] + 500 * act.step, 1000))
        self.tally.edits += 1

    def _edit_seller_center(self, stall: Stall, act: Act) -> None:
        row = self._shelf.linked_listing(stall, act.picks[0])
        if act.kind is Kind.SELLER_STOCK:
            stall.control.edit(stall.shop_id, row.key, "stock", max(row.stock + act.step - 6, 0))
        else:
            stall.control.edit(stall.shop_id, row.key, "price", row.price + 500 * act.step)
        self.tally.edits += 1
