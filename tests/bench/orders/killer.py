"""Ends workers with -9 at random moments, a bounded number of times; the supervisor starts them again."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Mapping

from tests.faults.family import alive


class Killer:
    """Kills `most` times within `seconds` seconds of `began`. Times are seconds."""

    def __init__(self, seed: int, most: int, began: float, seconds: float) -> None:
        self.kills = 0
        self._rng = random.Random(seed)
        self._moments = sorted(began + self._rng.uniform(0, seconds) for _ in range(most))

    def look(self, now: float, pids: Mapping[str, int]) -> None:
        """Kill one of these children if a moment has come; only workers, and only one a look."""
        if not self._moments or now < self._moments[0]:
            return
        self._moments.pop(0)
        workers = sorted(name for name, pid in pids.items() if name.startswith("worker ") and alive(pid))
        if not workers:
            return
        pid = pids[self._rng.choice(workers)]
        assert pid > 1, "0 and below mean whole groups of processes"
        os.kill(pid, signal.SIGKILL)
        self.kills += 1

    def done(self) -> bool:
        """Whether all moments are over."""
        return not self._moments
