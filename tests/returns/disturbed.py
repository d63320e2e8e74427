"""A client to whose writes something happens."""

from __future__ import annotations

from collections.abc import Callable

from connectors.base.services import Timeouts
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import SaleorOutcomeUnknown
from storefront_sync.saleor.types import StockRead
from tests.returns.desk import Desk


class Disturbed(SaleorClient):
    """A client around whose next write to a stock something happens: before it, after it, or its answer is
    lost."""

    def __init__(self, counter: Desk) -> None:
        given = counter.world.saleor.world.credentials()
        super().__init__(str(given["api_url"]), str(given["app_token"]), timeouts=Timeouts(1, 5))
        self.before: Callable[[], object] = lambda: None
        self.after: Callable[[], object] = lambda: None

    def stock_set(self, variant_id: str, warehouse_id: str, quantity: int, token: str) -> StockRead:
        """As the client does."""
        before, self.before = self.before, lambda: None
        before()
        stood = super().stock_set(variant_id, warehouse_id, quantity, token)
        after, self.after = self.after, lambda: None
        after()
        return stood


class Killed(BaseException):
    """The worker's end: nothing catches it."""


def kill() -> None:
    """The worker dies here."""
    raise Killed


def lose() -> None:
    """The answer gets lost."""
    raise SaleorOutcomeUnknown("saleor.outcome_unknown", "answer lost")
