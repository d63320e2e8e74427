"""The processes that a process started."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


def alive(pid: int) -> bool:
    """Whether the process exists and is no zombie."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def descendants(pid: int, *, deep: bool = True) -> set[int]:
    """The pids of its children and, `deep`, of theirs."""
    found: set[int] = set()
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found |= {int(child)} | (descendants(int(child)) if deep else set())
    except (FileNotFoundError, ProcessLookupError):
        return found
    return found


def all_gone(pids: Iterable[int]) -> bool:
    """Whether none of them is alive."""
    return not any(alive(pid) for pid in pids)
