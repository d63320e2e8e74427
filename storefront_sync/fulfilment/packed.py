"""What staff send in Saleor's Dashboard is asked of the marketplace: it is arranged by the shop's usual way,
or staff are told that none was chosen."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Sum

from mappings.words import OrderState
from storefront_sync.fulfilment import ask, rows
from storefront_sync.fulfilment.models import Request, UsualHandover
from storefront_sync.fulfilment.rows import Kind
from storefront_sync.orders.models import Order, OrderLine, SaleorFulfilment
from storefront_sync.orders.phases import Phase
from storefront_sync.tenants.models import Problem, Shop
from storefront_sync.tenants.problems import close_these, open_problem

NO_USUAL_WAY = "fulfilment.packed_no_way"
BY = "saleor:"
"""In the books before the id of Saleor's parcel: who packed it, Saleor doesn't tell."""


@dataclass(frozen=True)
class Packed:
    """An order that staff packed as a whole, and the last of Saleor's parcels of it."""

    order: Order
    fulfilment_id: str


def due_shops() -> set[int]:
    """Shops with packed orders to ask for, or to tell of, and those that were told of one that went on."""
    told = _told()
    usual = set(UsualHandover.objects.values_list("shop_id", flat=True))
    fresh = {
        row.order.shop_id for row in packed() if row.order.shop_id in usual or _subject(row.order) not in told
    }
    return fresh | {shop_id for shop_id, _ in _told_in_vain()}


def ask_for_packed(shop: Shop, now: datetime) -> int:
    """Ask the shop's marketplace to arrange what staff packed in Saleor; returns for how many orders. Each of
    Saleor's parcels asks once: what is refused waits for staff."""
    gone = [subject for shop_id, subject in _told_in_vain() if shop_id == shop.pk]
    close_these(shop.pk, [NO_USUAL_WAY], gone, now=now)
    chosen = UsualHandover.objects.filter(shop=shop).exists()
    asked = 0
    for row in packed(shop):
        if chosen:
            by = f"{BY}{row.fulfilment_id}"
            asked += bool(ask.arrange(shop.cooperative, [row.order.pk], None, by, now).requests)
        else:
            detail = {"order": row.order.external_id}
            about = _subject(row.order)
            open_problem(shop.cooperative_id, NO_USUAL_WAY, about, detail, shop_id=shop.pk, now=now)
    return asked


def packed(shop: Shop | None = None) -> list[Packed]:
    """Orders (of one shop, or of all) that the marketplace waits for, that staff sent as a whole in Saleor,
    and that nobody asked for since. A part is asked for once the rest is packed."""
    open_ = Request.objects.filter(order=OuterRef("order"), kind=Kind.ARRANGE, closed_at=None)
    found = SaleorFulfilment.objects.filter(
        ~Exists(open_),
        status="FULFILLED",
        by_us=False,
        parcels=[],
        order__state=OrderState.READY.value,
        order__phase__in=(Phase.PLACED.value, Phase.IMPORTED.value),
    )
    if shop is not None:
        found = found.filter(order__shop=shop)
    last = {row.order_id: row for row in found.select_related("order").order_by("pk")}
    asked = set(
        Request.objects.filter(order__in=last, kind=Kind.ARRANGE, by__startswith=BY).values_list(
            "order", "by"
        )
    )
    whole = _whole(last)
    return [
        Packed(row.order, row.fulfilment_id)
        for pk, row in last.items()
        if pk in whole and (pk, f"{BY}{row.fulfilment_id}") not in asked
    ]


def _whole(orders: Collection[int]) -> set[int]:
    """Those of these orders of which Saleor has sent every piece."""
    lines = OrderLine.objects.filter(order__in=orders)
    linked = lines.filter(listing__components__isnull=False)
    wanted: dict[int, int] = {}
    for rows_, pieces in (
        (linked, F("quantity") * F("listing__components__units")),
        (lines.filter(listing__components=None), F("quantity")),
    ):
        for order_id, count in rows_.values_list("order_id").annotate(pieces=Sum(pieces)):
            wanted[order_id] = wanted.get(order_id, 0) + count
    sent: dict[int, int] = {}
    for order_id, parts in SaleorFulfilment.objects.filter(order__in=orders, status="FULFILLED").values_list(
        "order_id", "pieces"
    ):
        sent[order_id] = sent.get(order_id, 0) + sum(parts.values())
    return {pk for pk, pieces in wanted.items() if sent.get(pk, 0) >= pieces > 0}


def _subject(order: Order) -> str:
    return rows.subject(order.pk, Kind.ARRANGE)


def _told() -> set[str]:
    open_ = Problem.objects.filter(key=NO_USUAL_WAY, closed_at=None)
    return set(open_.values_list("subject", flat=True))


def _told_in_vain() -> list[tuple[int, str]]:
    """Shop and subject of what was told of orders that went on without us."""
    told = Problem.objects.filter(key=NO_USUAL_WAY, closed_at=None).values_list("shop_id", "subject")
    by_order = {int(subject.split(":")[1]): (shop_id, subject) for shop_id, subject in told if shop_id}
    waiting = Order.objects.filter(pk__in=by_order, state=OrderState.READY.value)
    for pk in waiting.values_list("pk", flat=True):
        del by_order[pk]
    return list(by_order.values())
