"""Takes what Saleor answers to a change of an order into the mirror. Our own changes send us no event."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mappings.words import Aspect
from storefront_sync.catalog import mirror
from storefront_sync.catalog.reading import ReadWindow
from storefront_sync.ledger import looks, marks
from storefront_sync.ledger.models import Look
from storefront_sync.orders.models import Order
from storefront_sync.saleor.types import OrderRead, OrderWithStocks


def take_stocks(order: Order, answer: OrderWithStocks, sent: datetime, now: datetime) -> set[int]:
    """Mirror the stocks that a change left, and have them read again: another change may have come between.
    Returns the shops that got marks."""
    with transaction.atomic():
        changes = mirror.write_stocks(order.cooperative_id, answer.stocks, ReadWindow(sent, now))
        looks.request(order.cooperative_id, Look.Kind.VARIANT, set(answer.stocks), now)
        return marks.mark_variants(changes.stock, Aspect.STOCK, now)


def look_again(order: Order, found: OrderRead, now: datetime) -> None:
    """Have the order's variants read again: an earlier attempt may have changed their stock without our
    hearing the answer."""
    refs = {line.variant_id for line in found.lines if line.variant_id}
    looks.request(order.cooperative_id, Look.Kind.VARIANT, refs, now)
