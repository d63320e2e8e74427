"""The mark in front of an imported order's postcode, by which Saleor knows its shipping method (ADR 15)."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

GUESSABLE = "MP"
"""What all marks begin with, and the whole of those that were made before November 2026."""
BEHIND_ALL = "~"
"""Postcodes are compared as text; this sign comes after every letter and digit."""
_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_RANDOM = 8
"""650 billion marks, and an answer tells only whether one was hit: at a hundred tries a second, a century."""
_UNGUESSABLE = re.compile(f"{GUESSABLE}[{_SIGNS}]{{{_RANDOM}}}")


def new_mark(choose: Callable[[str], str] = secrets.choice) -> str:
    """A mark of ten characters, so that with a space and a postcode it fits into Saleor's twenty."""
    return GUESSABLE + "".join(choose(_SIGNS) for _ in range(_RANDOM))


def mark_of(first: str, last: str) -> str:
    """The mark whose range of postcodes this is; "" where it is none, or one that anybody guesses."""
    return first if _UNGUESSABLE.fullmatch(first) and last == first + BEHIND_ALL else ""


def marked(mark: str, postcode: str) -> str:
    """A postcode behind its mark; "" stands for the guessable one of a shop that wasn't set up again yet."""
    return f"{mark or GUESSABLE} {postcode}".strip()
