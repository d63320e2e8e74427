"""Orders handled on TikTok Shop: packages, labels, cancelling, returns."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import datetime

from connectors.base.aftersale import CancelOption, ReturnView
from connectors.base.errors import Rejected
from connectors.base.shipment import (
    HandoverChoice,
    HandoverOptions,
    Labels,
    Parcel,
    ParcelOutcome,
    ParcelRef,
)
from connectors.base.types import Applied, ExternalOrderId, Page
from connectors.tokopedia.cancelling import Cancelling
from connectors.tokopedia.client import Json, TikTokShopClient
from connectors.tokopedia.fulfilment_wire import ReturnsWire
from connectors.tokopedia.handover import Handovers
from connectors.tokopedia.labels import LabelPrinter
from connectors.tokopedia.parcels import parcels_of
from connectors.tokopedia.returns import PAGE_SIZE, return_view
from connectors.tokopedia.wire import OrderWire

ReadOrders = Callable[[Sequence[str]], Sequence[OrderWire]]


class TikTokShopFulfilment:
    """Speaks for one shop; `read` reads whole orders, leaving out those that aren't there."""

    def __init__(self, client: TikTokShopClient, shop_id: str, own_host: str, read: ReadOrders) -> None:
        self._client = client
        self._shop_id = shop_id
        self._read = read
        self._handovers = Handovers(client, shop_id)
        self._printer = LabelPrinter(client, shop_id, own_host)
        self._cancelling = Cancelling(client, shop_id, self._order)

    def parcels(self, order_id: ExternalOrderId) -> tuple[Parcel, ...]:
        """The order's packages; one call."""
        order = self._order(order_id)
        return parcels_of(order) if order else ()

    def options(self, parcel: ParcelRef) -> HandoverOptions:
        """Pick-up, bringing it, or both; one call."""
        return self._handovers.options(self._known(parcel).parcel_id)

    def arrange(self, parcels: Sequence[ParcelRef], choice: HandoverChoice) -> tuple[ParcelOutcome, ...]:
        """One call for all. In Indonesia the way of handing over is ignored since October 2024: what the
        seller set in Seller Center counts."""
        known = [parcel for parcel in parcels if parcel.parcel_id]
        outcomes = self._handovers.arrange(known, choice) if known else ()
        unnamed = Rejected("tokopedia.parcel_gone", shop_id=self._shop_id)
        return (
            *outcomes,
            *(ParcelOutcome(one, Applied.NO, error=unnamed) for one in parcels if not one.parcel_id),
        )

    def labels(self, parcels: Sequence[ParcelRef]) -> Labels:
        """Two calls a label."""
        return self._printer.labels(parcels)

    def cancel_options(self, order_id: ExternalOrderId) -> tuple[CancelOption, ...]:
        """The reasons that fit how far the order is; one call."""
        return self._cancelling.options(order_id)

    def cancel(self, order_id: ExternalOrderId, option: CancelOption, line_keys: Sequence[str] = ()) -> None:
        """The whole order; one call, and one read where lines are named."""
        self._cancelling.cancel(order_id, option, line_keys)

    def answer_cancellation(self, order_id: ExternalOrderId, accept: bool) -> None:
        """Two calls to accept, three to turn down."""
        self._cancelling.answer(order_id, accept)

    def returns(self, since: datetime, until: datetime, cursor: str = "") -> Page[ReturnView]:
        """≤ 50 returns by their last change, and one read of their orders for the lines. A return that can't
        be understood has no row."""
        query = (
            ("page_size", PAGE_SIZE),
            ("sort_field", "update_time"),
            ("sort_order", "ASC"),
            *((("page_token", cursor),) if cursor else ()),
        )
        span: dict[str, Json] = {
            "update_time_ge": math.floor(since.timestamp()),
            # Exclusive there, inclusive here, and in whole seconds.
            "update_time_lt": math.floor(until.timestamp()) + 1,
        }
        page = self._client.search("search_returns", ReturnsWire, span, query=query)
        ids = list(dict.fromkeys(row.order_id for row in page.return_orders if row.order_id))
        orders = {order.id: order for order in self._read(ids)}
        views = (return_view(row, orders) for row in page.return_orders)
        cursor_after = page.next_page_token if page.next_page_token != cursor else ""
        return Page(tuple(view for view in views if view), cursor_after)

    def _order(self, order_id: ExternalOrderId) -> OrderWire | None:
        return next((order for order in self._read([order_id]) if order.id == order_id), None)

    def _known(self, parcel: ParcelRef) -> ParcelRef:
        if not parcel.parcel_id:
            raise Rejected("tokopedia.parcel_gone", shop_id=self._shop_id)
        return parcel
