"""Texts for people are complete in both languages, and what is shipped is what was written."""

from __future__ import annotations

import gettext
import pkgutil
import re
import string
from pathlib import Path

import pytest

import connectors
from connectors.base.texts import sentences
from storefront_sync.cli.texts import CATALOGUES, LANGUAGES
from tests.texts.compile import sources, texts

_PACKAGE = CATALOGUES.parent
_DOMAINS = sorted({path.name for path in sources()})
_KEY_IN_CODE = re.compile(r"""\btext\(\s*"([a-z_.]+)\"""")

_KEY_OF_TROUBLE = re.compile(
    r'"((?:app|crypto|doctor|enquiry|extension|fulfilment|installation|link|move|orders?|picture|price|publish|returns?|saleor|scan|services|settlement|shop|stock|sweep)\.[a-z_]+(?:\.[a-z_]+)*)"'
)
_LOG_EVENT = re.compile(r"\b_?log\.\w+\([^,)]*", re.IGNORECASE)


def _names(sentence: str) -> set[str]:
    in_braces = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
    return in_braces | set(re.findall(r"%\((\w+)\)s", sentence))


@pytest.mark.parametrize("source", sources(), ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_the_shipped_catalogue_says_what_was_written(source: Path) -> None:
    with source.with_suffix(".mo").open("rb") as file:
        shipped = gettext.GNUTranslations(file)
    for key, sentence in texts(source).items():
        assert shipped.gettext(key) == sentence, f"run `make texts`: {key}"


@pytest.mark.parametrize("domain", _DOMAINS)
def test_both_languages_have_the_same_keys_and_fill_in_the_same_names(domain: str) -> None:
    in_each = [texts(CATALOGUES / language / "LC_MESSAGES" / domain) for language in LANGUAGES]
    first, second = in_each
    assert first.keys() == second.keys()
    for key in first:
        assert first[key].strip()
        assert second[key].strip()
        assert _names(first[key]) == _names(second[key]), key


def test_every_key_in_the_code_has_a_text() -> None:
    known = {key for source in sources() for key in texts(source)}
    used = {
        key
        for path in sorted((_PACKAGE / "cli").rglob("*.py"))
        for key in _KEY_IN_CODE.findall(path.read_text(encoding="utf-8"))
    }
    assert used - known == set()
    assert used


def test_every_key_of_a_problem_error_or_finding_has_a_text() -> None:
    known = {key for source in sources() for key in texts(source)}
    for _, name, is_package in pkgutil.iter_modules(connectors.__path__):
        if is_package:
            known |= sentences(name, "id").keys()
    used = {
        key
        for path in sorted(_PACKAGE.rglob("*.py"))
        if "simulator" not in path.parts
        for key in _KEY_OF_TROUBLE.findall(_LOG_EVENT.sub("", path.read_text(encoding="utf-8")))
    }
    assert used - known == set()
    assert used
