"""The bodies of Lazada's pushes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from connectors.base.simulator.orders import SoldOrder
from connectors.base.simulator.returned import SoldReturn
from connectors.base.simulator.shelf import Model
from connectors.lazada.simulator.shown import unit_ids, unit_word
from mappings.words import Aspect

ORDER, EDITED, LOW_STOCK, REVERSE = 0, 4, 6, 10
LOW = 5
"""Below so many pieces, Lazada tells of it."""


class Pushes:
    """Dates what it tells; `at` tells how a switch stands."""

    def __init__(self, now: Callable[[], float], at: Callable[[str], str]) -> None:
        self._now = now
        self._at = at

    def order(self, order: SoldOrder) -> bytes:
        """A change of an order, told for its first unit."""
        unit_id, *_ = next(unit_ids(order))
        data = {
            "order_status": unit_word(order),
            "trade_order_id": order.order_id,
            "trade_order_line_id": unit_id,
            "status_update_time": int(order.updated_at),
        }
        return self._body(ORDER, order.shop_id, data)

    def reverse(self, order: SoldOrder, changed: SoldReturn) -> bytes:
        """A change of a return."""
        data = {
            "reverse_order_id": int(changed.return_id),
            "reverse_status": "RTM_INIT",
            "trade_order_id": int(order.order_id),
            "seller_id": int(order.shop_id),
            "status_update_time": int(changed.updated_at),
        }
        return self._body(REVERSE, order.shop_id, data)

    def edit(self, shop_id: str, model: Model, aspect: Aspect) -> bytes | None:
        """An edit in Seller Center; of stock, Lazada tells only when little is left."""
        if aspect is Aspect.STOCK:
            if model.stock >= LOW:
                return None
            data: Mapping[str, object] = {
                "seller_sku": model.sku,
                "sku_id": int(model.model_id),
                "real_quantity": model.stock,
                "withhold_quantity": 0,
                "occupy_quantity": 0,
                "warehouse": "dropshipping",
            }
            return self._body(LOW_STOCK, shop_id, data)
        sku = {"sku_id": model.model_id, "seller_sku": model.sku}
        return self._body(EDITED, shop_id, {"item_id": int(model.item_id), "sku_list": [sku]})

    def _body(self, number: int, shop_id: str, data: Mapping[str, object]) -> bytes:
        now = self._now()
        body = {
            "seller_id": shop_id,
            "message_type": number,
            "data": data,
            "timestamp": round(now * 1000) if self._at("push_clock") == "ms" else int(now),
            "site": "lazada_id",
        }
        return json.dumps(body, separators=(",", ":")).encode()
