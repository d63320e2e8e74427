"""A secret in clear is found wherever it stands, and told without being repeated."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from redis import Redis

from storefront_sync.cli.demo import remains
from storefront_sync.cli.demo.guarded import sealed_secrets
from storefront_sync.cli.demo.leaks import Leak, search
from storefront_sync.settings.keys import cipher
from storefront_sync.tenants.vault import seal

TOKEN = "k9vQ2-token-of-the-shop"
STREET = "Jl. Mawar Ñ 7"


def test_a_secret_is_found_as_it_is_and_as_json_escapes_it() -> None:
    places = [("log", f'{{"event": "{STREET}"}}'.encode()), ("page", json.dumps([STREET]).encode())]
    assert list(search({STREET: "street"}, places)) == [Leak("street", "log"), Leak("street", "page")]


def test_what_is_found_is_not_repeated() -> None:
    assert TOKEN not in repr(list(search({TOKEN: "token"}, [("log", TOKEN.encode())])))


def test_texts_too_short_to_tell_apart_from_words_are_left_out() -> None:
    assert not list(search({"Budi": "name"}, [("log", b"Budidaya")]))


def test_the_logs_of_our_own_processes_are_read_and_the_simulators_are_not(tmp_path: Path) -> None:
    (tmp_path / "web.log").write_text(TOKEN)
    (tmp_path / "simulator-shopee.log").write_text(TOKEN)
    assert [place for place, _ in remains.logs(tmp_path)] == ["log web.log"]


def test_every_kind_of_key_in_valkey_is_read_and_what_the_queue_packed_is_unpacked(
    redis: Redis, redis_url: str
) -> None:
    redis.set("one", TOKEN)
    redis.hset("two", "data", zlib.compress(TOKEN.encode()))
    redis.rpush("three", TOKEN)
    redis.sadd("four", TOKEN)
    redis.zadd("five", {TOKEN: 1})
    redis.xadd("six", {"data": TOKEN})
    redis.set(f"seven {TOKEN}", "")
    found = {leak.place for leak in search({TOKEN: "token"}, remains.valkey(redis_url))}
    assert found == {f"valkey {name}" for name in ("one", "two", "three", "four", "five", "six")} | {
        f"valkey seven {TOKEN}"
    }


@pytest.mark.django_db(transaction=True)
def test_every_row_of_every_table_is_read() -> None:
    url = _database_url()
    with psycopg.connect(url, autocommit=True) as database:
        database.execute("CREATE TABLE scratch_leak (content jsonb, blob_encrypted text)")
        try:
            database.execute(
                "INSERT INTO scratch_leak VALUES (%s, %s)",
                [
                    json.dumps({"deep": [TOKEN]}),
                    seal({"access": "sealed-and-secret", "city": "Kota Surabaya"}),
                ],
            )
            known = sealed_secrets(url, cipher().decrypt)
            assert known["sealed-and-secret"] == "scratch_leak.blob_encrypted"
            assert "Kota Surabaya" not in known
            found = list(search({TOKEN: "token"} | known, remains.tables(url)))
        finally:
            database.execute("DROP TABLE scratch_leak")
    assert found == [Leak("token", "table scratch_leak")]


def _database_url() -> str:
    settings = connection.settings_dict
    return psycopg.conninfo.make_conninfo(
        "", dbname=settings["NAME"], user=settings["USER"], host=settings["HOST"], port=settings["PORT"]
    )
