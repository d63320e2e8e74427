"""Texts for people, by key: gettext catalogues in both languages, the rules' and each marketplace's own."""

from __future__ import annotations

import gettext
import json
import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

import connectors
from connectors.base.texts import sentences as marketplace_sentences

LANGUAGES: Final = ("id", "en")
CATALOGUES: Final = Path(__file__).resolve().parent.parent / "locale"
_UNKNOWN = "–"


def sentence(key: str, language: str, values: Mapping[str, object] | None = None) -> str:
    """The text of a key in one of LANGUAGES, its `{names}` filled in from `values`, "–" for one that isn't
    there; the key itself where nobody wrote a text."""
    found = _gettext(language).gettext(key)
    if found == key:
        found = _of_rules_and_marketplaces(language).get(key, key)
    return found if values is None else found.format_map(_Values(values))


class _Values(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return _UNKNOWN


@cache
def _gettext(language: str) -> gettext.NullTranslations:
    first = gettext.NullTranslations()
    for path in sorted((CATALOGUES / language / "LC_MESSAGES").glob("*.mo")):
        with path.open("rb") as file:
            first.add_fallback(gettext.GNUTranslations(file))
    return first


@cache
def _of_rules_and_marketplaces(language: str) -> dict[str, str]:
    source = resources.files("mappings") / "locale" / f"{language}.json"
    texts: dict[str, str] = json.loads(source.read_text("utf-8"))
    for module in pkgutil.iter_modules(connectors.__path__):
        if any((Path(root) / module.name / "locale").is_dir() for root in connectors.__path__):
            texts.update(marketplace_sentences(module.name, language))
    return texts
