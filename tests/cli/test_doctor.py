"""`doctor` says what is wrong and what to do, and never shows a secret."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from storefront_sync.cli.checks.database import check_database, check_tables
from storefront_sync.cli.checks.finding import Finding
from storefront_sync.cli.checks.installation import check_installation
from storefront_sync.cli.checks.remote import check_address, check_clock, check_token, server_time
from storefront_sync.cli.checks.valkey import check_valkey
from storefront_sync.cli.doctor import examine, finding_line
from storefront_sync.core.status import InstallationStatus, Problem, TokenCheck
from storefront_sync.settings.env import Settings
from tests.conftest import HandSetClock

_NOWHERE = "postgresql://koperasi:rahasia123@127.0.0.1:9/toko"


class _Answers(BaseHTTPRequestHandler):
    """A server whose clock stands at 08:00 and that answers with the code in its address."""

    def do_GET(self) -> None:
        self.send_response_only(int(self.path.strip("/") or 200))
        self.send_header("Date", "Mon, 23 Nov 2026 01:00:00 GMT")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    """The address of a server."""
    server = HTTPServer(("127.0.0.1", 0), _Answers)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_database_that_is_not_there_is_told_apart_from_one_that_was_not_started() -> None:
    assert check_database(_NOWHERE, embedded=False).key == "doctor.database.unreachable"
    assert check_database(_NOWHERE, embedded=True).key == "doctor.database.embedded_not_running"


def test_what_doctor_prints_of_an_address_has_no_password() -> None:
    for finding in (
        check_database(_NOWHERE, embedded=False),
        check_database("postgresql://koperasi:rahasia123@127.0.0.1/toko?nonsense=1", embedded=False),
        check_valkey("redis://:rahasia123@127.0.0.1:9/0", embedded=False),
        check_valkey("nonsense://:rahasia123@127.0.0.1", embedded=False),
    ):
        assert not finding.well
        assert "rahasia123" not in finding_line(finding)
        assert "rahasia123" not in repr(finding)


def test_a_valkey_that_is_not_there_is_named_and_a_running_one_is_well(redis_url: str) -> None:
    assert (
        check_valkey("unix:///nowhere/valkey.sock", embedded=True).key == "doctor.valkey.embedded_not_running"
    )
    assert check_valkey("redis://127.0.0.1:9/0", embedded=False).key == "doctor.valkey.unreachable"
    assert check_valkey(redis_url, embedded=True).well


def test_a_valkey_that_would_forget_a_queue_is_named(redis: object, redis_url: str) -> None:
    assert hasattr(redis, "config_set")
    redis.config_set("maxmemory-policy", "allkeys-lru")
    try:
        assert check_valkey(redis_url, embedded=True).key == "doctor.valkey.forgets"
    finally:
        redis.config_set("maxmemory-policy", "noeviction")


@pytest.mark.django_db
def test_tables_that_are_up_to_date_are_well() -> None:
    assert check_tables().well


def test_a_dead_database_does_not_keep_the_rest_from_being_looked_at(
    tmp_path: Path, address: str, clock: HandSetClock
) -> None:
    table = Settings(
        state_dir=tmp_path, database_url=_NOWHERE, redis_url="redis://127.0.0.1:9/0", saleor_url=address
    )
    found = {finding.key: finding.well for finding in examine(table, clock)}
    assert found == {
        "doctor.database.unreachable": False,
        "doctor.valkey.unreachable": False,
        "doctor.saleor.answers": True,
        "doctor.clock.well": True,
    }


def test_a_saleor_that_is_down_or_broken_is_named(address: str, clock: HandSetClock) -> None:
    down, _ = check_address("Saleor", "http://127.0.0.1:9/graphql/", clock, timeout=(1, 1))
    assert down.key == "doctor.saleor.unreachable"
    broken, _ = check_address("Saleor", f"{address}/503", clock, timeout=(1, 1))
    assert (broken.key, broken.values) == ("doctor.saleor.broken", {"code": 503})
    well, answer = check_address("Saleor", f"{address}/405", clock, timeout=(1, 1))
    assert well.well
    assert answer.server_time == clock.now()


def test_a_clock_that_is_off_against_every_server_is_ours(clock: HandSetClock) -> None:
    def told(subject: str, seconds: float) -> TokenCheck:
        there = clock.now() + timedelta(seconds=seconds)
        return TokenCheck(subject, "", server_time=there, asked_at=clock.now())

    assert check_clock([told("a", 299), told("b", -2)]).well
    off = check_clock([told("a", 299), told("b", 301)])
    assert (off.key, off.values) == ("doctor.clock.skewed", {"seconds": 299, "subject": "a"})
    assert check_clock([TokenCheck("a", "")]).key == "doctor.clock.unknown"


@pytest.mark.parametrize(
    "header", ["", "yesterday", "Mon, 23 Nov 2026 01:00:00", "Mon, 23 Nov 2026 08:00:00 +0700"]
)
def test_a_servers_time_is_read_or_left(header: str) -> None:
    expected = datetime(2026, 11, 23, 1, 0, tzinfo=UTC) if header.startswith("Mon") else None
    assert server_time(header) == expected


def test_a_dead_permission_is_told_in_a_sentence_that_says_what_to_do() -> None:
    finding = check_token(TokenCheck("shopee · SMB", "", key="shop.consent_ended", technical="sign=123abc"))
    line = finding_line(finding)
    assert "Hubungkan toko lagi" in line
    assert "123abc" not in line
    assert check_token(TokenCheck("shopee · SMB", "")).well


def test_a_line_shows_square_brackets_as_they_are() -> None:
    assert "\\[hidden]" in finding_line(
        Finding("x", well=False, key="doctor.valkey.well", technical="token=[hidden]")
    )


def test_each_installation_is_well_or_has_its_troubles_told_with_what_the_missing_permission_is_for(
    clock: HandSetClock,
) -> None:
    detail = {"permissions": "Manage orders", "codes": ["MANAGE_ORDERS", "UNHEARD_OF"]}
    problems = (Problem("app.permissions_missing", 1, detail),)
    (finding,) = check_installation(
        InstallationStatus("https://a.example/graphql/", ("smb",), "3.23", clock.now(), problems)
    )
    assert "Memasukkan dan membatalkan pesanan" in finding_line(finding)
    for server, key, well in (
        (InstallationStatus("https://a/", ("smb",), "3.23", clock.now()), "installation.well", True),
        (InstallationStatus("https://a/", ("smb",), "", None), "installation.unchecked", False),
        (InstallationStatus("https://a/", (), "3.23", clock.now()), "installation.unused", False),
    ):
        (finding,) = check_installation(server)
        assert (finding.key, finding.well) == (key, well)
