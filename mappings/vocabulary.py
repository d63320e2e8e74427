"""The words of Indonesian listings, read once from `mappings/data`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast


@dataclass(frozen=True)
class Vocabulary:
    """Words that mean the same, and words that mean nothing.

    meant: a seen word or phrase (folded, up to `longest` words) → the one word for it.
    option_meant: the same for the text of an option, where "original" is a flavour and not praise.
    """

    meant: Mapping[str, str]
    option_meant: Mapping[str, str]
    sales_phrases: frozenset[str]
    sales_words: frozenset[str]
    labels: frozenset[str]
    sizes: frozenset[str]
    pack_words: frozenset[str]
    longest: int


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of the data files."""
    sales = load_lists("sales")
    sizes, colours, flavours = load_lists("sizes"), load_lists("colours"), load_lists("flavours")
    titles = _by_spelling(load_lists("spelling"), sizes, colours)
    options = _by_spelling(load_lists("spelling"), sizes, colours, flavours)
    phrases = frozenset(sales["phrases"])
    return Vocabulary(
        meant=titles,
        option_meant=options,
        sales_phrases=phrases,
        sales_words=frozenset(sales["words"]),
        labels=frozenset(sales["labels"] + sales["idle"]),
        sizes=frozenset(sizes),
        pack_words=frozenset(load_pack_words()),
        longest=max(len(phrase.split()) for phrase in phrases | options.keys()),
    )


def load_lists(name: str) -> dict[str, list[str]]:
    """A data file that maps names to lists of words."""
    return cast(dict[str, list[str]], _load(name))


def load_factors(name: str) -> dict[str, dict[str, int]]:
    """A data file that maps names to numbers by word."""
    return cast(dict[str, dict[str, int]], _load(name))


def load_pack_words() -> list[str]:
    """Words that say "several" without a number."""
    return load_lists("packs")["words"]


def _by_spelling(*tables: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {seen: word for table in tables for word, spellings in table.items() for seen in spellings}


def _load(name: str) -> object:
    text = files("mappings").joinpath("data", f"{name}.json").read_text(encoding="utf-8")
    return cast(object, json.loads(text))
