"""What Saleor has sent of an imported order, kept as rows: ours, and what staff sent in the Dashboard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import F

from mappings.words import OrderState
from storefront_sync.catalog.storable import storable
from storefront_sync.orders.models import Order, SaleorFulfilment
from storefront_sync.orders.phases import Phase
from storefront_sync.saleor.types import OrderRead
from storefront_sync.tenants.problems import open_problem

IN_SALEOR = (Phase.PLACED.value, Phase.IMPORTED.value)
DRAFTS = (Phase.DRAFT.value, Phase.SHORT.value)
CANCELED, IN_PART = "CANCELED", "PARTIALLY_FULFILLED"
"""Saleor's words for an order that was cancelled, and for one of which a part was sent."""
CANCELLED_THERE = "order.cancelled_in_saleor"
LONGEST_NUMBER = 255


def notice(cooperative_id: int, orders: Iterable[OrderRead], now: datetime) -> int:
    """Take in what Saleor shows of a cooperative's imported orders, others are left alone. Returns how many
    are to be settled again: they had parcels that we didn't know, or other states of them, or staff made an
    order of our draft.

    What staff cancelled in Saleor while the marketplace waits for it is told to them.
    """
    news = 0
    for found in orders:
        order = Order.objects.filter(cooperative_id=cooperative_id, saleor_id=found.id).first()
        if order is None or order.phase not in (*DRAFTS, *IN_SALEOR):
            continue
        completed = order.phase in DRAFTS and found.status != "DRAFT"
        if completed or (order.phase in IN_SALEOR and remember(order, found, now)):
            Order.objects.filter(pk=order.pk).update(wanted=F("wanted") + 1, not_before=None)
            news += 1
            if found.status == IN_PART and order.state == OrderState.READY.value:
                # Perhaps it was split at the marketplace, of which no change tells.
                Order.objects.filter(pk=order.pk).update(parcels_due_at=now, parcels_attempts=0)
        if (
            order.phase in IN_SALEOR
            and found.status == CANCELED
            and order.state != OrderState.CANCELLED.value
        ):
            tell_cancelled(order, now)
    return news


def remember(order: Order, found: OrderRead, now: datetime) -> bool:
    """Store the order's parcels in Saleor; returns whether there was news of them."""
    before = {row.fulfilment_id: _shape(row) for row in order.saleor_fulfilments.all()}
    variants = {line.id: line.variant_id for line in found.lines}
    rows = [
        SaleorFulfilment(
            order=order,
            fulfilment_id=parcel.id,
            status=parcel.status,
            tracking_number=storable(parcel.tracking_number, LONGEST_NUMBER),
            pieces=dict(parcel.pieces),
            variants=_by_variant(parcel.pieces, variants),
            seen_at=now,
        )
        for parcel in found.fulfilments
    ]
    SaleorFulfilment.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["order", "fulfilment_id"],
        update_fields=["status", "tracking_number", "pieces", "variants", "seen_at"],
    )
    return before != {row.fulfilment_id: _shape(row) for row in rows}


def _by_variant(pieces: Mapping[str, int], variants: Mapping[str, str]) -> dict[str, int]:
    """Pieces by variant id; those of a variant that was deleted are under ""."""
    found: dict[str, int] = {}
    for line_id, count in pieces.items():
        key = variants.get(line_id, "")
        found[key] = found.get(key, 0) + count
    return found


def _shape(row: SaleorFulfilment) -> tuple[object, ...]:
    return (row.status, row.tracking_number, sorted(row.pieces.items()))


def tell_cancelled(order: Order, now: datetime) -> None:
    """Staff cancelled it in Saleor while the marketplace still wants it: a difference for people, never a
    second order nor a payment."""
    open_problem(
        order.cooperative_id,
        CANCELLED_THERE,
        f"order:{order.pk}",
        {"order": order.external_id},
        shop_id=order.shop_id,
        now=now,
    )
