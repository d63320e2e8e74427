"""A worker: one process, one queue. With one queue RQ moves a job from waiting to started in one step."""

from __future__ import annotations

from rq import Queue, SimpleWorker

from storefront_sync.core.wakeup import bind
from storefront_sync.jobs import process
from storefront_sync.jobs.wakeups import QueueWakeUp
from storefront_sync.settings.env import settings


def run(queue: str) -> None:
    """Work on a queue until told to stop. No fork: a child would share the open connections."""
    redis = process.redis()
    bind(QueueWakeUp(redis, settings().wakeup_seconds))
    SimpleWorker([Queue(queue, connection=redis)], connection=redis).work(logging_level="WARNING")
