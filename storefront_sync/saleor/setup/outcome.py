"""What set-up did, part by part, as data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum


class Outcome(Enum):
    """What became of a part."""

    MADE = "made"
    COMPLETED = "completed"
    CHANGED = "changed"
    SAME = "same"
    DIFFERS = "differs"


@dataclass(frozen=True)
class Difference:
    """A field in which the server differs from the blueprint, both as texts."""

    field: str
    wanted: str
    found: str


@dataclass(frozen=True)
class Step:
    """One part of the blueprint: its kind's key ("channel", "warehouse", …), its name, what became of it.

    Where it DIFFERS, somebody decided otherwise on the server and nothing was changed.
    """

    kind: str
    name: str
    outcome: Outcome
    differences: tuple[Difference, ...] = ()


Tell = Callable[[Step], None]
"""Told each step when it is done."""


def differences(*pairs: tuple[str, object, object]) -> tuple[Difference, ...]:
    """Those of (field, wanted, found) that aren't equal."""
    return tuple(
        Difference(field, _shown(wanted), _shown(found)) for field, wanted, found in pairs if wanted != found
    )


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple | list | frozenset | set):
        return ", ".join(map(str, value if isinstance(value, tuple | list) else sorted(value))) or "-"
    return "-" if value in (None, "") else str(value)
