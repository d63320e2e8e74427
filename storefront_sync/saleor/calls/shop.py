"""How the shop is set up."""

from __future__ import annotations

from storefront_sync.saleor import adapter, wire
from storefront_sync.saleor.calls.base import Calls, page
from storefront_sync.saleor.types import ChannelRead, Page, WarehouseRead


class ShopCalls(Calls):
    """Channels and warehouses."""

    def channels(self) -> tuple[ChannelRead, ...]:
        """All channels."""
        return tuple(
            adapter.channel(row) for row in self._transport.query("Channels", wire.ChannelsAnswer).channels
        )

    def warehouses(self, after: str = "") -> Page[WarehouseRead]:
        """One page of warehouses."""
        answer = self._transport.query("Warehouses", wire.WarehousesAnswer, {"after": after or None})
        return page(answer.warehouses, adapter.warehouse)
