"""Plays the lives of orders on the simulated marketplaces, in time's order."""

from __future__ import annotations

import heapq
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from storefront_sync.cli.demo.books import ListingKey
from storefront_sync.cli.demo.control import ControlRefused
from storefront_sync.cli.demo.shelf import Stall
from tests.bench.orders.errands import Errands
from tests.bench.orders.script import BY_STAFF, RETURN_ACTS, Act, Life

MOST_TRIES = 5
LOOK_SECONDS = 0.2


@dataclass
class Tally:
    """What was done. `refused` are acts that a marketplace turned down, by its word."""

    placed: int = 0
    for_scarce: int = 0
    by_kind: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Offer:
    """What is bought on a marketplace: the listings of which there is plenty, and those of which there is
    not. `partly`: whether a part of an order can be cancelled there."""

    plenty: Sequence[ListingKey]
    few: Sequence[ListingKey]
    partly: bool


class Player:
    """Does one act after the other. `offers` are by marketplace; `errands` is what staff are asked to do
    through the service: an order waits for that for `patience` seconds, then goes on without. `now` is in
    seconds, `wait` waits so long and says whether to stop."""

    def __init__(
        self,
        lives: Sequence[Life],
        stalls: Sequence[Stall],
        offers: Mapping[str, Offer],
        errands: Errands,
        patience: float,
        *,
        now: Callable[[], float],
        wait: Callable[[float], bool],
    ) -> None:
        self.tally = Tally()
        self._lives = lives
        self._stalls = stalls
        self._offers = offers
        self._errands = errands
        self._patience = patience
        self._now = now
        self._wait = wait
        self._orders: dict[int, str] = {}
        self._returns: dict[int, str] = {}
        self._asked_at: dict[int, float] = {}

    def run(self) -> None:
        """All acts, those of one order one after the other; those that are late follow at once."""
        lives = {life.number: life for life in self._lives}
        start = self._now()
        due = [(start + life.acts[0][0], life.number, 0) for life in self._lives]
        heapq.heapify(due)
        while due:
            at, number, step = heapq.heappop(due)
            pause = at - self._now()
            if pause > 0 and self._wait(pause):
                return
            life = lives[number]
            if self._waits_for_staff(number):
                heapq.heappush(due, (self._now() + LOOK_SECONDS, number, step))
                continue
            try:
                self._do(life, life.acts[step][1])
            except ControlRefused as refused:
                self.tally.refused[refused.word] += 1
            if step + 1 < len(life.acts):
                heapq.heappush(due, (start + life.acts[step + 1][0], number, step + 1))

    def _waits_for_staff(self, number: int) -> bool:
        asked_at = self._asked_at.get(number)
        if asked_at is None:
            return False
        if self._errands.is_over(self._orders[number]):
            del self._asked_at[number]
            return False
        return self._now() - asked_at < self._patience

    def _do(self, life: Life, act: Act) -> None:
        stall = self._stalls[life.channel]
        if act is Act.ORDER:
            self._orders[life.number] = self._place(stall, life)
            self.tally.placed += 1
            self.tally.by_kind[life.kind.value] += 1
            return
        order_id = self._orders.get(life.number)
        if order_id is None:
            raise ControlRefused("never placed")
        partly = self._offers[stall.control.marketplace].partly
        if act in BY_STAFF.values():
            if partly or act is not Act.CUT:
                self._errands.ask(order_id, act)
                self._asked_at[life.number] = self._now()
        elif act is Act.CANCEL_PART:
            if partly:
                stall.control.post(f"orders/{order_id}/cancel-part", {"lines": {"0": 1}})
        elif act is Act.ASK_BACK:
            lines = {} if life.whole else {"0": 1}
            body = {"order_id": order_id, "lines": lines, "goods_back": life.goods_back}
            self._returns[life.number] = str(json.loads(stall.control.post("returns", body))["return_id"])
        elif act in RETURN_ACTS:
            stall.control.post(f"returns/{self._returns[life.number]}/{act.value}", {})
        else:
            stall.control.post(f"orders/{order_id}/{act.value}", {})

    def _place(self, stall: Stall, life: Life) -> str:
        offer = self._offers[stall.control.marketplace]
        for attempt in range(MOST_TRIES):
            # Whoever finds nothing left of what is scarce buys something else.
            scarce = life.scarce and attempt < MOST_TRIES - 1
            offered = offer.few if scarce else offer.plenty
            keys = [offered[(int(draw * len(offered)) + attempt) % len(offered)] for draw in life.picks]
            lines = list(dict(zip(keys, life.pieces, strict=True)).items())
            try:
                order_id = stall.control.order(stall.shop_id, lines, paid=life.paid)
            except ControlRefused as refused:
                if refused.word not in ("sold_out", "not_live"):
                    raise
            else:
                self.tally.for_scarce += scarce
                return order_id
        raise ControlRefused("sold_out")
