"""Suggests categories of a marketplace for a product by its name."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rapidfuzz.distance import OSA

from mappings.fold import fold, replaced, words

LEAST_FUZZY_LENGTH = 5
"""Shorter words must be the same to the letter: sari and sarung, kain and kaki differ by little."""
STRESS = (1.5, 1.25)
"""Of the first words; later ones count 1. An Indonesian name says first what a thing is, then of what kind:
`pouch perca batik` is a pouch."""
ABOVE_WEIGHT = 0.3
"""What a match with the name of a category further up counts, against one with the leaf's own name."""
IDLE = frozenset({"dan", "untuk", "isi", "per", "lainnya"})


@dataclass(frozen=True)
class Node:
    """One category of a tree, as far as suggestions need it. `parent_id` is "" at the top."""

    category_id: str
    parent_id: str
    name: str
    leaf: bool


@dataclass(frozen=True)
class CategorySuggestion:
    """A leaf that may fit. `path` has its names from the top to the leaf; `score` is 1 … 100, how much of
    the leaf's name the product's has; `matched` are the words of the path that speak for it."""

    category_id: str
    path: tuple[str, ...]
    score: int
    matched: tuple[str, ...]


@dataclass(frozen=True)
class _Leaf:
    category_id: str
    path: tuple[str, ...]
    own: frozenset[str]
    above: frozenset[str]


class CategoryFinder:
    """The leaves of one tree, ready to be searched; a word that few leaves have says more."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        by_id = {node.category_id: node for node in nodes}
        self._leaves = [_leaf(node, by_id) for node in by_id.values() if node.leaf]
        seen = Counter(word for leaf in self._leaves for word in leaf.own | leaf.above)
        self._weight = {word: math.log(1 + len(self._leaves) / count) for word, count in seen.items()}

    def suggest(self, name: str, most: int = 5) -> tuple[CategorySuggestion, ...]:
        """The best leaves for a product's name, best first; () where no word speaks for any."""
        asked = _asked(name)
        found = [scored for leaf in self._leaves if (scored := self._scored(leaf, asked))]
        ranked = sorted(found, key=lambda pair: (-pair[0], pair[1].path))
        return tuple(row for _, row in ranked[:most])

    def _scored(
        self, leaf: _Leaf, asked: Sequence[tuple[str, float]]
    ) -> tuple[float, CategorySuggestion] | None:
        """How well a leaf fits, only to be compared with others; None where no word of its own was meant."""
        own = self._matched(leaf.own, asked)
        if not own:
            return None
        above = self._matched(leaf.above - own.keys(), asked)
        total = sum(self._weight[word] for word in leaf.own)
        share = sum(self._weight[word] for word in own) / total
        spoken = sum(self._weight[word] * stress for word, stress in own.items())
        spoken += ABOVE_WEIGHT * sum(self._weight[word] * stress for word, stress in above.items())
        score = max(1, round(100 * share))
        matched = tuple(sorted({*own, *above}))
        return spoken * math.sqrt(share), CategorySuggestion(leaf.category_id, leaf.path, score, matched)

    def _matched(self, named: frozenset[str], asked: Sequence[tuple[str, float]]) -> dict[str, float]:
        """The words of a category that were asked for, each with the stress of the word that meant it."""
        return {
            word: stress
            for word in named
            if (stress := max((stress for said, stress in asked if _same(said, word)), default=0.0))
        }


def _leaf(node: Node, by_id: Mapping[str, Node]) -> _Leaf:
    path = [node.name]
    above: set[str] = set()
    at = by_id.get(node.parent_id)
    # A tree is as deep as it has nodes at most: a circle in somebody's answer ends too.
    for _ in range(len(by_id)):
        if at is None:
            break
        path.append(at.name)
        above |= _words(at.name)
        at = by_id.get(at.parent_id)
    own = _words(node.name)
    return _Leaf(node.category_id, tuple(reversed(path)), own, frozenset(above) - own)


def _words(text: str) -> frozenset[str]:
    return frozenset(words(fold(text))) - IDLE


def _asked(name: str) -> list[tuple[str, float]]:
    """The words of a product's name with their stress, and what goods of that kind are called."""
    known = goods_words()
    longest = max(len(phrase.split()) for phrase in known)
    plain = [word for word in words(fold(name)) if word not in IDLE]
    stresses = dict(zip(dict.fromkeys(plain), (*STRESS, *(1.0 for _ in plain)), strict=False))
    meant = replaced(plain, {phrase: f"{phrase} {more}" for phrase, more in known.items()}, longest)
    head = set(replaced(plain, known, longest)[:1])
    for word in meant:
        stresses.setdefault(word, STRESS[0] if word in head else 1.0)
    return list(stresses.items())


def _same(said: str, named: str) -> bool:
    if said == named:
        return True
    if min(len(said), len(named)) < LEAST_FUZZY_LENGTH:
        return False
    return OSA.distance(said, named, score_cutoff=1) <= 1


@cache
def goods_words() -> Mapping[str, str]:
    """What goods are called, and the words that categories use for their kind (folded)."""
    text = files("mappings").joinpath("data", "goods.json").read_text(encoding="utf-8")
    table: dict[str, str] = json.loads(text)
    return table
