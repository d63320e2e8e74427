"""Every code of the fact sheet has its class."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from connectors.base.errors import (
    AuthExpired,
    ConfigError,
    ConsentEnded,
    OutcomeUnknown,
    Rejected,
    Transient,
)
from connectors.base.http import Throttled
from connectors.base.table import Said
from connectors.base.texts import LANGUAGES, sentence, sentences
from connectors.lazada.answers import refusal
from connectors.lazada.errors import TABLE
from connectors.lazada.refusal import ban_seconds, campaign_end, inner_code, named_codes
from connectors.lazada.signed import call_of
from connectors.lazada.wire import Envelope

WINDOW = (
    "During the Bday Mega campaign, there are restrictions for stock adjustments in effect between "
    "2026-11-20 00:00:00 - 2026-11-27 23:59:59. Sellers can increase stocks, but may not decrease stocks."
)
PERMANENT = ["1", "5", "14", "16", "17", "19", "30", "36", "37", "38", "39", "56", "70", "74", "75"]
SHEET: list[tuple[type[Exception], str, str]] = [
    (AuthExpired, "IllegalAccessToken", ""),
    (ConsentEnded, "IllegalRefreshToken", ""),
    (ConsentEnded, "InvalidCode", ""),
    (ConsentEnded, "SellerNotVerified", ""),
    (ConfigError, "IncompleteSignature", ""),
    (ConfigError, "MissingParameter", ""),
    (ConfigError, "InvalidAppKey", ""),
    (ConfigError, "AUTH_TYPE_UNSUPPORTED", ""),
    (ConfigError, "InsufficientPermission", ""),
    (Throttled, "ApiCallLimit", "Api access frequency exceeds the limit. this ban will last 1 seconds."),
    (Throttled, "901", "The request is too frequent"),
    (Throttled, "998", "To ensure stability of service, this API service is disabled"),
    (OutcomeUnknown, "ServiceTimeout", ""),
    (OutcomeUnknown, "6", "E006: Unexpected internal error"),
    (OutcomeUnknown, "513", "Internal call exception"),
    (OutcomeUnknown, "1000", "Internal Application Error"),
    *((Rejected, code, "") for code in PERMANENT),
    (Rejected, "204", "E204: Too many SKU in one request"),
    (Rejected, "4171", ""),
    (Rejected, "212", "negative sellable"),
    (Rejected, "4170", WINDOW),
    (Rejected, "4225", "semi-hosted program"),
    *((Rejected, str(code), "") for code in range(4104, 4138)),
    (Transient, "1003", "E1003_3PL_ALLOCATION_FAIL"),
    (Transient, "700024", "GET_LOCK_FAILED"),
    (OutcomeUnknown, "40011", "RPC_ERROR"),
    (OutcomeUnknown, "106", "E0106: ROC internal error"),
    *((ConfigError, code, "") for code in ("700004", "700017", "700018", "700019")),
    *(
        (Rejected, code, "")
        for code in ("700000", "700001", "700013", "700016", "700020", "700021", "700022")
    ),
    *((Rejected, str(code), "") for code in (700023, *range(700025, 700032), 700033, 700040)),
    *((Rejected, code, "") for code in ("600001", "600002", "30012", "34", "35", "50008")),
    *((Rejected, code, "") for code in ("102", "104", "105", "115", "122", "123", "124", "131")),
    *((ConsentEnded, code, "") for code in ("116", "117", "118", "700032", "SellerNotActive")),
    *((Rejected, code, "") for code in ("57", "201", "202", "205", "206", "209", "300", "302", "303", "512")),
    *((Rejected, str(code), "") for code in range(4138, 4147)),
    *((Rejected, str(code), "") for code in (*range(4148, 4154), *range(4155, 4159), *range(4160, 4170))),
    *((Rejected, code, "") for code in ("1001", "4193", "4216", "4218", "4221", "4227", "4228", "10002")),
    *((Rejected, code, "") for code in ("E0001", "E0002", "E0003", "E0004")),
    (Transient, "4147", "Concurrent product edit is not allowed"),
    (Transient, "4154", "SYS_REQUEST_TOO_FAST"),
    *((OutcomeUnknown, code, "") for code in ("502", "4159")),
]


def said(code: str, message: str = "", *, write: bool = True) -> Said:
    """What Lazada said."""
    return Said(code=code, message=message, write=write, request_id="r", shop_id="4")


@pytest.mark.parametrize(("kind", "code", "message"), SHEET)
def test_each_documented_code_has_its_class(kind: type[Exception], code: str, message: str) -> None:
    assert TABLE.place(code, message) is not None
    try:
        error: Exception = TABLE.error(said(code, message))
    except Throttled as busy:
        error = busy
    assert type(error) is kind


@pytest.mark.parametrize("code", ["ServiceTimeout", "6", "513", "1000"])
def test_what_broke_over_there_is_transient_for_a_read(code: str) -> None:
    assert isinstance(TABLE.error(said(code, write=False)), Transient)


@pytest.mark.parametrize(
    ("message", "key"),
    [
        ("negative sellable on channel inventory", "lazada.campaign_stock"),
        (WINDOW, "lazada.campaign_stock"),
        ("THD_IC_ERR_F_IC_ABILITY_PG_003: locked", "lazada.campaign_price"),
        ("negative sellable", "lazada.stock_refused"),
        ("ITEM_NOT_FOUND", "lazada.product_missing"),
        ("BIZ_CHECK_PRICE_IS_ZERO: the price is zero", "lazada.price_refused"),
        ("something new", "lazada.row_refused"),
    ],
)
def test_a_501_is_only_a_cover_whose_rows_are_told_apart_by_words(message: str, key: str) -> None:
    error = TABLE.error(said("501", message))
    assert (type(error), error.key) == (Rejected, key)


@pytest.mark.parametrize(
    ("message", "seconds"),
    [
        ("Api access frequency exceeds the limit. this ban will last 1 seconds.", 1),
        ("This ban will last 300 seconds", 300),
        ("this ban will last 99999 seconds", 86_400),
        ("this ban will last many seconds", 1),
        ("", 1),
    ],
)
def test_a_ban_lasts_as_long_as_it_says(message: str, seconds: float) -> None:
    assert ban_seconds(message) == seconds
    with pytest.raises(Throttled) as caught:
        raise refusal(call_of("products"), Envelope(code="ApiCallLimit", message=message, request_id="r"))
    assert caught.value.retry_after == seconds


def test_a_campaigns_window_is_read_to_its_end_in_the_countrys_time() -> None:
    wib = timezone(timedelta(hours=7))
    assert campaign_end(WINDOW) == datetime(2026, 11, 27, 23, 59, 59, tzinfo=wib)
    assert campaign_end("in effect between YYYY-MM-DD HH:MM:SS - YYYY-MM-DD HH:MM:SS") is None
    assert campaign_end("between 2026-11-20 00:00:00 - 2026-13-99 00:00:00") is None


@pytest.mark.parametrize(
    ("message", "code"), [("E4170: During", "4170"), ("E0102: x", "102"), ("212: y", "212"), ("none", "")]
)
def test_a_code_inside_a_message_is_found(message: str, code: str) -> None:
    assert inner_code(message) == code


def test_names_inside_a_message_are_found_too() -> None:
    assert named_codes("CHK_BASIC_REQUIRED", "C004: cannot be blank.") == ("CHK_BASIC_REQUIRED",)
    assert named_codes("", "E4110: BIZ_CHECK_CAT_PROP_MANDATORY: Bahan") == (
        "4110",
        "BIZ_CHECK_CAT_PROP_MANDATORY",
    )
    assert named_codes("", "THD_IC_ERR_F_IC_ABILITY_PG_004:THD_IC_ERR_F_IC_ABILITY_PG_003") == (
        "THD_IC_ERR_F_IC_ABILITY_PG_004",
        "THD_IC_ERR_F_IC_ABILITY_PG_003",
    )
    assert named_codes("", "Cannot be blank") == ()


def test_an_unknown_code_on_a_write_is_a_refusal_with_its_code() -> None:
    error = TABLE.error(said("987654"))
    assert (type(error), error.key, error.technical) == (Rejected, "lazada.unknown", "987654")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_has_a_sentence_in_both_languages(language: str) -> None:
    assert all(sentence("lazada", key, language) for key in TABLE.keys)
    told_by_us = {
        f"lazada.{name}"
        for name in (
            "token_of_another_shop",
            "no_shop_here",
            "too_many_orders",
            "no_such_way",
            "line_missing",
            "cancel_refused",
            "description_too_long",
            "too_many_found",
        )
    }
    assert set(sentences("lazada", language)) - TABLE.keys == told_by_us
