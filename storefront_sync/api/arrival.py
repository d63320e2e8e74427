"""The HTTP answer to a webhook's arrival: a status and nothing else."""

from __future__ import annotations

from collections.abc import Mapping

import structlog
from django.http import HttpResponse

from storefront_sync.inbox.outcome import Arrival, Outcome

STATUS: Mapping[Outcome, int] = {
    Outcome.STORED: 200,
    Outcome.DUPLICATE: 200,
    Outcome.STALE: 200,
    Outcome.ECHO: 200,
    Outcome.IGNORED: 200,
    Outcome.FORGED: 401,
    Outcome.MALFORMED: 400,
    Outcome.UNKNOWN_ACCOUNT: 404,
    Outcome.UNVERIFIED: 503,
}

log = structlog.get_logger(__name__)


def answer(arrival: Arrival) -> HttpResponse:
    """An empty answer. What was refused is logged without its content."""
    status = STATUS[arrival.outcome]
    if status != 200:
        log.warning(
            "webhook_refused", source=arrival.source, outcome=arrival.outcome.value, bytes=arrival.size
        )
    return HttpResponse(status=status)
