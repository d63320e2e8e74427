"""Whether a word as typed is meant to be a word of ours."""

from __future__ import annotations

from collections.abc import Iterable, Set

from rapidfuzz.distance import OSA

_VOWELS = frozenset("aeiou")
_SHORTEST_TYPO = 4
_LONG = 8


def meant_as(seen: str, known: Set[str], meant: Iterable[str]) -> str:
    """The word among `meant` that `seen` stands for, or "".

    A word of `known` stands for itself only: "sagu" is no slip for "sapu" where both are goods. Others may
    be an abbreviation without vowels or differ by one slip (two from eight letters on); digits never slip.
    """
    candidates = frozenset(meant)
    if seen in candidates:
        return seen
    if seen in known or not seen.isalpha():
        return ""
    near = [word for word in sorted(candidates) if word.isalpha() and _near(seen, word)]
    return near[0] if len(near) == 1 else ""


def _near(seen: str, word: str) -> bool:
    if seen[0] != word[0]:
        return False
    if _VOWELS.isdisjoint(seen):
        return len(seen) >= 3 and seen == "".join(letter for letter in word if letter not in _VOWELS)
    shorter, longer = sorted((len(seen), len(word)))
    if shorter < _SHORTEST_TYPO or longer <= _SHORTEST_TYPO:
        return False
    allowed = 2 if shorter >= _LONG else 1
    return OSA.distance(seen, word, score_cutoff=allowed) <= allowed
