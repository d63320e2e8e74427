"""Where the database and Valkey are: the given ones, or the embedded ones' sockets."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from urllib.parse import quote

from storefront_sync.settings.env import Settings

DATABASE_NAME = "storefront"
_LONGEST_SOCKET_PATH = 100
"""Bytes; kernels refuse socket paths beyond 103 to 107."""


def run_dir(state_dir: Path) -> Path:
    """Folder of the embedded servers' sockets: in the state folder, or a short one where its path is too
    long."""
    folder = state_dir / "run"
    if len(os.fsencode(folder / "postgres" / ".s.PGSQL.5432")) <= _LONGEST_SOCKET_PATH:
        return folder
    digest = hashlib.sha256(os.fsencode(state_dir)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"storefront-{os.geteuid()}-{digest}"


def postgres_socket_dir(state_dir: Path) -> Path:
    """Folder of the embedded database's socket."""
    return run_dir(state_dir) / "postgres"


def valkey_socket(state_dir: Path) -> Path:
    """Socket of the embedded Valkey."""
    return run_dir(state_dir) / "valkey.sock"


def embedded_database_url(state_dir: Path, name: str = DATABASE_NAME) -> str:
    """Address of a database in the embedded server."""
    return f"postgresql://postgres@/{name}?host={quote(str(postgres_socket_dir(state_dir)), safe='')}"


def embedded_redis_url(state_dir: Path) -> str:
    """Address of the embedded Valkey."""
    return f"unix://{quote(str(valkey_socket(state_dir)))}?db=0"


def database_url(table: Settings) -> str:
    """The database to use."""
    return table.database_url or embedded_database_url(table.state_dir)


def redis_url(table: Settings) -> str:
    """The Valkey or Redis to use."""
    return table.redis_url or embedded_redis_url(table.state_dir)
