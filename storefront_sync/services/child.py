"""One child process: what to run, how to end it, and how to know that it is ready."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

_LEASH = Path(__file__).with_name("leash.py")


def nothing_to_prepare() -> None:
    """The default of `Child.prepare`."""


def ready_at_once() -> bool:
    """The default of `Child.ready`."""
    return True


@dataclass(frozen=True)
class Child:
    """A process that a supervisor keeps alive.

    `prepare` runs before each start, `ready` is asked until it says yes or `ready_seconds` have passed.
    `stop_signal` ends it politely, `death_signal` is what the kernel sends when its parent dies. `log`
    receives both streams.
    """

    name: str
    command: tuple[str, ...]
    log: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    user: tuple[int, int] | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals = signal.SIGKILL
    stop_seconds: float = 10.0
    prepare: Callable[[], None] = nothing_to_prepare
    ready: Callable[[], bool] = ready_at_once
    ready_seconds: float = 30.0


def spawn(child: Child) -> subprocess.Popen[bytes]:
    """Start it on a leash held by the calling thread; raises OSError where it can't be started."""
    uid, gid = child.user or (-1, -1)
    leash = [
        sys.executable,
        "-I",
        "-S",
        str(_LEASH),
        str(os.getpid()),
        str(int(child.death_signal)),
        str(uid),
        str(gid),
    ]
    if child.log is None:
        return _open(leash, child, None)
    child.log.parent.mkdir(parents=True, exist_ok=True)
    with child.log.open("ab") as log:
        return _open(leash, child, log.fileno())


def _open(leash: list[str], child: Child, output: int | None) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C in a terminal reaches the supervisor only, which stops its children in
    # order.
    return subprocess.Popen(  # noqa: S603 – no shell, and the command is ours
        [*leash, *child.command],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        env={**os.environ, **child.environment},
        start_new_session=True,
    )


def stop(process: subprocess.Popen[bytes], child: Child) -> int:
    """End it politely, after `stop_seconds` by force; returns its exit code."""
    if process.poll() is None:
        process.send_signal(child.stop_signal)
    try:
        return process.wait(timeout=child.stop_seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()
