"""Who we are, and how the shop is set up."""

from __future__ import annotations

from storefront_sync.saleor import adapter, wire
from storefront_sync.saleor.calls.base import Calls, page, present
from storefront_sync.saleor.types import ChannelRead, Page, ShopRead, WarehouseRead


class ShopCalls(Calls):
    """Health and settings."""

    def app_id(self) -> str:
        """Our app's id: the health check of the token. Raises TokenDead."""
        answer = self._transport.query("AppId", wire.AppAnswer)
        return present(answer.app, "app").id

    def shop_settings(self) -> ShopRead:
        """Settings that change what numbers mean."""
        return adapter.shop(self._transport.query("ShopSettings", wire.ShopAnswer).shop)

    def channels(self) -> tuple[ChannelRead, ...]:
        """All channels."""
        return tuple(
            adapter.channel(row) for row in self._transport.query("Channels", wire.ChannelsAnswer).channels
        )

    def warehouses(self, after: str = "") -> Page[WarehouseRead]:
        """One page of warehouses."""
        answer = self._transport.query("Warehouses", wire.WarehousesAnswer, {"after": after or None})
        return page(answer.warehouses, adapter.warehouse)
