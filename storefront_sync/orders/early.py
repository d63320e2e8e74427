"""Staff's word that an order is to be imported now, though nobody knows the goods of some line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from mappings.words import OrderState
from storefront_sync.orders.models import Order
from storefront_sync.orders.phases import Phase
from storefront_sync.orders.stand_ins import unknown_lines
from storefront_sync.tenants.models import Cooperative

_STATES = {
    OrderState.CANCELLED: "early.cancelled",
    OrderState.UNPAID: "early.unpaid",
    OrderState.CANCEL_REQUESTED: "early.buyer_waits",
}
_PHASES = {
    Phase.CANCELLED: "early.cancelled",
    Phase.NEVER: "early.not_ours",
    Phase.DRAFT: "early.in_saleor",
    Phase.SHORT: "early.in_saleor",
    Phase.PLACED: "early.in_saleor",
    Phase.IMPORTED: "early.in_saleor",
}


@dataclass(frozen=True)
class NotEarly:
    """An order (row id) that isn't imported early, and the text key of why."""

    order_id: int
    key: str


@dataclass(frozen=True)
class Early:
    """Orders (row ids) that go into Saleor now, and those that don't."""

    orders: tuple[int, ...] = ()
    refused: tuple[NotEarly, ...] = ()


def import_early(cooperative: Cooperative, order_ids: Iterable[int], by: str, now: datetime) -> Early:
    """Write the wish down for these orders (row ids) of the cooperative; who settles orders carries it out.
    Asked again, the first wish stands."""
    taken: list[int] = []
    refused: list[NotEarly] = []
    for order_id in sorted(set(order_ids)):
        with transaction.atomic():
            rows = Order.objects.select_for_update(of=("self",))
            order = rows.filter(pk=order_id, cooperative=cooperative).first()
            why = "fulfilment.no_such_order" if order is None else _hindrance(order)
            if order is not None and not why:
                _ask(order, by, now)
                taken.append(order_id)
        if why:
            refused.append(NotEarly(order_id, why))
    return Early(tuple(taken), tuple(refused))


def _hindrance(order: Order) -> str:
    state = _STATES.get(OrderState(order.state)) if order.left_at is None else None
    known = state or _PHASES.get(Phase(order.phase))
    return known or ("" if unknown_lines(order) else "early.all_known")


def _ask(order: Order, by: str, now: datetime) -> None:
    if order.early_at is None:
        order.early_at, order.early_by = now, by
    order.wanted += 1
    order.not_before = None
    order.save(update_fields=["early_at", "early_by", "wanted", "not_before"])
