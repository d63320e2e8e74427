"""What a marketplace says that it paid out: its settlement files, as lines that count once each."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol

from mappings.money import Rupiah

Cell = str | int | float | bool | datetime | date | time | timedelta | None


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, or a CSV file; the first row is line 1."""

    name: str
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class StatementLine:
    """One line of a settlement, in whole rupiah.

    `order_id` is "" for what concerns no order. `kind` is the marketplace's word for what it is, `part` its
    id of the part of the order, `reference` its number of the statement. `amount` is what was paid for it,
    below 0 where it was taken. `fees` is what the marketplace kept of it, `tax` what it withheld for the tax
    office; None where the file doesn't say.
    """

    order_id: str
    kind: str
    part: str
    reference: str
    amount: Rupiah
    settled_on: date | None
    fees: Rupiah | None = None
    tax: Rupiah | None = None

    @property
    def digest(self) -> str:
        """By what the line is known again in another file: 64 hexadecimal digits. Two lines that agree in all
        of it are one."""
        known_by = (
            self.order_id,
            self.kind.casefold(),
            self.part,
            self.reference,
            str(self.settled_on or ""),
            str(self.amount),
        )
        return hashlib.sha256("\x1f".join(known_by).encode("utf-8", "replace")).hexdigest()


class Wrong(StrEnum):
    """Why a file can't be used as a settlement."""

    COLUMN_MISSING = "column_missing"
    NOT_A_STATEMENT = "not_a_statement"
    AMOUNT_UNREADABLE = "amount_unreadable"
    DATE_UNREADABLE = "date_unreadable"
    ORDER_DAMAGED = "order_damaged"
    """A spreadsheet program made a number of an order's id, and lost digits of it."""


@dataclass(frozen=True)
class StatementFault:
    """What is wrong, where: `what` are headings or a cell's heading; `line` is 0 for the file as a whole.
    `found` counts the headings that were there: a file of this marketplace has most of them."""

    wrong: Wrong
    what: str = ""
    sheet: str = ""
    line: int = 0
    found: int = 0


@dataclass(frozen=True)
class Statement:
    """The lines of a file. `waiting` counts those that aren't paid yet, `repeated` those that were there
    twice."""

    lines: tuple[StatementLine, ...]
    waiting: int = 0
    repeated: int = 0


class StatementFormat(Protocol):
    """How one marketplace writes its settlement files."""

    def read(self, sheets: Sequence[Sheet]) -> Statement | StatementFault:
        """All lines that were paid, or what is wrong with the file. Makes no call."""
