"""Reading orders in full: get_order_detail."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.base.narrowed import narrowed
from connectors.shopee.client import ShopeeClient
from connectors.shopee.errors import GONE
from connectors.shopee.wire import Envelope, OrderDetailWire, OrderWire

ORDER_DETAIL = Envelope[OrderDetailWire]


def order_rows(client: ShopeeClient, order_ids: Sequence[str], fields: str) -> list[OrderWire]:
    """These orders (≤ 50) with these optional fields; one call. An order that isn't there has no row."""
    optional = [("response_optional_fields", fields)] if fields else []

    def read(ids: Sequence[str]) -> Sequence[OrderWire]:
        query = [("order_sn_list", ",".join(ids)), *optional]
        return client.get("order_detail", ORDER_DETAIL, query).order_list

    wanted = dict.fromkeys(order_id for order_id in order_ids if order_id)
    return narrowed(list(wanted), read, {GONE})


def order_row(client: ShopeeClient, order_id: str, fields: str) -> OrderWire | None:
    """One order, or None where it isn't there."""
    rows = order_rows(client, [order_id], fields)
    return next((order for order in rows if order.order_sn == order_id), None)
