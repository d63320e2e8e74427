"""Reads a shop's returns by the time of their last change, since the watermark, less an overlap."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from connectors.base.aftersale import ReturnView
from connectors.base.errors import Transient
from connectors.base.fulfilment import Fulfilment
from connectors.base.protocol import Connector
from mappings.words import OrderState
from storefront_sync.orders.models import Order
from storefront_sync.returns.intake import find_orders, take_in
from storefront_sync.returns.models import ReturnFeed
from storefront_sync.tenants.models import Shop

OVERLAP = timedelta(hours=1)
"""Behind the watermark: a marketplace may show a change late, and returns are few."""
FIRST = timedelta(days=15)
"""How far the first reading goes back, as for orders."""
PAGES_A_STEP = 10
MOST_PAGES = 500
"""Bound of the shortest step."""
SHORTEST_STEP = timedelta(minutes=1)
HINTED_AGAIN = timedelta(minutes=1)
"""An order that changes after it arrived may mean a return; the list isn't read more often than this for
it."""
_ARRIVED = (OrderState.DELIVERED.value, OrderState.COMPLETED.value, OrderState.RETURNED.value)


class ReturnsTooMany(Transient):
    """The returns of one minute didn't end within the bound."""


def due(now: datetime) -> QuerySet[Shop]:
    """Active shops whose returns are to be read: the time has come, or an order that had arrived changed, as
    webhooks and the order feed tell it."""
    changed = Order.objects.filter(
        shop=OuterRef("pk"),
        state__in=_ARRIVED,
        remote_updated_at__gt=OuterRef("return_feed__read_until"),
    )
    rested = Q(return_feed__read_until__lte=now - HINTED_AGAIN)
    active = Shop.objects.filter(state=Shop.State.ACTIVE).exclude(not_before__gt=now)
    return active.filter(
        Q(return_feed=None) | Q(return_feed__next_at__lte=now) | (rested & Q(Exists(changed)))
    ).order_by("pk")


def read_returns(shop: Shop, connector: Connector, period: timedelta, now: Callable[[], datetime]) -> int:
    """Take in every return that changed; returns how many were new or other than before. A shop whose
    marketplace gives no returns is left until the next time.

    The watermark moves step by step, each after all its pages were taken in, so that a crash reads them
    again. Raises the connector's errors; the next reading then is a period away.
    """
    began = now()
    feed, _ = ReturnFeed.objects.get_or_create(shop=shop, defaults={"next_at": began})
    ReturnFeed.objects.filter(pk=feed.pk).update(next_at=began + period)
    find_orders(shop, began)
    if connector.fulfilment is None:
        return 0
    since = began - FIRST if feed.read_until is None else min(feed.read_until, began) - OVERLAP
    longest = timedelta(days=connector.manifest.capabilities.order_window_days) - timedelta(seconds=1)
    step, changed = longest, 0
    while since < began:
        until = min(since + step, began)
        most = PAGES_A_STEP if until - since > SHORTEST_STEP else MOST_PAGES
        views = _changed(connector.fulfilment, since, until, most)
        if views is None:
            step = max((until - since) / 4, SHORTEST_STEP)
            continue
        changed += take_in(shop, views, began, now())
        since = until
        ReturnFeed.objects.filter(pk=feed.pk).update(read_until=until)
    return changed


def _changed(
    fulfilment: Fulfilment, since: datetime, until: datetime, most_pages: int
) -> list[ReturnView] | None:
    """All returns that changed in a window; None where there are more pages than a longer one may have."""
    found: list[ReturnView] = []
    cursor = ""
    for _ in range(most_pages):
        page = fulfilment.returns(since, until, cursor)
        found += page.rows
        cursor = page.next_cursor
        if not cursor:
            return found
    if most_pages < MOST_PAGES:
        return None
    raise ReturnsTooMany("return.feed_too_long")
