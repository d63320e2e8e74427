"""Remembers who was woken."""

from __future__ import annotations

from storefront_sync.core.ids import CooperativeId, ShopId


class Alarm:
    """A wake-up port that writes down each call."""

    def __init__(self) -> None:
        self.woken: list[tuple[str, int]] = []

    def drain(self, shop_id: ShopId, *, urgent: bool = False) -> None:
        """Remember it."""
        self.woken.append(("urgent drain" if urgent else "drain", shop_id))

    def orders(self, cooperative_id: CooperativeId) -> None:
        """Remember it."""
        self.woken.append(("orders", cooperative_id))

    def saleor(self, cooperative_id: CooperativeId) -> None:
        """Remember it."""
        self.woken.append(("saleor", cooperative_id))

    def scan(self, shop_id: ShopId) -> None:
        """Remember it."""
        self.woken.append(("scan", shop_id))
