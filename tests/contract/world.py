"""A simulated marketplace and a connector that speaks for one of its shops."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import requests

from connectors.base.errors import RateLimited
from connectors.base.protocol import Connector, Manifest, Marketplace
from connectors.base.registry import marketplace
from connectors.base.services import Services, Timeouts
from connectors.base.simulator.faults import Faults
from connectors.base.simulator.find import simulator_class
from connectors.base.simulator.journal import Event
from connectors.base.simulator.protocol import Simulator
from connectors.base.simulator.seed import MAIN_MODEL, SeedItem, SeedModel, SeedShop
from connectors.base.types import AppCredentials, ItemId, ListingView, ModelId, TokenPair
from mappings.words import ListingStatus
from tests.contract.behaviours import Behaviour

SHOP = "600000123"
OTHER_SHOP = "600000456"
BIG_SHOP = "600000789"
CALLBACK = "https://hub.example.id/webhooks"
CONTROL_KEY = "contract"
PATIENT = Timeouts(connect=1.0, read=5.0)
SHORT = Timeouts(connect=1.0, read=0.25)
HASTY = Timeouts(connect=1.0, read=0.05)
"""For calls of which it doesn't matter whether an answer would have come."""

SHIRT = ItemId("2500001000")
"""Three models."""
BAG = ItemId("2500002000")
"""No models."""
HIDDEN = ItemId("2500003000")
ODD = ItemId("2500004000")
"""Models with a negative price, a huge quantity, and the code of another."""
WIDE = ItemId("2500008000")
"""As many models as one write call takes; in the other shop."""
BIG_SHOP_ITEMS = 230


def seeds(widest: int) -> list[SeedShop]:
    """Two cooperatives' shops, and a third one, empty; one item has `widest` models."""
    shirt = SeedItem(
        SHIRT,
        "Seragam SD 👕✨ murah",
        (
            SeedModel("25000010001", 78_000, 12, "M", "SERSD-M", "8994387541015"),
            SeedModel("25000010002", 80_000, 7, "L", "SERSD-L"),
            SeedModel("25000010003", 82_000, 3, "XL", "SERSD-XL"),
        ),
    )
    bag = SeedItem(BAG, "Tas serut", (SeedModel(MAIN_MODEL, 25_000, 20, sku="TAS-1"),), has_model=False)
    hidden = SeedItem(
        HIDDEN, "Topi", (SeedModel("25000030001", 15_000, 5, "Merah", "TOPI-1"),), status=ListingStatus.HIDDEN
    )
    odd = SeedItem(
        ODD,
        "Baris aneh",
        (
            SeedModel("25000040001", -5_000, 4, "minus", "ODD-1"),
            SeedModel("25000040002", 10_000, 9_999_999_999_999, "banyak", "ODD-2"),
            SeedModel("25000040003", 10_000, 4, "kembar", "SERSD-M"),
        ),
    )
    other = SeedItem("2500009000", "Kue kering", (SeedModel("25000090001", 40_000, 8, "250 g", "KUE-1"),))
    wide = SeedItem(
        WIDE, "Gelang", tuple(SeedModel(f"25000080{at:03}", 5_000, 2, f"warna {at}") for at in range(widest))
    )
    return [
        SeedShop(SHOP, "Koperasi Satu", (shirt, bag, hidden, odd)),
        SeedShop(OTHER_SHOP, "Koperasi Dua", (other, wide)),
        SeedShop(BIG_SHOP, "Koperasi Besar"),
    ]


def big_shop() -> SeedShop:
    """The shop with more items than two pages hold, as it is once somebody looks at it."""
    many = tuple(
        SeedItem(
            str(2_600_000_000 + number * 1_000),
            f"Barang {number}",
            (SeedModel(MAIN_MODEL, 10_000 + number, number, sku=f"B-{number}"),),
            has_model=False,
        )
        for number in range(BIG_SHOP_ITEMS)
    )
    return SeedShop(BIG_SHOP, "Koperasi Besar", many)


class MemoryTokens:
    """One shop's pair in memory, replaced under a lock."""

    def __init__(self, pair: TokenPair) -> None:
        self.pair = pair
        self.replaced = 0
        self._lock = threading.Lock()

    def current(self) -> TokenPair:
        """The pair as stored now."""
        return self.pair

    def replace(self, stale: TokenPair, fetch: Callable[[TokenPair], TokenPair]) -> TokenPair:
        """Refresh unless somebody else did."""
        with self._lock:
            if self.pair == stale:
                self.pair = fetch(self.pair)
                self.replaced += 1
            return self.pair


@dataclass
class CountingBudget:
    """Takes note; refuses once `left` calls are spent (None = never)."""

    now: Callable[[], datetime]
    taken: int = 0
    left: int | None = None
    throttles: list[float | None] = field(default_factory=list)

    def take(self) -> None:
        """Spend one call."""
        if self.left is not None:
            if self.left <= 0:
                raise RateLimited("connection.rate_limited", until=self.now())
            self.left -= 1
        self.taken += 1

    def throttled(self, retry_after_seconds: float | None) -> datetime:
        """Ten seconds from now."""
        self.throttles.append(retry_after_seconds)
        return self.now() + timedelta(seconds=10)


class World:
    """One running simulator with what a test needs around it."""

    def __init__(self, key: str, now: Callable[[], datetime]) -> None:
        self.key = key
        self.now = now
        self.marketplace: Marketplace = marketplace(key)
        capabilities = self.marketplace.manifest.capabilities
        self.sim: Simulator = simulator_class(key).from_seed(
            seeds(max(capabilities.stock_rows, capabilities.price_rows)),
            now=lambda: now().timestamp(),
            control_key=CONTROL_KEY,
            webhook_thread=False,
        )
        self.url = self.sim.start()
        self.sim.register_webhooks(CALLBACK)
        self.tokens = {shop: MemoryTokens(self.sim.token_pair(shop)) for shop in (SHOP, OTHER_SHOP, BIG_SHOP)}
        self.budget = CountingBudget(now)

    @property
    def manifest(self) -> Manifest:
        """The marketplace's data."""
        return self.marketplace.manifest

    def connect(
        self,
        shop: str = SHOP,
        *,
        app: AppCredentials | None = None,
        timeouts: Timeouts = PATIENT,
        host: str = "",
        now: Callable[[], datetime] | None = None,
    ) -> Connector:
        """A connector for a shop."""
        if shop == BIG_SHOP and not self.sim.book.shop(BIG_SHOP).items:
            self.sim.book.open(big_shop())  # most tests need none of its items
        services = Services(
            tokens=self.tokens[shop],
            budget=self.budget,
            now=now or self.now,
            timeouts=timeouts,
            host=host or self.url,
            auth_host=host or self.url,
        )
        return self.marketplace.connect(app or self.sim.app(), self.sim.access(shop), services)

    def faults(self, **fields: float) -> None:
        """Put faults in force."""
        self.sim.set_faults(Faults.model_validate(fields))

    def models(self, item_id: ItemId) -> list[ModelId]:
        """The ids of an item's models, in the seed's order."""
        for shop in self.sim.book.shops.values():
            if item_id in shop.items:
                return [ModelId(model_id) for model_id in shop.items[item_id].models]
        raise KeyError(item_id)

    def shown(self, item_id: ItemId, model_id: ModelId) -> tuple[int, int]:
        """(stock, price) that buyers see."""
        for shop in self.sim.book.shops.values():
            if item_id in shop.items:
                model = shop.items[item_id].models[model_id]
                return model.stock, model.price
        raise KeyError(item_id)

    def view(self, connector: Connector, item_id: ItemId, model_id: ModelId) -> ListingView:
        """One listing as read back."""
        return next(view for view in connector.read_listings([item_id]) if view.model_id == model_id)

    def writes(self) -> list[Event]:
        """The write calls that reached the simulator."""
        return [event for event in self.sim.events("call") if event["write"]]

    def control(
        self, method: str, route: str, body: object = None, key: str = CONTROL_KEY
    ) -> requests.Response:
        """One call of the control plane over HTTP."""
        return requests.request(
            method, f"{self.url}/_sim/{route}", json=body, headers={"X-Sim-Key": key}, timeout=5
        )


def opened(behaviour: Behaviour, now: Callable[[], datetime]) -> Iterator[World]:
    """A world that behaves in one way; its simulator stops with it. For fixtures."""
    world = World(behaviour.key, now)
    for switch, position in behaviour.turned.items():
        world.sim.switchboard.turn(switch, position)
    yield world
    world.sim.stop()


def utc(seconds: float) -> datetime:
    """An aware moment from epoch seconds."""
    return datetime.fromtimestamp(seconds, UTC)
