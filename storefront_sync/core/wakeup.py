"""The wake-up port: lower layers say *look again*, the jobs layer decides how.

A wake-up carries no work and may be lost: the rows in the database are the work, and the sweeper finds them.
"""

from __future__ import annotations

from typing import Protocol

from storefront_sync.core.ids import CooperativeId, ShopId


class WakeUp(Protocol):
    """Wakes whoever does the work, soon. Never raises, never waits for the work."""

    def drain(self, shop_id: ShopId, *, urgent: bool = False) -> None:
        """The shop has marks. `urgent`: buyers may see stock that is not there."""

    def orders(self, cooperative_id: CooperativeId) -> None:
        """The cooperative has orders to plan or to carry on."""

    def saleor(self, cooperative_id: CooperativeId) -> None:
        """The cooperative's Saleor has variants or orders to read again."""

    def scan(self, shop_id: ShopId) -> None:
        """The shop has listings to read back."""


class NobodyListens:
    """The default: every wake-up is lost, and the sweeper finds the work."""

    def drain(self, shop_id: ShopId, *, urgent: bool = False) -> None:
        """Lose it."""

    def orders(self, cooperative_id: CooperativeId) -> None:
        """Lose it."""

    def saleor(self, cooperative_id: CooperativeId) -> None:
        """Lose it."""

    def scan(self, shop_id: ShopId) -> None:
        """Lose it."""


class _Port:
    """Holds what is bound in this process."""

    bound: WakeUp = NobodyListens()


def bind(target: WakeUp) -> WakeUp:
    """Send this process's wake-ups to `target`; returns what was bound before."""
    before = _Port.bound
    _Port.bound = target
    return before


def wake() -> WakeUp:
    """What this process's wake-ups go to."""
    return _Port.bound
