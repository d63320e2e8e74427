"""What sweeps took, and what is made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Swept:
    """One sweep: its seconds, those in which it waited for Saleor to answer, its CPU seconds, and the seconds
    that merely fetching its pages took."""

    seconds: float
    waited: float
    cpu: float
    fetch: float

    @property
    def over_fetch(self) -> float:
        """How many times as long as fetching it took."""
        return self.seconds / self.fetch

    @property
    def over_waiting(self) -> float:
        """The same against its own waiting."""
        return self.seconds / self.waited


def figures(of: dict[str, list[Swept]]) -> dict[str, object]:
    """Medians over the rounds, by kind of sweep."""
    return {
        "fetch_seconds": round(median(one.fetch for rows in of.values() for one in rows), 2),
        "sweep_seconds": {kind: round(median(one.seconds for one in rows), 2) for kind, rows in of.items()},
        "sweep_cpu_seconds": {kind: round(median(one.cpu for one in rows), 2) for kind, rows in of.items()},
        "sweep_over_fetch": {
            kind: round(median(one.over_fetch for one in rows), 2) for kind, rows in of.items()
        },
        "sweep_over_waiting": {
            kind: round(median(one.over_waiting for one in rows), 2) for kind, rows in of.items()
        },
    }


def show(title: str, of: dict[str, list[Swept]]) -> None:
    """A table for people."""
    table = Table(title=title)
    headings = (
        "sweep",
        "s",
        "fetched only, s",
        "of fetching",
        "of its waiting",
        "CPU s",
        "of fetching, each",
    )
    for heading in headings:
        table.add_column(heading, justify="left" if heading == "sweep" else "right")
    for kind, rows in of.items():
        table.add_row(
            kind,
            _median([one.seconds for one in rows]),
            _median([one.fetch for one in rows]),
            _median([one.over_fetch for one in rows]),
            _median([one.over_waiting for one in rows]),
            _median([one.cpu for one in rows]),
            " ".join(f"{one.over_fetch:.2f}" for one in rows),
        )
    Console(width=110).print(table)


def _median(numbers: Sequence[float]) -> str:
    return f"{median(numbers):.2f}"
