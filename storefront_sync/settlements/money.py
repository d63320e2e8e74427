"""Asks a shop's marketplace what orders cost, when an order's state says that there may be news."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from connectors.base.errors import Rejected, Transient
from connectors.base.settlement import Finance
from connectors.base.settlement import OrderMoney as Said
from connectors.base.types import ExternalOrderId
from mappings.words import OrderState
from storefront_sync.orders.models import Order
from storefront_sync.settlements.models import MoneyFeed, OrderMoney
from storefront_sync.tenants.models import Shop

ASKED = tuple(
    state.value
    for state in (OrderState.READY, OrderState.DELIVERED, OrderState.COMPLETED, OrderState.RETURNED)
)
"""What an order costs is said when it is paid; what is paid out for it, when it has arrived."""
ARRIVED = frozenset(ASKED[1:])
REACH = timedelta(days=60)
"""Orders that changed longer ago aren't asked for any more: a settlement file tells of them."""
AGAIN = timedelta(days=1)
SETTLING = (timedelta(days=1), timedelta(days=7))
"""What is said of an order that has just arrived may lack bookings: it is asked for again after these."""
AFTER_A_FAILURE = timedelta(hours=1)
MOST_ATTEMPTS = 14
"""Days on which a payout that isn't said yet is asked for."""
MOST_ORDERS = 50
"""Of one job: a call or some each."""
AMOUNTS = tuple(field.name for field in fields(Said))


@dataclass(frozen=True)
class MoneyRead:
    """How many orders were asked for, and whether others are due."""

    orders: int
    more: bool


def due_shops(now: datetime) -> QuerySet[Shop]:
    """Active shops whose orders are to be looked over."""
    active = Shop.objects.filter(state=Shop.State.ACTIVE).exclude(not_before__gt=now)
    return active.filter(Q(money_feed=None) | Q(money_feed__next_at__lte=now)).order_by("pk")


def due(shop: Shop, now: datetime) -> QuerySet[Order]:
    """The shop's orders whose money is to be asked for."""
    rows = Order.objects.filter(shop=shop, state__in=ASKED, remote_updated_at__gt=now - REACH)
    known = Q(money__isnull=False)
    moved = known & ~Q(money__state=F("state"))
    return rows.filter(~known | moved | Q(money__next_at__lte=now)).order_by("remote_updated_at", "pk")


def read_money(
    shop: Shop, finance: Finance | None, period: timedelta, now: Callable[[], datetime], longest: timedelta
) -> MoneyRead:
    """Ask for what is due, the longest unchanged first, for `longest`. Raises the connector's errors but
    Rejected, after which the order is asked for again the next day. An order whose answer can't be used makes
    way for the others."""
    began = now()
    MoneyFeed.objects.update_or_create(shop=shop, defaults={"next_at": began + period})
    if finance is None:
        return MoneyRead(0, more=False)
    done = 0
    for order_id, external_id, state in list(
        due(shop, began).values_list("pk", "external_id", "state")[:MOST_ORDERS]
    ):
        started = now()
        try:
            said = finance.money(ExternalOrderId(external_id))
        except Rejected:
            said = None
        except Transient:
            _make_way(order_id, state, started)
            raise
        store(order_id, state, said or Said(), started)
        done += 1
        if now() - began >= longest:
            break
    more = due(shop, began).exists()
    if more:
        MoneyFeed.objects.filter(shop=shop).update(next_at=began)
    return MoneyRead(done, more)


def store(order_id: int, state: str, said: Said, started: datetime) -> None:
    """Keep what was said of an order in `state`, asked for at `started`; an older answer never goes over a
    newer one, nor does what isn't said over a number."""
    with transaction.atomic():
        if not Order.objects.select_for_update().filter(pk=order_id).exists():
            return
        row = OrderMoney.objects.filter(order_id=order_id).first() or OrderMoney(order_id=order_id)
        if row.pk is not None and row.seen_at >= started:
            return
        for name in AMOUNTS:
            amount = getattr(said, name)
            if amount is not None:
                setattr(row, name, int(amount))
        row.attempts = row.attempts + 1 if row.state == state else 1
        row.state, row.seen_at = state, started
        row.next_at = _next(said, row, started)
        row.save()


def _next(said: Said, row: OrderMoney, started: datetime) -> datetime | None:
    if said.payout is None and (row.state in ARRIVED or said == Said()):
        return started + AGAIN if row.attempts < MOST_ATTEMPTS else None
    if row.state in ARRIVED and row.attempts <= len(SETTLING):
        return started + SETTLING[row.attempts - 1]
    return None


def _make_way(order_id: int, state: str, started: datetime) -> None:
    row, _ = OrderMoney.objects.get_or_create(
        order_id=order_id, defaults={"state": state, "seen_at": started}
    )
    OrderMoney.objects.filter(pk=row.pk).update(state=state, next_at=started + AFTER_A_FAILURE)
