"""Every reason and every step can be told to people in both languages."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

import mappings
from mappings.words import LinkReason

_STEP = re.compile(r'"((?:stock|price)\.[a-z_]+)"')


def _texts(language: str) -> dict[str, str]:
    path = files("mappings").joinpath("locale", f"{language}.json")
    texts: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return texts


def _keys() -> set[str]:
    folder = Path(mappings.__path__[0])
    steps = {key for file in folder.glob("*.py") for key in _STEP.findall(file.read_text(encoding="utf-8"))}
    return steps | {reason.value for reason in LinkReason}


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_key_has_a_text_and_no_text_is_left_over(language: str) -> None:
    assert set(_texts(language)) == _keys()
    assert all(_texts(language).values())


def test_both_languages_fill_in_the_same_numbers() -> None:
    names = re.compile(r"\{(\w+)\}")
    for key, text in _texts("en").items():
        assert sorted(names.findall(text)) == sorted(names.findall(_texts("id")[key])), key
