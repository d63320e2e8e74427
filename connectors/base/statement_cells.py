"""What stands in a cell of a settlement: amounts, days and ids, or nothing that can be relied on."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from connectors.base.numbers import LARGEST
from connectors.base.statement import Cell
from mappings.money import Rupiah, rupiah

EXACT = 2**53
"""From here on a spreadsheet's numbers lose digits."""
_EMPTY = frozenset({"", "-", "/", "–", "--"})
_SIGN = re.compile(
    r"^(?P<open>\()?\s*(?P<first>[-−–+])?\s*(?:rp|idr)?\.?\s*(?P<second>[-−–])?\s*", re.I | re.A
)
_THOUSANDS = re.compile(r"^\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*$", re.A)
_GROUPED = re.compile(r"^(\d{1,3}(?:\.\d{3})+),(\d{1,2})$|^(\d{1,3}(?:,\d{3})+)\.(\d{1,2})$", re.A)
_PLAIN = re.compile(r"^(\d{1,13})(?:[.,](\d{1,2}|0+))?$", re.A)
_SCIENTIFIC = re.compile(r"^\d+(?:[.,]\d+)?e\+?\d+$", re.I | re.A)
_ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$", re.A)
_DAY_FIRST = re.compile(r"^(\d{1,2})[-/. ](\d{1,2}|[a-z]{3,9})[-/. ](\d{4})(?:[ ,].*)?$", re.I | re.A)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januari january",
            "feb februari february",
            "mar maret march",
            "apr april",
            "mei may",
            "jun juni june",
            "jul juli july",
            "agu agt ags aug agustus august",
            "sep sept september",
            "okt oct oktober october",
            "nov november nopember",
            "des dec desember december",
        ),
        start=1,
    )
    for name in names.split()
}


class Unreadable(ValueError):
    """A cell that could mean two things, or nothing."""


def text(cell: Cell) -> str:
    """The cell as one line of text; a whole number without its decimals."""
    if cell is None or isinstance(cell, bool):
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < EXACT:
        return str(int(cell))
    return " ".join(str(cell).split())


def amount(cell: Cell) -> Rupiah | None:
    """Rupiah of either sign, rounded half up: 1234567, "Rp1.234.567", "-1,234.50", "(5.000)". None for an
    empty cell; raises Unreadable for anything else, and beyond 10^9.

    One separator before three digits separates thousands: no marketplace tells thousandths of a rupiah.
    """
    if isinstance(cell, bool | date):
        raise Unreadable
    if isinstance(cell, int | float):
        return _bounded(Decimal(str(cell)))
    bare = text(cell)
    if bare in _EMPTY:
        return None
    sign = _SIGN.match(bare)
    assert sign is not None
    rest = bare[sign.end() :]
    if bool(sign["open"]) + bool(sign["first"]) + bool(sign["second"]) > 1:
        raise Unreadable
    if sign["open"]:
        if not rest.endswith(")"):
            raise Unreadable
        rest = rest[:-1].strip()
    negative = bool(sign["open"]) or (sign["first"] or "+") != "+" or bool(sign["second"])
    number = _number(rest.removesuffix(",-").replace(" ", ""))
    return _bounded(-number if negative else number)


def day(cell: Cell) -> date | None:
    """A day: a date, "2026-09-07 10:00", "07 Sep 2026", "07/09/2026" (the day first). None for an empty cell;
    raises Unreadable for anything else."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    bare = text(cell)
    if bare in _EMPTY:
        return None
    try:
        if found := _ISO.match(bare):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DAY_FIRST.match(bare):
            month = int(found[2]) if found[2].isdecimal() else _MONTHS[found[2].casefold()]
            return date(int(found[3]), month, int(found[1]))
    except (ValueError, KeyError):
        pass
    raise Unreadable


def identity(cell: Cell) -> str:
    """An id; "" for none. Raises Unreadable where a spreadsheet program may have lost digits of it."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= EXACT:
        raise Unreadable
    found = text(cell).lstrip("'")
    if _SCIENTIFIC.match(found):
        raise Unreadable
    return "" if found in _EMPTY else found


def _number(rest: str) -> Decimal:
    if found := _GROUPED.match(rest):
        whole, parts = (found[1], found[2]) if found[1] else (found[3], found[4])
        return Decimal(f"{re.sub('[.,]', '', whole)}.{parts}")
    if _THOUSANDS.match(rest):
        return Decimal(re.sub("[.,]", "", rest))
    if found := _PLAIN.match(rest):
        return Decimal(f"{found[1]}.{found[2] or 0}")
    raise Unreadable


def _bounded(number: Decimal) -> Rupiah:
    if not number.is_finite() or abs(number) > LARGEST:
        raise Unreadable
    return rupiah(number)
