"""Programs that some tests drive: the system's own, else Debian's package, installed as root."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

LONGEST_SECONDS: Final = 900
PLACES: Final = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
"""Debian keeps servers where only root looks for programs."""

Which = Callable[[str], str | None]
Run = Callable[[Sequence[str]], bool]


def program(names: Sequence[str], package: str, which: Which, run: Run, *, root: bool) -> str | None:
    """The path of the first of these programs, installed from Debian's `package` where there was none; None
    where it can't be had."""
    found = _first(names, which)
    if found is None and root and which("apt-get"):
        all(run(command) for command in _install(package))
        found = _first(names, which)
    return found


def found_at(name: str) -> str | None:
    """The path of a program of this machine."""
    return shutil.which(name, path=PLACES)


def run(command: Sequence[str]) -> bool:
    """Whether a command ended well."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, env=environment, timeout=LONGEST_SECONDS, stdin=subprocess.DEVNULL, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


@contextmanager
def alone() -> Iterator[None]:
    """One process at a time installs."""
    with open(Path(tempfile.gettempdir()) / f"storefront-programs-{os.geteuid()}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _first(names: Sequence[str], which: Which) -> str | None:
    return next((path for name in names if (path := which(name))), None)


def _install(package: str) -> tuple[tuple[str, ...], ...]:
    return (
        ("apt-get", "update", "-qq"),
        ("apt-get", "install", "-y", "-qq", "--no-install-recommends", package),
    )
