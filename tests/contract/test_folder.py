"""What each marketplace's folder has."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.base.registry import marketplace, marketplaces
from connectors.base.services import Services, Timeouts
from connectors.base.simulator.find import simulator_class
from connectors.base.texts import LANGUAGES, sentence, sentences
from connectors.base.types import AppCredentials, ShopAccess, TokenPair
from tests.contract.promises import NOT_WRITTEN, PROMISES, Proof
from tests.contract.quality import PROMISE, folder, keeps, promise_lines, promised
from tests.contract.world import CountingBudget, MemoryTokens

NOW = datetime(2026, 11, 24, tzinfo=UTC)
SERVICES = Services(
    MemoryTokens(TokenPair("access", "refresh", NOW)), CountingBudget(lambda: NOW), lambda: NOW, Timeouts()
)
TESTS = Path(__file__).resolve().parents[1]

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


@pytest.mark.parametrize("name", FILES)
def test_every_marketplace_has_the_same_files(key: str, name: str) -> None:
    assert (folder(key) / name).is_file()


def proving(proof: Proof, key: str) -> list[str]:
    """The names of the tests that would prove a promise of this marketplace."""
    return [
        name
        for file in TESTS.glob(proof.file.format(key=key))
        for name in re.findall(r"^def (test_\w+)", file.read_text("utf-8"), re.MULTILINE)
        if proof.words in name
    ]


def test_every_promise_is_kept_or_exempt_with_a_reason(key: str) -> None:
    assert [line for line in promise_lines(key) if not PROMISE.match(line)] == []
    said = promised(key)
    assert set(said) == set(PROMISES)
    unexplained = sorted(name for name, state in said.items() if state.endswith(NOT_WRITTEN))
    assert not unexplained, (
        f"connectors/{key}/quality.yaml: say done, or exempt and why, of {', '.join(unexplained)}"
    )


def test_every_promise_that_is_kept_has_a_test(key: str) -> None:
    unproven = {
        name: PROMISES[name].file.format(key=key)
        for name, state in promised(key).items()
        if state == "done" and not proving(PROMISES[name], key)
    }
    assert unproven == {}, f"connectors/{key}/quality.yaml says done where no test of that is: {unproven}"


def test_a_facet_is_promised_exactly_where_it_is_spoken(key: str) -> None:
    assert keeps(key, "consent_round_trip") is (marketplace(key).consent is not None)
    assert keeps(key, "settlement_file_read") is (marketplace(key).statement is not None)
    connector = marketplace(key).connect(AppCredentials("1", "secret"), ShopAccess("2"), SERVICES)
    assert keeps(key, "shipment_arranged") is (connector.fulfilment is not None)
    assert keeps(key, "order_money_told") is (connector.finance is not None)
    for promise in ("categories_pulled", "publishing", "readiness_agrees", "listings_shown_and_hidden"):
        assert keeps(key, promise) is (connector.catalogue is not None)


def test_what_is_known_of_cancels_is_what_the_engine_goes_by(key: str) -> None:
    known = marketplace(key).manifest.capabilities.restores_on_cancel is not None
    assert (promised(key)["restore_on_cancel_known"] == "done") is known


def test_texts_have_the_same_keys_in_both_languages(key: str) -> None:
    for package in (key, "base"):
        indonesian, english = (sentences(package, language) for language in LANGUAGES)
        assert set(indonesian) == set(english)
        assert all(text.strip() for texts in (indonesian, english) for text in texts.values())


def test_every_key_in_the_code_has_a_sentence(key: str) -> None:
    keys = re.compile(rf'"((?:{key}|connection|consent|listing|order)\.[a-z_]+)"')
    sources = [*folder(key).glob("*.py"), *folder("base").glob("*.py")]
    used = {found for source in sources for found in keys.findall(source.read_text("utf-8"))}
    placed = {row["key"] for row in json.loads((folder(key) / "data/errors.json").read_text("utf-8"))["rows"]}
    assert f"{key}.unknown" in used
    for text_key in used | placed:
        for language in LANGUAGES:
            assert sentence(key, text_key, language)


def test_the_documented_codes_are_placed(key: str) -> None:
    rows = json.loads((folder(key) / "data/errors.json").read_text("utf-8"))["rows"]
    assert rows, f"connectors/{key}/data/errors.json: a row for each documented code"


def test_every_limit_is_a_number_of_the_fact_sheet(key: str) -> None:
    capabilities = marketplace(key).manifest.capabilities
    limits = {name: value for name, value in vars(capabilities).items() if type(value) in (int, float)}
    missing = [name for name, value in limits.items() if value <= 0 and name != "calls_per_order"]
    assert not missing, f"connectors/{key}/manifest.py: from the fact sheet, {', '.join(missing)}"


def test_the_simulator_takes_what_the_manifest_promises(key: str) -> None:
    capabilities = marketplace(key).manifest.capabilities
    most = simulator_class(key).rows_of_a_write
    assert max(capabilities.stock_rows, capabilities.price_rows) <= most


def test_the_simulator_speaks_for_its_marketplace(key: str) -> None:
    simulator = simulator_class(key)
    assert simulator.key == key
    assert simulator.catalog_file.endswith(".json")


def test_the_manifest_is_named_after_its_folder(key: str) -> None:
    manifest = marketplace(key).manifest
    assert manifest.key == key
    assert manifest.name, f"connectors/{key}/manifest.py: the name that people know it by"
    for host in (manifest.host, manifest.auth_host):
        assert host.startswith("https://"), f"connectors/{key}/manifest.py: the address of its API"


def test_an_unknown_marketplace_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        marketplace("nowhere")
    assert {"shopee", "tokopedia"} <= set(marketplaces())
