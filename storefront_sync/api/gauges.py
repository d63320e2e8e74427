"""What the books of all shops say right now, as numbers for a monitoring system.

Read from the database at scrape time, so that several web processes tell the same. Labels are row ids and
text keys, never names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, QuerySet, Sum

from storefront_sync.catalog.models import Listing
from storefront_sync.fulfilment.models import Request
from storefront_sync.inbox.models import ArrivalCount
from storefront_sync.ledger.models import (
    AspectChoice,
    Belief,
    Hold,
    Look,
    Mark,
    OrderFeed,
    PushedNumber,
    Verification,
)
from storefront_sync.orders.models import Order
from storefront_sync.orders.phases import Phase
from storefront_sync.sync.models import Drift
from storefront_sync.tenants.models import Cooperative, Problem, Shop

Sample = tuple[tuple[str, ...], float]
"""The values of the labels, in order, and the number."""

_SHOP = ("shop", "marketplace")
_UNFINISHED = [
    Phase.SEEN,
    Phase.WAITING_LINK,
    Phase.SHORT,
    Phase.DRAFT,
    Phase.PLACED,
]


@dataclass(frozen=True)
class Gauge:
    """One metric: `read` gives its samples at a moment. `counter`: it only grows, until old days go."""

    name: str
    help: str
    labels: tuple[str, ...]
    read: Callable[[datetime], Iterable[Sample]]
    counter: bool = False


def _shops() -> Iterator[tuple[int, tuple[str, str]]]:
    for shop_id, marketplace in Shop.objects.order_by("id").values_list("id", "marketplace"):
        yield shop_id, (str(shop_id), marketplace)


def _per_shop(rows: Iterable[tuple[int, float]]) -> Iterator[Sample]:
    """A sample for each shop, 0 where there are no rows: an absent series can't be told from a broken one."""
    numbers = dict(rows)
    for shop_id, labels in _shops():
        yield labels, numbers.get(shop_id, 0.0)


def _count(
    rows: QuerySet[Belief] | QuerySet[Verification] | QuerySet[PushedNumber] | QuerySet[Drift],
) -> Iterator[Sample]:
    return _per_shop(rows.values_list("shop_id").annotate(number=Count("id")))


def _states(_now: datetime) -> Iterator[Sample]:
    for shop_id, marketplace, state in Shop.objects.order_by("id").values_list("id", "marketplace", "state"):
        yield (str(shop_id), marketplace, state), 1.0


def _marks(_now: datetime) -> Iterator[Sample]:
    rows = Mark.objects.values_list("shop_id", "aspect").annotate(number=Count("id"))
    numbers = {(shop_id, aspect): number for shop_id, aspect, number in rows}
    for shop_id, labels in _shops():
        for aspect in AspectChoice.values:
            yield (*labels, aspect), numbers.get((shop_id, aspect), 0)


def _oldest_marks(now: datetime) -> Iterator[Sample]:
    rows = Mark.objects.values_list("shop_id").annotate(oldest=Min("marked_at"))
    return _per_shop((shop_id, _age(now, oldest)) for shop_id, oldest in rows)


def _listings(_now: datetime) -> Iterator[Sample]:
    rows = Listing.objects.filter(gone_at=None).values_list("shop_id", "shop__marketplace", "link")
    for shop_id, marketplace, link, number in rows.annotate(number=Count("id")):
        yield (str(shop_id), marketplace, link), number


def _orders(_now: datetime) -> Iterator[Sample]:
    rows = Order.objects.filter(phase__in=_UNFINISHED).values_list("shop_id", "phase")
    numbers = {(shop_id, phase): number for shop_id, phase, number in rows.annotate(number=Count("id"))}
    for shop_id, labels in _shops():
        for phase in _UNFINISHED:
            yield (*labels, phase.value), numbers.get((shop_id, phase.value), 0)


def _overdue(now: datetime) -> Iterator[Sample]:
    rows = Order.objects.filter(ship_by__lte=now).values_list("shop_id")
    return _per_shop(rows.annotate(number=Count("id")))


def _short_pieces(_now: datetime) -> Iterator[Sample]:
    short = Order.objects.filter(phase=Phase.SHORT)
    held = Hold.objects.filter(order_id__in=short.values("pk")).values_list("shop_id")
    return _per_shop(held.annotate(number=Sum("units")))


def _requests(_now: datetime) -> Iterator[Sample]:
    rows = Request.objects.filter(closed_at=None).values_list("shop_id", "state")
    numbers = {(shop_id, state): number for shop_id, state, number in rows.annotate(number=Count("id"))}
    for shop_id, labels in _shops():
        for state in (Request.State.PENDING, Request.State.SENT):
            yield (*labels, state.value), numbers.get((shop_id, state.value), 0)


def _feed_age(now: datetime) -> Iterator[Sample]:
    rows = OrderFeed.objects.filter(read_until__isnull=False)
    for shop_id, marketplace, until in rows.values_list("shop_id", "shop__marketplace", "read_until"):
        yield (str(shop_id), marketplace), _age(now, until)


def _feed_lag(_now: datetime) -> Iterator[Sample]:
    return _per_shop(OrderFeed.objects.values_list("shop_id").annotate(lag=Max("largest_lag_seconds")))


def _looks(_now: datetime) -> Iterator[Sample]:
    numbers = dict(Look.objects.values_list("cooperative_id").annotate(number=Count("id")))
    for cooperative in Cooperative.objects.order_by("id").values_list("id", flat=True):
        yield (str(cooperative),), numbers.get(cooperative, 0)


def _oldest_looks(now: datetime) -> Iterator[Sample]:
    oldest = dict(Look.objects.values_list("cooperative_id").annotate(oldest=Min("requested_at")))
    for cooperative in Cooperative.objects.order_by("id").values_list("id", flat=True):
        yield (str(cooperative),), _age(now, oldest.get(cooperative))


def _problems(_now: datetime) -> Iterator[Sample]:
    rows = Problem.objects.filter(closed_at=None).values_list("cooperative_id", "key")
    for cooperative, key, number in rows.annotate(number=Count("id")):
        yield (str(cooperative), key), number


def _arrivals(_now: datetime) -> Iterator[Sample]:
    rows = ArrivalCount.objects.values_list("source", "outcome")
    for source, outcome, number in rows.annotate(number=Sum("count")):
        yield (source, outcome), number


def _age(now: datetime, since: datetime | None) -> float:
    return max((now - since).total_seconds(), 0.0) if since else 0.0


GAUGES: tuple[Gauge, ...] = (
    Gauge("storefront_sync_shop_state", "1 for the state that a shop is in", (*_SHOP, "state"), _states),
    Gauge("storefront_sync_marks", "Numbers that are to be looked at again", (*_SHOP, "aspect"), _marks),
    Gauge(
        "storefront_sync_oldest_mark_seconds", "Age of the oldest change not yet shown", _SHOP, _oldest_marks
    ),
    Gauge("storefront_sync_listings", "Listings by whether they are linked", (*_SHOP, "link"), _listings),
    Gauge(
        "storefront_sync_void_beliefs",
        "Numbers of which it isn't known what buyers see",
        _SHOP,
        lambda _now: _count(Belief.objects.filter(void=True)),
    ),
    Gauge(
        "storefront_sync_verifications",
        "Listings to be read back",
        _SHOP,
        lambda _now: _count(Verification.objects.all()),
    ),
    Gauge(
        "storefront_sync_unanswered_pushes",
        "Numbers sent without an answer so far",
        _SHOP,
        lambda _now: _count(PushedNumber.objects.filter(outcome=PushedNumber.Outcome.PENDING)),
    ),
    Gauge(
        "storefront_sync_open_drifts",
        "Differences between shown and believed, neither explained nor mended",
        _SHOP,
        lambda _now: _count(Drift.objects.filter(closed_at=None)),
    ),
    Gauge(
        "storefront_sync_unfinished_orders",
        "Marketplace orders on their way into Saleor",
        (*_SHOP, "phase"),
        _orders,
    ),
    Gauge(
        "storefront_sync_short_pieces",
        "Pieces in orders that stock doesn't cover",
        _SHOP,
        _short_pieces,
    ),
    Gauge(
        "storefront_sync_overdue_orders",
        "Orders that should have been handed over and are still here",
        _SHOP,
        _overdue,
    ),
    Gauge(
        "storefront_sync_open_requests",
        "What staff asked of orders: waiting, or sent without an answer so far",
        (*_SHOP, "state"),
        _requests,
    ),
    Gauge(
        "storefront_sync_order_feed_age_seconds", "Time since order changes were read up to", _SHOP, _feed_age
    ),
    Gauge(
        "storefront_sync_order_feed_lag_seconds",
        "Longest time seen before an order was told",
        _SHOP,
        _feed_lag,
    ),
    Gauge("storefront_sync_looks", "Things of Saleor to be read again", ("cooperative",), _looks),
    Gauge(
        "storefront_sync_oldest_look_seconds", "Age of the oldest of them", ("cooperative",), _oldest_looks
    ),
    Gauge(
        "storefront_sync_open_problems",
        "Problems that staff should know of",
        ("cooperative", "key"),
        _problems,
    ),
    Gauge(
        "storefront_sync_arrivals",
        "Webhooks by how they ended",
        ("source", "outcome"),
        _arrivals,
        counter=True,
    ),
)
