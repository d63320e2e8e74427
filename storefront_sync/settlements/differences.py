"""Where what was paid out isn't what was to be expected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import chain, islice

from django.db.models import Count, Exists, Max, Min, OuterRef, Sum

from mappings.words import OrderState
from storefront_sync.orders.models import Order
from storefront_sync.settlements.models import OrderMoney, SettlementLine
from storefront_sync.settlements.money import ARRIVED
from storefront_sync.tenants.models import Shop

MOST = 10_000
"""Differences that are listed of one shop."""
BATCH = 1_000
PAYABLE = (OrderState.DELIVERED.value, OrderState.COMPLETED.value)


class Kind(StrEnum):
    """unknown_order: money for an order that we don't have. paid_differs: other than announced.
    fee_not_announced: more was kept than announced. settled_twice: the same was paid twice. not_settled: it
    arrived long ago, and nothing was paid."""

    UNKNOWN_ORDER = "unknown_order"
    PAID_DIFFERS = "paid_differs"
    FEE_NOT_ANNOUNCED = "fee_not_announced"
    SETTLED_TWICE = "settled_twice"
    NOT_SETTLED = "not_settled"


@dataclass(frozen=True)
class Difference:
    """One of one order, in whole rupiah. `expected` and `paid` are fees for `fee_not_announced`; None: not
    known. `on` is the day of the payment, or on which the order arrived."""

    kind: Kind
    marketplace: str
    shop: str
    order_id: str
    expected: int | None
    paid: int | None
    on: date | None


@dataclass(frozen=True)
class _Paid:
    order_id: str
    lines: int
    amount: int
    fees: int | None
    on: date | None


def differences(shop: Shop, now: datetime, patience: timedelta) -> list[Difference]:
    """All of a shop, at most 10,000; `patience` is how long after its arrival an order may be without a
    payment."""
    found = chain(_of_payments(shop), _twice(shop), _not_settled(shop, now, patience))
    return list(islice(found, MOST))


def _of_payments(shop: Shop) -> Iterator[Difference]:
    rows = (
        SettlementLine.objects.filter(shop=shop)
        .exclude(external_order_id="")
        .values_list("external_order_id")
        .annotate(Count("pk"), Sum("amount"), Sum("fees"), Max("settled_on"))
        .order_by("external_order_id")
    )
    for some in _some(_Paid(*row) for row in rows):
        ids = [paid.order_id for paid in some]
        known = set(
            Order.objects.filter(shop=shop, external_id__in=ids).values_list("external_id", flat=True)
        )
        said = {
            row.order.external_id: row
            for row in OrderMoney.objects.filter(
                order__shop=shop, order__external_id__in=ids, state__in=ARRIVED
            ).select_related("order")
        }
        for paid in some:
            if paid.order_id not in known:
                yield Difference(
                    Kind.UNKNOWN_ORDER, shop.marketplace, shop.name, paid.order_id, None, paid.amount, paid.on
                )
            elif paid.order_id in said:
                yield from _against(shop, paid, said[paid.order_id])


def _against(shop: Shop, paid: _Paid, said: OrderMoney) -> Iterator[Difference]:
    """Held against what was announced. Each line and the announcement are rounded, by half a rupiah each."""
    rounding = (paid.lines + 1) // 2
    if said.payout is not None and abs(paid.amount - said.payout) > rounding:
        yield Difference(
            Kind.PAID_DIFFERS, shop.marketplace, shop.name, paid.order_id, said.payout, paid.amount, paid.on
        )
    if said.fees is not None and paid.fees is not None and paid.fees - said.fees > rounding:
        yield Difference(
            Kind.FEE_NOT_ANNOUNCED, shop.marketplace, shop.name, paid.order_id, said.fees, paid.fees, paid.on
        )


def _twice(shop: Shop) -> Iterator[Difference]:
    """The same amount, of the same kind, for the same part of an order, on two days or in two statements."""
    rows = (
        SettlementLine.objects.filter(shop=shop, amount__gt=0)
        .exclude(external_order_id="")
        .values_list("external_order_id", "kind", "part", "amount")
        .annotate(times=Count("pk"), last=Max("settled_on"))
        .filter(times__gt=1)
        .order_by("external_order_id", "kind", "part", "amount")
    )
    for order_id, _, _, amount, times, last in rows:
        yield Difference(
            Kind.SETTLED_TWICE, shop.marketplace, shop.name, order_id, amount, amount * times, last
        )


def _not_settled(shop: Shop, now: datetime, patience: timedelta) -> Iterator[Difference]:
    """Only of the time that the files tell of: what arrived before the first payment is paid elsewhere."""
    lines = SettlementLine.objects.filter(shop=shop)
    first = lines.aggregate(first=Min("settled_on"))["first"]
    if first is None:
        return
    paid = lines.filter(external_order_id=OuterRef("external_id"))
    rows = (
        Order.objects.filter(shop=shop, state__in=PAYABLE, remote_updated_at__lt=now - patience)
        .filter(remote_updated_at__date__gte=first)
        .filter(~Exists(paid))
        .order_by("remote_updated_at", "pk")
        .values_list("external_id", "remote_updated_at", "money__payout")
    )
    for order_id, arrived, expected in rows[:MOST]:
        yield Difference(Kind.NOT_SETTLED, shop.marketplace, shop.name, order_id, expected, 0, arrived.date())


def _some(rows: Iterable[_Paid]) -> Iterator[Sequence[_Paid]]:
    left = iter(rows)
    while some := list(islice(left, BATCH)):
        yield some
