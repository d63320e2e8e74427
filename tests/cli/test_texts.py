"""People are spoken to in their language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from storefront_sync.cli.texts import LANGUAGES, choose_language, text


@pytest.fixture(autouse=True)
def _indonesian_again(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("STOREFRONT_LANGUAGE", raising=False)
    yield
    choose_language([])


def test_indonesian_is_spoken_unless_english_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert choose_language(["status"]) == "id"
    assert text("cli.status.behind") == "menyusul"
    assert choose_language(["--lang", "en", "status"]) == "en"
    assert choose_language(["--lang=en"]) == "en"
    assert text("cli.status.behind") == "behind"
    monkeypatch.setenv("STOREFRONT_LANGUAGE", "en")
    assert choose_language(["status"]) == "en"
    assert choose_language(["--lang", "id", "status"]) == "id"


@pytest.mark.parametrize("arguments", [["--lang", "jv"], ["--lang"], ["--lang="]])
def test_an_unknown_language_is_answered_in_indonesian(arguments: list[str]) -> None:
    assert choose_language(arguments) == LANGUAGES[0]


def test_a_key_without_a_text_is_shown_rather_than_nothing() -> None:
    assert text("nobody.wrote.this") == "nobody.wrote.this"


def test_a_marketplaces_own_sentence_is_found_by_its_key() -> None:
    assert text("base.simulator.none", shop=1) == "base.simulator.none"
