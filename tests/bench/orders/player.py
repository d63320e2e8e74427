"""Plays the lives of orders on the simulated marketplaces, in time's order."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from storefront_sync.cli.demo.books import ListingKey
from storefront_sync.cli.demo.control import ControlRefused
from storefront_sync.cli.demo.shelf import Stall
from tests.bench.orders.script import RETURN_ACTS, Act, Life

MOST_TRIES = 5


@dataclass
class Tally:
    """What was done. `refused` are acts that a marketplace turned down, by its word."""

    placed: int = 0
    by_kind: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)


class Player:
    """Does one act after the other. `goods` are what is bought, by marketplace; `partly` the marketplaces
    where a part of an order can be cancelled. `now` is in seconds, `wait` waits so long and says whether to
    stop."""

    def __init__(
        self,
        lives: Sequence[Life],
        stalls: Sequence[Stall],
        goods: Mapping[str, Sequence[ListingKey]],
        partly: frozenset[str],
        *,
        now: Callable[[], float],
        wait: Callable[[float], bool],
    ) -> None:
        self.tally = Tally()
        self._lives = lives
        self._stalls = stalls
        self._goods = goods
        self._partly = partly
        self._now = now
        self._wait = wait
        self._orders: dict[int, str] = {}
        self._returns: dict[int, str] = {}

    def run(self) -> None:
        """All acts; those that are late follow at once."""
        acts = [(at, life.number, step) for life in self._lives for step, (at, _) in enumerate(life.acts)]
        lives = {life.number: life for life in self._lives}
        start = self._now()
        for at, number, step in sorted(acts):
            pause = start + at - self._now()
            if pause > 0 and self._wait(pause):
                return
            try:
                self._do(lives[number], lives[number].acts[step][1])
            except ControlRefused as refused:
                self.tally.refused[refused.word] += 1

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
        if act is Act.CANCEL_PART:
            if stall.control.marketplace in self._partly:
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
        offered = self._goods[stall.control.marketplace]
        for attempt in range(MOST_TRIES):
            keys = [offered[(int(draw * len(offered)) + attempt) % len(offered)] for draw in life.picks]
            lines = list(dict(zip(keys, life.pieces, strict=True)).items())
            try:
                return stall.control.order(stall.shop_id, lines, paid=life.paid)
            except ControlRefused as refused:
                if refused.word not in ("sold_out", "not_live"):
                    raise
        raise ControlRefused("sold_out")
