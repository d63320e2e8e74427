"""An installed app of ours that listens, and an end to waiting for events that don't come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from storefront_sync.saleor.manifest import SUBSCRIPTIONS
from tests.saleor.contract.goods import Goods, Thing
from tests.saleor.contract.installing import InstalledApp, Installing
from tests.saleor.contract.premises import Premises
from tests.saleor.contract.receiver import Letter, receiving
from tests.saleor.contract.server import until

RING = """mutation($id: ID!, $stocks: [StockInput!]!) {
  productVariantStocksUpdate(variantId: $id, stocks: $stocks) { errors { field code } } }"""
QUIET_SECONDS = 0.7


@dataclass
class Hearing:
    """What our subscriptions tell `app`. The bell is a thing whose stock is written after each act: when that
    is told, what the act caused was told, or is on its way beside it."""

    premises: Premises
    app: InstalledApp
    bell: Thing

    def told(self, act: Callable[[], object]) -> list[Letter]:
        """The events that an act causes, by name and without the bell's."""
        self.settle()
        self.app.receiver.letters.clear()
        act()
        self.settle()
        return sorted(self._others(), key=lambda letter: letter.event)

    def names(self, act: Callable[[], object]) -> list[str]:
        """The names of the events that an act causes, in order."""
        return [letter.event for letter in self.told(act)]

    def ring(self) -> None:
        """Write the bell's stock, which is always told."""
        stocks = [{"warehouse": self.premises.shop.warehouse_ids[0], "quantity": 10}]
        assert self.premises.app.do(RING, id=self.bell.id, stocks=stocks)["errors"] == []

    def settle(self) -> None:
        """Wait until all that happened before was told."""
        before = self._heard()
        self.ring()
        assert until(self.premises.server, lambda: self._heard() > before), "the bell wasn't heard"
        count = -1
        while count != len(self.app.receiver.letters):
            count = len(self.app.receiver.letters)
            self.premises.server.wait(QUIET_SECONDS)

    def _heard(self) -> int:
        return sum(self._is_bell(letter) for letter in self.app.receiver.events())

    def _others(self) -> Iterator[Letter]:
        return (letter for letter in self.app.receiver.events() if not self._is_bell(letter))

    def _is_bell(self, letter: Letter) -> bool:
        return bool(letter.json().get("productVariant") == {"id": self.bell.id})


@contextmanager
def hearing(premises: Premises, goods: Goods) -> Iterator[Hearing]:
    """Our App, installed and listening."""
    installing = Installing(premises)
    with receiving() as receiver:
        app = installing.install(installing.our_own(receiver))
        try:
            yield Hearing(premises, app, goods.make())
        finally:
            app.delete()


ALL_EVENTS = frozenset(event.lower() for events in SUBSCRIPTIONS.values() for event in events)
