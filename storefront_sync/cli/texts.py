"""The language of a command, chosen before its parser is built."""

from __future__ import annotations

import os

from storefront_sync.core.sentences import CATALOGUES, LANGUAGES, sentence

__all__ = ["CATALOGUES", "LANGUAGES", "choose_language", "text"]


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
    return sentence(key, _Chosen.language, values or None)
