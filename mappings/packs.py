"""Packs and bundles in titles and options: one piece of the listing is several pieces of ours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import prod

from mappings.vocabulary import load_factors, load_lists, vocabulary

_COUNTS = load_factors("packs")["counts"]
_PIECE = "|".join(sorted(load_lists("packs")["pieces"], key=len, reverse=True))
_COUNT = "|".join(sorted(_COUNTS, key=len, reverse=True))
_N = r"(?P<n>\d{1,6})"
_BEFORE = "|".join(load_lists("packs")["before"])
_END = r"(?![a-z0-9]|[.,]\d)"
_START = r"(?<![a-z0-9.,])"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_START}(?P<half>1/2|setengah)\s*(?P<count>{_COUNT}){_END}",
        rf"{_START}{_N}?\s*(?P<count>{_COUNT}){_END}",
        rf"{_START}(?:{_BEFORE})\s*[:=.]?\s*{_N}{_END}",
        rf"{_START}isi\s*[:=.]?\s*{_N}\s*(?:{_PIECE}){_END}",
        rf"@\s*{_N}{_END}",
        rf"{_START}{_N}\s*(?:isi|{_PIECE}){_END}",
        rf"{_START}x\s*{_N}{_END}",
        rf"{_START}{_N}\s*x(?![a-z0-9])",
    )
)
_MULTIPLIED = re.compile(
    r"(?<![a-z0-9.,])(?P<n>\d{1,6})\s*x\s*(?=[\d.,/]+\s*(?:g|gr|gram|kg|ml|cc|l|lt|ltr|liter)(?![a-z0-9]))"
)
_JOINED = re.compile(r"\w\s*\+\s*\w")


@dataclass(frozen=True)
class Pack:
    """Counts above one that a text names, and whether it says "several" without a number."""

    counts: frozenset[int] = frozenset()
    several: bool = False

    def beyond(self, article: Pack) -> bool:
        """Whether this text speaks of a pack or bundle that the article itself is not."""
        return bool(self.counts - article.counts) or (self.several and not article.several)

    def units_of(self, article: Pack) -> int:
        """Pieces of the article in one piece of the listing, as far as the text says; 1 where it doesn't."""
        return prod(self.counts - article.counts)


def take_multiplier(folded: str) -> tuple[Pack, str]:
    """The 2 of "2 x 500 g" in a folded text, and the text without it."""
    found = frozenset(int(match["n"]) for match in _MULTIPLIED.finditer(folded))
    return Pack(found - {0, 1}), _MULTIPLIED.sub(" ", folded)


def take_pack(folded: str) -> tuple[Pack, str]:
    """The pack that a folded text (without its measures) names, and the text without the counts."""
    counts: set[int] = set()

    def take(match: re.Match[str]) -> str:
        groups = match.groupdict()
        size = _COUNTS.get(groups.get("count") or "", 1)
        counts.add(size // 2 if groups.get("half") else int(groups.get("n") or 1) * size)
        return " "

    several = bool(_JOINED.search(folded)) or not vocabulary().pack_words.isdisjoint(
        re.findall(r"[a-z]+", folded)
    )
    for pattern in _PATTERNS:
        folded = pattern.sub(take, folded)
    return Pack(frozenset(counts) - {0, 1}, several), folded
