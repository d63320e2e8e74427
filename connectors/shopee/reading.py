"""Reading orders in full: get_order_detail."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.base.errors import Rejected
from connectors.shopee.client import ShopeeClient
from connectors.shopee.errors import NOT_FOUND
from connectors.shopee.wire import Envelope, OrderDetailWire, OrderWire

ORDER_DETAIL = Envelope[OrderDetailWire]


def order_rows(client: ShopeeClient, order_ids: Sequence[str], fields: str) -> list[OrderWire]:
    """These orders (≤ 50) with these optional fields; one call. An order that isn't there has no row."""
    wanted = list(dict.fromkeys(order_id for order_id in order_ids if order_id))
    if not wanted:
        return []
    query = [("order_sn_list", ",".join(wanted))]
    if fields:
        query.append(("response_optional_fields", fields))
    try:
        return list(client.get("order_detail", ORDER_DETAIL, query).order_list)
    except Rejected as error:
        if not not_found(error):
            raise
        # One order that is gone must not hide the others.
        if len(wanted) == 1:
            return []
        return [order for one in wanted for order in order_rows(client, [one], fields)]


def order_row(client: ShopeeClient, order_id: str, fields: str) -> OrderWire | None:
    """One order, or None where it isn't there."""
    rows = order_rows(client, [order_id], fields)
    return next((order for order in rows if order.order_sn == order_id), None)


def not_found(error: Rejected) -> bool:
    """Whether Shopee says that what was asked for isn't there."""
    return error.technical.rpartition(".")[2] in NOT_FOUND
