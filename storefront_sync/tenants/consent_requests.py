"""Asks a seller for consent: a link, good for a day, and the trips to the marketplace that begin with it.

A trip is bound to the cooperative and the marketplace of its link, to one answer, to half an hour, and to the
browser that began it. Every word is kept as a hash: who reads the table can't go on with anybody's trip.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from django.db import transaction

from storefront_sync.core.errors import StorefrontError
from storefront_sync.tenants.models import ConsentRequest, Cooperative, Problem
from storefront_sync.tenants.problems import close_problem, open_problem

LINK_LASTS: Final = timedelta(hours=24)
TRIP_LASTS: Final = timedelta(minutes=30)
ANSWER_TAKES: Final = timedelta(minutes=2)
"""A request that takes an answer ends sooner than this, or died."""
KEPT: Final = timedelta(days=7)
MOST_TRIPS: Final = 20
"""With one link: whoever has it must not be able to call the marketplace in our app's name without end."""
_TRIPS: Final = "trips"
CONNECTED: Final = "connected"
INTERRUPTED: Final = "consent.interrupted"
"""Text key of the problem that staff see."""


class Reason(StrEnum):
    """Why a trip ended without a shop; each is a sentence that says what to do."""

    LINK_UNKNOWN = "link_unknown"
    LINK_USED = "link_used"
    LINK_EXPIRED = "link_expired"
    TRIP_UNKNOWN = "trip_unknown"
    TRIP_EXPIRED = "trip_expired"
    OTHER_BROWSER = "other_browser"
    OTHER_MARKETPLACE = "other_marketplace"
    DECLINED = "declined"
    CODE_REFUSED = "code_refused"
    UNCLEAR = "unclear"
    BUSY = "busy"
    APP_REFUSED = "app_refused"
    NO_APP = "no_app"
    NO_SHOP = "no_shop"
    INTERRUPTED = "interrupted"
    DATABASE = "database"
    FORM = "form"
    TOO_MANY = "too_many"


class ConsentRefused(StorefrontError):
    """The trip doesn't begin or go on. `key`: a text key of the marketplace's own, where it said why."""

    def __init__(self, reason: Reason, key: str = "") -> None:
        super().__init__(key or reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Trip:
    """What a trip that begins needs once: the word for the marketplace, and that for the browser's cookie."""

    request: ConsentRequest
    state: str = field(repr=False)
    browser: str = field(repr=False)


Word = Callable[[], str]
"""Makes an unguessable word of A-Z a-z 0-9 - and _, at most 64 characters."""


def invite(
    cooperative: Cooperative, marketplace: str, now: datetime, word: Word = secrets.token_urlsafe
) -> str:
    """The word of a new link, good once and for a day."""
    link = word()
    ConsentRequest.objects.create(
        cooperative=cooperative, marketplace=marketplace, link_hash=digest(link), created_at=now
    )
    return link


def by_link(link: str, now: datetime) -> ConsentRequest:
    """The request of a link that is good; raises ConsentRefused."""
    row = ConsentRequest.objects.select_related("cooperative").filter(link_hash=digest(link)).first()
    if row is None:
        raise ConsentRefused(Reason.LINK_UNKNOWN)
    return _usable(row, now)


@transaction.atomic
def begin(link: str, language: str, now: datetime, word: Word = secrets.token_urlsafe) -> Trip:
    """Begin a trip; one that was begun before with this link ends thereby. Raises ConsentRefused."""
    row = _usable(_locked(by_link(link, now).pk), now)
    if row.answered_at is not None and not row.outcome and now < row.answered_at + ANSWER_TAKES:
        raise ConsentRefused(Reason.BUSY)  # an answer is being taken in this moment
    trips = int(row.detail.get(_TRIPS, 0)) + 1
    if trips > MOST_TRIPS:
        raise ConsentRefused(Reason.TOO_MANY)
    trip = Trip(row, word(), word())
    row.state_hash, row.browser_hash = digest(trip.state), digest(trip.browser)
    row.language, row.begun_at, row.answered_at = language, now, None
    row.outcome, row.detail = "", {_TRIPS: trips}
    row.save()
    return trip


def by_state(state: str) -> ConsentRequest:
    """The request whose trip has this state, spent or not; raises ConsentRefused."""
    row = None
    if state:
        rows = ConsentRequest.objects.select_related("cooperative")
        row = rows.filter(state_hash=digest(state)).first()
    if row is None:
        raise ConsentRefused(Reason.TRIP_UNKNOWN)
    return row


@transaction.atomic
def claim(request: ConsentRequest, marketplace: str, browser: str, now: datetime) -> bool:
    """Spend the trip's state, for the browser that began it; False where it was spent before.

    Raises ConsentRefused for another browser or marketplace, which spends nothing, and for a trip that took
    too long.
    """
    if not is_its_browser(request, browser):
        raise ConsentRefused(Reason.OTHER_BROWSER)
    if request.marketplace != marketplace:
        raise ConsentRefused(Reason.OTHER_MARKETPLACE)
    row = _locked(request.pk)
    if row.state_hash != request.state_hash:
        raise ConsentRefused(Reason.TRIP_UNKNOWN)
    if row.answered_at is not None:
        return False
    if row.begun_at is None or now >= row.begun_at + TRIP_LASTS:
        raise ConsentRefused(Reason.TRIP_EXPIRED)
    row.answered_at = now
    row.save(update_fields=["answered_at"])
    return True


def is_its_browser(request: ConsentRequest, browser: str) -> bool:
    """Whether this is the word of the browser that began the trip."""
    return bool(request.browser_hash and browser) and hmac.compare_digest(
        request.browser_hash, digest(browser)
    )


def finish(request: ConsentRequest, outcome: str, detail: Mapping[str, object]) -> None:
    """How the trip ended: CONNECTED, after which the link is used up, or a Reason."""
    rows = ConsentRequest.objects.filter(pk=request.pk, state_hash=request.state_hash)
    trips = {_TRIPS: request.detail[_TRIPS]} if _TRIPS in request.detail else {}
    rows.update(outcome=outcome, detail={**trips, **detail})


def digest(word: str) -> str:
    """What is kept of a word; 256 random bits need no salt."""
    return hashlib.sha256(word.encode("utf-8", "surrogatepass")).hexdigest()


def tell_interrupted(now: datetime) -> int:
    """Tell the staff of trips whose answer was taken by a process that died; returns how many."""
    died = ConsentRequest.objects.filter(outcome="", answered_at__lte=now - ANSWER_TAKES)
    rows = list(died.order_by("pk"))
    for row in rows:
        finish(row, Reason.INTERRUPTED, {})
        open_problem(row.cooperative_id, INTERRUPTED, _subject(row.marketplace), now=now)
    return len(rows)


def connected(request: ConsentRequest, now: datetime) -> None:
    """What was told of earlier trips is over."""
    close_problem(request.cooperative_id, INTERRUPTED, _subject(request.marketplace), now=now)


def forget_old(now: datetime) -> int:
    """Delete the requests that are older than a week, with what was told of them; returns how many."""
    Problem.objects.filter(key=INTERRUPTED, seen_at__lt=now - KEPT, closed_at=None).update(closed_at=now)
    return ConsentRequest.objects.filter(created_at__lt=now - KEPT).delete()[0]


def _subject(marketplace: str) -> str:
    return f"consent:{marketplace}"


def _usable(row: ConsentRequest, now: datetime) -> ConsentRequest:
    if row.outcome == CONNECTED:
        raise ConsentRefused(Reason.LINK_USED)
    if now >= row.created_at + LINK_LASTS:
        raise ConsentRefused(Reason.LINK_EXPIRED)
    return row


def _locked(pk: int) -> ConsentRequest:
    return ConsentRequest.objects.select_for_update(no_key=True, of=("self",)).get(pk=pk)
