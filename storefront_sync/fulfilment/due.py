"""What must be handed over first. Days are those of the service's time zone (Jakarta)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import F, Q
from django.utils.timezone import localtime

from mappings.words import OrderState
from storefront_sync.fulfilment.packed import packed_in_part
from storefront_sync.orders.models import Order
from storefront_sync.tenants.models import Cooperative
from storefront_sync.tenants.named import at_shop_of

MOST = 500
_STILL_HERE = (OrderState.READY.value, OrderState.ARRANGED.value, OrderState.CANCEL_REQUESTED.value)


class Urgency(StrEnum):
    """overdue: its time has passed. today: it must go before the day ends. later. unknown: the marketplace
    names no time."""

    OVERDUE = "overdue"
    TODAY = "today"
    LATER = "later"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class ToGo:
    """An order that has to leave. `ship_by` is in the service's time zone; `packed_in_part` as in
    `OrderSeen`."""

    order: Order
    ship_by: datetime | None
    urgency: Urgency
    packed_in_part: bool = False


def to_go(cooperative: Cooperative, now: datetime, days: int = 1, shop: str = "") -> list[ToGo]:
    """Orders that must be handed over within `days` (1 = today), what is overdue first; then those without a
    time that wait to be sent off. Raises UnknownShop."""
    ends = _day(now) + timedelta(days=days)
    rows = Order.objects.filter(cooperative=cooperative, state__in=_STILL_HERE).select_related("shop")
    rows = rows.filter(at_shop_of(cooperative, shop)).filter(
        Q(ship_by__lt=ends) | Q(ship_by=None, state=OrderState.READY.value)
    )
    by_time = F("ship_by").asc(nulls_last=True)
    found = list(rows.order_by(by_time, "remote_created_at", "pk")[:MOST])
    part = packed_in_part(Order.objects.filter(pk__in=[order.pk for order in found]))
    return [replace(_to_go(order, now), packed_in_part=order.pk in part) for order in found]


def _to_go(order: Order, now: datetime) -> ToGo:
    if order.ship_by is None:
        return ToGo(order, None, Urgency.UNKNOWN)
    if order.ship_by <= now:
        urgency = Urgency.OVERDUE
    else:
        today = order.ship_by < _day(now) + timedelta(days=1)
        urgency = Urgency.TODAY if today else Urgency.LATER
    return ToGo(order, localtime(order.ship_by), urgency)


def _day(now: datetime) -> datetime:
    """When this day began here."""
    return localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
