"""The line over which Saleor's webhooks come to us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from storefront_sync.inbox.receive import receive_saleor
from tests.sync.world import TickingClock

WEBHOOKS = "http://storefront.test/webhooks/saleor"


@dataclass
class Line:
    """Brings deliveries to the inbox while it isn't broken."""

    clock: TickingClock
    broken: bool = False
    arrived: int = 0

    def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """The HTTP status of a delivery, 0 where nobody answers."""
        del url
        if self.broken:
            return 0
        receive_saleor(headers, body, self.clock.now())
        self.arrived += 1
        return 200
