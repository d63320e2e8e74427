"""The edge of a job: the flag goes first, the database connection is sound, and a failure is told once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import structlog
from django.db import close_old_connections, connection
from redis import RedisError

from storefront_sync.jobs import process
from storefront_sync.jobs.wakeups import flag

_log = structlog.get_logger(__name__)

Work = Callable[[int, str], None]


def job(work: Work) -> Work:
    """Make a job function of `work(subject, queue)`.

    The wake-up flag is deleted before the work is looked at, so that a change during the job wakes another
    one. Whatever fails is logged without its data and ends the job: the rows are still there, and the
    sweeper finds them.
    """

    @wraps(work)
    def run(subject: int, queue: str) -> None:
        close_old_connections()
        try:
            process.redis().delete(flag(queue, work.__name__, subject))
        except RedisError as error:
            _log.warning("flag.not_deleted", error=type(error).__name__)
        try:
            work(subject, queue)
        except Exception as error:  # noqa: BLE001 – the job boundary
            _log.error(
                "job.failed", work=work.__name__, subject=subject, error=type(error).__name__, exc_info=error
            )
            connection.close()  # a connection that failed is not used again

    return run
