"""What a shipping method costs in a channel, and for which orders it is there."""

from __future__ import annotations

from storefront_sync.saleor.setup.blueprint import MethodPart
from storefront_sync.saleor.setup.outcome import Difference, differences
from storefront_sync.saleor.setup.present import MethodFound
from storefront_sync.saleor.setup.server import make
from storefront_sync.saleor.setup.work import Work


def offer(work: Work, part: MethodPart, method_id: str, channel_id: str) -> None:
    """Offer the method in the channel as the blueprint says."""
    row = {
        "channelId": channel_id,
        "price": str(part.price),
        "minimumOrderPrice": str(part.from_order),
        "maximumOrderPrice": None if part.up_to_order is None else str(part.up_to_order),
    }
    make(work.transport, "ListShippingMethod", id=method_id, input={"addChannels": [row]})


def limits(part: MethodPart, found: MethodFound) -> tuple[Difference, ...]:
    """In what the channel's offer is otherwise than the blueprint says."""
    return differences(
        ("offered", True, found.listed),
        ("price", part.price, found.price),
        ("from_order", part.from_order, found.from_order),
        ("up_to_order", part.up_to_order, found.up_to_order),
    )
