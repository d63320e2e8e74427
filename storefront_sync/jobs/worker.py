"""A worker: one process, one queue. With one queue RQ moves a job from waiting to started in one step."""

from __future__ import annotations

import socket

from redis.client import Pipeline
from rq import Queue, SimpleWorker

from storefront_sync.core.wakeup import bind
from storefront_sync.jobs import process
from storefront_sync.jobs.pulse import beat
from storefront_sync.jobs.wakeups import QueueWakeUp
from storefront_sync.settings.env import settings

IDLE_SECONDS = 75
"""A worker without work beats this often."""
BEAT_LASTS_SECONDS = 600
"""Longer than the longest job: a worker beats when it takes one up, and not while it is at it."""


class BeatingWorker(SimpleWorker):
    """A worker whose sign of life survives an emptied Valkey. No fork: a child would share the open
    connections."""

    def heartbeat(self, timeout: int | None = None, pipeline: Pipeline | None = None) -> None:
        """RQ's own, and ours."""
        super().heartbeat(timeout, pipeline)
        beat(self.connection, socket.gethostname(), BEAT_LASTS_SECONDS)


def run(queue: str) -> None:
    """Work on a queue until told to stop."""
    redis = process.redis()
    bind(QueueWakeUp(redis, settings().wakeup_seconds))
    worker = BeatingWorker([Queue(queue, connection=redis)], connection=redis, worker_ttl=IDLE_SECONDS)
    worker.work(logging_level="WARNING")
