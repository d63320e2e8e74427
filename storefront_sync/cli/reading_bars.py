"""Bars for what is being read: one for each thing, with an end as soon as it is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

Tell = Callable[[str, int, int | None], None]
"""What is read, how many rows so far, and how many there are, None where that isn't known."""


@contextmanager
def reading_bars(sentence: str, console: Console) -> Iterator[Tell]:
    """Shown while the context lasts, and then gone."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        tasks: dict[str, TaskID] = {}

        def tell(what: str, rows: int, total: int | None) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(f"{sentence}: {what.title()}", total=total)
            progress.update(tasks[what], completed=rows, total=total)

        yield tell
