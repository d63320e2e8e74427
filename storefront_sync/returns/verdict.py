"""Whether a write whose answer was lost took effect, as a pure function of what is known and found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from storefront_sync.saleor.calls.restocks import BEGUN, DONE


class Verdict(StrEnum):
    """What is believed of the write."""

    NEVER = "never"
    """It took no effect: the pieces are still owed."""
    DONE = "done"
    """It took effect, and nothing speaks against the number."""
    COUNT = "count"
    """It took effect, but the stock moved at about the same time, so that one change may have gone over
    another: people must count."""


@dataclass(frozen=True)
class Row:
    """A stock row: pieces on hand, and those of them that are set aside for orders."""

    on_hand: int
    allocated: int


def judge(token: str, before: Row, written: int, mark: str, found: Row, *, orders_moved: bool) -> Verdict:
    """`before` is what was read before the write of `written` pieces on hand; `mark` and `found` are read
    when the write can't land any more. `orders_moved`: an order of these goods changed since.

    Saleor marks the goods, writes, and marks them again in one request. Without our token nothing of it ran.
    With it the write ran too, unless that alone failed: then the row is as it was.
    """
    if mark not in (f"{token}:{BEGUN}", f"{token}:{DONE}"):
        return Verdict.NEVER
    quiet = found.allocated == before.allocated and not orders_moved
    if quiet and found.on_hand == before.on_hand:
        return Verdict.NEVER
    if quiet and found.on_hand == written:
        return Verdict.DONE
    return Verdict.COUNT
