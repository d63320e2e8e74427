"""What buyers do once the shop is quiet, so that whoever looks on finds something of everything to try: some
want to cancel, some give back what they got."""

from __future__ import annotations

import json
from collections.abc import Sequence

from storefront_sync.cli.demo.control import ControlRefused, MarketControl

EACH = 2
"""Orders of each marketplace that a buyer wants to cancel, and that come back."""
ON_ITS_WAY = ("ship", "deliver")
BACK = ("accept", "send-back")


def play(markets: Sequence[MarketControl]) -> int:
    """Let it happen, from each marketplace's oldest paid orders; returns how many orders it was for. What a
    marketplace refuses is left out."""
    touched = 0
    for market in markets:
        try:
            ready = [order.order_id for order in market.truth().orders if order.state == "ready"]
            for order_id in ready[:EACH]:
                market.post(f"orders/{order_id}/request-cancel", {})
                touched += 1
            for order_id in ready[EACH : 2 * EACH]:
                _give_back(market, order_id)
                touched += 1
        except ControlRefused:
            continue
    return touched


def _give_back(market: MarketControl, order_id: str) -> None:
    for step in ON_ITS_WAY:
        market.post(f"orders/{order_id}/{step}", {})
    asked = json.loads(market.post("returns", {"order_id": order_id, "lines": {}, "goods_back": True}))
    for step in BACK:
        market.post(f"returns/{asked['return_id']}/{step}", {})
