"""Texts for people, by key: gettext catalogues in both languages, and each marketplace's own."""

from __future__ import annotations

import gettext
import json
import os
import pkgutil
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

import connectors
from connectors.base.texts import sentences

LANGUAGES: Final = ("id", "en")
CATALOGUES: Final = Path(__file__).resolve().parent.parent / "locale"


class _Chosen:
    """The language of this process."""

    language: str = LANGUAGES[0]


def choose_language(arguments: list[str]) -> str:
    """Take the language from `--lang`, else from the environment, else Indonesian; returns it.

    Read ahead of the command line's parser, because the help texts are needed to build that.
    """
    wanted = os.environ.get("STOREFRONT_LANGUAGE", "")
    for position, argument in enumerate(arguments):
        if argument == "--lang" and position + 1 < len(arguments):
            wanted = arguments[position + 1]
        elif argument.startswith("--lang="):
            wanted = argument.removeprefix("--lang=")
    _Chosen.language = wanted if wanted in LANGUAGES else LANGUAGES[0]
    return _Chosen.language


def text(key: str, /, **values: object) -> str:
    """The text of a key in the chosen language, `{names}` filled in; the key itself where nobody wrote a
    text."""
    found = _gettext(_Chosen.language).gettext(key)
    if found == key:
        found = _of_rules_and_marketplaces(_Chosen.language).get(key, key)
    return found.format(**values) if values else found


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
            texts.update(sentences(module.name, language))
    return texts
