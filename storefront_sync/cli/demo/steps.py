"""A number that changes at instants and stays in between."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence


class Steps:
    """A step function over epoch seconds; before its first step it has the first step's value.

    Several steps at one instant count as one: the last.
    """

    def __init__(self, steps: Iterable[tuple[float, int]]) -> None:
        self.times: list[float] = []
        self.values: list[int] = []
        for at, value in sorted(steps, key=lambda step: step[0]):
            if self.times and self.times[-1] == at:
                self.values[-1] = value
            else:
                self.times.append(at)
                self.values.append(value)
        if not self.times:
            raise ValueError("a step function needs a step")

    def at(self, when: float) -> int:
        """The value from `when` on (the step at `when` included)."""
        return self.values[max(bisect_right(self.times, when) - 1, 0)]

    def before(self, when: float) -> int:
        """The value just before `when`, the steps at `when` left out."""
        index = bisect_right(self.times, when) - 1
        if index >= 0 and self.times[index] == when:
            index -= 1
        return self.values[max(index, 0)]

    def after(self, when: float) -> list[float]:
        """The instants of the steps later than `when`."""
        return self.times[bisect_right(self.times, when) :]


def combine(parts: Sequence[Steps], rule: Callable[[Sequence[int]], int]) -> Steps:
    """The step function of `rule` over the values of all parts."""
    instants = sorted({at for part in parts for at in part.times})
    return Steps((at, rule([part.at(at) for part in parts])) for at in instants)


def accumulate(deltas: Iterable[tuple[float, int]]) -> Steps:
    """The running sum of changes."""
    total = 0
    steps: list[tuple[float, int]] = []
    for at, amount in sorted(deltas, key=lambda delta: delta[0]):
        total += amount
        steps.append((at, total))
    return Steps(steps)
