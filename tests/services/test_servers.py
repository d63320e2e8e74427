"""The embedded servers are real, ours alone, and keep (or lose) what they should."""

from __future__ import annotations

import stat
from pathlib import Path

import psycopg
import pytest
import redis

from storefront_sync.services.occupied import Occupied, occupy
from storefront_sync.services.postgres import EmbeddedPostgres
from storefront_sync.services.supervisor import Supervisor
from storefront_sync.services.valkey import EmbeddedValkey
from storefront_sync.settings.addresses import postgres_socket_dir, valkey_socket


def test_what_the_database_was_told_is_there_after_a_restart(state_dir: Path) -> None:
    server = EmbeddedPostgres(state_dir, durable=False)
    with Supervisor() as supervisor:
        supervisor.start(server.child())
        with psycopg.connect(server.url) as link:
            link.execute("CREATE TABLE kept AS SELECT 'Tambak Wedi' AS village")
    with Supervisor() as supervisor:
        supervisor.start(server.child())
        with psycopg.connect(server.url) as link:
            assert link.execute("SELECT village FROM kept").fetchone() == ("Tambak Wedi",)


def test_the_database_is_a_real_postgresql_that_listens_on_no_network(state_dir: Path) -> None:
    server = EmbeddedPostgres(state_dir, durable=False)
    with Supervisor() as supervisor:
        supervisor.start(server.child())
        with psycopg.connect(server.url) as link:
            assert link.info.server_version >= 180000
            assert link.execute("SHOW listen_addresses").fetchone() == ("",)
            stemmed = link.execute("SELECT to_tsvector('indonesian', 'seragam berlengan')::text").fetchone()
            assert stemmed is not None
            assert "lengan" in stemmed[0]


def test_nobody_else_reaches_the_servers(state_dir: Path) -> None:
    with Supervisor() as supervisor:
        supervisor.start(EmbeddedPostgres(state_dir, durable=False).child())
        supervisor.start(EmbeddedValkey(state_dir).child())
        assert stat.S_IMODE(postgres_socket_dir(state_dir).stat().st_mode) == 0o700
        assert stat.S_IMODE(valkey_socket(state_dir).stat().st_mode) == 0o700


def _fill(link: redis.Redis) -> None:
    for number in range(40):
        link.set(f"large {number}", b"x" * 1_000_000)


def test_valkey_writes_nothing_down_and_refuses_when_it_is_full(state_dir: Path) -> None:
    server = EmbeddedValkey(state_dir, megabytes=16)
    with Supervisor() as supervisor:
        supervisor.start(server.child())
        with redis.Redis.from_url(server.url) as link:
            link.set("kept", "no")
            with pytest.raises(redis.exceptions.OutOfMemoryError):
                _fill(link)
            assert link.get("kept") == b"no"
    with Supervisor() as supervisor:
        supervisor.start(server.child())
        with redis.Redis.from_url(server.url) as link:
            assert link.get("kept") is None


def test_an_interrupted_first_start_leaves_no_half_database(state_dir: Path) -> None:
    server = EmbeddedPostgres(state_dir, durable=False)
    half = state_dir / f".{server.data_dir.name}.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18")
    server.prepare()
    assert (server.data_dir / "base").is_dir()
    assert not half.exists()


def test_a_state_folder_has_one_supervisor(state_dir: Path) -> None:
    with occupy(state_dir), pytest.raises(Occupied), occupy(state_dir):
        pass
    with occupy(state_dir):
        pass
