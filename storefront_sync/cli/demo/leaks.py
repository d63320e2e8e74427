"""Looks for secrets and buyers' data, in clear, in everything that an installation leaves behind."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

SHORTEST = 6
"""Shorter texts, such as a given name, occur in ordinary words."""

Place = tuple[str, bytes]
"""Where something was found, and what is there."""


@dataclass(frozen=True)
class Leak:
    """A secret in clear: what it is and where. It isn't repeated here."""

    what: str
    place: str


def search(secrets: Mapping[str, str], places: Iterable[Place]) -> Iterator[Leak]:
    """Every one of the secrets (text → what it is) that stands in a place, as it is or as JSON escapes it."""
    wanted = [
        (what, form) for text, what in secrets.items() if len(text) >= SHORTEST for form in _forms(text)
    ]
    for place, content in places:
        for what, form in wanted:
            if form in content:
                yield Leak(what, place)


def _forms(text: str) -> set[bytes]:
    escaped = json.dumps(text)[1:-1]
    in_a_dump = escaped.replace("\\", "\\\\")
    return {text.encode(), escaped.encode(), in_a_dump.encode()}
