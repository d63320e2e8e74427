"""Reads a shop's order changes since the watermark, less an overlap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from connectors.base.errors import Rejected
from connectors.base.protocol import Connector
from connectors.base.types import ExternalOrderId, OrderView
from storefront_sync.core.errors import StorefrontError
from storefront_sync.ledger.models import OrderFeed
from storefront_sync.orders.intake import Taken, take_in
from storefront_sync.tenants.models import Shop
from storefront_sync.tenants.problems import open_problem

MOST_PAGES = 1_000
"""Bound of one window: a hundred thousand orders at a hundred a page."""


class FeedTooLong(StorefrontError):
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

    The watermark moves only after all pages of a window were taken in, so that a crash reads them again.
    Raises the connector's errors.
    """
    feed, _ = OrderFeed.objects.get_or_create(shop=shop)
    began = now()
    asked_at = feed.asked_at
    following_since = feed.started_at
    wide = feed.reached_back_at is None or began - feed.reached_back_at >= reach.wide_every
    overlap = reach.wide if wide else reach.overlap
    since = began - reach.first if feed.read_until is None else feed.read_until - overlap
    window = timedelta(days=connector.manifest.capabilities.order_window_days) - timedelta(seconds=1)
    taken = Taken()
    while since < began:
        until = min(since + window, began)
        ids = _changed(connector, since, until)
        most = connector.manifest.capabilities.order_ids
        for start in range(0, len(ids), most):
            read_started = now()
            views = _read(shop, connector, ids[start : start + most], now)
            taken.merge(
                take_in(shop, views, read_started, connector.manifest.capabilities, following_since, now())
            )
        since = until
    _measure_lag(feed, taken)
    OrderFeed.objects.filter(shop=shop, asked_at=asked_at).update(asked_at=None)
    if wide:
        OrderFeed.objects.filter(shop=shop).update(reached_back_at=began)
    OrderFeed.objects.filter(shop=shop).exclude(read_until__gte=began).update(
        read_until=began, started_at=following_since or began
    )
    return began, taken


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
    understood, and that is told to staff while the others go on. One that isn't readable yet stays in the
    feed's overlap."""
    views = connector.read_orders(ids) if len(ids) > 1 else ()
    found = {view.external_id for view in views}
    for order_id in ids:
        if order_id in found:
            continue
        try:
            views += connector.read_orders([order_id])
        except Rejected as error:
            open_problem(
                shop.cooperative_id,
                error.key,
                f"marketplace_order:{order_id}",
                {"order": order_id, "request": error.request_id},
                shop_id=shop.pk,
                now=now(),
            )
    return views


def _changed(connector: Connector, since: datetime, until: datetime) -> list[ExternalOrderId]:
    """The ids of all orders that changed in a window, in order, each once."""
    found: dict[ExternalOrderId, None] = {}
    cursor = ""
    for _ in range(MOST_PAGES):
        page = connector.list_orders(since, until, cursor)
        found |= dict.fromkeys(ref.external_id for ref in page.rows)
        cursor = page.next_cursor
        if not cursor:
            return list(found)
    raise FeedTooLong("orders.feed_too_long")
