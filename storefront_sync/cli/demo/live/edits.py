"""What staff changed in the store and when, told by the one who changed it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from threading import Lock


@dataclass(frozen=True)
class Edit:
    """At `at` (epoch seconds) the `quantity` or `price` of a SKU became `value`."""

    at: float
    sku: str
    aspect: str
    value: int


class Edits:
    """Shared between the thread that edits and the one that reads: while an edit is on its way, or was when a
    reading began, that reading can't tell when its number was true."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._ended: dict[str, float] = {}
        self._fresh: list[Edit] = []

    def begin(self, sku: str) -> None:
        """An edit is on its way."""
        with self._lock:
            self._ended[sku] = math.inf

    def end(self, at: float, sku: str, done: Edit | None) -> None:
        """It is answered, with `done`, or nobody knows how it ended."""
        with self._lock:
            self._ended[sku] = at
            if done is not None:
                self._fresh.append(done)

    def take(self) -> list[Edit]:
        """The edits since the last call."""
        with self._lock:
            fresh, self._fresh = self._fresh, []
            return fresh

    def under_way_since(self, moment: float) -> set[str]:
        """The SKUs that were edited after a moment, or still are."""
        with self._lock:
            return {sku for sku, ended in self._ended.items() if ended >= moment}
