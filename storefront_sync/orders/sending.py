"""Sends in Saleor what has left on the marketplace, one restartable step after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from connectors.base.errors import ConfigError, Transient
from mappings.words import OrderState
from storefront_sync.orders import fulfilled
from storefront_sync.orders.answers import look_again, take_stocks
from storefront_sync.orders.models import Order, Parcel, SaleorFulfilment
from storefront_sync.orders.next_step import (
    Adopt,
    Free,
    Pieces,
    Send,
    Shipment,
    Step,
    TakeBack,
    Write,
    next_step,
)
from storefront_sync.orders.shipments import WHOLE, shipments_of
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import MutationRefused
from storefront_sync.saleor.types import OrderRead, OrderWithStocks, Sending

MOST_STEPS = 30
"""Steps of one attempt: some seconds. An order with more goes on in the next."""
UNPAID = "CANNOT_FULFILL_UNPAID_ORDER"


class UnpaidNotSent(ConfigError):
    """The shop's settings in Saleor forbid to send what isn't paid, as an order on delivery."""


class NotAllSent(Transient):
    """There is more to send than one attempt does."""


def send(order: Order, client: SaleorClient, now: Callable[[], datetime]) -> set[int]:
    """Bring Saleor's parcels of an imported order in line with the marketplace's. Returns the shops that got
    marks.

    Saleor is asked only where there is something to do. Raises UnpaidNotSent, NotAllSent, MutationRefused or
    another SaleorError; the next attempt reads what this one did, and goes on.
    """
    shops: set[int] = set()
    shipments = shipments_of(order)
    over = order.state == OrderState.CANCELLED.value
    if not shipments.rows or not (over or _has_news(order, shipments.rows)):
        return shops
    found = client.order(order.saleor_id)
    if found is None:
        return shops
    if found.status in ("CANCELED", "EXPIRED"):
        if not over:
            fulfilled.tell_cancelled(order, now())
        return shops
    if fulfilled.remember(order, found, now()):
        look_again(order, found, now())
    for _ in range(MOST_STEPS):
        rows = shipments_of(order).rows
        step = next_step(rows, found, _claims(order), all_told=shipments.all_told, over=over)
        if step is None:
            return shops
        found, marked = _do(step, order, found, client, now)
        shops |= marked
    raise NotAllSent("order.not_all_sent")


def _has_news(order: Order, shipments: Sequence[Shipment]) -> bool:
    sent = set(order.parcels.exclude(saleor_fulfilment_id="").values_list("parcel_id", flat=True))
    if any(WHOLE in row.parcels for row in order.saleor_fulfilments.all()):
        sent.add(WHOLE)
    return any(
        (row.left and (row.parcel_id not in sent or (row.label and row.label not in row.written)))
        or (row.called_off and row.parcel_id in sent)
        for row in shipments
    )


def _claims(order: Order) -> dict[str, list[str]]:
    return {row.fulfilment_id: row.parcels for row in order.saleor_fulfilments.all() if row.parcels}


def _do(
    step: Step, order: Order, found: OrderRead, client: SaleorClient, now: Callable[[], datetime]
) -> tuple[OrderRead, set[int]]:
    """Carry one step out; returns the order as it is then, and the shops that got marks."""
    if isinstance(step, Adopt):
        _claim(order, step.fulfilment_ids, step.parcel_id)
        there = [row.tracking_number for row in found.fulfilments if row.id in step.fulfilment_ids]
        order.parcels.filter(parcel_id=step.parcel_id).update(saleor_tracking=there[0])
        return found, set()
    if isinstance(step, Write):
        found = client.fulfillment_tracking(step.fulfilment_id, step.label)
        fulfilled.remember(order, found, now())
        order.parcels.filter(parcel_id__in=step.parcel_ids).update(saleor_tracking=step.label)
        return found, set()
    began = now()
    answer = _change(step, order, found, client)
    shops = take_stocks(order, answer, began, now())
    fulfilled.remember(order, answer.order, now())
    if isinstance(step, Send):
        before = {parcel.id for parcel in found.fulfilments}
        _claim(order, [row.id for row in answer.order.fulfilments if row.id not in before], step.parcel_id)
        order.parcels.filter(parcel_id=step.parcel_id).update(saleor_tracking=step.label)
    return answer.order, shops


def _change(
    step: Send | TakeBack | Free, order: Order, found: OrderRead, client: SaleorClient
) -> OrderWithStocks:
    if isinstance(step, Free):
        return client.order_lines_return(found.id, step.pieces)
    if isinstance(step, TakeBack):
        warehouse = step.fulfilment.warehouse_id or default_warehouse(order)
        answer = client.fulfillment_cancel(step.fulfilment.id, warehouse)
        _disclaim(order, step.fulfilment.id)
        return answer
    try:
        # The goods are on their way: what Saleor counts of them can't keep them here.
        sendings = sendings_of(found, step.pieces, default_warehouse(order))
        return client.order_fulfill(found.id, sendings, step.label, exceed_stock=True)
    except MutationRefused as error:
        if error.code == UNPAID:
            raise UnpaidNotSent("order.unpaid_not_sent", error.technical) from None
        raise


def sendings_of(found: OrderRead, pieces: Pieces, otherwise: str) -> list[Sending]:
    """From where the pieces go: where they are allocated, and the rest (of goods that aren't counted, say)
    from where most of the line lies, or from the warehouse `otherwise`."""
    sendings: list[Sending] = []
    for line in found.lines:
        left = pieces.get(line.id, 0)
        places: dict[str, int] = {}
        for held in line.allocations:
            take = min(left, held.quantity)
            left -= take
            if take:
                places[held.warehouse_id] = places.get(held.warehouse_id, 0) + take
        if left > 0:
            most = max(line.allocations, key=lambda held: held.quantity, default=None)
            place = most.warehouse_id if most is not None else otherwise
            places[place] = places.get(place, 0) + left
        sendings += [Sending(line.id, place, count) for place, count in places.items()]
    return sendings


def default_warehouse(order: Order) -> str:
    """The cooperative's first warehouse, in Saleor's words."""
    return str(order.cooperative.warehouses.order_by("pk").values_list("warehouse_id", flat=True)[0])


def _claim(order: Order, fulfilment_ids: Sequence[str], parcel_id: str) -> None:
    for row in order.saleor_fulfilments.filter(fulfilment_id__in=fulfilment_ids):
        row.parcels = sorted({*row.parcels, parcel_id})
        row.by_us = True
        row.save(update_fields=["parcels", "by_us"])
    first = fulfilment_ids[0] if fulfilment_ids else ""
    order.parcels.filter(parcel_id=parcel_id, saleor_fulfilment_id="").update(saleor_fulfilment_id=first)


def _disclaim(order: Order, fulfilment_id: str) -> None:
    SaleorFulfilment.objects.filter(order=order, fulfilment_id=fulfilment_id).update(parcels=[])
    Parcel.objects.filter(order=order, saleor_fulfilment_id=fulfilment_id).update(saleor_fulfilment_id="")
