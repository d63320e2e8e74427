"""What becomes of a row, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from storefront_sync.saleor.sheet.rows import RowFault


class RowOutcome(Enum):
    """CREATED and CHANGED are what would happen where nothing is sent; UNKNOWN: the answer was lost."""

    CREATED = "created"
    CHANGED = "changed"
    SAME = "same"
    FAULTY = "faulty"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Change:
    """One field's value before and after, as texts; the column's name, or "option:Ukuran"."""

    column: str
    before: str
    after: str


@dataclass(frozen=True)
class RowResult:
    """What became of one row of the sheet."""

    line: int
    sku: str
    outcome: RowOutcome
    changes: tuple[Change, ...] = ()
    faults: tuple[RowFault, ...] = ()
