"""Starts children in order, starts dead ones again, stops them in reverse order."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import structlog

from storefront_sync.core.errors import StorefrontError
from storefront_sync.services.child import Child, spawn, stop

_LOG = structlog.get_logger(__name__)

FIRST_BACKOFF_SECONDS = 0.2
LONGEST_BACKOFF_SECONDS = 10.0
HEALTHY_SECONDS = 30.0
"""A child that lived this long starts again without delay."""
_POLL_SECONDS = 0.02


class ChildNotReady(StorefrontError):
    """A child did not start, or wasn't ready in time."""


@dataclass
class _Kept:
    child: Child
    process: subprocess.Popen[bytes]
    started_at: float
    backoff: float = FIRST_BACKOFF_SECONDS
    dead_since: float | None = None


class Supervisor:
    """Keeps children alive. All calls come from one thread, since the kernel ties the children to it.

    `monotonic` and `sleep` are in seconds; `start_process` and `stop_process` are replaced only in tests.
    """

    def __init__(
        self,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        start_process: Callable[[Child], subprocess.Popen[bytes]] = spawn,
        stop_process: Callable[[subprocess.Popen[bytes], Child], int] = stop,
    ) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        self._start_process = start_process
        self._stop_process = stop_process
        self._kept: list[_Kept] = []

    def start(self, child: Child) -> int:
        """Start it, wait until it is ready and keep it from now on; returns its pid. Raises ChildNotReady."""
        child.prepare()
        now = self._monotonic()
        kept = _Kept(child, self._start_process(child), now)
        self._kept.append(kept)
        deadline = now + child.ready_seconds
        while not child.ready():
            code = kept.process.poll()
            if code is not None or self._monotonic() > deadline:
                self._kept.remove(kept)
                self._stop_process(kept.process, child)
                why = (
                    f"exit code {code}"
                    if code is not None
                    else f"not ready after {child.ready_seconds:.0f} s"
                )
                raise ChildNotReady("services.child_not_ready", f"{child.name}: {why}; log: {child.log}")
            self._sleep(_POLL_SECONDS)
        _LOG.info("child started", child=child.name, pid=kept.process.pid)
        return kept.process.pid

    def start_all(self, children: Iterable[Child]) -> None:
        """Start them one after the other; raises ChildNotReady at the first that isn't."""
        for child in children:
            self.start(child)

    def tend(self) -> tuple[str, ...]:
        """Look once at every child, without waiting, and start dead ones whose back-off is over.

        Returns the names of those started again. A child that dies soon waits 0.2 s, then twice as long each
        time up to 10 s; one that was well for 30 s starts at once.
        """
        restarted = []
        now = self._monotonic()
        for kept in self._kept:
            if kept.dead_since is None:
                code = kept.process.poll()
                if code is None:
                    continue
                kept.dead_since = now
                if now - kept.started_at >= HEALTHY_SECONDS:
                    kept.backoff = 0.0
                _LOG.warning("child died", child=kept.child.name, pid=kept.process.pid, code=code)
            if now - kept.dead_since < kept.backoff:
                continue
            self._restart(kept, now)
            restarted.append(kept.child.name)
        return tuple(restarted)

    def run(self, stopping: Callable[[], bool], *, period: float = 0.2) -> None:
        """Tend until `stopping` says yes, then stop all."""
        try:
            while not stopping():
                self.tend()
                self._sleep(period)
        finally:
            self.stop()

    def stop(self) -> None:
        """Stop all, the last started first."""
        while self._kept:
            kept = self._kept.pop()
            code = self._stop_process(kept.process, kept.child)
            _LOG.info("child stopped", child=kept.child.name, pid=kept.process.pid, code=code)

    def pids(self) -> dict[str, int]:
        """The pid of each child by name."""
        return {kept.child.name: kept.process.pid for kept in self._kept}

    def __enter__(self) -> Supervisor:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _restart(self, kept: _Kept, now: float) -> None:
        kept.child.prepare()
        kept.process = self._start_process(kept.child)
        kept.started_at, kept.dead_since = now, None
        kept.backoff = min(max(kept.backoff * 2, FIRST_BACKOFF_SECONDS), LONGEST_BACKOFF_SECONDS)
        _LOG.info("child started again", child=kept.child.name, pid=kept.process.pid)
