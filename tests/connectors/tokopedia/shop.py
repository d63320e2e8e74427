"""A connected shop for tests: a simulator on a clock that is set by hand, and what a connector is given."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

from connectors.base.protocol import Connector
from connectors.base.services import Services, Timeouts
from connectors.base.simulator.seed import SeedItem, SeedModel, SeedShop
from connectors.base.types import TokenPair
from connectors.tokopedia import MARKETPLACE
from connectors.tokopedia.simulator import TokopediaSimulator
from mappings.words import ListingStatus

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
SHOP, OTHER_SHOP = "7495540735365777507", "7495540735365777508"
COFFEE, BATIK, HIDDEN = "1729592969712207008", "1729592969712207020", "1729592969712207030"
BEANS, GROUND = "1729592969712207012", "1729592969712207013"

SEEDS = (
    SeedShop(
        SHOP,
        "Koperasi Contoh",
        (
            SeedItem(
                COFFEE,
                "Kopi",
                (
                    SeedModel(BEANS, 45_000, 17, name="Biji", sku="KOPI-B", barcode="8991234567890"),
                    SeedModel(GROUND, 47_000, 5, name="Bubuk", sku="KOPI-G"),
                ),
            ),
            SeedItem(BATIK, "Batik", (SeedModel("", 150_000, 3),), has_model=False, sku="BTK"),
            SeedItem(
                HIDDEN, "Lama", (SeedModel("1729592969712207031", 9_000, 1),), status=ListingStatus.HIDDEN
            ),
        ),
    ),
    SeedShop(
        OTHER_SHOP,
        "Koperasi Lain",
        (SeedItem("1729592969712299008", "Teh", (SeedModel("1729592969712299012", 20_000, 9),)),),
    ),
)


class MemoryTokens:
    """One shop's pair in memory."""

    def __init__(self, pair: TokenPair) -> None:
        self.pair = pair

    def current(self) -> TokenPair:
        return self.pair

    def replace(self, stale: TokenPair, fetch: Callable[[TokenPair], TokenPair]) -> TokenPair:
        if self.pair == stale:
            self.pair = fetch(stale)
        return self.pair


class OpenBudget:
    """Never refuses; remembers that it was told of a 429."""

    def __init__(self) -> None:
        self.told: list[float | None] = []

    def take(self) -> None:
        return None

    def throttled(self, retry_after_seconds: float | None) -> datetime:
        self.told.append(retry_after_seconds)
        return START + timedelta(seconds=5)


@dataclass
class Clock:
    """A clock that is set by hand."""

    at: datetime = START

    def now(self) -> datetime:
        return self.at

    def time(self) -> float:
        return self.at.timestamp()

    def forward(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass
class ConnectedShop:
    """A running simulator with a connector for its first shop."""

    clock: Clock
    simulator: TokopediaSimulator
    tokens: MemoryTokens
    budget: OpenBudget
    connector: Connector

    @classmethod
    def open(cls) -> Self:
        clock = Clock()
        simulator = TokopediaSimulator.from_seed(
            SEEDS, now=clock.time, rng=random.Random(7), sleep=lambda seconds: None, webhook_thread=False
        )
        simulator.start()
        return cls.of(clock, simulator, SHOP)

    @classmethod
    def of(cls, clock: Clock, simulator: TokopediaSimulator, shop_id: str) -> Self:
        """A connection to any shop of a running simulator."""
        tokens, budget = MemoryTokens(simulator.token_pair(shop_id)), OpenBudget()
        timeouts = Timeouts(connect=5, read=5)
        services = Services(tokens, budget, clock.now, timeouts, host=simulator.base_url)
        connector = MARKETPLACE.connect(simulator.app(), simulator.access(shop_id), services)
        return cls(clock, simulator, tokens, budget, connector)

    def calls(self) -> list[str]:
        """The names of all calls so far."""
        return [str(event["name"]) for event in self.simulator.events("call")]

    def shown(self, model_id: str) -> dict[str, object]:
        """What buyers see of one SKU."""
        shops = self.simulator.truth(SHOP)["shops"]
        assert isinstance(shops, dict)
        return next(row for row in shops[SHOP]["listings"] if row["model_id"] == model_id)
