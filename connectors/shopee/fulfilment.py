"""Shopee's orders handled: parcels, labels, cancelling, returns."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime

from connectors.base.aftersale import CancelOption, ReturnView
from connectors.base.errors import Rejected, Transient
from connectors.base.shipment import (
    HandoverChoice,
    HandoverOptions,
    Labels,
    Parcel,
    ParcelOutcome,
    ParcelRef,
)
from connectors.base.types import ExternalOrderId, Page
from connectors.shopee.arrangement import arrange_singly, arrange_together
from connectors.shopee.cancelling import (
    OUT_OF_STOCK,
    cancel_body,
    cancel_options,
    cancelled,
    partial_body,
    parts_left,
)
from connectors.shopee.client import ShopeeClient
from connectors.shopee.config import RETURN_PAGE_SIZE
from connectors.shopee.errors import NOBODY_ASKS, bare
from connectors.shopee.fulfilment_wire import ReturnListWire, ShippingParameterWire
from connectors.shopee.handover import handover_options
from connectors.shopee.labels import LabelPrinter
from connectors.shopee.lines import keyed, returned
from connectors.shopee.named import package
from connectors.shopee.packages import Packages
from connectors.shopee.reading import order_row, order_rows
from connectors.shopee.returns import return_view
from connectors.shopee.wire import Envelope

PARAMETER = Envelope[ShippingParameterWire]
RETURNS = Envelope[ReturnListWire]


class ShopeeFulfilment:
    """Speaks for one shop; see `connectors.base.fulfilment.Fulfilment`."""

    def __init__(self, client: ShopeeClient) -> None:
        self._client = client
        self._packages = Packages(client)
        self._printer = LabelPrinter(client)

    def parcels(self, order_id: ExternalOrderId) -> tuple[Parcel, ...]:
        """The order's packages; two calls, and one more while tracking numbers are missing."""
        order = order_row(self._client, order_id, "item_list,package_list")
        return self._packages.of_order(order) if order else ()

    def options(self, parcel: ParcelRef) -> HandoverOptions:
        """The open ways; one call."""
        query = list(package(parcel).items())
        return handover_options(self._client.get("shipping_parameter", PARAMETER, query))

    def arrange(self, parcels: Sequence[ParcelRef], choice: HandoverChoice) -> tuple[ParcelOutcome, ...]:
        """One ship_order for one parcel; for several, one read and one mass_ship_order for each courier. A
        pick-up that failed gets another time, one call each."""
        if len(parcels) == 1 or not all(parcel.parcel_id for parcel in parcels):
            return tuple(arrange_singly(self._client, parcels, choice, self._packages.details))
        details = self._packages.details([parcel.parcel_id for parcel in parcels])
        return tuple(arrange_together(self._client, parcels, choice, details))

    def labels(self, parcels: Sequence[ParcelRef]) -> Labels:
        """One call to ask how far they are, one to fetch what is ready; where nobody asked for a label yet,
        one or two to read the tracking numbers and one to ask."""
        if not parcels:
            return Labels()
        found = self._printer.stand(parcels)
        if found.unasked:
            self._printer.order(found, self._packages.views(found.unasked))
        return self._printer.fetch(found)

    def cancel_options(self, order_id: ExternalOrderId) -> tuple[CancelOption, ...]:
        """The reasons for this order now; one call."""
        order = order_row(self._client, order_id, "")
        return cancel_options(order) if order else ()

    def cancel(self, order_id: ExternalOrderId, option: CancelOption, line_keys: Sequence[str] = ()) -> None:
        """One read, then cancel_order, unless it is done already."""
        order = order_row(self._client, order_id, "item_list")
        if order is None:
            raise self._refused("shopee.order_gone")
        if cancelled(order):
            return
        if not line_keys:
            self._client.do("cancel_order", cancel_body(order, option.remote))
            return
        parts = parts_left(order, line_keys)
        if parts is None:
            raise self._refused("shopee.line_gone")
        if option.remote != OUT_OF_STOCK:
            raise self._refused("shopee.part_for_lack_only")
        if parts:
            self._client.do("cancel_order", partial_body(order, parts))

    def answer_cancellation(self, order_id: ExternalOrderId, accept: bool) -> None:
        """One handle_buyer_cancellation; where nobody asks, one read tells whether it was accepted before."""
        try:
            self._client.do(
                "handle_buyer_cancellation",
                {"order_sn": order_id, "operation": "ACCEPT" if accept else "REJECT"},
            )
        except Rejected as error:
            if not accept or bare(error) not in NOBODY_ASKS:
                raise
            order = order_row(self._client, order_id, "")
            if order is None or not cancelled(order):
                raise

    def returns(self, since: datetime, until: datetime, cursor: str = "") -> Page[ReturnView]:
        """One page, and one read of its orders for their lines. A return that can't be understood has no
        row."""
        at = int(cursor or 0)
        query = [
            ("page_no", str(at)),
            ("page_size", str(RETURN_PAGE_SIZE)),
            ("update_time_from", str(int(since.timestamp()))),
            ("update_time_to", str(math.ceil(until.timestamp()))),
        ]
        page = self._client.get("return_list", RETURNS, query)
        if page.more and not page.rows:
            raise Transient("connection.bad_answer", "return_list", shop_id=self._client.shop_id)
        found = order_rows(self._client, [row.order_sn for row in page.rows], "item_list")
        orders = {order.order_sn: order for order in found}
        views = []
        for row in page.rows:
            order = orders.get(row.order_sn)
            lines = returned(keyed(order.item_list), row.item) if order else ()
            try:
                views.append(return_view(row, lines, self._client.shop_id))
            except Rejected:
                continue
        return Page(tuple(views), str(at + 1) if page.more else "")

    def _refused(self, key: str) -> Rejected:
        return Rejected(key, shop_id=self._client.shop_id)
