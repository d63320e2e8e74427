"""When Saleor was read, and what the reading changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class ReadWindow:
    """When a read began and ended on our clock. `answer_of` = the order whose completion or cancellation
    it answered, in which case it contains that order."""

    started: datetime
    ended: datetime
    answer_of: int | None = None


@dataclass
class Changes:
    """Variants (row ids) whose mirror changed. `again` are Saleor ids of which somebody else wrote a first
    read at the same moment: which of the two is newer can't be told, so they must be read again."""

    stock: set[int] = field(default_factory=set)
    raised: set[int] = field(default_factory=set)
    price: set[int] = field(default_factory=set)
    new: set[int] = field(default_factory=set)
    again: set[str] = field(default_factory=set)

    def merge(self, other: Changes) -> None:
        """Add another read's changes."""
        self.stock |= other.stock
        self.raised |= other.raised
        self.price |= other.price
        self.new |= other.new
        self.again |= other.again
