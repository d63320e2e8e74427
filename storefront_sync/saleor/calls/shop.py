"""The shop's channels."""

from __future__ import annotations

from storefront_sync.saleor import adapter, wire
from storefront_sync.saleor.calls.base import Calls
from storefront_sync.saleor.types import ChannelRead


class ShopCalls(Calls):
    """Channels."""

    def channels(self) -> tuple[ChannelRead, ...]:
        """All channels."""
        return tuple(
            adapter.channel(row) for row in self._transport.query("Channels", wire.ChannelsAnswer).channels
        )
