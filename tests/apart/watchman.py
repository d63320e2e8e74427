"""Sees to it that nothing of the others moves, shows or is woken while one cooperative acts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from storefront_sync.core.wakeup import bind
from tests.apart.belongings import outside, rows, words
from tests.apart.neighbours import ACTOR, OTHERS, Neighbours
from tests.inbox.wakeups import Alarm


class FullAlarm(Alarm):
    """Also hears of sweeps."""

    def sweep(self, cooperative_id: int) -> None:
        """Remember it."""
        self.woken.append(("sweep", cooperative_id))


@dataclass
class Watchman:
    """`told` is what was shown to the one that acts; add to it."""

    told: list[str] = field(default_factory=list)
    alarm: FullAlarm = field(default_factory=FullAlarm)


@contextmanager
def watched(world: Neighbours, caplog: pytest.LogCaptureFixture, *, acts: bool = True) -> Iterator[Watchman]:
    """Compare the others before and after, and hold all that was told and logged against their words.

    `acts`: the one that acts must have got something done, else the test shows nothing.
    """
    watchman = Watchman()
    before = {slug: (rows(world.cooperatives[slug]), outside(world, slug)) for slug in OTHERS}
    own = (rows(world.cooperatives[ACTOR]), outside(world, ACTOR))
    caplog.clear()
    bound = bind(watchman.alarm)
    try:
        yield watchman
    finally:
        bind(bound)
    assert "job.failed" not in caplog.text, caplog.text
    for slug, (rows_before, outside_before) in before.items():
        rows_after = rows(world.cooperatives[slug])
        for table, was in rows_before.items():
            assert rows_after[table] == was, f"{table} of {slug} changed"
        assert outside(world, slug) == outside_before, f"somebody called for {slug}"
    if acts:
        assert (rows(world.cooperatives[ACTOR]), outside(world, ACTOR)) != own, "nothing was done at all"
    for text in (*watchman.told, caplog.text):
        for slug in OTHERS:
            shown = sorted(word for word in words(world, slug) if word in text)
            assert not shown, f"{shown} of {slug} was shown"
    _only_own_woken(world, watchman.alarm)


def _only_own_woken(world: Neighbours, alarm: FullAlarm) -> None:
    shops = {world.shops[ACTOR, key].pk for key in world.simulators}
    own = {"drain": shops, "urgent drain": shops, "scan": shops}
    for what, subject in alarm.woken:
        assert subject in own.get(what, {world.cooperatives[ACTOR].pk}), f"{what} {subject} was woken"
