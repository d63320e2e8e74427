"""The books that the service is held against: the marketplaces' orders and returns, and Saleor's orders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from storefront_sync.cli.demo.books import ListingKey
from storefront_sync.cli.demo.control import MarketControl
from storefront_sync.cli.demo.live.api import Api
from storefront_sync.cli.demo.live.documents import PAGE_INFO

_ORDER = """id status externalReference channel { slug } total { gross { amount } } totalCharged { amount }
      lines { id productSku quantity }
      fulfillments { status trackingNumber lines { quantity orderLine { id } } }"""
ORDERS = f"""query($channel: String!, $after: String) {{
  page: orders(first: 100, channel: $channel, after: $after) {{
    edges {{ node {{ {_ORDER} }} }}
    {PAGE_INFO}
  }}
}}"""
DRAFTS = f"""query($after: String) {{
  page: draftOrders(first: 100, after: $after) {{
    edges {{ node {{ {_ORDER} }} }}
    {PAGE_INFO}
  }}
}}"""
TAKEN_OUT = frozenset({"RETURNED", "REFUNDED_AND_RETURNED", "REPLACED"})
"""Saleor's words for pieces that are no part of an order any more."""
SENT = frozenset({"FULFILLED", "WAITING_FOR_APPROVAL"})


@dataclass(frozen=True)
class Sold:
    """An order as its marketplace has it. `pieces` are what isn't cancelled of it, by listing, `worth` what
    that costs, `ordered_worth` what all of it cost, in rupiah; `tracking` the numbers of its parcels."""

    order_id: str
    marketplace: str
    state: str
    pieces: tuple[tuple[ListingKey, int], ...]
    worth: int
    ordered_worth: int
    tracking: frozenset[str]


@dataclass(frozen=True)
class GivenBack:
    """A return as its marketplace has it, with its pieces by listing."""

    return_id: str
    state: str
    goods_back: bool
    pieces: tuple[tuple[ListingKey, int], ...]


@dataclass(frozen=True)
class Copy:
    """An order in Saleor: its pieces by SKU, less what was taken out, and what of them was sent."""

    reference: str
    status: str
    pieces: Mapping[str, int]
    sent: Mapping[str, int]
    total: int
    charged: int
    tracking: frozenset[str]


class _Line(BaseModel):
    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)
    item_id: str
    model_id: str
    quantity: int
    unit_price: int


class _Parcel(BaseModel):
    tracking_number: str


class _Order(BaseModel):
    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)
    order_id: str
    state: str
    lines: list[_Line]
    cancelled: dict[int, int]
    parcels: list[_Parcel]


class _Return(BaseModel):
    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)
    return_id: str
    order_id: str
    state: str
    goods_back: bool
    lines: dict[int, int]


class _Shop(BaseModel):
    orders: list[_Order]
    returns: list[_Return]


class _Truth(BaseModel):
    shops: dict[str, _Shop]


class _Wire(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore")


class _Amount(_Wire):
    amount: Decimal


class _Total(_Wire):
    gross: _Amount


class _Key(_Wire):
    id: str


class _Slug(_Wire):
    slug: str


class _SaleorLine(_Wire):
    id: str
    product_sku: str | None = None
    quantity: int


class _ParcelLine(_Wire):
    quantity: int
    order_line: _Key


class _Fulfilment(_Wire):
    status: str
    tracking_number: str
    lines: list[_ParcelLine] | None = None


class _SaleorOrder(_Wire):
    id: str
    status: str
    external_reference: str | None = None
    channel: _Slug
    total: _Total
    total_charged: _Amount
    lines: list[_SaleorLine]
    fulfillments: list[_Fulfilment] = Field(default_factory=list)


def sold_and_given_back(market: MarketControl) -> tuple[list[Sold], list[GivenBack]]:
    """A marketplace's orders and returns, read now."""
    truth = _Truth.model_validate_json(market.get("truth"))
    orders = {order.order_id: order for shop in truth.shops.values() for order in shop.orders}
    sold = [_sold(market.marketplace, order) for order in orders.values()]
    back = [
        GivenBack(
            row.return_id,
            row.state,
            row.goods_back,
            tuple(
                (_key(market.marketplace, orders[row.order_id].lines[at]), count)
                for at, count in row.lines.items()
            ),
        )
        for shop in truth.shops.values()
        for row in shop.returns
    ]
    return sold, back


def copies(saleor: Api, channel: str, sku_prefix: str) -> list[Copy]:
    """Saleor's orders of a channel, drafts too, read now. SKUs are told without their prefix."""
    rows: list[_SaleorOrder] = list(saleor.rows(ORDERS, _SaleorOrder, channel=channel))
    rows += [row for row in saleor.rows(DRAFTS, _SaleorOrder) if row.channel.slug == channel]
    return [_copy(row, sku_prefix) for row in rows]


def _sold(marketplace: str, order: _Order) -> Sold:
    left = [(line, line.quantity - order.cancelled.get(at, 0)) for at, line in enumerate(order.lines)]
    return Sold(
        order.order_id,
        marketplace,
        order.state,
        tuple((_key(marketplace, line), count) for line, count in left if count),
        sum(line.unit_price * count for line, count in left),
        sum(line.unit_price * line.quantity for line in order.lines),
        frozenset(parcel.tracking_number for parcel in order.parcels if parcel.tracking_number),
    )


def _key(marketplace: str, line: _Line) -> ListingKey:
    return ListingKey(marketplace, line.item_id, line.model_id)


def _copy(row: _SaleorOrder, sku_prefix: str) -> Copy:
    skus = {line.id: (line.product_sku or "").removeprefix(sku_prefix) for line in row.lines}
    ordered = _by_sku((skus[line.id], line.quantity) for line in row.lines)
    out = _by_sku(_parcel_pieces(row, skus, TAKEN_OUT))
    pieces = {sku: count - out.get(sku, 0) for sku, count in ordered.items()}
    return Copy(
        row.external_reference or "",
        row.status,
        {sku: count for sku, count in pieces.items() if count},
        _by_sku(_parcel_pieces(row, skus, SENT)),
        int(row.total.gross.amount),
        int(row.total_charged.amount),
        frozenset(one.tracking_number for one in row.fulfillments if one.status in SENT),
    )


def _parcel_pieces(
    row: _SaleorOrder, skus: Mapping[str, str], of: frozenset[str]
) -> Iterable[tuple[str, int]]:
    for parcel in row.fulfillments:
        if parcel.status in of:
            yield from ((skus[line.order_line.id], line.quantity) for line in parcel.lines or ())


def _by_sku(pieces: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for sku, count in pieces:
        found[sku] = found.get(sku, 0) + count
    return found
