"""A worker's or the timetable's sign of life, for a container's health check.

`python -m storefront_sync.jobs.pulse` has exit code 0 while a process of this host beats, else 1.
"""

from __future__ import annotations

import socket
import sys

from redis import Redis, RedisError

from storefront_sync.settings.addresses import redis_url
from storefront_sync.settings.env import settings


def beat(redis: Redis, host: str, lasts_seconds: int) -> None:
    """Say that a process of the host is well, until so many seconds from now.

    RQ's own list of workers is written at a worker's birth only: emptied with the rest of Valkey, it stays
    empty while all of them work.
    """
    redis.set(_key(host), 1, ex=lasts_seconds)


def beats(redis: Redis, host: str) -> bool:
    """Whether a process of the host said so, and the time that it named isn't over."""
    return bool(redis.exists(_key(host)))


def _key(host: str) -> str:
    return f"storefront:pulse:{host}"


def main() -> int:
    """The exit code for this host."""
    try:
        with Redis.from_url(redis_url(settings()), socket_timeout=3, socket_connect_timeout=3) as redis:
            return 0 if beats(redis, socket.gethostname()) else 1
    except RedisError:
        return 1


if __name__ == "__main__":
    sys.exit(main())
