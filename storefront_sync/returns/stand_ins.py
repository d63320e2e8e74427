"""What goods the lines are that were imported with a stand-in, and what of it stock doesn't know yet.

Compared anew each time by the rows alone: a link that was made, changed or taken away, pieces that were
cancelled, an order that was cancelled before it left. The difference is owed, and held until the mirror has
read the number that was written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from mappings.words import Aspect
from storefront_sync.catalog.models import Component, Listing
from storefront_sync.ledger import holds, looks, marks
from storefront_sync.ledger.models import Look
from storefront_sync.orders.models import Order, OrderLine, StandIn
from storefront_sync.orders.stand_ins import pieces_wanted
from storefront_sync.returns.models import InspectionLine, Restock
from storefront_sync.returns.origin import goods_of, of_order, owing_of
from storefront_sync.tenants.models import Problem
from storefront_sync.tenants.problems import open_problem

AT_ONCE = 200
"""Orders that are compared in a handful of statements."""
UNKNOWN = "order.goods_unknown"
Parts = tuple[tuple[int, int], ...]
"""What one piece of a line is made of: (row id of the variant, units), by variant."""


@dataclass
class Owed:
    """What came of a comparison: cooperatives with pieces on their way, shops with new marks."""

    cooperatives: set[int] = field(default_factory=set)
    shops: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Goods:
    """What an order's stand-ins stand for now: pieces by variant (row id), and the keys of the lines whose
    goods nobody knows."""

    pieces: Mapping[int, int]
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class GoodsSeen:
    """Goods that stand-ins of an order stand for: how many pieces, and how many of them were taken out of
    stock so far (more where some are on their way back)."""

    goods: str
    sku: str
    pieces: int
    taken: int


def owe(now: datetime, cooperative_id: int | None = None) -> Owed:
    """Compare every order with a stand-in (of one cooperative, or of all) with what was taken for it, and
    write down what is owed. Staff are told of lines whose goods nobody knows."""
    done = Owed()
    told = _told(cooperative_id)
    for orders in _orders(cooperative_id):
        goods = _goods(orders)
        decided: dict[int, dict[int, int]] = {}
        for order_id, variant_id, pieces in Restock.objects.filter(order__in=orders).values_list(
            "order_id", "variant_id", "pieces"
        ):
            decided.setdefault(order_id, {})[variant_id] = pieces
        for order in orders:
            if _differences(goods[order.pk].pieces, decided.get(order.pk, {})):
                _owe(order.pk, now, done)
            _tell(order, goods[order.pk].unknown, told.pop(goods_of(order.pk), None), now)
    _close(told, now)
    return done


def _orders(cooperative_id: int | None) -> Iterator[list[Order]]:
    """Those that have a stand-in, or had one for which something was taken."""
    stood_in = StandIn.objects.values_list("order_id", flat=True)
    taken = Restock.objects.filter(order__isnull=False).values_list("order_id", flat=True)
    if cooperative_id is not None:
        stood_in = stood_in.filter(order__cooperative=cooperative_id)
        taken = taken.filter(cooperative=cooperative_id)
    ids = sorted({*stood_in, *taken})
    for start in range(0, len(ids), AT_ONCE):
        yield list(_with_all(Order.objects.filter(pk__in=ids[start : start + AT_ONCE]).order_by("pk")))


def _with_all(rows: QuerySet[Order]) -> QuerySet[Order]:
    return rows.prefetch_related("stand_ins", "lines", "parcels")


def _goods(orders: Sequence[Order]) -> dict[int, Goods]:
    """By order, from what was read with it and three statements for all."""
    stood_in = [stood for order in orders for stood in order.stand_ins.all()]
    linked = _linked(orders, stood_in)
    looked_at = _looked_at(orders)
    found = {}
    for order in orders:
        quantities = {line.line_key: line.quantity for line in order.lines.all()}
        parcels = sorted(order.parcels.all(), key=lambda parcel: parcel.parcel_id)
        wanted = pieces_wanted(order, order.stand_ins.all(), quantities, parcels)
        pieces: dict[int, int] = {}
        unknown = []
        for stood in order.stand_ins.all():
            parts = looked_at.get((order.pk, stood.line_key)) or linked.get(
                (order.shop_id, stood.item_id, stood.model_id), ()
            )
            if wanted[stood.line_key] and not parts:
                unknown.append(stood.line_key)
            for variant_id, units in parts:
                pieces[variant_id] = pieces.get(variant_id, 0) + units * wanted[stood.line_key]
        found[order.pk] = Goods(pieces, tuple(sorted(unknown)))
    return found


def _linked(orders: Sequence[Order], stood_in: Sequence[StandIn]) -> dict[tuple[int, str, str], Parts]:
    """What the listings are linked to now, by shop, item and model."""
    components = Component.objects.filter(
        listing__shop__in={order.shop_id for order in orders},
        listing__item_id__in={stood.item_id for stood in stood_in},
        listing__link=Listing.Link.LINKED,
    )
    found: dict[tuple[int, str, str], Parts] = {}
    for shop_id, item_id, model_id, variant_id, units in components.order_by("variant_id").values_list(
        "listing__shop_id", "listing__item_id", "listing__model_id", "variant_id", "units"
    ):
        key = (shop_id, item_id, model_id)
        found[key] = (*found.get(key, ()), (variant_id, units))
    return found


def _looked_at(orders: Sequence[Order]) -> dict[tuple[int, str], Parts]:
    """What staff had in their hands when they found returned pieces good, by order and line: from then on
    that is what they are, whatever the listing is linked to, unless none of them was good after all."""
    lines = InspectionLine.objects.filter(inspection__returned__order__in=orders).exclude(parts=[])
    found: dict[tuple[int, str], Parts] = {}
    good: dict[tuple[int, str], int] = {}
    for order_id, line_key, parts, pieces in lines.order_by("-pk").values_list(
        "inspection__returned__order_id", "line_key", "parts", "good"
    ):
        key = (order_id, line_key)
        found[key] = tuple((variant_id, units) for variant_id, units in parts)
        good[key] = good.get(key, 0) + pieces
    return {key: parts for key, parts in found.items() if good[key] > 0}


def _differences(wanted: Mapping[int, int], decided: Mapping[int, int]) -> dict[int, int]:
    """By variant: pieces more, below zero fewer, than were decided to be on hand so far (those are 0 or
    below)."""
    every = {key: -wanted.get(key, 0) - decided.get(key, 0) for key in wanted.keys() | decided.keys()}
    return {key: pieces for key, pieces in sorted(every.items()) if pieces}


def _owe(order_id: int, now: datetime, done: Owed) -> None:
    """The same comparison once more with the order locked, and what it comes to written down."""
    with transaction.atomic():
        order = _with_all(Order.objects.select_for_update(of=("self",))).filter(pk=order_id).first()
        if order is None:
            return
        rows = {row.variant_id: row for row in order.restocks.select_for_update().order_by("pk")}
        decided = {key: row.pieces for key, row in rows.items()}
        changes = _differences(_goods([order])[order.pk].pieces, decided)
        for variant_id, pieces in changes.items():
            row = rows.get(variant_id) or Restock(
                cooperative_id=order.cooperative_id, order=order, variant_id=variant_id, pieces=0, owed=0
            )
            row.pieces += pieces
            row.owed += pieces
            row.done_at = now if row.owed == 0 and not row.token else None
            row.not_before, row.attempts = (row.not_before if row.token else None), 0
            row.save()
            holds.owe(owing_of(order), variant_id, max(-row.owed, 0), now)
        if not changes:
            return
        _link_lines(order)
        variants = list(changes)
        saleor_ids = set(order.restocks.values_list("variant__saleor_id", flat=True))
        looks.request(order.cooperative_id, Look.Kind.VARIANT, saleor_ids, now)
        done.shops |= marks.mark_variants(variants, Aspect.STOCK, now)
        done.cooperatives.add(order.cooperative_id)
        of_order(order).close_once_done(now)


def _link_lines(order: Order) -> None:
    """A listing may have been seen for the first time since the order came in."""
    for line in OrderLine.objects.filter(order=order, listing=None):
        line.listing = Listing.objects.filter(
            shop=order.shop_id, item_id=line.item_id, model_id=line.model_id
        ).first()
        if line.listing is not None:
            line.save(update_fields=["listing"])


def _told(cooperative_id: int | None) -> dict[str, Mapping[str, object]]:
    """What staff are told now, by subject."""
    rows = Problem.objects.filter(key=UNKNOWN, closed_at=None)
    if cooperative_id is not None:
        rows = rows.filter(cooperative=cooperative_id)
    return dict(rows.values_list("subject", "detail"))


def _tell(order: Order, unknown: Sequence[str], told: Mapping[str, object] | None, now: datetime) -> None:
    about = goods_of(order.pk)
    if not unknown:
        _close([about] if told is not None else [], now)
        return
    detail = {"order": order.external_id, "lines": len(unknown)}
    if told != detail:
        open_problem(order.cooperative_id, UNKNOWN, about, detail, shop_id=order.shop_id, now=now)


def _close(subjects: Iterable[str], now: datetime) -> None:
    rows = Problem.objects.filter(key=UNKNOWN, subject__in=list(subjects), closed_at=None)
    rows.update(closed_at=now)


def stock_rose(variant_ids: set[int]) -> int:
    """Orders' goods that stock didn't cover may be tried again at once; returns how many rows."""
    waiting = Restock.objects.filter(order__isnull=False, done_at=None, owed__lt=0, token="")
    return waiting.filter(variant__in=variant_ids).update(not_before=None) if variant_ids else 0


def counted(order: Order, now: datetime) -> int:
    """Staff have counted the goods of an order, as they were asked to; returns of how many kinds."""
    with transaction.atomic():
        counted_ = order.restocks.exclude(doubted_at=None).update(doubted_at=None)
        keys = of_order(order).keys
        Problem.objects.filter(key=keys["count"], subject=goods_of(order.pk), closed_at=None).update(
            closed_at=now
        )
    return counted_


def forget_old(ended: QuerySet[Order], now: datetime) -> None:
    """Delete orders that ended long ago, but for those with pieces still on their way into stock or out of
    it. What is told of their goods is over."""
    under_way = Restock.objects.filter(order__isnull=False, done_at=None).values("order")
    old = ended.exclude(pk__in=under_way)
    stood_in = old.filter(stand_ins__isnull=False).values_list("pk", flat=True)
    with transaction.atomic():
        about = [goods_of(pk) for pk in stood_in.distinct()]
        Problem.objects.filter(subject__in=about, closed_at=None).update(closed_at=now)
        old.delete()


def shown(order: Order) -> tuple[GoodsSeen, ...]:
    """What the order's stand-ins stand for, as staff are told."""
    rows = order.restocks.select_related("variant").order_by("pk")
    seen = (
        GoodsSeen(
            f"{row.variant.product_name} {row.variant.options}".strip(),
            row.variant.sku,
            -row.pieces,
            row.owed - row.pieces,
        )
        for row in rows
    )
    return tuple(row for row in seen if row.pieces or row.taken)
