"""Text as sellers type it, brought to plain words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

_WORD = re.compile(r"[a-z0-9]+")


def fold(text: str) -> str:
    """Lower case without accents, with plain fractions and × as x; emojis and marks stay as they are."""
    plain = unicodedata.normalize("NFKD", text).replace("\u2044", "/").replace("×", "x")
    return "".join(mark for mark in plain if not unicodedata.combining(mark)).casefold()


def words(folded: str) -> list[str]:
    """The runs of letters and digits of a folded text."""
    return _WORD.findall(folded)


def replaced(tokens: list[str], table: Mapping[str, str], longest: int) -> list[str]:
    """Words and phrases of up to `longest` words replaced by what they mean, longest phrase first."""
    result: list[str] = []
    place = 0
    while place < len(tokens):
        for length in range(min(longest, len(tokens) - place), 0, -1):
            phrase = " ".join(tokens[place : place + length])
            if phrase in table:
                result.extend(table[phrase].split())
                place += length
                break
        else:
            result.append(tokens[place])
            place += 1
    return result


def dropped(tokens: list[str], phrases: Iterable[str], longest: int) -> list[str]:
    """The words without these phrases."""
    return replaced(tokens, dict.fromkeys(phrases, ""), longest)
