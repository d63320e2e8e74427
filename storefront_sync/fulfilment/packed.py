"""What staff send in Saleor's Dashboard is asked of the marketplace: it is arranged by the shop's usual way,
or staff are told that none was chosen. A marketplace takes whole parcels only, so a part that is none waits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from mappings.words import OrderState, ParcelState
from storefront_sync.fulfilment import ask, rows
from storefront_sync.fulfilment.models import Request, UsualHandover
from storefront_sync.fulfilment.parts import Match, Pieces, match
from storefront_sync.fulfilment.rows import Kind
from storefront_sync.orders.models import Order, OrderLine, Parcel, SaleorFulfilment, StandIn
from storefront_sync.orders.phases import Phase
from storefront_sync.tenants.models import Problem, Shop
from storefront_sync.tenants.problems import close_these, open_problem

NO_USUAL_WAY = "fulfilment.packed_no_way"
BY = "saleor:"
"""In the books before the id of Saleor's parcel: who packed it, Saleor doesn't tell."""
_STOOD_IN = Exists(StandIn.objects.filter(order=OuterRef("order"), line_key=OuterRef("line_key")))
"""Of a line: it is in Saleor with a stand-in, whatever it is linked to."""
_WAITING = Parcel.objects.filter(order=OuterRef("pk"), state=ParcelState.WAITING.value)
_GOES_ON = Q(state=OrderState.READY.value) | Q(Exists(_WAITING), state=OrderState.ARRANGED.value)
"""The marketplace waits for the order, or for another of its parcels."""


@dataclass(frozen=True)
class Packed:
    """An order that staff packed: as a whole, or these parcels of it (the marketplace's ids). `fulfilment_id`
    is the last of Saleor's parcels of it."""

    order: Order
    fulfilment_id: str
    parcels: tuple[str, ...] = ()


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
    asked = set()
    for row in packed(shop):
        if not chosen:
            detail = {"order": row.order.external_id}
            about = _subject(row.order)
            open_problem(shop.cooperative_id, NO_USUAL_WAY, about, detail, shop_id=shop.pk, now=now)
            continue
        by = f"{BY}{row.fulfilment_id}"
        if row.parcels:
            done = ask.arrange_parcels(shop.cooperative, row.order.pk, row.parcels, by, now)
        else:
            done = ask.arrange(shop.cooperative, [row.order.pk], None, by, now)
        if done.requests:
            asked.add(row.order.pk)
    return len(asked)


def packed(shop: Shop | None = None) -> list[Packed]:
    """Orders (of one shop, or of all) that the marketplace waits for, that staff sent in Saleor as a whole or
    by whole parcels of the marketplace's, and that nobody asked for since."""
    by_order = _staffs_parcels(Order.objects.all() if shop is None else Order.objects.filter(shop=shop))
    whole = _whole(by_order)
    asks = Request.objects.filter(order__in=by_order, kind=Kind.ARRANGE)
    asked = set(asks.values_list("order", "parcel_id", "by"))
    open_ = set(asks.filter(closed_at=None).values_list("order", "parcel_id"))
    by_whom = {(order_id, by) for order_id, _, by in asked}
    busy = {order_id for order_id, _ in open_}
    found = []
    for pk, parcels in by_order.items():
        order, last = parcels[0].order, parcels[-1].fulfilment_id
        if pk in whole and pk not in busy and (pk, f"{BY}{last}") not in by_whom:
            found.append(Packed(order, last))
    for part in _parts(by_order, whole):
        fresh: dict[str, list[str]] = {}
        for parcel_id, last in part.match.found.items():
            key = (part.order.pk, parcel_id)
            if parcel_id in part.waiting and key not in open_ and (*key, f"{BY}{last}") not in asked:
                fresh.setdefault(last, []).append(parcel_id)
        found += [Packed(part.order, last, tuple(ids)) for last, ids in fresh.items()]
    return found


def packed_in_part(orders: QuerySet[Order]) -> set[int]:
    """Those of these orders (row ids) of which staff sent pieces in Saleor that are no whole parcel of the
    marketplace's: nothing is asked for these before the rest is packed."""
    by_order = _staffs_parcels(orders)
    return {part.order.pk for part in _parts(by_order, _whole(by_order)) if part.match.left}


@dataclass(frozen=True)
class _Part:
    """An order that isn't packed as a whole, what of it is, and which of its parcels wait."""

    order: Order
    match: Match
    waiting: frozenset[str]


def _staffs_parcels(orders: QuerySet[Order]) -> dict[int, list[SaleorFulfilment]]:
    """Parcels that staff made in Saleor, and that none of the marketplace's has left for, of those of these
    orders that go on; by order, in the order of packing."""
    going = orders.filter(_GOES_ON, phase__in=(Phase.PLACED.value, Phase.IMPORTED.value))
    rows_ = SaleorFulfilment.objects.filter(status="FULFILLED", by_us=False, parcels=[], order__in=going)
    found: dict[int, list[SaleorFulfilment]] = {}
    for row in rows_.select_related("order").order_by("pk"):
        found.setdefault(row.order_id, []).append(row)
    return found


def _parts(by_order: Mapping[int, Sequence[SaleorFulfilment]], whole: Collection[int]) -> Iterator[_Part]:
    ids = [pk for pk, rows_ in by_order.items() if pk not in whole and _parcels_are_read(rows_[0].order)]
    units = _units(ids)
    parcels: dict[int, list[Parcel]] = {}
    for parcel in Parcel.objects.filter(order__in=ids).order_by("parcel_id"):
        parcels.setdefault(parcel.order_id, []).append(parcel)
    for pk, known in parcels.items():
        wanted = _wanted(known, units.get(pk, {}))
        packed = {row.fulfilment_id: row.variants for row in by_order[pk]}
        waiting = frozenset(row.parcel_id for row in known if row.state == ParcelState.WAITING.value)
        yield _Part(by_order[pk][0].order, match(wanted, packed), waiting)


def _parcels_are_read(order: Order) -> bool:
    """Whether the marketplace was asked for its parcels since there was news of them."""
    return order.parcels_due_at is None or order.parcels_attempts > 0


def _wanted(parcels: Iterable[Parcel], units: Mapping[str, Counter[str]]) -> dict[str, Pieces]:
    """Pieces of the parcels of an order that Saleor has none for yet. One whose pieces aren't known is left
    out: a line of it isn't linked, or is in another parcel as well, and nobody tells how it is divided."""
    going = [row for row in parcels if row.state != ParcelState.CANCELLED.value]
    times = Counter(key for row in going for key in row.line_keys)
    found: dict[str, Pieces] = {}
    for row in going:
        told = row.line_keys and all(times[key] == 1 and units.get(key) for key in row.line_keys)
        if told and not row.saleor_fulfilment_id:
            found[row.parcel_id] = _sum(units[key] for key in row.line_keys)
    return found


def _units(orders: Collection[int]) -> dict[int, dict[str, Counter[str]]]:
    """Pieces by variant of each line (by order and line) as it is linked now; none of one that was imported
    with a stand-in, since all of those look alike."""
    parts = OrderLine.objects.filter(~_STOOD_IN, order__in=orders, listing__components__isnull=False)
    found: dict[int, dict[str, Counter[str]]] = {}
    for order_id, line_key, quantity, units, variant_id in parts.values_list(
        "order_id",
        "line_key",
        "quantity",
        "listing__components__units",
        "listing__components__variant__saleor_id",
    ):
        line = found.setdefault(order_id, {}).setdefault(line_key, Counter())
        line[variant_id] += quantity * units
    return found


def _sum(lines: Iterable[Counter[str]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for pieces in lines:
        total += pieces
    return total


def _whole(orders: Collection[int]) -> set[int]:
    """Those of these orders of which Saleor has sent every piece."""
    lines = OrderLine.objects.filter(order__in=orders)
    own = lines.filter(~_STOOD_IN)
    wanted: dict[int, int] = {}
    for rows_, pieces in (
        (own.filter(listing__components__isnull=False), F("quantity") * F("listing__components__units")),
        (own.filter(listing__components=None), F("quantity")),
        (lines.filter(_STOOD_IN), F("quantity")),
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
    for pk in Order.objects.filter(_GOES_ON, pk__in=by_order).values_list("pk", flat=True):
        del by_order[pk]
    return list(by_order.values())
