"""Every documented code has its place, and every place a text in both languages."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from connectors.base.errors import (
    AuthExpired,
    ConfigError,
    ConnectorError,
    ConsentEnded,
    OutcomeUnknown,
    Rejected,
    Transient,
)
from connectors.base.http import Throttled
from connectors.base.table import Action, Said
from connectors.base.texts import LANGUAGES, sentence, sentences
from connectors.tokopedia.errors import CONSENT_ENDED, TABLE

KEY = re.compile(r'"(tokopedia\.[a-z_]+)"')

PLACES: dict[type[ConnectorError], tuple[str, ...]] = {
    AuthExpired: ("105002",),
    ConsentEnded: ("105005", "101000"),
    ConfigError: (
        "106001",
        "106013",
        "36009004",
        "36009009",
        "36009010",
        "36009033",
    ),
    OutcomeUnknown: ("36009003", "36009007", "11001031"),
    Rejected: (
        "12052097",
        "12019028",
        "12052037",
        "12052055",
        "12052032",
        "12052260",
        "12052556",
        "12052050",
        "12052901",
        "12052921",
        "12052990",
        "12052393",
        "12052038",
        "12019045",
        "12052012",
        "12052073",
        "12052557",
        "11006021",
        "11021035",
        "11021036",
        "21008111",
    ),
}
PLACED = [(code, kind) for kind, codes in PLACES.items() for code in codes]


@pytest.mark.parametrize(("code", "kind"), PLACED)
def test_each_documented_code_of_a_write_has_its_class(code: str, kind: type[ConnectorError]) -> None:
    assert TABLE.place(code) is not None
    assert type(TABLE.error(Said(code=code, message="", write=True))) is kind


@pytest.mark.parametrize("code", PLACES[OutcomeUnknown])
def test_what_broke_over_there_is_transient_for_a_read(code: str) -> None:
    assert type(TABLE.error(Said(code=code, message="", write=False))) is Transient


def test_too_many_calls_tell_the_budget() -> None:
    with pytest.raises(Throttled):
        TABLE.error(Said(code="36009002", message="", write=True))


@pytest.mark.parametrize(
    ("message", "action", "key"),
    [
        ("Invalid credentials. The `x-tts-access-token` header is invalid.", Action.REFRESH, "token_expired"),
        ("Invalid credentials. The `access_token` header is invalid.", Action.REFRESH, "token_expired"),
        ("Invalid timestamp. The value of the `timestamp` query …", Action.OPERATOR, "clock"),
        ("Unexpected identifier. The `shop_cipher` query parameter …", Action.CONSENT, "shop_unknown"),
        ("Invalid credentials. Invalid `app_key` query parameter.", Action.OPERATOR, "app_credentials"),
    ],
)
def test_one_code_with_many_meanings_is_told_apart_by_its_words(
    message: str, action: Action, key: str
) -> None:
    row = TABLE.place("36009004", message)
    assert row is not None
    assert (row.action, row.key) == (action, f"tokopedia.{key}")


def test_promotions_are_told_apart_from_wrong_rows() -> None:
    campaign = {row.code for row in TABLE.rows if row.action is Action.CAMPAIGN}
    assert campaign == {"12052393", "12052038", "12019045"}


def test_an_already_shipped_package_counts_as_done() -> None:
    row = TABLE.place("11006021")
    assert row is not None
    assert row.action is Action.DONE


def test_an_unknown_code_on_a_write_is_a_refusal_with_its_code() -> None:
    error = TABLE.error(Said(code="99999999", message="token abc", write=True))
    assert isinstance(error, Rejected)
    assert (error.key, error.technical) == ("tokopedia.unknown", "99999999")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_has_a_sentence_in_both_languages(language: str) -> None:
    for key in TABLE.keys | {CONSENT_ENDED}:
        assert sentence("tokopedia", key, language)


def test_both_languages_tell_the_same_and_nothing_that_nobody_says() -> None:
    indonesian, english = sentences("tokopedia", "id"), sentences("tokopedia", "en")
    sources = Path(str(files("connectors.tokopedia"))).glob("*.py")
    written = {key for source in sources for key in KEY.findall(source.read_text("utf-8"))}
    own = {key for key in TABLE.keys if key.startswith("tokopedia.")} | written
    assert indonesian.keys() == english.keys() == own
