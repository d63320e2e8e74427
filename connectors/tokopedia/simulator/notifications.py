"""The bodies of the marketplace's webhooks."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from itertools import count

from connectors.base.simulator.orders import SoldOrder
from connectors.base.simulator.returned import SoldReturn
from connectors.base.simulator.shelf import Model
from connectors.tokopedia.simulator.shown import order_word, return_word
from mappings.words import OrderState

FIRST_NOTIFICATION = 7380066284000000000


class Notifications:
    """Numbers and dates what it tells; `cancelled` is the word for that in a webhook."""

    def __init__(self, now: Callable[[], float], cancelled: Callable[[], str]) -> None:
        self._now = now
        self._cancelled = cancelled
        self._numbers = count(FIRST_NOTIFICATION)

    def order(self, order: SoldOrder) -> bytes:
        """An order's change: its status, a wish to cancel it, or a return."""
        at = int(order.updated_at)
        if order.state is OrderState.CANCEL_REQUESTED:
            wish = {
                "order_id": order.order_id,
                "cancellations_role": "BUYER",
                "cancel_status": "CANCELLATION_REQUEST_PENDING",
                "create_time": at,
            }
            return self._body(11, order.shop_id, wish)
        if order.state is OrderState.RETURNED:
            back = {
                "order_id": order.order_id,
                "return_role": "BUYER",
                "return_type": "RETURN_AND_REFUND",
                "return_status": "RETURN_OR_REFUND_REQUEST_COMPLETE",
                "update_time": at,
            }
            return self._body(12, order.shop_id, back)
        word = order_word(order)
        change = {
            "order_id": order.order_id,
            "order_status": self._cancelled() if word == "CANCELLED" else word,
            "is_on_hold_order": False,
            "update_time": at,
        }
        return self._body(1, order.shop_id, change)

    def returned(self, order: SoldOrder, changed: SoldReturn) -> bytes:
        """A return's change."""
        change = {
            "order_id": order.order_id,
            "return_id": changed.return_id,
            "return_role": "BUYER",
            "return_type": "RETURN_AND_REFUND" if changed.goods_back else "REFUND",
            "return_status": return_word(changed),
            "update_time": int(changed.updated_at),
        }
        return self._body(12, order.shop_id, change)

    def out_of_stock(self, shop_id: str, model: Model) -> bytes:
        """Nothing left of a SKU."""
        data = {
            "product_id": model.item_id,
            "sku_id": model.model_id,
            "current_inventory_status": "OUT_OF_STOCK",
            "inventory_distribution": {"total_quantity": model.stock, "available_quantity": model.stock},
            "update_time": int(self._now()),
        }
        return self._body(27, shop_id, data)

    def deauthorized(self, shop_id: str) -> bytes:
        """The seller took the consent back."""
        message = f"Shop_id {shop_id} is deauthorized from your APP by merchant."
        return self._body(6, shop_id, {"message": message})

    def _body(self, number: int, shop_id: str, data: Mapping[str, object]) -> bytes:
        body = {
            "type": number,
            "tts_notification_id": str(next(self._numbers)),
            "shop_id": shop_id,
            "timestamp": int(self._now()),
            "data": data,
        }
        return json.dumps(body, separators=(",", ":")).encode()
