"""Several callers at one moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier


def together(calls: list[Callable[[], None]]) -> None:
    """Run calls at once, each on a thread of its own; the first failure of any is raised here."""
    start = Barrier(len(calls))

    def run(call: Callable[[], None]) -> None:
        start.wait(30)
        call()

    with ThreadPoolExecutor(len(calls)) as pool:
        for done in [pool.submit(run, call) for call in calls]:
            done.result(timeout=120)
