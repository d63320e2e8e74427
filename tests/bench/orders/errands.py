"""What staff are to do through the service, handed from the player's thread to that of staff."""

from __future__ import annotations

import threading

from tests.bench.orders.script import Act


class Errands:
    """By the marketplace's order id, which no two marketplaces of a run share. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[str, Act] = {}

    def ask(self, order_id: str, act: Act) -> None:
        """Staff are to do this."""
        with self._lock:
            self._open[order_id] = act

    def open(self) -> dict[str, Act]:
        """What wasn't done yet."""
        with self._lock:
            return dict(self._open)

    def over(self, order_id: str) -> None:
        """It was done, or can't be any more."""
        with self._lock:
            self._open.pop(order_id, None)

    def is_over(self, order_id: str) -> bool:
        """Whether nobody works on this order."""
        with self._lock:
            return order_id not in self._open
