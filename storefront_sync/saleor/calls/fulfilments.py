"""Parcels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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

    def order_lines_return(self, order_id: str, pieces: Mapping[str, int]) -> OrderWithStocks:
        """Take pieces that weren't sent (by order line id) out of the order: they are no longer allocated,
        and nothing comes on hand. No money is paid back.

        Saleor keeps them as a parcel with the status RETURNED, and the rest of the order can still be sent or
        cancelled. Raises MutationRefused for more than are left.
        """
        lines = [{"orderLineId": line, "quantity": count} for line, count in pieces.items()]
        answer = self._transport.mutate(
            "OrderLinesReturn",
            wire.LinesReturnAnswer,
            {"order": order_id, "input": {"orderLines": lines, "refund": False}},
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
