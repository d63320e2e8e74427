"""Masses, volumes and lengths in titles and options."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from mappings.vocabulary import load_factors

_UNITS = {
    unit: (dimension, factor)
    for dimension, units in load_factors("measures").items()
    for unit, factor in units.items()
}
_ANY_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_NUMBER = r"\d{1,3}(?:\.\d{3}){1,3}|\d{1,9}(?:[.,]\d{1,9})?"
_DIMENSIONS = re.compile(r"(?<![a-z0-9.,])\d+\s*x\s*\d+(?:\s*x\s*\d+)?(?:\s*(?:mm|cm|m|meter))?(?![a-z0-9])")
_MEASURE = re.compile(
    rf"(?<![a-z0-9.,/])(?P<number>\d{{1,6}}/\d{{1,6}}|{_NUMBER}|setengah|seperempat)\s*(?P<unit>{_ANY_UNIT})(?![a-z0-9])"
)
_ONE = re.compile(r"(?<![a-z0-9])se(?P<unit>kilo|liter|ons|meter)(?![a-z0-9])")
_SPOKEN = {"setengah": Fraction(1, 2), "seperempat": Fraction(1, 4)}
LOOSE_UNITS = frozenset(unit for unit in _UNITS if unit not in {"m", "l"})
"""Unit words that say nothing without their number; a lone m or l is a size."""


@dataclass(frozen=True, order=True)
class Measure:
    """An amount in g, ml or mm by dimension (mass, volume, length)."""

    dimension: str
    amount: Fraction


def take_measures(folded: str) -> tuple[frozenset[Measure], str]:
    """The measures in a folded text, and the text without them."""
    found: set[Measure] = set()

    def take(match: re.Match[str]) -> str:
        dimension, factor = _UNITS[match["unit"]]
        number = match.groupdict().get("number", "1")
        found.add(Measure(dimension, _amount(number) * factor))
        return " "

    rest = _ONE.sub(take, _MEASURE.sub(take, folded))
    return frozenset(found), rest


def take_dimensions(folded: str) -> tuple[frozenset[str], str]:
    """Sizes such as 100 x 100 cm as words without spaces and unit, and the text without them."""
    found: set[str] = set()

    def take(match: re.Match[str]) -> str:
        found.add("x".join(re.findall(r"\d+", match[0])))
        return " "

    rest = _DIMENSIONS.sub(take, folded)
    return frozenset(found), rest


def _amount(text: str) -> Fraction:
    if text in _SPOKEN:
        return _SPOKEN[text]
    if "/" in text:
        above, below = text.split("/")
        return Fraction(int(above), int(below)) if int(below) else Fraction(0)
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", text):
        return Fraction(text.replace(".", ""))
    return Fraction(text.replace(",", "."))
