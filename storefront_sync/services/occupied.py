"""One supervisor per state folder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storefront_sync.core.errors import StorefrontError


class Occupied(StorefrontError):
    """Another supervisor runs on this state folder."""


@contextmanager
def occupy(state_dir: Path) -> Iterator[None]:
    """Own the state folder; the kernel gives it back at this process's end, however it ends. Raises
    Occupied."""
    state_dir.mkdir(parents=True, exist_ok=True)
    handle = os.open(state_dir / "supervisor.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Occupied("services.occupied", str(state_dir)) from error
        yield
    finally:
        os.close(handle)
