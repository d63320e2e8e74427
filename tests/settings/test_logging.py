"""A log line holds no secret, whoever wrote it, and whatever exception it tells of."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from storefront_sync.core.redaction import HIDDEN
from storefront_sync.settings.logging import formatter


@pytest.fixture(params=["json", "console"])
def lines(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """What is written by the logger `quiet`."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter(request.param))
    logger = logging.getLogger("quiet")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    yield written
    logger.removeHandler(handler)
    logger.propagate = True


def test_an_event_keeps_its_numbers_and_loses_its_secrets(lines: io.StringIO) -> None:
    structlog.get_logger("quiet").info(
        "pushed", listing=8423117045, access_token="abcdef", answer="sign=123abc&ok=1"
    )
    assert "8423117045" in lines.getvalue()
    assert "abcdef" not in lines.getvalue()
    assert "123abc" not in lines.getvalue()
    assert lines.getvalue().count(HIDDEN) == 2


def test_a_librarys_own_line_is_cleaned_too(lines: io.StringIO) -> None:
    logging.getLogger("quiet").warning(
        "GET %s failed", "https://shop.example/?access_token=abcdef&sign=123abc"
    )
    assert "abcdef" not in lines.getvalue()
    assert "123abc" not in lines.getvalue()


def test_a_traceback_is_cleaned(lines: io.StringIO) -> None:
    try:
        raise RuntimeError("refused: Authorization: Bearer abcdefgh12345678")
    except RuntimeError:
        logging.getLogger("quiet").exception("call failed")
    assert "Traceback" in lines.getvalue()
    assert "abcdefgh12345678" not in lines.getvalue()


@pytest.mark.parametrize("lines", ["json"], indirect=True)
def test_a_line_for_machines_is_one_json_object(lines: io.StringIO) -> None:
    structlog.get_logger("quiet").info("pushed\ntwo lines", shop="Koperasi SMB")
    (line,) = lines.getvalue().splitlines()
    event = json.loads(line)
    assert (event["event"], event["level"], event["logger"]) == ("pushed\ntwo lines", "info", "quiet")
    assert event["timestamp"].endswith("Z")
