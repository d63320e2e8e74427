"""What staff ask: each is stored, and nothing is sent here. Whoever calls wakes the shops afterwards."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from connectors.base.aftersale import CancelOption
from connectors.base.registry import marketplace
from connectors.base.shipment import Handover
from mappings.words import OrderState, ParcelState
from storefront_sync.fulfilment import rows
from storefront_sync.fulfilment.models import Request
from storefront_sync.fulfilment.rows import Kind, State
from storefront_sync.fulfilment.usual import usual_wish
from storefront_sync.fulfilment.wishes import ArrangeWish, CancelWish
from storefront_sync.orders.models import Order
from storefront_sync.tenants.models import Cooperative, Shop

_Ask = Callable[[Order], "list[Request] | str"]
"""Stores what is asked of an order; the rows, or the text key of why not."""

ANSWERS = (Kind.ACCEPT, Kind.REFUSE)
_TO_SEND = (OrderState.READY, OrderState.ARRANGED)
_TO_CANCEL = (OrderState.UNPAID, OrderState.READY, OrderState.ARRANGED)
_WHY_NOT = {
    OrderState.UNPAID: "fulfilment.not_paid",
    OrderState.CANCEL_REQUESTED: "fulfilment.buyer_waits",
    OrderState.SHIPPED: "fulfilment.already_sent",
}


@dataclass(frozen=True)
class NotAsked:
    """An order (row id) of which it can't be asked, and the text key of why."""

    order_id: int
    key: str


@dataclass(frozen=True)
class Asked:
    """What is on its way now, and what isn't."""

    requests: tuple[Request, ...] = ()
    refused: tuple[NotAsked, ...] = ()

    @property
    def shops(self) -> set[int]:
        """The shops that have something to do."""
        return {row.shop_id for row in self.requests}


def arrange(
    cooperative: Cooperative, order_ids: Iterable[int], wish: ArrangeWish | None, by: str, now: datetime
) -> Asked:
    """Have the parcels of these orders (row ids) that wait handed over; without a wish as their shop usually
    does. One that is asked for already gets the newer wish while it wasn't sent."""
    return _each(cooperative, order_ids, lambda order: _arrange(order, wish, by, now))


def arrange_parcels(
    cooperative: Cooperative, order_id: int, parcel_ids: Collection[str], by: str, now: datetime
) -> Asked:
    """Have only these parcels of an order handed over as its shop usually does; each once for the same
    `by`."""
    return _each(cooperative, [order_id], lambda order: _arrange_parcels(order, parcel_ids, by, now))


def cancel(
    cooperative: Cooperative,
    order_id: int,
    option: CancelOption,
    line_keys: Sequence[str],
    by: str,
    now: datetime,
) -> Asked:
    """Cancel an order as the seller for a reason that the marketplace offered; `line_keys` are the lines
    concerned (none = all). A shipment that wasn't asked of the marketplace yet is no more to be."""
    return _each(cooperative, [order_id], lambda order: _cancel(order, option, line_keys, by, now))


def answer(cooperative: Cooperative, order_ids: Iterable[int], accept: bool, by: str, now: datetime) -> Asked:
    """Answer buyers who asked to cancel."""
    kind = Kind.ACCEPT if accept else Kind.REFUSE
    return _each(cooperative, order_ids, lambda order: _answer(order, kind, by, now))


def _each(cooperative: Cooperative, order_ids: Iterable[int], ask: _Ask) -> Asked:
    requests: list[Request] = []
    refused: list[NotAsked] = []
    for order_id in sorted(set(order_ids)):
        with transaction.atomic():
            found = Order.objects.select_for_update(of=("self",)).select_related("shop")
            order = found.filter(pk=order_id, cooperative=cooperative).first()
            said = "fulfilment.no_such_order" if order is None else ask(order)
        if isinstance(said, str):
            refused.append(NotAsked(order_id, said))
        else:
            requests += said
    return Asked(tuple(requests), tuple(refused))


def _arrange(order: Order, wish: ArrangeWish | None, by: str, now: datetime) -> list[Request] | str:
    wish = wish or usual_wish(order.shop_id)
    if wish is None:
        return "fulfilment.no_usual_way"
    if wish.handover is Handover.OWN and not (wish.courier and wish.tracking_number):
        return "fulfilment.number_wanted"
    hindered = _hindered(order, _TO_SEND)
    if hindered:
        return hindered
    open_ = list(_open(order))
    if any(row.kind != Kind.ARRANGE for row in open_):
        return "fulfilment.cancel_under_way"
    for row in open_:
        if row.state == State.PENDING:
            row.choice, row.by, row.not_before, row.attempts = wish.as_json(), by, None, 0
            row.save(update_fields=["choice", "by", "not_before", "attempts"])
    if open_ and not _others_wait(order, open_):
        return open_
    return [*open_, _request(order, Kind.ARRANGE, by, now, choice=wish.as_json())]


def _others_wait(order: Order, open_: Sequence[Request]) -> bool:
    """Whether only some of the order's parcels are asked for."""
    if any(not row.located for row in open_):
        return False
    waiting = order.parcels.filter(state=ParcelState.WAITING.value)
    return waiting.exclude(parcel_id__in=[row.parcel_id for row in open_]).exists()


def _arrange_parcels(
    order: Order, parcel_ids: Collection[str], by: str, now: datetime
) -> list[Request] | str:
    wish = usual_wish(order.shop_id)
    if wish is None:
        return "fulfilment.no_usual_way"
    hindered = _hindered(order, _TO_SEND)
    if hindered:
        return hindered
    open_ = list(_open(order))
    if any(row.kind != Kind.ARRANGE for row in open_):
        return "fulfilment.cancel_under_way"
    if any(not row.located for row in open_):
        return open_
    before = Request.objects.filter(order=order, kind=Kind.ARRANGE, by=by)
    asked = {row.parcel_id for row in open_} | set(before.values_list("parcel_id", flat=True))
    waiting = order.parcels.filter(state=ParcelState.WAITING.value, parcel_id__in=parcel_ids)
    return [
        _request(
            order,
            Kind.ARRANGE,
            by,
            now,
            choice=wish.as_json(),
            located=True,
            parcel_id=row.parcel_id,
            line_keys=row.line_keys,
            courier=row.courier,
        )
        for row in waiting.exclude(parcel_id__in=asked).order_by("parcel_id")
    ]


def _cancel(
    order: Order, option: CancelOption, line_keys: Sequence[str], by: str, now: datetime
) -> list[Request] | str:
    hindered = _hindered(order, _TO_CANCEL)
    if hindered:
        return hindered
    lines = sorted(set(line_keys))
    known = set(order.lines.values_list("line_key", flat=True))
    if not known.issuperset(lines):
        return "fulfilment.no_such_line"
    if known == set(lines):
        lines = []  # all of them is the whole order
    if lines and not marketplace(order.shop.marketplace).manifest.capabilities.partial_cancel:
        return "fulfilment.whole_orders_only"
    open_ = list(_open(order))
    if any(row.state == State.SENT or row.kind in ANSWERS for row in open_):
        return "fulfilment.under_way"
    for row in open_:
        if row.kind == Kind.CANCEL:
            row.choice, row.line_keys, row.by = CancelWish(option).as_json(), lines, by
            row.not_before, row.attempts = None, 0
            row.save(update_fields=["choice", "line_keys", "by", "not_before", "attempts"])
            return [row]
        if not lines:
            Request.objects.filter(pk=row.pk).update(
                state=State.REFUSED, outcome="fulfilment.withdrawn", closed_at=now
            )
    return [_request(order, Kind.CANCEL, by, now, choice=CancelWish(option).as_json(), line_keys=lines)]


def _answer(order: Order, kind: Request.Kind, by: str, now: datetime) -> list[Request] | str:
    if order.state != OrderState.CANCEL_REQUESTED.value:
        return "fulfilment.nobody_asks"
    hindered = _hindered(order, (OrderState.CANCEL_REQUESTED,))
    if hindered:
        return hindered
    for row in _open(order):
        if row.kind == kind:
            return [row]
        if row.kind in ANSWERS and row.state == State.PENDING:
            row.kind, row.by, row.not_before, row.attempts = kind, by, None, 0
            row.save(update_fields=["kind", "by", "not_before", "attempts"])
            return [row]
        if row.kind in ANSWERS:
            return "fulfilment.under_way"
    return [_request(order, kind, by, now)]


def _hindered(order: Order, states: Sequence[OrderState]) -> str:
    """The text key of what stands in the way; "" for nothing."""
    if order.shop.state != Shop.State.ACTIVE:
        return "fulfilment.shop_off"
    state = OrderState(order.state)
    return "" if state in states else _WHY_NOT.get(state, "fulfilment.order_over")


def _open(order: Order) -> Iterable[Request]:
    return Request.objects.select_for_update().filter(order=order, closed_at=None).order_by("pk")


def _request(order: Order, kind: Request.Kind, by: str, now: datetime, **more: object) -> Request:
    rows.forget(order.cooperative_id, order.shop_id, order.pk, kind, now)
    return Request.objects.create(
        cooperative_id=order.cooperative_id,
        shop_id=order.shop_id,
        order=order,
        kind=kind,
        by=by,
        asked_at=now,
        **more,
    )
