"""Orders, read: the change list and whole orders by id."""

from __future__ import annotations

from collections.abc import Callable

from connectors.base.simulator.book import Book
from connectors.base.simulator.dispatch import Dispatch
from connectors.base.simulator.faults import Fate
from connectors.base.simulator.orders import SoldOrder
from connectors.base.simulator.server import Incoming, Outgoing
from connectors.tokopedia.simulator import shown
from connectors.tokopedia.simulator.asked import (
    OrderFilter,
    body_of,
    page_size,
)
from connectors.tokopedia.simulator.page_tokens import PageTokens
from connectors.tokopedia.simulator.refusal import Refusal, success

MOST_IDS = 50

Row = tuple[int, str, SoldOrder, float]
"""What it is sorted by, order id, order, epoch seconds of the last change that the list knows."""


class OrderReads:
    """Answers for the shop that a request names; `lag` is how late the list shows a change, in seconds."""

    def __init__(
        self,
        book: Book,
        dispatch: Dispatch,
        shop_of: Callable[[Incoming], str],
        now: Callable[[], float],
        lag: Callable[[], float],
        page_tokens: PageTokens,
    ) -> None:
        self._page_tokens = page_tokens
        self._book = book
        self._dispatch = dispatch
        self._shop_of = shop_of
        self._now = now
        self._lag = lag

    def search(self, request: Incoming, fate: Fate) -> Outgoing:
        """One page of whole orders. The token names the last row, so a change meanwhile drops none."""
        wanted, size = body_of(OrderFilter, request), page_size(request)
        descending = request.one("sort_order", "DESC") == "DESC"
        by_update = request.one("sort_field", "create_time") == "update_time"
        with self._book.lock:
            rows = sorted(self._rows(request, wanted, by_update), key=_key, reverse=descending)
            after = self._page_tokens.place(request)
            if after:
                rows = [row for row in rows if (_key(row) < after if descending else _key(row) > after)]
            orders = [self._shown(order, at) for _, _, order, at in rows[:size]]
        token = self._page_tokens.given(_key(rows[size - 1])) if len(rows) > size else ""
        return success({"orders": orders, "total_count": len(rows), "next_page_token": token})

    def by_ids(self, request: Incoming, fate: Fate) -> Outgoing:
        """Whole orders; an unknown id has no row, another seller's order spoils the call."""
        ids = request.many("ids")
        if not 1 <= len(ids) <= MOST_IDS:
            raise Refusal(10002014)
        shop_id = self._shop_of(request)
        with self._book.lock:
            own = self._book.shop(shop_id).orders
            others = {order_id for shop in self._book.shops.values() for order_id in shop.orders} - own.keys()
            if others & set(ids):
                raise Refusal(21008111)
            found = [own[order_id] for order_id in ids if order_id in own]
            return success({"orders": [self._shown(order, order.updated_at) for order in found]})

    def statement(self, request: Incoming, fate: Fate) -> Outgoing:
        """An order's settlement: zeros without rows until the buyer has it."""
        order_id = request.path.split("/")[4]
        with self._book.lock:
            order = self._book.shop(self._shop_of(request)).orders.get(order_id)
            if order is None:
                raise Refusal(21008111)
            arrived = order.arrived
            return success(
                {
                    "order_id": order_id,
                    "order_create_time": int(order.created_at),
                    "currency": "IDR",
                    "revenue_amount": str(order.goods if arrived else 0),
                    "shipping_cost_amount": "0",
                    "fee_and_tax_amount": str(-order.fees if arrived else 0),
                    "settlement_amount": str(order.goods - order.fees if arrived else 0),
                    "sku_transactions": [{"sku_id": line.model_id} for line in order.lines if arrived],
                }
            )

    def _shown(self, order: SoldOrder, at: float) -> dict[str, object]:
        packed = [
            shown.Packed(
                parcel.parcel_id,
                shown.PACKAGE_WORD[self._dispatch.state(order, parcel)],
                parcel.courier,
                self._dispatch.tracking(parcel),
                parcel.ship_by,
                frozenset(parcel.lines),
            )
            for parcel in self._dispatch.parcels(order.order_id)
        ]
        return shown.order(order, at, packed)

    def _rows(self, request: Incoming, wanted: OrderFilter, by_update: bool) -> list[Row]:
        now, lag = self._now(), self._lag()
        rows: list[Row] = []
        for order in self._book.shop(self._shop_of(request)).orders.values():
            at = order.feed_time(now, lag)
            if at is not None and _fits(order, at, wanted, now):
                rows.append((int(at if by_update else order.created_at), order.order_id, order, at))
        return rows


def _fits(order: SoldOrder, at: float, wanted: OrderFilter, now: float) -> bool:
    created_before = wanted.create_time_lt or int(now) + 1
    updated_before = wanted.update_time_lt or int(now) + 1
    return (
        wanted.order_status in ("", shown.order_word(order))
        and wanted.create_time_ge <= int(order.created_at) < created_before
        and wanted.update_time_ge <= int(at) < updated_before
    )


def _key(row: Row) -> str:
    return f"{row[0]:012d}:{row[1]}"
