"""Do Saleor and the marketplaces still accept us, and do their clocks agree with ours?

Marketplaces refuse a signature whose time is five minutes off: a clock that drifts takes every shop off at
once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import requests

from storefront_sync.cli.checks.finding import Finding
from storefront_sync.core.clock import Clock
from storefront_sync.core.redaction import redact
from storefront_sync.core.status import TokenCheck

LARGEST_SKEW_SECONDS = 30.0


def check_token(answer: TokenCheck) -> Finding:
    """What the account's answer to an authenticated call means."""
    if answer.key:
        return Finding(answer.subject, well=False, key=answer.key, technical=redact(answer.technical))
    return Finding(answer.subject, well=True, key="doctor.token.well")


def check_address(
    subject: str, url: str, clock: Clock, *, timeout: tuple[float, float]
) -> tuple[Finding, TokenCheck]:
    """Ask an address for anything at all, without a token: is a server there, and what time is it there?"""
    asked_at = clock.now()
    try:
        answer = requests.get(url, timeout=timeout, allow_redirects=False, stream=True)
    except requests.RequestException as error:
        found = Finding(subject, well=False, key="doctor.saleor.unreachable", technical=redact(str(error)))
        return found, TokenCheck(subject, url, found.key)
    with answer:
        seen = TokenCheck(
            subject, url, server_time=server_time(answer.headers.get("Date", "")), asked_at=asked_at
        )
        if answer.status_code >= 500:
            return Finding(
                subject, well=False, key="doctor.saleor.broken", values={"code": answer.status_code}
            ), seen
    return Finding(subject, well=True, key="doctor.saleor.answers"), seen


def check_clock(answers: Iterable[TokenCheck]) -> Finding:
    """Compare our clock with all the clocks that were told; more than 30 s apart is named."""
    skews = [
        (abs((answer.server_time - answer.asked_at).total_seconds()), answer)
        for answer in answers
        if answer.server_time is not None and answer.asked_at is not None
    ]
    if not skews:
        return Finding("clock", well=True, key="doctor.clock.unknown")
    # The smallest: one remote server with a wrong clock is its own trouble, all of them apart from us is
    # ours.
    skew, nearest = min(skews, key=lambda pair: pair[0])
    if skew > LARGEST_SKEW_SECONDS:
        values = {"seconds": int(skew), "subject": nearest.subject}
        return Finding("clock", well=False, key="doctor.clock.skewed", values=values)
    return Finding("clock", well=True, key="doctor.clock.well", values={"seconds": int(skew)})


def server_time(header: str) -> datetime | None:
    """The moment in an HTTP Date header, aware, UTC; None where it is absent or unreadable."""
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
