"""The web process's link to Valkey: a request never waits for it."""

from __future__ import annotations

from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from storefront_sync.core.wakeup import bind
from storefront_sync.jobs.wakeups import QueueWakeUp
from storefront_sync.settings.addresses import redis_url
from storefront_sync.settings.env import settings

_PATIENCE_SECONDS = 1.0


def quick_link() -> Redis:
    """A link that fails within a second or two and doesn't try again by itself."""
    return Redis.from_url(
        redis_url(settings()),
        socket_connect_timeout=_PATIENCE_SECONDS,
        socket_timeout=_PATIENCE_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )


def send_wakeups() -> None:
    """From here on, what is stored in this process wakes the workers."""
    bind(QueueWakeUp(quick_link(), settings().wakeup_seconds))
