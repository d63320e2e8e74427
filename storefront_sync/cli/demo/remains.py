"""What an installation leaves behind for others to read: logs, pages, tables, Valkey, command lines."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import psycopg
import redis
import requests
from psycopg import sql

from storefront_sync.cli.demo.leaks import Place
from storefront_sync.saleor.manifest import MANIFEST_PATH

PAGES = ("/health", "/ready", "/metrics", MANIFEST_PATH)
TIMEOUT_SECONDS = 10.0
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"


def logs(folder: Path) -> Iterator[Place]:
    """What our own processes logged; the simulators play other people's servers and are left out."""
    for file in sorted(folder.glob("*.log")):
        if not file.name.startswith("simulator"):
            yield f"log {file.name}", file.read_bytes()


def pages(public_url: str, paths: Iterable[str] = PAGES) -> Iterator[Place]:
    """What anybody is shown who asks. Raises requests' errors: a page that can't be read proves nothing."""
    with requests.Session() as session:
        session.trust_env = False
        for path in paths:
            answer = session.get(f"{public_url}{path}", timeout=TIMEOUT_SECONDS)
            yield f"page {path}", repr(dict(answer.headers)).encode() + answer.content


def tables(database_url: str) -> Iterator[Place]:
    """Every row of every table, as a dump would have it."""
    with psycopg.connect(database_url) as database:
        for (name,) in database.execute(_TABLES).fetchall():
            with database.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))) as rows:
                yield f"table {name}", b"".join(bytes(part) for part in rows)


def valkey(redis_url: str) -> Iterator[Place]:
    """Every key with its value, unpacked where the queue has packed it."""
    with redis.Redis.from_url(redis_url) as link:
        for key in link.scan_iter(count=1000):
            yield f"valkey {key.decode(errors='replace')}", key + b"".join(_parts(link, key))


def command_lines(pids: Iterable[tuple[str, int]]) -> Iterator[Place]:
    """How our processes were called, which every user of the machine may read; nothing where there is no
    /proc."""
    for name, pid in pids:
        file = Path(f"/proc/{pid}/cmdline")
        if not name.startswith("simulator") and file.exists():
            yield f"command line of {name}", file.read_bytes()


def _parts(link: redis.Redis, key: bytes) -> Iterator[bytes]:
    read = _READ.get(_bytes(link.type(key)))
    for part in read(link, key) if read else ():
        yield part
        yield _unpacked(part)


def _fields(link: redis.Redis, key: bytes) -> Iterator[bytes]:
    for name, value in link.hgetall(key).items():
        yield from (_bytes(name), _bytes(value))


def _rows(link: redis.Redis, key: bytes) -> Iterator[bytes]:
    for row in link.xrange(key) or ():
        yield repr(row).encode()


_READ: Mapping[bytes, Callable[[redis.Redis, bytes], Iterable[bytes]]] = {
    b"string": lambda link, key: [_bytes(link.get(key) or b"")],
    b"hash": _fields,
    b"list": lambda link, key: map(_bytes, link.lrange(key, 0, -1)),
    b"set": lambda link, key: map(_bytes, link.smembers(key)),
    b"zset": lambda link, key: map(_bytes, link.zrange(key, 0, -1)),
    b"stream": _rows,
}
"""How the content of each kind of key is had."""


def _bytes(part: object) -> bytes:
    return part if isinstance(part, bytes) else str(part).encode()


def _unpacked(part: bytes) -> bytes:
    try:
        return zlib.decompress(part)
    except zlib.error:
        return b""
