"""Lines that are imported though nobody knows their goods: which they are, and for how many pieces.

The goods themselves are taken out of stock by a layer above, once somebody has linked the listing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from mappings.words import OrderState
from storefront_sync.catalog.models import Listing
from storefront_sync.core.sentences import sentence
from storefront_sync.orders.models import Order, OrderLine, Parcel, StandIn
from storefront_sync.orders.phases import Phase
from storefront_sync.orders.shipments import have_left
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.types import DraftLine, OrderLineRead, OrderRead
from storefront_sync.settings.env import settings

OVER = (Phase.CANCELLED.value, Phase.NEVER.value)


def unknown_lines(order: Order) -> list[OrderLine]:
    """The lines that are linked to no goods."""
    return list(order.lines.exclude(listing__link=Listing.Link.LINKED).order_by("line_key"))


def decide(order: Order, client: SaleorClient) -> None:
    """Write down which lines go into Saleor with a stand-in, where staff asked for that; what an earlier
    attempt wrote down stays. The order is made in Saleor afterwards. Raises the client's errors."""
    if order.early_at is None:
        return
    known = set(order.stand_ins.values_list("line_key", flat=True))
    new = [line for line in unknown_lines(order) if line.line_key not in known]
    if not new and not known:
        return
    places = list(order.cooperative.warehouses.order_by("pk").values_list("warehouse_id", flat=True))
    name = sentence("stand_in.name", settings().language)
    variant_id = client.stand_in(order.cooperative.channel_id, places, name)
    with transaction.atomic():
        order.stand_ins.update(variant_id=variant_id)
        StandIn.objects.bulk_create(
            [
                StandIn(
                    order=order,
                    line_key=line.line_key,
                    item_id=line.item_id,
                    model_id=line.model_id,
                    variant_id=variant_id,
                )
                for line in new
            ],
            ignore_conflicts=True,
        )


def agree(order: Order, lines: Sequence[DraftLine], found: OrderRead) -> bool:
    """Whether an order that an earlier attempt made in Saleor is of the goods that it is to be of now: links
    may have changed since, and the attempt's answer was lost. False for a draft that must be made anew.

    Where somebody completed it meanwhile, what stands in it is taken for the truth, and is compared later.
    """
    wanted = Counter[str]()
    for line in lines:
        wanted[line.variant_id] += line.quantity
    if wanted == _pieces(found.lines):
        return True
    if found.status == "DRAFT":
        return False
    rows = {line.line_key: line for line in order.lines.all()}
    there = Counter((line.variant_id, line.quantity, int(line.unit_price)) for line in found.lines)
    with transaction.atomic():
        for stood in order.stand_ins.order_by("pk"):
            row = rows.get(stood.line_key)
            key = (stood.variant_id, row.quantity, row.unit_price) if row else ("", 0, 0)
            if not there[key]:
                stood.delete()
            there[key] -= 1
        order.lines_moved = True
        order.save(update_fields=["lines_moved"])
    return True


def _pieces(lines: Sequence[OrderLineRead]) -> Counter[str]:
    found = Counter[str]()
    for line in lines:
        found[line.variant_id] += line.quantity
    return found


def remember_what_left(order: Order, now: datetime) -> None:
    """The marketplace shows other lines: pieces that had left by then aren't back by that."""
    if order.left_at is None or order.left_at >= now:
        return
    quantities = dict(order.lines.values_list("line_key", "quantity"))
    parcels = list(order.parcels.order_by("parcel_id"))
    for stood in order.stand_ins.all():
        pieces = quantities.get(stood.line_key, 0)
        if pieces > stood.left and _is_gone(stood.line_key, order, parcels):
            stood.left = pieces
            stood.save(update_fields=["left"])


def pieces_wanted(
    order: Order, stood_in: Collection[StandIn], quantities: Mapping[str, int], parcels: Sequence[Parcel]
) -> dict[str, int]:
    """Pieces of each stand-in's line that are sold and not to be had any more, by line key; `quantities` are
    those of the lines that the marketplace shows now.

    Nothing of an order that was cancelled, but for what had left: that comes back by an inspected return
    only.
    """
    cancelled = order.state == OrderState.CANCELLED.value or order.phase in OVER
    wanted = {}
    for stood in stood_in:
        now = quantities.get(stood.line_key, 0)
        if cancelled and not (order.left_at is not None and _is_gone(stood.line_key, order, parcels)):
            now = 0
        wanted[stood.line_key] = max(now, stood.left)
    return wanted


def _is_gone(line_key: str, order: Order, parcels: Sequence[Parcel]) -> bool:
    """Whether a line of an order that has left was in what left; all of it where no parcel is known."""
    gone = have_left(order, parcels)
    return not gone or any(not parcel.line_keys or line_key in parcel.line_keys for parcel in gone)
