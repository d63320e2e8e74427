"""Asks Saleor which imported orders staff touched there, and has those read again whose event was lost.

Nothing is taken over from the answer: an order of ours that shows other parcels than we know, or that staff
cancelled or completed, is looked at again, as after an event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from mappings.words import OrderState
from storefront_sync.catalog.storable import storable
from storefront_sync.ledger import looks
from storefront_sync.ledger.models import Look
from storefront_sync.orders.fulfilled import CANCELED, CANCELLED_THERE, DRAFTS, IN_SALEOR, LONGEST_NUMBER
from storefront_sync.orders.models import Order, SaleorFulfilment, SaleorOrderFeed
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import GraphQLRefused
from storefront_sync.saleor.types import FollowedOrders, OrderOutline
from storefront_sync.tenants.models import Cooperative, Problem

OVERLAP = timedelta(seconds=60)
"""A change has its time when it is made and is seen when its transaction ends, and the clocks of Saleor's
machines may differ: both come to less."""
FIRST_REACH = timedelta(days=15)
"""How far back the first reading goes; so far that it doesn't matter whose clock is right."""
MOST_PAGES = 20
"""Of one reading: two thousand changed orders. The next goes on behind them."""
MOST_NAMED = 100
"""Orders that are asked for by name each time, in turn where there are more."""
STILL_HERE = (OrderState.READY.value, OrderState.ARRANGED.value, OrderState.CANCEL_REQUESTED.value)


def due(now: datetime) -> QuerySet[Cooperative]:
    """Cooperatives whose Saleor is to be asked: those that gave us a token and have orders there."""
    waiting = SaleorOrderFeed.objects.filter(next_at__gt=now)
    there = Order.objects.filter(cooperative=OuterRef("pk"), phase__in=(*DRAFTS, *IN_SALEOR))
    served = Cooperative.objects.filter(Exists(there), installation__revoked_at=None)
    return served.exclude(installation__token_encrypted="").exclude(pk__in=waiting.values("cooperative"))


def ask_what_staff_did(
    cooperative: Cooperative,
    client: SaleorClient,
    now: Callable[[], datetime],
    period: timedelta,
    most_pages: int = MOST_PAGES,
) -> None:
    """Where it is due, ask which orders changed, and request to look again at ours among them.

    What a page asks for is kept with how far it was read, so that whatever breaks off, the next reading goes
    on there. Raises SaleorError.
    """
    feed, _ = SaleorOrderFeed.objects.get_or_create(cooperative=cooperative)
    if not _claim(feed, now(), period):
        return
    named = _in_part(cooperative, feed)
    for _ in range(most_pages):
        since = (feed.read_until or now() - FIRST_REACH) - OVERLAP
        page = _page(cooperative, client, feed, since, list(named.values()))
        rows = page.changed.rows
        with transaction.atomic():
            refs = {row.id for row in _news(cooperative, (*rows, *page.named))}
            looks.request(cooperative.pk, Look.Kind.ORDER, refs, now())
            feed.read_until = max([row.updated_at for row in rows] + [feed.read_until or since])
            feed.cursor = page.changed.next_cursor
            feed.named_until = max(named, default=feed.named_until)
            feed.save(update_fields=["read_until", "cursor", "named_until"])
        named = {}
        if not feed.cursor:
            return
    SaleorOrderFeed.objects.filter(pk=feed.pk).update(next_at=now())


def _page(
    cooperative: Cooperative,
    client: SaleorClient,
    feed: SaleorOrderFeed,
    since: datetime,
    named: Sequence[str],
) -> FollowedOrders:
    try:
        return client.orders_followed(since, cooperative.channel_slug, feed.cursor, named)
    except GraphQLRefused:
        # Perhaps a cursor of another version of Saleor: the next reading begins without one.
        SaleorOrderFeed.objects.filter(pk=feed.pk).update(cursor="")
        raise


def _claim(feed: SaleorOrderFeed, now: datetime, period: timedelta) -> bool:
    """Put the next reading off, so that nobody else does this one; returns whether it was due."""
    rows = SaleorOrderFeed.objects.filter(Q(next_at=None) | Q(next_at__lte=now), pk=feed.pk)
    return rows.update(next_at=now + period) == 1


def _in_part(cooperative: Cooperative, feed: SaleorOrderFeed) -> dict[int, str]:
    """Saleor's ids, by ours, of orders that are here still and of which staff have sent something: their time
    doesn't move with each parcel. Those behind the last that was named come first."""
    parcels = SaleorFulfilment.objects.filter(status="FULFILLED", by_us=False).values("order")
    rows = Order.objects.filter(cooperative=cooperative, phase__in=IN_SALEOR, state__in=STILL_HERE)
    rows = rows.filter(pk__in=parcels).order_by("pk")
    some = dict(rows.filter(pk__gt=feed.named_until).values_list("pk", "saleor_id")[:MOST_NAMED])
    if not some and feed.named_until:
        feed.named_until = 0
        some = dict(rows.values_list("pk", "saleor_id")[:MOST_NAMED])
    return some


def _news(cooperative: Cooperative, found: Iterable[OrderOutline]) -> list[OrderOutline]:
    """Those that are imported orders of the cooperative's and differ from what we know."""
    by_id = {row.id: row for row in found}
    ours = list(Order.objects.filter(cooperative=cooperative, saleor_id__in=by_id))
    known: dict[int, dict[str, tuple[str, str]]] = {order.pk: {} for order in ours}
    for row in SaleorFulfilment.objects.filter(order__in=ours):
        known[row.order_id][row.fulfilment_id] = (row.status, row.tracking_number)
    told = _told(cooperative, ours)
    return [
        by_id[order.saleor_id]
        for order in ours
        if _differs(order, by_id[order.saleor_id], known[order.pk], told=f"order:{order.pk}" in told)
    ]


def _differs(order: Order, found: OrderOutline, known: dict[str, tuple[str, str]], *, told: bool) -> bool:
    if order.phase in DRAFTS:
        return True  # no draft is in the list: staff completed it, or cancelled it since
    if order.phase not in IN_SALEOR:
        return False
    cancelled = found.status == CANCELED and order.state != OrderState.CANCELLED.value
    parcels = {
        key: (status, storable(number, LONGEST_NUMBER)) for key, (status, number) in found.fulfilments.items()
    }
    return (cancelled and not told) or any(known.get(key) != shape for key, shape in parcels.items())


def _told(cooperative: Cooperative, orders: Sequence[Order]) -> set[str]:
    subjects = [f"order:{order.pk}" for order in orders]
    rows = Problem.objects.filter(
        cooperative=cooperative, key=CANCELLED_THERE, subject__in=subjects, closed_at=None
    )
    return set(rows.values_list("subject", flat=True))
