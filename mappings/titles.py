"""What a title says: its words, its measures, whether it is a pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from mappings.fold import dropped, fold, replaced, words
from mappings.measures import LOOSE_UNITS, Measure, take_dimensions, take_measures
from mappings.packs import Pack, take_multiplier, take_pack
from mappings.vocabulary import vocabulary


@dataclass(frozen=True)
class Reading:
    """A text understood: words with their one spelling, bare numbers, measures, pack."""

    words: frozenset[str]
    numbers: frozenset[str]
    measures: frozenset[Measure]
    pack: Pack


@lru_cache(maxsize=20_000)
def read_title(text: str) -> Reading:
    """A product's or listing's title, without the words that only sell."""
    known = vocabulary()
    return _read(text, known.meant, known.sales_words | known.labels, known.sales_phrases)


@lru_cache(maxsize=20_000)
def read_option(text: str) -> Reading:
    """The value of an option, where every word counts but the label."""
    known = vocabulary()
    return _read(text, known.option_meant, known.labels, frozenset())


def _read(text: str, meant: Mapping[str, str], idle: frozenset[str], phrases: frozenset[str]) -> Reading:
    known = vocabulary()
    multiplied, rest = take_multiplier(fold(text))
    dimensions, rest = take_dimensions(rest)
    measures, rest = take_measures(rest)
    pack, rest = take_pack(rest)
    tokens = replaced(dropped(words(rest), phrases, known.longest), meant, known.longest)
    numbers = frozenset(token for token in tokens if token.isdecimal())
    spoken = frozenset(tokens) - numbers - idle - LOOSE_UNITS - known.pack_words
    return Reading(
        spoken | dimensions, numbers, measures, Pack(multiplied.counts | pack.counts, pack.several)
    )
