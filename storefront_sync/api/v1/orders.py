"""GET /orders, /orders/due, /orders/{id}; POST /orders/arrange, /orders/answer, /orders/import-early."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Literal

from django.http import Http404, HttpRequest
from ninja import Router, Schema
from pydantic import Field

from connectors.base.shipment import Handover
from mappings.words import OrderState, ParcelState
from storefront_sync.api.v1.caller import (
    ACTS,
    FINDS,
    READS,
    Id,
    Refusal,
    RowId,
    Text,
    Word,
    caller,
    text,
)
from storefront_sync.api.v1.paging import MOST_AT_ONCE, After, Limit, turn
from storefront_sync.api.v1.requests import Asked, NotAsked, RequestOut, asked
from storefront_sync.core.clock import SystemClock
from storefront_sync.fulfilment import ask
from storefront_sync.fulfilment.models import Request
from storefront_sync.fulfilment.seen import problems_of
from storefront_sync.fulfilment.wishes import ArrangeWish
from storefront_sync.jobs import early_desk
from storefront_sync.orders.models import Order
from storefront_sync.orders.phases import Phase
from storefront_sync.returns import stand_ins
from storefront_sync.settlements.models import OrderMoney

router = Router()
TO_GO = (OrderState.READY.value, OrderState.ARRANGED.value)


class OrderOut(Schema):
    """An order: `order` is its number at the marketplace, `phase` how far it is in Saleor, `ship_by` until
    when it must be handed over."""

    id: int
    marketplace: str
    shop: str
    shop_front: str
    order: str
    state: OrderState
    phase: Phase
    paid: bool
    ordered_at: datetime
    changed_at: datetime
    ship_by: datetime | None
    short_since: datetime | None
    total: int
    shipping_fee: int
    saleor_id: str
    saleor_number: str

    @staticmethod
    def of(row: Order) -> OrderOut:
        """As it stands now."""
        return OrderOut.model_validate(_head(row))


class LineOut(Schema):
    """A line; `linked`: it is known which goods of the store it is. `stand_in`: it stands in Saleor's order
    with a stand-in, since that wasn't known when it was imported."""

    key: str
    title: str
    sku: str
    quantity: int
    unit_price: int
    linked: bool
    stand_in: bool


class GoodsOut(Schema):
    """Goods that stand-ins of the order stand for: how many pieces, and how many of them were taken out of
    Saleor's stock so far (more than that: some are on their way back)."""

    goods: str
    sku: str
    pieces: int
    taken: int


class ParcelOut(Schema):
    """A parcel as the marketplace showed it last; `lines` are the keys of those in it (none = all)."""

    parcel: str
    state: ParcelState
    courier: str
    tracking_number: str
    ship_by: datetime | None
    lines: list[str]


class MoneyOut(Schema):
    """What the order costs whom, as its marketplace said last; null: it doesn't say."""

    goods: int | None
    seller_discount: int | None
    platform_discount: int | None
    shipping_paid: int | None
    shipping_subsidy: int | None
    fees: int | None
    payout: int | None
    seen_at: datetime


class OrderDetail(OrderOut):
    """An order with all that belongs to it. `early_at`: when it was asked to be imported though the goods of
    a line weren't known."""

    money: MoneyOut | None
    early_at: datetime | None
    lines: list[LineOut]
    goods: list[GoodsOut]
    parcels: list[ParcelOut]
    requests: list[RequestOut]
    problems: list[Refusal]


class OrderPage(Schema):
    """The newest first. `after` of the next page is `next`; null at the end."""

    orders: list[OrderOut]
    next: int | None


class DuePage(Schema):
    """What must go out, the most urgent first; `more`: there are others."""

    orders: list[OrderOut]
    more: bool


@router.get("", response={200: OrderPage, **READS})
def list_orders(
    request: HttpRequest,
    state: OrderState | None = None,
    phase: Phase | None = None,
    marketplace: Word = "",
    order: Word = "",
    after: After = 0,
    limit: Limit = MOST_AT_ONCE,
) -> OrderPage:
    """Orders, the newest first; all conditions must hold."""
    rows = Order.objects.filter(cooperative=caller(request).cooperative).select_related("shop")
    wanted = {
        "state": state and state.value,
        "phase": phase and phase.value,
        "shop__marketplace": marketplace,
        "external_id": order,
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    page, following = turn(rows, after, limit)
    return OrderPage(orders=[OrderOut.of(row) for row in page], next=following)


@router.get("/due", response={200: DuePage, **READS})
def due_orders(request: HttpRequest, limit: Limit = MOST_AT_ONCE) -> DuePage:
    """Orders with a parcel that is still here, by the time until which it must be handed over."""
    rows = Order.objects.filter(cooperative=caller(request).cooperative, state__in=TO_GO)
    rows = rows.exclude(ship_by=None).select_related("shop").order_by("ship_by", "pk")
    found = list(rows[: limit + 1])
    return DuePage(orders=[OrderOut.of(row) for row in found[:limit]], more=len(found) > limit)


@router.get("/{int:order_id}", response={200: OrderDetail, **FINDS})
def one_order(request: HttpRequest, order_id: RowId) -> OrderDetail:
    """One order with its lines, parcels, what was asked of the marketplace, and what is wrong."""
    rows = Order.objects.filter(cooperative=caller(request).cooperative).select_related("shop")
    row = rows.filter(pk=order_id).first()
    if row is None:
        raise Http404
    stood_in = set(row.stand_ins.values_list("line_key", flat=True))
    asked_for = Request.objects.filter(order=row).select_related("shop", "order").order_by("-pk")
    return OrderDetail(
        **OrderOut.of(row).model_dump(),
        money=_money(row),
        early_at=row.early_at,
        goods=[GoodsOut(**asdict(one)) for one in stand_ins.shown(row)],
        lines=[
            LineOut(
                key=line.line_key,
                title=line.title,
                sku=line.sku,
                quantity=line.quantity,
                unit_price=line.unit_price,
                linked=line.listing is not None and line.listing.link == "linked",
                stand_in=line.line_key in stood_in,
            )
            for line in row.lines.select_related("listing").order_by("line_key")
        ],
        parcels=[
            ParcelOut(
                parcel=parcel.parcel_id,
                state=ParcelState(parcel.state),
                courier=parcel.courier,
                tracking_number=parcel.tracking_number,
                ship_by=parcel.ship_by,
                lines=parcel.line_keys,
            )
            for parcel in row.parcels.order_by("parcel_id")
        ],
        requests=[RequestOut.of(request, each) for each in asked_for[:MOST_AT_ONCE]],
        problems=[
            Refusal(key=told.key, text=text(request, told.key, told.detail)) for told in problems_of(row)
        ],
    )


OrderIds = Annotated[list[Id], Field(min_length=1, max_length=MOST_AT_ONCE)]


class Arrange(Schema):
    """Which orders (ids), and how their parcels go; without `handover` as their shop usually does. `place` ""
    is the only one that is offered, `slot` "" the next. Courier and tracking number only for `own`."""

    orders: OrderIds
    handover: Handover | None = None
    place: Text = ""
    slot: Text = ""
    courier: Text = ""
    tracking_number: Text = ""


@router.post("/arrange", response={200: Asked, **ACTS})
def arrange(request: HttpRequest, wish: Arrange) -> Asked:
    """Have parcels handed over. It is asked of the marketplaces in the background: look at /requests."""
    who = caller(request)
    way = None
    if wish.handover is not None:
        way = ArrangeWish(wish.handover, wish.place, wish.slot, wish.courier, wish.tracking_number)
    done = ask.arrange(who.cooperative, wish.orders, way, who.by, SystemClock().now())
    return asked(request, done)


class Answer(Schema):
    """Which orders (ids) whose buyers asked to cancel, and the answer to them."""

    orders: OrderIds
    answer: Literal["accept", "refuse"]


@router.post("/answer", response={200: Asked, **ACTS})
def answer(request: HttpRequest, given: Answer) -> Asked:
    """Answer buyers who asked to cancel."""
    who = caller(request)
    accept = given.answer == "accept"
    return asked(request, ask.answer(who.cooperative, given.orders, accept, who.by, SystemClock().now()))


class ImportEarly(Schema):
    """Which orders (ids)."""

    orders: OrderIds


class EarlyOut(Schema):
    """Orders (ids) that go into Saleor now, and those that don't and why."""

    early: list[int]
    refused: list[NotAsked]


@router.post("/import-early", response={200: EarlyOut, **ACTS})
def import_early(request: HttpRequest, wish: ImportEarly) -> EarlyOut:
    """Have orders imported now that wait because nobody knows the goods of a line: it gets a stand-in, and
    the goods are taken out of stock when the listing is linked."""
    who = caller(request)
    done = early_desk.import_early(who.cooperative, wish.orders, who.by)
    return EarlyOut(
        early=list(done.orders),
        refused=[
            NotAsked(order_id=each.order_id, key=each.key, text=text(request, each.key))
            for each in done.refused
        ],
    )


def _money(row: Order) -> MoneyOut | None:
    said = OrderMoney.objects.filter(order=row).first()
    if said is None:
        return None
    return MoneyOut(
        goods=said.goods,
        seller_discount=said.seller_discount,
        platform_discount=said.platform_discount,
        shipping_paid=said.shipping_paid,
        shipping_subsidy=said.shipping_subsidy,
        fees=said.fees,
        payout=said.payout,
        seen_at=said.seen_at,
    )


def _head(row: Order) -> dict[str, object]:
    return {
        "id": row.pk,
        "marketplace": row.shop.marketplace,
        "shop": row.shop.name,
        "shop_front": row.shop_front,
        "order": row.external_id,
        "state": OrderState(row.state),
        "phase": Phase(row.phase),
        "paid": row.paid,
        "ordered_at": row.remote_created_at,
        "changed_at": row.remote_updated_at,
        "ship_by": row.ship_by,
        "short_since": row.short_since,
        "total": row.total,
        "shipping_fee": row.shipping_fee,
        "saleor_id": row.saleor_id,
        "saleor_number": row.saleor_number,
    }
