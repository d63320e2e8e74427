"""Undoes a marketplace order in Saleor whose goods never left. Every step may be repeated after a crash."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from connectors.base.errors import ConfigError
from mappings.words import Aspect
from storefront_sync.ledger import holds, marks
from storefront_sync.orders import fulfilled
from storefront_sync.orders.answers import look_again, take_stocks
from storefront_sync.orders.models import Order
from storefront_sync.orders.next_step import LIVE
from storefront_sync.orders.phases import Phase
from storefront_sync.orders.reference import reference
from storefront_sync.orders.sending import default_warehouse
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import MutationRefused
from storefront_sync.saleor.types import OrderRead

NOT_ANY_MORE = ("CANNOT_CANCEL_ORDER", "CANNOT_CANCEL_FULFILLMENT")


class NotCancelled(ConfigError):
    """Saleor doesn't let go of the order: trying again changes nothing, until staff do something there."""


def delete_draft(order: Order, client: SaleorClient, now: Callable[[], datetime]) -> set[int]:
    """Cancelled before Saleor allocated anything: the draft goes, after reading again that it still is
    one."""
    found = client.order_by_reference(reference(order))
    if found is not None and found.status != "DRAFT":
        order.phase = Phase.PLACED.value
        return cancel(order, client, now)
    if found is not None:
        client.draft_order_delete(found.id)
    return freed(order, now())


def cancel(order: Order, client: SaleorClient, now: Callable[[], datetime]) -> set[int]:
    """Cancel in Saleor, which frees the allocation. Parcels that staff made there while the goods were here
    are taken back first. Returns the shops that got marks. Raises NotCancelled or a SaleorError."""
    found = client.order_by_reference(reference(order))
    if found is None:
        return freed(order, now())
    if found.status in ("CANCELED", "EXPIRED"):
        # Perhaps by an attempt of ours whose answer was lost; and our own webhooks are not listened to.
        look_again(order, found, now())
        return freed(order, now())
    try:
        shops = _take_parcels_back(order, found, client, now)
        began = now()
        answer = client.order_cancel(found.id)
    except MutationRefused as error:
        if error.code in NOT_ANY_MORE:
            raise NotCancelled("order.not_cancelled", error.technical) from None
        raise
    with transaction.atomic():
        shops |= take_stocks(order, answer, began, now())
        fulfilled.remember(order, answer.order, now())
        return shops | freed(order, now())


def _take_parcels_back(
    order: Order, found: OrderRead, client: SaleorClient, now: Callable[[], datetime]
) -> set[int]:
    if any(parcel.status == "CANCELED" for parcel in found.fulfilments):
        look_again(order, found, now())  # one of ours, perhaps, whose answer was lost
    shops: set[int] = set()
    for parcel in found.fulfilments:
        if parcel.status in LIVE:
            began = now()
            answer = client.fulfillment_cancel(parcel.id, parcel.warehouse_id or default_warehouse(order))
            shops |= take_stocks(order, answer, began, now())
    return shops


def freed(order: Order, now: datetime) -> set[int]:
    """Nothing of the order is in Saleor any more: let go of what was held. Returns the shops that got
    marks."""
    with transaction.atomic():
        variants = holds.release(order.pk)
        order.phase = Phase.CANCELLED.value
        order.save(update_fields=["phase"])
        return marks.mark_variants(variants, Aspect.STOCK, now)
