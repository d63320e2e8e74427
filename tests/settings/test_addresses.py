"""Addresses of the database and Valkey become what Django and the servers need."""

from __future__ import annotations

from pathlib import Path

import pytest

from storefront_sync.settings.addresses import database_url, postgres_socket_dir, redis_url, run_dir
from storefront_sync.settings.database import database_config
from storefront_sync.settings.env import Settings


def test_a_given_address_replaces_the_embedded_server(tmp_path: Path) -> None:
    table = Settings(state_dir=tmp_path, database_url="postgresql://u@h/d", redis_url="redis://h/0")
    assert (database_url(table), redis_url(table)) == ("postgresql://u@h/d", "redis://h/0")


def test_the_embedded_database_is_found_by_its_socket(tmp_path: Path) -> None:
    table = Settings(state_dir=tmp_path / "with space & sign", database_url="")
    config = database_config(database_url(table))
    assert config["HOST"] == str(postgres_socket_dir(table.state_dir))
    assert (config["NAME"], config["USER"], config["PASSWORD"]) == ("storefront", "postgres", "")


def test_a_state_folder_too_deep_for_a_socket_gets_a_short_one_of_its_own() -> None:
    deep, other = Path("/srv") / ("a" * 120), Path("/srv") / ("b" * 120)
    assert len(str(run_dir(deep))) < 60
    assert run_dir(deep) != run_dir(other)
    assert run_dir(Path("/srv/short")) == Path("/srv/short/run")


def test_all_parts_of_an_address_arrive() -> None:
    config = database_config("postgresql://koperasi:r%40hasia@db.example:5433/toko?sslmode=require")
    assert (config["HOST"], config["PORT"], config["NAME"]) == ("db.example", "5433", "toko")
    assert (config["USER"], config["PASSWORD"]) == ("koperasi", "r@hasia")
    assert config["OPTIONS"]["sslmode"] == "require"


def test_a_pool_keeps_the_connections_itself() -> None:
    pooled, alone = (database_config("postgresql://h/d", pool=size) for size in (8, 0))
    assert pooled["OPTIONS"]["pool"] == {"min_size": 1, "max_size": 8, "timeout": 10}
    assert pooled["CONN_MAX_AGE"] == 0
    assert "pool" not in alone["OPTIONS"]
    assert alone["CONN_MAX_AGE"] > 0


@pytest.mark.parametrize("url", ["sqlite:///db.sqlite3", "mysql://h/d", "postgresql://h/d?nonsense=1"])
def test_another_dialect_or_a_broken_address_is_refused_without_quoting_it(url: str) -> None:
    with pytest.raises(ValueError, match="DATABASE_URL") as refused:
        database_config(url)
    assert url not in str(refused.value)
