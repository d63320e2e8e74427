"""Parcels."""

from __future__ import annotations

from collections.abc import Sequence

from storefront_sync.saleor import adapter, wire
from storefront_sync.saleor.calls.base import Calls, present, refuse
from storefront_sync.saleor.types import OrderRead, OrderWithStocks, Sending


class FulfilmentCalls(Calls):
    """Sending and taking back."""

    def order_fulfill(
        self,
        order_id: str,
        sendings: Sequence[Sending],
        tracking_number: str = "",
        *,
        exceed_stock: bool = False,
    ) -> OrderWithStocks:
        """Send lines from warehouses; `exceed_stock` lets numbers on hand go negative. Raises
        MutationRefused."""
        by_line: dict[str, list[dict[str, object]]] = {}
        for row in sendings:
            by_line.setdefault(row.line_id, []).append(
                {"warehouse": row.warehouse_id, "quantity": row.quantity}
            )
        given: dict[str, object] = {
            "lines": [{"orderLineId": line, "stocks": stocks} for line, stocks in by_line.items()],
            "notifyCustomer": False,
            "allowStockToBeExceeded": exceed_stock,
        }
        if tracking_number:
            given["trackingNumber"] = tracking_number
        answer = self._transport.mutate(
            "OrderFulfill", wire.FulfilAnswer, {"order": order_id, "input": given}
        )
        refuse(answer.result.errors)
        return adapter.order_with_stocks(present(answer.result.order, "order"))

    def fulfillment_cancel(self, fulfilment_id: str, warehouse_id: str) -> OrderWithStocks:
        """Take a parcel back into a warehouse; the order holds its pieces again."""
        answer = self._transport.mutate(
            "FulfillmentCancel",
            wire.FulfilmentCancelAnswer,
            {"id": fulfilment_id, "input": {"warehouseId": warehouse_id}},
        )
        refuse(answer.result.errors)
        return adapter.order_with_stocks(present(answer.result.order, "order"))

    def fulfillment_tracking(self, fulfilment_id: str, tracking_number: str) -> OrderRead:
        """Set a parcel's tracking number."""
        answer = self._transport.mutate(
            "FulfillmentTracking",
            wire.TrackingAnswer,
            {"id": fulfilment_id, "input": {"trackingNumber": tracking_number, "notifyCustomer": False}},
        )
        refuse(answer.result.errors)
        return adapter.order(present(answer.result.order, "order"))
