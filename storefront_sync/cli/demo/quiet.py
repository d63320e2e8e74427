"""When everything has come to rest."""

from __future__ import annotations

from dataclasses import dataclass

QUIET_SECONDS = 3.0


@dataclass(frozen=True)
class Look:
    """What one look at the world saw: listings apart, orders missing or not right, writes so far."""

    apart: int
    missing: int
    writes: int


class Quiet:
    """Quiet is: nothing apart, nothing missing, and no write for three seconds."""

    def __init__(self) -> None:
        self._since: float | None = None
        self._writes = -1

    def look(self, seen: Look, now: float) -> bool:
        """Whether it has been quiet long enough at `now` (seconds)."""
        if seen.apart or seen.missing or seen.writes != self._writes:
            self._since = None
        elif self._since is None:
            self._since = now
        self._writes = seen.writes
        return self._since is not None and now - self._since >= QUIET_SECONDS
