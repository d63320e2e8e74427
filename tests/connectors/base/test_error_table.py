"""Codes and words, placed in order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base.errors import (
    ConfigError,
    ConnectorError,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    Transient,
)
from connectors.base.http import Throttled
from connectors.base.table import Action, ErrorRow, ErrorTable, Said, shown_code

TABLE = ErrorTable(
    [
        ErrorRow("busy", Action.WAIT, "t.busy"),
        ErrorRow("many", Action.FIX_ROW, "t.words", words="red|green"),
        ErrorRow("many", Action.RETRY, "t.other"),
        ErrorRow("module.busy", Action.OPERATOR, "t.whole"),
        ErrorRow("broke", Action.VERIFY, "t.broke"),
        ErrorRow("quota", Action.WAIT_DAY, "t.quota"),
    ],
    "t.unknown",
)


def error(code: str, message: str = "", *, write: bool = True) -> ConnectorError:
    """The error for a code."""
    return TABLE.error(Said(code, message, write=write, request_id="r", shop_id="7"))


def test_the_first_row_whose_words_are_said_wins() -> None:
    assert error("many", "it is GREEN").key == "t.words"
    assert error("many", "it is blue").key == "t.other"


def test_the_whole_code_goes_before_its_last_part() -> None:
    assert isinstance(error("module.busy"), ConfigError)
    with pytest.raises(Throttled):
        error("other.busy")


def test_an_unknown_refusal_of_a_write_was_not_applied() -> None:
    assert type(error("what")) is Rejected
    assert type(error("what", write=False)) is Transient


def test_what_broke_over_there_is_unknown_for_a_write() -> None:
    assert type(error("broke")) is OutcomeUnknown
    assert type(error("broke", write=False)) is Transient


def test_a_quota_without_a_known_end_is_left_to_the_budget() -> None:
    with pytest.raises(Throttled):
        error("quota")


def test_a_message_is_never_repeated() -> None:
    said = error("many", "token abc123 of Siti")
    assert "abc123" not in f"{said!r}{said}{said.technical}"
    assert "abc123" not in repr(Said("c", "abc123", write=True))


def test_every_key_is_known() -> None:
    assert TABLE.keys == {"t.busy", "t.words", "t.other", "t.whole", "t.broke", "t.quota", "t.unknown"}


def test_a_rate_that_is_limited_is_no_plain_error() -> None:
    assert issubclass(RateLimited, ConnectorError)
    assert not issubclass(Throttled, ConnectorError)


@given(st.text())
def test_a_shown_code_is_short_and_tame(code: str) -> None:
    shown = shown_code(code)
    assert len(shown) <= 80
    assert not set(shown) & set(" \n\r\t<>&\"'{}=/")
