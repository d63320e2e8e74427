"""Reads a settlement by the names of its columns, which each marketplace keeps in `data/statement.json`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import cast

from connectors.base.statement import Cell, Sheet, Statement, StatementFault, StatementLine, Wrong
from connectors.base.statement_cells import Unreadable, amount, day, identity, text
from mappings.money import Rupiah

HEADING_WITHIN = 60
"""Rows that may stand before the headings: summaries, and the shop's name."""
MOST_COLUMNS = 250
_BRACKETS = re.compile(r"\([^()]*\)")
_TOTALS = frozenset({"total", "grand total", "jumlah", "subtotal", "sub total"})
_TAX = re.compile(r"pasal 22|pph ?22|article 22")


@dataclass(frozen=True)
class Layout:
    """One kind of sheet.

    `columns`: our name → headings by which it may go; `needed` are those without which it isn't this kind.
    `fees` are headings of what is kept. `only`: our column → the words of rows that count; the others are
    told elsewhere in the file. `paid`: our column → the words that mean "paid", none = any; rows that are not
    paid wait. `entries`: each row is one booking, and what is taken is a fee unless its kind is in `no_fee`.
    """

    columns: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]
    fees: tuple[str, ...] = ()
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    paid: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    entries: bool = False
    no_fee: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Headings:
    """Where our columns stand in a row of headings, and the fees and taxes that it has."""

    row: int
    at: Mapping[str, int]
    fees: tuple[int, ...]
    taxes: tuple[int, ...]
    names: tuple[str, ...]


def plain(heading: Cell) -> str:
    """A heading as it is compared: small, one space between words, without what stands in brackets."""
    bare = _BRACKETS.sub(" ", text(heading)).replace("\\", "/").strip(" *:")
    return " ".join(bare.casefold().split())


class StatementTable:
    """The settlement files of one marketplace."""

    def __init__(self, layouts: Sequence[Layout]) -> None:
        self._layouts = tuple(layouts)

    def read(self, sheets: Sequence[Sheet]) -> Statement | StatementFault:
        """Every sheet that is of a known kind; the others are summaries. See `StatementFormat`."""
        found: list[StatementLine] = []
        waiting, known = 0, False
        for sheet in sheets:
            for layout in self._layouts:
                headings = _headings(sheet, layout)
                if headings is None:
                    continue
                known = True
                read = _Reading(sheet, layout, headings).lines()
                if isinstance(read, StatementFault):
                    return read
                found += read[0]
                waiting += read[1]
                break
        if not known:
            return self._missing(sheets)
        once = {line.digest: line for line in found}
        return Statement(tuple(once.values()), waiting, len(found) - len(once))

    def _missing(self, sheets: Sequence[Sheet]) -> StatementFault:
        """The columns that the sheet lacks which comes closest."""
        best = StatementFault(Wrong.NOT_A_STATEMENT)
        for sheet in sheets:
            for layout in self._layouts:
                for row in sheet.rows[:HEADING_WITHIN]:
                    names = {plain(cell) for cell in row[:MOST_COLUMNS]}
                    there = [name for name in layout.needed if names & set(layout.columns[name])]
                    if len(there) > best.found:
                        lacks = [layout.columns[name][0] for name in layout.needed if name not in there]
                        best = StatementFault(
                            Wrong.COLUMN_MISSING, ", ".join(lacks), sheet.name, 0, len(there)
                        )
        return best


@dataclass(frozen=True)
class _Reading:
    sheet: Sheet
    layout: Layout
    headings: Headings

    def lines(self) -> tuple[list[StatementLine], int] | StatementFault:
        """The lines, and how many wait."""
        found: list[StatementLine] = []
        waiting = 0
        for at in range(self.headings.row + 1, len(self.sheet.rows)):
            row = self.sheet.rows[at]
            if self._means_nothing(row):
                continue
            line = self._line(row, at + 1)
            if isinstance(line, StatementFault):
                return line
            if line is None:
                continue
            if self._is_paid(row):
                found.append(line)
            else:
                waiting += 1
        return found, waiting

    def _line(self, row: Sequence[Cell], number: int) -> StatementLine | StatementFault | None:
        names, at = self.headings.names, self.headings.at
        place = at["amount"]
        try:
            paid = amount(_cell(row, place))
            place = next(iter(self.headings.fees), place)
            fees = [amount(_cell(row, place := column)) for column in self.headings.fees]
            taxes = [amount(_cell(row, place := column)) for column in self.headings.taxes]
        except Unreadable:
            return self._fault(Wrong.AMOUNT_UNREADABLE, names[place], number)
        if paid is None:
            return None
        try:
            settled = next((found for found in (day(self._of(row, name)) for name in _DAYS) if found), None)
        except Unreadable:
            return self._fault(Wrong.DATE_UNREADABLE, names[at.get("settled", place)], number)
        try:
            ids = {name: identity(self._of(row, name)) for name in ("order", "related", "part", "reference")}
        except Unreadable:
            return self._fault(Wrong.ORDER_DAMAGED, names[at["order"]], number)
        kind = text(self._of(row, "kind"))
        kept = Rupiah(-sum(fee for fee in fees if fee)) if any(fee is not None for fee in fees) else None
        if self.layout.entries:
            kept = Rupiah(-paid) if paid < 0 and kind.casefold() not in self.layout.no_fee else Rupiah(0)
        return StatementLine(
            order_id=ids["related"] or ids["order"],
            kind=kind[:100],
            part=(ids["part"] or (ids["order"] if ids["related"] else ""))[:64],
            reference=ids["reference"][:64],
            amount=paid,
            settled_on=settled,
            fees=kept,
            tax=Rupiah(sum(abs(tax) for tax in taxes if tax)) if any(t is not None for t in taxes) else None,
        )

    def _means_nothing(self, row: Sequence[Cell]) -> bool:
        """Empty rows, sums, the headings told again, and rows that repeat others in more detail."""
        texts = [text(cell).casefold() for cell in row[:MOST_COLUMNS]]
        if not any(texts) or any(word.rstrip(":") in _TOTALS for word in texts):
            return True
        place = self.headings.at["amount"]
        if place < len(row) and plain(row[place]) == self.headings.names[place]:
            return True
        return any(
            text(self._of(row, name)).casefold() not in words
            for name, words in self.layout.only.items()
            if name in self.headings.at
        )

    def _is_paid(self, row: Sequence[Cell]) -> bool:
        for name, words in self.layout.paid.items():
            word = text(self._of(row, name)).casefold()
            if name in self.headings.at and (word not in words if words else not word.strip("-/ ")):
                return False
        return True

    def _of(self, row: Sequence[Cell], name: str) -> Cell:
        return _cell(row, self.headings.at[name]) if name in self.headings.at else None

    def _fault(self, wrong: Wrong, heading: str, number: int) -> StatementFault:
        return StatementFault(wrong, heading, self.sheet.name, number, len(self.layout.needed))


_DAYS = ("settled", "booked")
"""The day of the payment; where the file has none, that of the booking."""


def _headings(sheet: Sheet, layout: Layout) -> Headings | None:
    for number, row in enumerate(sheet.rows[:HEADING_WITHIN]):
        names = tuple(plain(cell) for cell in row[:MOST_COLUMNS])
        at = {}
        for ours, theirs in layout.columns.items():
            place = next((names.index(name) for name in theirs if name in names), None)
            if place is not None:
                at[ours] = place
        if all(name in at for name in layout.needed):
            fees = tuple(place for place, name in enumerate(names) if name in layout.fees)
            own = [at["tax"]] if "tax" in at else []
            taxes = [place for place, name in enumerate(names) if _TAX.search(name) and place not in own]
            return Headings(number, at, fees, (*own, *taxes), names)
    return None


def _cell(row: Sequence[Cell], place: int) -> Cell:
    return row[place] if place < len(row) else None


@cache
def layouts(marketplace: str, no_fee: frozenset[str] = frozenset()) -> tuple[Layout, ...]:
    """The layouts in `data/statement.json`."""
    source = files(f"connectors.{marketplace}").joinpath("data", "statement.json").read_text("utf-8")
    rows = cast(list[dict[str, object]], json.loads(source)["layouts"])
    return tuple(
        Layout(
            columns=_named(row["columns"]),
            needed=tuple(cast(list[str], row["needed"])),
            fees=tuple(cast(list[str], row.get("fees", []))),
            only=_named(row.get("only", {})),
            paid=_named(row.get("paid", {})),
            entries=row.get("entries") is True,
            no_fee=no_fee,
        )
        for row in rows
    )


def _named(table: object) -> dict[str, tuple[str, ...]]:
    return {name: tuple(words) for name, words in cast(dict[str, list[str]], table).items()}
