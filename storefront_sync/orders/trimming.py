"""Takes out of Saleor's order what the marketplace's doesn't have any more, so that its pieces are for sale.

Saleor edits no lines of an order that was placed (`ORDER_EDITABLE_STATUS` of 3.23.28: drafts and unconfirmed
ones). It takes pieces that weren't sent out of it as "returned", which frees their allocation and leaves the
rest to be sent; its total stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from mappings.words import OrderState
from storefront_sync.catalog.models import Listing
from storefront_sync.orders.answers import look_again, take_stocks
from storefront_sync.orders.models import Order
from storefront_sync.orders.next_step import OUT_OF_THE_ORDER, Pieces
from storefront_sync.orders.shipments import units_of
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.types import OrderRead
from storefront_sync.tenants.problems import close_problem, open_problem

CHANGED = "order.lines_changed"


@dataclass(frozen=True)
class Trimmed:
    """`free` are pieces to take out, by order line id; `more` and `fewer` how many pieces Saleor's order then
    has above and below the marketplace's."""

    free: Pieces
    more: int = 0
    fewer: int = 0


def trim(order: Order, client: SaleorClient, now: Callable[[], datetime]) -> set[int]:
    """Bring Saleor's order in line where the marketplace showed other lines since it was placed; what can't
    be is told with its figures. Returns the shops that got marks. Raises SaleorError."""
    if not order.lines_moved or order.state == OrderState.CANCELLED.value:
        return set()
    shops: set[int] = set()
    found = client.order(order.saleor_id)
    if found is not None and found.status not in ("CANCELED", "EXPIRED"):
        stood_in = order.stand_ins.values_list("line_key", flat=True)
        unknown = order.lines.exclude(listing__link=Listing.Link.LINKED).exclude(line_key__in=list(stood_in))
        linked = not unknown.exists()
        trimmed = trimming(found, units_of(order), linked=linked)
        if trimmed.free:
            began = now()
            shops = take_stocks(order, client.order_lines_return(found.id, trimmed.free), began, now())
        else:
            look_again(order, found, now())  # an attempt whose answer was lost may have done it
        _tell(order, trimmed, now())
    Order.objects.filter(pk=order.pk, wanted=order.wanted).update(lines_moved=False)
    return shops


def trimming(found: OrderRead, wanted: Mapping[str, int], *, linked: bool) -> Trimmed:
    """What to take out of Saleor's order so that it has the pieces `wanted` (by variant id).

    Nothing is taken where it has too few of another: then its lines were linked to other goods since, and
    what was sold isn't known.
    """
    out: dict[str, int] = {}
    for parcel in found.fulfilments:
        if parcel.status in OUT_OF_THE_ORDER:
            for line_id, count in parcel.pieces.items():
                out[line_id] = out.get(line_id, 0) + count
    kept: dict[str, int] = {}
    for line in found.lines:
        kept[line.variant_id] = kept.get(line.variant_id, 0) + line.quantity - out.get(line.id, 0)
    above = {key: count - wanted.get(key, 0) for key, count in kept.items() if count > wanted.get(key, 0)}
    fewer = sum(max(count - kept.get(key, 0), 0) for key, count in wanted.items())
    if fewer or not linked:
        return Trimmed({}, sum(above.values()), fewer)
    free: dict[str, int] = {}
    for line in found.lines:
        count = min(above.get(line.variant_id, 0), line.quantity - line.fulfilled)
        if count > 0:
            free[line.id] = count
            above[line.variant_id] -= count
    return Trimmed(free, sum(above.values()), 0)


def _tell(order: Order, trimmed: Trimmed, now: datetime) -> None:
    subject = f"order:{order.pk}"
    if not (trimmed.more or trimmed.fewer):
        close_problem(order.cooperative_id, CHANGED, subject, shop_id=order.shop_id, now=now)
        return
    detail = {"order": order.external_id, "more": trimmed.more, "fewer": trimmed.fewer}
    open_problem(order.cooperative_id, CHANGED, subject, detail, shop_id=order.shop_id, now=now)
