"""The fewest writes that keep the rows of one write unit right: interval stabbing with a state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

TOLERANCE_SECONDS = 1.0


@dataclass(frozen=True)
class Event:
    """At `at` something changed for row `row` that no write of ours did.

    `wanted` is the value that the row ought to show from now on; `moved` pieces that the marketplace itself
    took away or put back; `typed` a value from Seller Center. Each is None where it didn't happen.
    """

    at: float
    row: int
    wanted: int | None = None
    moved: int | None = None
    typed: int | None = None


class Unit:
    """One write unit. `wanted` and `shown` are its rows' values at `start`, before the first event."""

    def __init__(
        self,
        start: float,
        wanted: Sequence[int],
        shown: Sequence[int],
        events: Sequence[Event],
        tolerance: float = TOLERANCE_SECONDS,
    ) -> None:
        self._shown = list(shown)
        self._tolerance = tolerance
        self._instants = [start]
        self._wanted = [list(wanted)]
        self._events: list[list[Event]] = [[]]
        for event in sorted(events, key=lambda one: one.at):
            if event.at != self._instants[-1]:
                self._instants.append(event.at)
                self._wanted.append(list(self._wanted[-1]))
                self._events.append([])
            self._events[-1].append(event)
            if event.wanted is not None:
                self._wanted[-1][event.row] = event.wanted

    def fewest_writes(self) -> int:
        """The fewest instants of writing such that no row is wrong for longer than the tolerance.

        A write sets every row to what it ought to show at that instant. Between two events nothing changes,
        so an early write does all that a later one does: only the events' instants need looking at. From each
        of them the next write may come at any instant up to the first deadline: a breadth-first search.
        """
        last, done = self._reach(-1)
        if done:
            return 0
        frontier, seen, writes = list(range(last + 1)), set(range(last + 1)), 1
        while frontier:
            further: list[int] = []
            for index in frontier:
                last, done = self._reach(index)
                if done:
                    return writes
                fresh = [later for later in range(index + 1, last + 1) if later not in seen]
                seen.update(fresh)
                further += fresh
            frontier, writes = further, writes + 1
        raise AssertionError("a write at every instant is always enough")

    def _reach(self, index: int) -> tuple[int, bool]:
        """The last instant at which the write after that at instant `index` (-1 = none yet) is in time, and
        whether no further write is needed at all."""
        first = max(index, 0)
        shown = list(self._shown if index < 0 else self._wanted[index])
        since: dict[int, float] = {}
        if index < 0:
            for event in self._events[0]:
                _apply(event, shown)
            _compare(shown, self._wanted[0], self._instants[0], since)
        for later in range(first + 1, len(self._instants)):
            if since and self._instants[later] > min(since.values()) + self._tolerance:
                return later - 1, False
            for event in self._events[later]:
                _apply(event, shown)
            _compare(shown, self._wanted[later], self._instants[later], since)
        return len(self._instants) - 1, not since


def _apply(event: Event, shown: list[int]) -> None:
    if event.moved is not None:
        shown[event.row] = max(shown[event.row] + event.moved, 0)
    if event.typed is not None:
        shown[event.row] = event.typed


def _compare(shown: Sequence[int], wanted: Sequence[int], at: float, since: dict[int, float]) -> None:
    for row, value in enumerate(wanted):
        if shown[row] == value:
            since.pop(row, None)
        else:
            since.setdefault(row, at)
