"""The store of a run with enough on its shelves, but for a few goods: for those more comes in."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from storefront_sync.cli.demo.live.access import TIMEOUTS, enter
from storefront_sync.cli.demo.live.api import Api
from storefront_sync.cli.demo.live.store import LiveStore
from storefront_sync.cli.demo.simulated_store import SimulatedStore
from storefront_sync.cli.demo.stage import answers
from storefront_sync.cli.demo.store import Advance, Premises, Store
from storefront_sync.saleor.staff import find_server

EMAIL, PASSWORD = "SALEOR_EMAIL", "SALEOR_PASSWORD"


class BooksStore(Store, Protocol):
    """A store whose orders can be read."""

    premises: Premises

    delivers_at_any_time: bool
    """Whether pieces may come in while others leave."""

    def deliver(self, sku: str, pieces: int) -> None:
        """So many more pieces are on hand."""

    def api(self) -> Api:
        """Asks it as staff."""

    def leave(self) -> None:
        """Take down what was made."""


class StockedSimulator(SimulatedStore):
    """The simulated Saleor, `on_hand` pieces of everything."""

    premises: Premises
    delivers_at_any_time = True

    def __init__(self, base_url: str, key: str, on_hand: int) -> None:
        super().__init__(base_url, key)
        self._on_hand = on_hand

    @classmethod
    def like(cls, plain: SimulatedStore, on_hand: int) -> StockedSimulator:
        """The same server."""
        return cls(plain.base_url, plain._key, on_hand)

    def open(self, advance: Advance) -> Premises:
        """The sample, with more of everything."""
        self.premises = super().open(advance)
        for sku in self.truth().free:
            self.edit(sku, "quantity", self._on_hand)
        return self.premises

    def deliver(self, sku: str, pieces: int) -> None:
        """Added under the server's lock."""
        self.post("edit", {"sku": sku, "added": pieces})

    def api(self) -> Api:
        """Asks it as staff."""
        token = self.credentials().staff_token
        return Api(self.api_url, lambda: token)

    def leave(self) -> None:
        """It ends with its process."""


class StockedLive(LiveStore):
    """A live Saleor with a shop of our own in it, `on_hand` pieces of everything. It knows stock as a number
    only, not what is added."""

    premises: Premises
    delivers_at_any_time = False

    def stocked(self, on_hand: int) -> StockedLive:
        """With so many."""
        self._pieces = on_hand
        return self

    def open(self, advance: Advance) -> Premises:
        """The sample under this run's tag, with more of everything."""
        self.premises = super().open(advance)
        shopfront = self.shopfront()
        for sku in shopfront.goods().free:
            shopfront.edit(sku, "quantity", self._pieces)
        return self.premises

    def deliver(self, sku: str, pieces: int) -> None:
        """Read and written: nothing else may move it."""
        shopfront = self.shopfront()
        shopfront.edit(sku, "quantity", shopfront.goods().free[sku] + pieces)

    def api(self) -> Api:
        """Asks it as staff."""
        return self._api.twin()

    def leave(self) -> None:
        """Take down what was made."""
        self.close(lambda _done, _total: None)


def live_store(url: str, on_hand: int, say: Callable[[str], None]) -> StockedLive:
    """Log in with SALEOR_EMAIL and SALEOR_PASSWORD, which no process that is started later gets to see.
    Raises AppTaken where our App is at work there already."""
    server = find_server(url, timeouts=TIMEOUTS)
    access = enter(server, os.environ.pop(EMAIL), os.environ.pop(PASSWORD), lambda: datetime.now(UTC))
    store = StockedLive(access, f"demo-{secrets.token_hex(3)}", say, answers).stocked(on_hand)
    store.make_room()
    return store
