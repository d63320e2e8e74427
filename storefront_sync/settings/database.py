"""Django's idea of a database from its address."""

from __future__ import annotations

from typing import TypedDict

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

_CONNECT_TIMEOUT_SECONDS = 5


class DatabaseConfig(TypedDict):
    """What Django needs to connect."""

    ENGINE: str
    NAME: str
    USER: str
    PASSWORD: str
    HOST: str
    PORT: str
    CONN_MAX_AGE: int
    CONN_HEALTH_CHECKS: bool
    OPTIONS: dict[str, object]


def database_config(url: str, *, pool: int = 0) -> DatabaseConfig:
    """The configuration for a PostgreSQL address, with a pool of that many connections where it isn't 0.

    Raises ValueError where the address is not PostgreSQL's: there is one dialect.
    """
    if not url.startswith(("postgresql://", "postgres://")):
        raise ValueError("DATABASE_URL must begin with postgresql://")
    try:
        parts = {key: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}
    except ProgrammingError:
        # Without the cause: its text may quote the password.
        raise ValueError("DATABASE_URL is not a PostgreSQL address") from None
    known = {name: parts.pop(name, "") for name in ("dbname", "user", "password", "host", "port")}
    options: dict[str, object] = {"connect_timeout": _CONNECT_TIMEOUT_SECONDS, **parts}
    if pool:
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": 10}
    return DatabaseConfig(
        ENGINE="django.db.backends.postgresql",
        NAME=known["dbname"],
        USER=known["user"],
        PASSWORD=known["password"],
        HOST=known["host"],
        PORT=known["port"],
        # A pool keeps the connections itself; without one a process's thread keeps its own.
        CONN_MAX_AGE=0 if pool else 600,
        CONN_HEALTH_CHECKS=True,
        OPTIONS=options,
    )
