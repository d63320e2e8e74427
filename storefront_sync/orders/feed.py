"""Reads a shop's order changes since the watermark, less an overlap."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from connectors.base.errors import Rejected, Transient
from connectors.base.protocol import Connector
from connectors.base.types import ExternalOrderId, OrderView
from storefront_sync.ledger.models import OrderFeed
from storefront_sync.orders.intake import Taken, take_in
from storefront_sync.tenants.models import Problem, Shop
from storefront_sync.tenants.problems import close_all, open_problem

_log = structlog.get_logger(__name__)
MOST_PAGES = 1_000
"""Bound of one window: a hundred thousand orders at a hundred a page."""


PAGES_A_STEP, ORDERS_A_STEP = 10, 50
SHORTEST_STEP = timedelta(seconds=5)
"""A window with more is read in steps, each kept: a reading that is broken off goes on where it stopped.
Where each order costs a call and one in a hundred fails, hundreds of them never pass at one go."""
TOLD_AGAIN = 10
"""Orders that couldn't be read before and are asked for again in one wide reading."""
NOT_READABLE = "order.not_readable"
SUBJECT = "marketplace_order:"
"""Subject of problems with an order that we couldn't take in, before its id."""


class FeedTooLong(Transient):
    """A window of the change list didn't end within the bound."""


@dataclass(frozen=True)
class Reach:
    """How far back a reading goes behind the watermark: `overlap`, but `wide` once in every `wide_every`,
    since a marketplace may show a change late; `first` when there is no watermark yet."""

    overlap: timedelta
    wide: timedelta
    wide_every: timedelta
    first: timedelta


def read_changes(
    shop: Shop, connector: Connector, reach: Reach, now: Callable[[], datetime]
) -> tuple[datetime, Taken]:
    """Take in every order that changed; returns when the reading began, and what it found.

    The watermark moves only after all pages of a step were taken in, so that a crash reads them again. What
    is new comes before what is only looked at again. Raises the connector's errors; a look back that
    breaks off is no failure, but due again.
    """
    feed, _ = OrderFeed.objects.get_or_create(shop=shop)
    began = now()
    asked_at = feed.asked_at
    following_since = feed.started_at
    wide = feed.reached_back_at is None or began - feed.reached_back_at >= reach.wide_every
    taken = Taken()
    if wide:
        _take(shop, connector, _unread(shop), following_since, taken, now)
    near = far = began - reach.first
    if feed.read_until is not None:
        near = _since(feed.read_until, began, reach.overlap, reach)
        far = _since(feed.read_until, began, reach.wide, reach) if wide else near
    for ids, until in _steps(connector, near, began):
        _take(shop, connector, ids, following_since, taken, now)
        _move(shop, until, began, following_since or began)
    try:
        for ids, _ in _steps(connector, far, near):
            _take(shop, connector, ids, following_since, taken, now)
    except Transient as error:
        # What is new is known, so that numbers can be told; the next reading looks back again.
        _log.warning("orders.not_reached_back", shop=shop.pk, key=error.key)
        wide = False
    _measure_lag(feed, taken)
    OrderFeed.objects.filter(shop=shop, asked_at=asked_at).update(asked_at=None)
    if wide:
        OrderFeed.objects.filter(shop=shop).update(reached_back_at=began)
    return began, taken


def _steps(
    connector: Connector, since: datetime, end: datetime
) -> Iterator[tuple[list[ExternalOrderId], datetime]]:
    """The orders that changed in a span, in steps of time, each with its end."""
    window = timedelta(days=connector.manifest.capabilities.order_window_days) - timedelta(seconds=1)
    step = window
    while since < end:
        until = min(since + step, end)
        divisible = until - since > SHORTEST_STEP
        ids = _changed(connector, since, until, PAGES_A_STEP if divisible else MOST_PAGES)
        if ids is None or (divisible and len(ids) > ORDERS_A_STEP):
            step = max((until - since) / 4, SHORTEST_STEP)
            continue
        yield ids, until
        since, step = until, min(step * 2, window)


def _since(read_until: datetime, began: datetime, overlap: timedelta, reach: Reach) -> datetime:
    """Where a reading begins. A watermark well ahead of the time was set by a clock that was wrong: how far
    was really read isn't known."""
    if read_until > began + reach.overlap:
        return began - max(reach.wide, reach.wide_every + reach.overlap)
    return min(read_until, began) - overlap


def _move(shop: Shop, until: datetime, began: datetime, started: datetime) -> None:
    """Move the watermark on; back only where it is ahead of the time."""
    OrderFeed.objects.filter(shop=shop).exclude(read_until__range=(until, began)).update(
        read_until=until, started_at=started
    )


def _take(
    shop: Shop,
    connector: Connector,
    ids: Sequence[ExternalOrderId],
    following_since: datetime | None,
    taken: Taken,
    now: Callable[[], datetime],
) -> None:
    """Read these orders and take them in."""
    capabilities = connector.manifest.capabilities
    for start in range(0, len(ids), capabilities.order_ids):
        read_started = now()
        views = _read(shop, connector, ids[start : start + capabilities.order_ids], now)
        taken.merge(take_in(shop, views, read_started, capabilities, following_since, now()))


def _unread(shop: Shop) -> list[ExternalOrderId]:
    """Orders that the feed named and that couldn't be read, those first that weren't tried for longest."""
    told = Problem.objects.filter(shop=shop, subject__startswith=SUBJECT, closed_at=None)
    subjects = told.order_by("seen_at", "id").values_list("subject", flat=True)[:TOLD_AGAIN]
    return [ExternalOrderId(subject.removeprefix(SUBJECT)) for subject in dict.fromkeys(subjects)]


def _measure_lag(feed: OrderFeed, taken: Taken) -> None:
    """An order that is older than the reading before, and wasn't in it: the feed was that late at least."""
    if feed.read_until is None or taken.oldest_new is None or taken.oldest_new >= feed.read_until:
        return
    lag = (feed.read_until - taken.oldest_new).total_seconds()
    OrderFeed.objects.filter(pk=feed.pk, largest_lag_seconds__lt=lag).update(largest_lag_seconds=lag)


def _read(
    shop: Shop, connector: Connector, ids: Sequence[ExternalOrderId], now: Callable[[], datetime]
) -> tuple[OrderView, ...]:
    """Read these orders. One that has no row among others is read alone: then it says why it can't be
    understood. That, or that it isn't readable yet, is told to staff while the others go on, and it is asked
    for again in each wide reading."""
    views = connector.read_orders(ids) if len(ids) > 1 else ()
    found = {view.external_id for view in views}
    for order_id in ids:
        if order_id in found:
            continue
        key, request = NOT_READABLE, ""
        try:
            alone = connector.read_orders([order_id])
        except Rejected as error:
            alone, key, request = (), error.key, error.request_id
        views += alone
        subject = f"{SUBJECT}{order_id}"
        if not alone:
            detail = {"order": order_id, "request": request}
            open_problem(shop.cooperative_id, key, subject, detail, shop_id=shop.pk, now=now())
            close_all(shop.cooperative_id, subject, shop_id=shop.pk, but=(key,), now=now())
    readable = [f"{SUBJECT}{view.external_id}" for view in views]
    Problem.objects.filter(shop=shop, subject__in=readable, closed_at=None).update(closed_at=now())
    return views


def _changed(
    connector: Connector, since: datetime, until: datetime, most_pages: int
) -> list[ExternalOrderId] | None:
    """The ids of all orders that changed in a window, in order, each once; None where there are more
    pages."""
    found: dict[ExternalOrderId, None] = {}
    cursor = ""
    for _ in range(most_pages):
        page = connector.list_orders(since, until, cursor)
        found |= dict.fromkeys(ref.external_id for ref in page.rows)
        cursor = page.next_cursor
        if not cursor:
            return list(found)
    if most_pages < MOST_PAGES:
        return None
    raise FeedTooLong("orders.feed_too_long")
