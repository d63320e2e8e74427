"""An empty Saleor, and a member of its staff."""

from __future__ import annotations

import random
from dataclasses import dataclass

from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.simulator import SaleorSimulator
from storefront_sync.saleor.staff import login
from tests.conftest import HandSetClock


@dataclass
class EmptySaleor:
    """A started simulator without a shop, on a clock that is set by hand."""

    simulator: SaleorSimulator
    clock: HandSetClock

    @classmethod
    def start(cls, clock: HandSetClock) -> EmptySaleor:
        """Begin to serve."""
        simulator = SaleorSimulator(now=clock.time, rng=random.Random(5), background=False)
        simulator.start()
        return cls(simulator, clock)

    @property
    def api_url(self) -> str:
        """Its GraphQL address."""
        return f"{self.simulator.base_url()}/graphql/"

    def staff(self) -> SaleorClient:
        """A client that acts as staff."""
        store = self.simulator.store
        return login(self.api_url, store.staff.email, store.staff_password, self.clock.now)
