"""What each marketplace's folder has."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

from connectors.base.registry import marketplace, marketplaces
from connectors.base.simulator.find import simulator_class
from connectors.base.texts import LANGUAGES, sentence, sentences

FILES = [
    "__init__.py",
    "adapter.py",
    "client.py",
    "config.py",
    "errors.py",
    "manifest.py",
    "quality.yaml",
    "README.md",
    "sign.py",
    "webhooks.py",
    "wire.py",
    "data/errors.json",
    "locale/en.json",
    "locale/id.json",
]

PROMISES = frozenset(
    {
        "signatures_proven_with_vectors",
        "webhook_vectors_proven",
        "every_documented_code_placed",
        "refresh_under_lock",
        "pages_walked_whole",
        "absolute_writes",
        "outcome_per_row",
        "campaign_floor_told",
        "campaign_end_told",
        "impossible_numbers_named",
        "masked_buyer_left_empty",
        "texts_in_both_languages",
        "simulator_with_faults",
        "zero_stock",
        "restore_on_cancel_known",
        "feed_lag_known",
        "several_warehouses",
    }
)

PROMISE = re.compile(r"^(?P<name>[a-z_]+): (?P<state>done|exempt - \S.+)$")


def folder(key: str) -> Path:
    """A marketplace's folder."""
    return Path(str(files(f"connectors.{key}")))


@pytest.mark.parametrize("name", FILES)
def test_every_marketplace_has_the_same_files(key: str, name: str) -> None:
    assert (folder(key) / name).is_file()


def test_every_promise_is_kept_or_exempt_with_a_reason(key: str) -> None:
    lines = (folder(key) / "quality.yaml").read_text("utf-8").splitlines()
    rows = [line for line in lines if line.strip() and not line.startswith("#")]
    matches = [PROMISE.match(line) for line in rows]
    assert [row for row, match in zip(rows, matches, strict=True) if match is None] == []
    assert {match["name"] for match in matches if match} == PROMISES


def test_texts_have_the_same_keys_in_both_languages(key: str) -> None:
    for package in (key, "base"):
        indonesian, english = (sentences(package, language) for language in LANGUAGES)
        assert set(indonesian) == set(english)
        assert all(text.strip() for texts in (indonesian, english) for text in texts.values())


def test_every_key_in_the_code_has_a_sentence(key: str) -> None:
    keys = re.compile(rf'"((?:{key}|connection|listing|order)\.[a-z_]+)"')
    sources = [*folder(key).glob("*.py"), *folder("base").glob("*.py")]
    used = {found for source in sources for found in keys.findall(source.read_text("utf-8"))}
    placed = {row["key"] for row in json.loads((folder(key) / "data/errors.json").read_text("utf-8"))["rows"]}
    assert f"{key}.unknown" in used
    for text_key in used | placed:
        for language in LANGUAGES:
            assert sentence(key, text_key, language)


def test_the_simulator_speaks_for_its_marketplace(key: str) -> None:
    simulator = simulator_class(key)
    assert simulator.key == key
    assert simulator.catalog_file.endswith(".json")


def test_the_manifest_is_named_after_its_folder(key: str) -> None:
    manifest = marketplace(key).manifest
    assert manifest.key == key
    assert manifest.host.startswith("https://")
    assert manifest.name


def test_an_unknown_marketplace_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        marketplace("nowhere")
    assert {"shopee", "tokopedia"} <= set(marketplaces())
