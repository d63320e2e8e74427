"""Sentences for people: one JSON a language, the kit's own and each marketplace's."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

LANGUAGES = ("id", "en")


@cache
def sentences(package: str, language: str) -> dict[str, str]:
    """All sentences by key of one package of `connectors` ("base", "shopee") in one language of LANGUAGES."""
    source = resources.files(f"connectors.{package}") / "locale" / f"{language}.json"
    texts: dict[str, str] = json.loads(source.read_text("utf-8"))
    return texts


def sentence(marketplace: str, key: str, language: str = "id") -> str:
    """The sentence for a key of a marketplace's error or fault; raises KeyError for a key without a text."""
    own = sentences(marketplace, language)
    return own[key] if key in own else sentences("base", language)[key]
