"""Everything that happened in a simulator, in order: the truth that a checker reads."""

from __future__ import annotations

import threading
from collections.abc import Callable

Event = dict[str, object]


class Journal:
    """An append-only list of events, each {"seq" (from 1), "at" (epoch seconds), "kind", …}."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._events: list[Event] = []

    def add(self, kind: str, **fields: object) -> int:
        """Append one event; returns its seq."""
        with self._lock:
            seq = len(self._events) + 1
            self._events.append({"seq": seq, "at": self._now(), "kind": kind, **fields})
            return seq

    def add_call(self, **fields: object) -> int:
        """Append a "call" event, which names itself: its `call` is its seq. Returns that."""
        with self._lock:
            seq = len(self._events) + 1
            self._events.append({"seq": seq, "at": self._now(), "kind": "call", **fields, "call": seq})
            return seq

    def after(self, seq: int = 0, limit: int | None = None) -> list[Event]:
        """The events whose seq is above `seq`, oldest first, at most `limit`."""
        start = max(seq, 0)
        with self._lock:
            return self._events[start : None if limit is None else start + max(limit, 0)]

    @property
    def last(self) -> int:
        """The seq of the newest event; 0 at the start."""
        with self._lock:
            return len(self._events)
