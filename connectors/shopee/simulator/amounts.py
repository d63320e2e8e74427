"""The bodies of update_stock and update_price."""

from __future__ import annotations

from pydantic import Field

from connectors.base.simulator.server import Incoming
from connectors.shopee.simulator.body import Body, read
from connectors.shopee.simulator.envelope import Refused
from connectors.shopee.simulator.pages import SellerStock


class _StockRow(Body):
    model_id: int = 0
    seller_stock: list[SellerStock] = Field(min_length=1)


class StockBody(Body):
    """update_stock's body."""

    item_id: int
    stock_list: list[_StockRow]


class _PriceRow(Body):
    model_id: int = 0
    original_price: float


class PriceBody(Body):
    """update_price's body."""

    item_id: int
    price_list: list[_PriceRow]


def stock_subject(request: Incoming) -> tuple[str, int]:
    """(item id, rows) of an update_stock; ("", 0) where the body can't be read."""
    try:
        body = read(StockBody, request)
    except Refused:
        return "", 0
    return str(body.item_id), len(body.stock_list)


def price_subject(request: Incoming) -> tuple[str, int]:
    """(item id, rows) of an update_price; ("", 0) where the body can't be read."""
    try:
        body = read(PriceBody, request)
    except Refused:
        return "", 0
    return str(body.item_id), len(body.price_list)
