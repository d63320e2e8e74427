"""The table of settings: what it reads, what it refuses, and that it shows no secret."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from storefront_sync.settings.env import Settings, variable


@pytest.fixture(autouse=True)
def _only_this_tests_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(variable(name), raising=False)


def test_the_variables_without_the_prefix_are_the_four_that_others_know() -> None:
    plain = {variable(name) for name in Settings.model_fields if not variable(name).startswith("STOREFRONT_")}
    assert plain == {"DATABASE_URL", "REDIS_URL", "SALEOR_SCHEMA", "SALEOR_RECORDINGS"}


def test_a_variable_is_read_and_an_empty_one_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u@h/d")
    monkeypatch.setenv("STOREFRONT_SWEEP_SECONDS", "60")
    monkeypatch.setenv("STOREFRONT_DRIFT_SECONDS", "")
    table = Settings()
    assert (table.database_url, table.sweep_seconds, table.drift_seconds) == ("postgresql://u@h/d", 60, 300)


def test_lists_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STOREFRONT_ALLOWED_HOSTS", "a.example, b.example,")
    assert Settings().allowed_hosts == ("a.example", "b.example")


def test_a_lease_shorter_than_a_call_is_refused() -> None:
    with pytest.raises(ValidationError, match="lease_seconds must exceed"):
        Settings(lease_seconds=20, read_timeout_seconds=20)


@pytest.mark.parametrize("address", ["shop.example", "ftp://shop.example", "https://"])
def test_a_public_address_that_no_browser_opens_is_refused(address: str) -> None:
    with pytest.raises(ValidationError, match="public_url"):
        Settings(public_url=address)


def test_every_setting_is_documented() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_a_table_that_is_printed_shows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STOREFRONT_SECRET_KEY", "rahasia-satu")
    monkeypatch.setenv("STOREFRONT_ENCRYPTION_KEYS", "rahasia-dua,rahasia-tiga")
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:rahasia@h/d")
    monkeypatch.setenv("REDIS_URL", "redis://:rahasia@h/0")
    assert "rahasia" not in repr(Settings())


def test_a_state_folder_here_is_used_before_the_one_at_home(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "home"))
    assert Settings().state_dir == tmp_path / "home" / "storefront-sync"
    (tmp_path / ".state").mkdir()
    assert Settings().state_dir == tmp_path / ".state"
