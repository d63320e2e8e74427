"""Reads orders' parcels from a shop's marketplace, where an order's state says that there is news of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F, QuerySet

from connectors.base.errors import Rejected
from connectors.base.fulfilment import Fulfilment
from connectors.base.shipment import Parcel as ParcelView
from connectors.base.types import ExternalOrderId
from mappings.words import OrderState, ParcelState
from storefront_sync.catalog.storable import storable
from storefront_sync.orders.intake import GOODS_ARE_HERE
from storefront_sync.orders.models import Order, Parcel
from storefront_sync.orders.phases import Phase
from storefront_sync.tenants.models import Shop
from storefront_sync.tenants.problems import close_all, open_problem

_log = structlog.get_logger(__name__)

MOST_ORDERS = 50
"""Orders whose parcels one reading asks for: a call each."""
MOST_PARCELS = 100
"""Of one order, as many as are kept; of more, which are a marketplace's fault, the log tells."""
AGAIN_AT_MOST = timedelta(hours=1)
"""A tracking number comes a while after the shipment was arranged, and no change of the order tells of it:
asked for again after a minute, doubled each time up to this."""
MOST_ATTEMPTS = 30
"""Then only a change of the order has its parcels read again: a day has passed."""
NOT_READABLE = "order.parcels_not_readable"
HAVE_LEFT = {ParcelState.SHIPPED, ParcelState.DELIVERED, ParcelState.LOST}
STILL_HERE = {ParcelState.WAITING.value, ParcelState.ARRANGED.value}
SHOWN = ("state", "courier", "tracking_number", "line_keys", "ship_by", "seen_at", "left_at")
"""What a reading overwrites."""


@dataclass(frozen=True)
class ParcelsRead:
    """What a reading did: `changed` orders have other parcels than before; `more`: others are due."""

    orders: int = 0
    changed: int = 0
    more: bool = False


def due(now: datetime) -> QuerySet[Order]:
    """Orders whose parcels are to be read now."""
    return Order.objects.filter(parcels_due_at__lte=now)


def forget_due(shop: Shop) -> int:
    """The shop's marketplace shows no parcels: nothing of them is due. Returns of how many orders."""
    rows = Order.objects.filter(shop=shop).exclude(parcels_due_at=None)
    return rows.update(parcels_due_at=None, wanted=F("wanted") + 1)


def read_parcels(
    shop: Shop, fulfilment: Fulfilment, now: Callable[[], datetime], longest: timedelta
) -> ParcelsRead:
    """Read what is due of a shop, the longest due first, for `longest`. Raises the connector's errors but
    Rejected, which is told and asked for again later."""
    began = now()
    rows = due(began).filter(shop=shop).order_by("parcels_due_at", "pk")[:MOST_ORDERS]
    done = changed = 0
    for order_id, external_id in list(rows.values_list("pk", "external_id")):
        started = now()
        try:
            views = fulfilment.parcels(ExternalOrderId(external_id))
        except Rejected as error:
            _refused(shop, order_id, error, now())
            views = None
        if views is not None:
            if len(views) > MOST_PARCELS:
                _log.warning("orders.too_many_parcels", shop=shop.pk, order=order_id, shown=len(views))
            changed += store(order_id, views, started, now())
        done += 1
        if now() - began >= longest:
            break
    return ParcelsRead(done, changed, more=due(now()).filter(shop=shop).exists())


def store(order_id: int, views: Sequence[ParcelView], started: datetime, now: datetime) -> bool:
    """Take an order's parcels as they are shown; returns whether they are others than before.

    `started` is when the reading began: an older one never overwrites a newer.
    """
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order_id)
        known = {row.parcel_id: row for row in order.parcels.all()}
        if any(row.seen_at >= started for row in known.values()):
            return False
        rows = [_row(order, view, started, known) for view in views[:MOST_PARCELS]]
        before = {_shape(row) for row in order.parcels.all()}
        Parcel.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["order", "parcel_id"],
            update_fields=SHOWN,
        )
        gone = order.parcels.exclude(parcel_id__in={row.parcel_id for row in rows})
        gone.filter(saleor_fulfilment_id="", left_at=None).delete()
        gone.update(state=ParcelState.CANCELLED.value, seen_at=started)
        after = {_shape(row) for row in order.parcels.all()}
        if order.left_at is None and any(row.left_at is not None for row in rows):
            order.left_at = started
        _plan_next(order, now)
        # Whoever waited for parcels goes on without, once none are to be expected.
        changed = before != after or (not rows and order.parcels_due_at is None)
        if changed and order.phase not in (Phase.NEVER.value, Phase.CANCELLED.value):
            order.wanted += 1
            order.not_before = None
        fields = ["ship_by", "left_at", "parcels_due_at", "parcels_attempts", "wanted", "not_before"]
        order.save(update_fields=fields)
        close_all(order.cooperative_id, _subject(order), shop_id=order.shop_id, now=now)
    return changed


def _row(order: Order, view: ParcelView, started: datetime, known: dict[str, Parcel]) -> Parcel:
    row = known.get(view.ref.parcel_id) or Parcel(order=order, parcel_id=view.ref.parcel_id)
    row.state, row.ship_by, row.seen_at = view.state.value, view.ship_by, started
    row.courier = storable(view.courier, 120)
    row.tracking_number = storable(view.tracking_number, 120) or row.tracking_number
    row.line_keys = sorted(view.line_keys)
    if view.state in HAVE_LEFT:
        row.left_at = row.left_at or started
    return row


def _shape(row: Parcel) -> tuple[object, ...]:
    return (row.parcel_id, row.state, row.courier, row.tracking_number, tuple(row.line_keys), row.ship_by)


def _plan_next(order: Order, now: datetime) -> None:
    """When to ask again without any news: while a tracking number is missing, more and more rarely."""
    here = order.parcels.filter(state__in=STILL_HERE)
    times = [row.ship_by for row in here if row.ship_by is not None]
    order.ship_by = min(times, default=None) if OrderState(order.state) in GOODS_ARE_HERE else None
    sent = order.parcels.exclude(state__in=(ParcelState.WAITING.value, ParcelState.CANCELLED.value))
    nameless = sent.filter(tracking_number="").exists() or (
        not order.parcels.exists() and order.state == OrderState.ARRANGED.value
    )
    if not nameless or order.parcels_attempts >= MOST_ATTEMPTS:
        order.parcels_due_at = None
        return
    order.parcels_due_at = now + _pause(order.parcels_attempts)
    order.parcels_attempts += 1


def _refused(shop: Shop, order_id: int, error: Rejected, now: datetime) -> None:
    """The marketplace won't show them: told, and asked for again later."""
    order = Order.objects.get(pk=order_id)
    detail = {"order": order.external_id, "error": error.key}
    with transaction.atomic():
        open_problem(order.cooperative_id, NOT_READABLE, _subject(order), detail, shop_id=shop.pk, now=now)
        order.parcels_due_at = now + _pause(order.parcels_attempts + 5)
        order.parcels_attempts += 1
        if order.parcels_attempts >= MOST_ATTEMPTS:
            order.parcels_due_at = None
            Order.objects.filter(pk=order_id).update(wanted=F("wanted") + 1)  # it goes on without
        order.save(update_fields=["parcels_due_at", "parcels_attempts"])


def _pause(attempts: int) -> timedelta:
    return min(timedelta(minutes=1) * int(2 ** min(attempts, 20)), AGAIN_AT_MOST)


def _subject(order: Order) -> str:
    """Its own, so that a settled order doesn't end the problem."""
    return f"parcels:{order.pk}"
