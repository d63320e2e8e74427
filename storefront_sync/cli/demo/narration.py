"""Tells what is being prepared: with bars on a terminal, with plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

Advance = Callable[[int, int], None]
"""Called with (done, total)."""


class Narrator(Protocol):
    """Where the demonstration says how far it is."""

    def say(self, sentence: str) -> None:
        """One sentence of its own."""

    @contextmanager
    def task(self, sentence: str) -> Iterator[Advance]:
        """Work that takes a while."""


class PlainLines:
    """Plain lines, for logs and pipes: a task is told at its begin and at its quarters."""

    def __init__(self, console: Console, now: Callable[[], float]) -> None:
        self._console = console
        self._now = now
        self._start = now()

    def say(self, sentence: str) -> None:
        """A line with the seconds since the start in front."""
        self._console.print(f"{self._now() - self._start:6.1f} s  {sentence}", markup=False, soft_wrap=True)

    @contextmanager
    def task(self, sentence: str) -> Iterator[Advance]:
        """The sentence, then the sentence with its quarters."""
        self.say(sentence)
        told = 0

        def advance(done: int, total: int) -> None:
            nonlocal told
            quarter = done * 4 // max(total, 1)
            if quarter > told:
                told = quarter
                self.say(f"{sentence} {done}/{total}")

        yield advance


class Bars:
    """Bars and spinners on a terminal."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def say(self, sentence: str) -> None:
        """A line."""
        self._console.print(sentence, markup=False)

    @contextmanager
    def task(self, sentence: str) -> Iterator[Advance]:
        """A spinner that becomes a bar once the total is known."""
        columns = (
            SpinnerColumn(finished_text="✓"),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=self._console) as progress:
            task = progress.add_task(sentence, total=None)
            done_at_last = 0

            def advance(done: int, total: int) -> None:
                nonlocal done_at_last
                done_at_last = max(total, done)
                progress.update(task, completed=done, total=total)

            yield advance
            progress.update(task, completed=done_at_last or 1, total=done_at_last or 1)
