"""An order as staff see it: what is in it, how far it is, what was asked of it. The buyer is masked; who
packs reads the parcel's label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from storefront_sync.fulfilment.models import Request
from storefront_sync.fulfilment.packed import packed_in_part
from storefront_sync.orders.models import Order
from storefront_sync.tenants.models import Problem
from storefront_sync.tenants.vault import unseal

MOST = 50
"""Lines, parcels, requests and problems of one order that are shown."""
_HIDDEN = "***"


@dataclass(frozen=True)
class LineSeen:
    """`line_key` is what a cancel names it by; the price is one piece's, in whole rupiah."""

    line_key: str
    title: str
    sku: str
    quantity: int
    unit_price: int
    stand_in: bool
    """Whether it stands in Saleor's order with a stand-in, since nobody knew its goods."""


@dataclass(frozen=True)
class ParcelSeen:
    """A parcel as it was read last."""

    parcel_id: str
    state: str
    courier: str
    tracking_number: str
    ship_by: datetime | None


@dataclass(frozen=True)
class RequestSeen:
    """What was asked, by whom, and what became of it; `outcome` is a text key or ""."""

    kind: str
    parcel_id: str
    by: str
    asked_at: datetime
    state: str
    outcome: str
    said: str


@dataclass(frozen=True)
class ProblemSeen:
    """An open problem of the order: text key, and what fills in its sentence."""

    key: str
    detail: dict[str, object]


@dataclass(frozen=True)
class OrderSeen:
    """`buyer` is masked, "" where it was erased. Amounts are whole rupiah. `packed_in_part`: staff sent some
    pieces in Saleor that are no whole parcel of the marketplace's: nothing is asked for these before the rest
    is packed."""

    marketplace: str
    shop: str
    order: str
    saleor_number: str
    state: str
    phase: str
    paid: bool
    total: int
    placed_at: datetime
    ship_by: datetime | None
    packed_in_part: bool = False
    buyer: str = ""
    lines: tuple[LineSeen, ...] = ()
    parcels: tuple[ParcelSeen, ...] = ()
    requests: tuple[RequestSeen, ...] = ()
    problems: tuple[ProblemSeen, ...] = ()


def in_short(orders: Sequence[Order]) -> list[OrderSeen]:
    """Each in one row, without what is in it."""
    part = packed_in_part(Order.objects.filter(pk__in=[order.pk for order in orders]))
    return [_head(order, in_part=order.pk in part) for order in orders]


def whole(order: Order) -> OrderSeen:
    """One order with everything."""
    stood_in = set(order.stand_ins.values_list("line_key", flat=True))
    return replace(
        in_short([order])[0],
        buyer=masked(unseal(order.buyer_encrypted)),
        lines=tuple(
            LineSeen(row.line_key, row.title, row.sku, row.quantity, row.unit_price, row.line_key in stood_in)
            for row in order.lines.order_by("pk")[:MOST]
        ),
        parcels=tuple(
            ParcelSeen(row.parcel_id, row.state, row.courier, row.tracking_number, row.ship_by)
            for row in order.parcels.order_by("parcel_id")[:MOST]
        ),
        requests=tuple(
            RequestSeen(row.kind, row.parcel_id, row.by, row.asked_at, row.state, row.outcome, row.said)
            for row in Request.objects.filter(order=order).order_by("-asked_at", "-pk")[:MOST]
        ),
        problems=problems_of(order),
    )


def masked(buyer: dict[str, str]) -> str:
    """First letters of the name, and the city: enough to know a parcel again, not a person."""
    name = " ".join(f"{word[0]}{_HIDDEN}" for word in buyer.get("name", "").split())
    return ", ".join(part for part in (name, buyer.get("city", "")) if part)


def problems_of(order: Order) -> tuple[ProblemSeen, ...]:
    """What is wrong with the order now, with its parcels and with what was asked of it; the oldest first."""
    mine = [f"order:{order.pk}", *(f"order:{order.pk}:{part}" for part in ("goods", *Request.Kind.values))]
    rows = Problem.objects.filter(
        cooperative_id=order.cooperative_id, subject__in=[*mine, f"parcels:{order.pk}"], closed_at=None
    )
    return tuple(ProblemSeen(row.key, row.detail) for row in rows.order_by("opened_at", "pk")[:MOST])


def _head(order: Order, *, in_part: bool) -> OrderSeen:
    return OrderSeen(
        packed_in_part=in_part,
        marketplace=order.shop.marketplace,
        shop=order.shop.name,
        order=order.external_id,
        saleor_number=order.saleor_number,
        state=order.state,
        phase=order.phase,
        paid=order.paid,
        total=order.total,
        placed_at=order.remote_created_at,
        ship_by=order.ship_by,
    )
