"""What stands in a cell: read as people write it here, refused where it could mean two things."""

from __future__ import annotations

import re

from mappings.money import Rupiah

LONGEST = 250
_SCIENTIFIC = re.compile(r"^\d+(?:[.,]\d+)?E[+-]?\d+$", re.I)
_THOUSANDS = re.compile(r"^\d{1,3}(?:\.\d{3})+$")
_DECIMALS = re.compile(r"^(\d+|\d{1,3}(?:\.\d{3})+),(\d{1,2})$")
_ENGLISH = re.compile(r"^(\d{3,})\.(\d{1,2})$")
_YES = {"yes", "y", "ya", "iya", "true", "benar", "1", "v", "x", "✓"}
_NO = {"no", "n", "tidak", "t", "bukan", "false", "salah", "0", "-"}
GTIN_LENGTHS = (8, 12, 13, 14)


class CellFault(ValueError):
    """A cell that can't be used; `key` is the text key of why."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def text(cell: str) -> str:
    """A text of at most 250 characters on one line."""
    found = " ".join(cell.split())
    if len(found) > LONGEST:
        raise CellFault("sheet.too_long")
    if any(not sign.isprintable() for sign in found):
        raise CellFault("sheet.unprintable")
    return found


def price(cell: str) -> Rupiah:
    """Whole rupiah above zero: "15000", "Rp15.000", "15.000,00". A fraction, or two meanings: refused."""
    bare = re.sub(r"^(?:rp|idr)\.?\s*", "", cell.strip(), flags=re.I).replace(" ", "")
    bare = bare.removesuffix(",-").removesuffix(".-")
    amount = _amount(bare)
    if amount == 0:
        raise CellFault("sheet.price_zero")
    if amount > 1_000_000_000:
        raise CellFault("sheet.price_huge")
    return Rupiah(amount)


def whole(cell: str) -> int:
    """A whole number, 0 or more: "1200" or "1.200"."""
    bare = cell.strip()
    if bare.isascii() and bare.isdecimal():
        return _bounded(int(bare[:12]))
    if _THOUSANDS.match(bare):
        return _bounded(int(bare.replace(".", "")))
    if _SCIENTIFIC.match(bare):
        raise CellFault("sheet.scientific")
    raise CellFault("sheet.not_whole")


def code(cell: str, *, number: bool) -> str:
    """An SKU. `number`: the sheet holds it as a number, by which zeros in front are lost."""
    found = text(cell)
    if _SCIENTIFIC.match(found):
        raise CellFault("sheet.scientific")
    if number:
        raise CellFault("sheet.number_cell")
    return found


def barcode(cell: str) -> str:
    """A barcode; one of digits has 8, 12, 13 or 14 of them, or has lost zeros in front."""
    found = text(cell)
    if _SCIENTIFIC.match(found):
        raise CellFault("sheet.scientific")
    if found.isdecimal() and len(found) not in GTIN_LENGTHS:
        raise CellFault("sheet.zeros_lost")
    return found


def yes(cell: str) -> bool:
    """Yes or no."""
    word = cell.strip().casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise CellFault("sheet.not_yes_or_no")


def options(cell: str) -> tuple[tuple[str, str], ...]:
    """ "Ukuran=S; Warna=Merah" as pairs."""
    pairs: list[tuple[str, str]] = []
    for part in cell.split(";"):
        if not part.strip():
            continue
        name, sign, value = part.partition("=" if "=" in part else ":")
        if not sign or not name.strip() or not value.strip():
            raise CellFault("sheet.not_options")
        pairs.append((text(name), text(value)))
    if len({name.casefold() for name, _ in pairs}) != len(pairs):
        raise CellFault("sheet.option_twice")
    return tuple(pairs)


def _amount(bare: str) -> int:
    if bare.isascii() and bare.isdecimal():
        return int(bare[:12])
    if _THOUSANDS.match(bare):
        return int(bare.replace(".", ""))
    for pattern in (_DECIMALS, _ENGLISH):
        found = pattern.match(bare)
        if found is not None:
            if int(found.group(2)):
                raise CellFault("sheet.price_fraction")
            return int(found.group(1).replace(".", ""))
    if _SCIENTIFIC.match(bare):
        raise CellFault("sheet.scientific")
    raise CellFault("sheet.price_unclear" if re.fullmatch(r"[\d.,]+", bare) else "sheet.not_price")


def _bounded(number: int) -> int:
    if number > 1_000_000:
        raise CellFault("sheet.number_huge")
    return number
