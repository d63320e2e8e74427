"""A small world: two cooperatives, a shop each on both marketplaces' simulators, a mirror filled by hand."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db import transaction
from redis import Redis

from connectors.base.protocol import Connector
from connectors.base.services import Timeouts
from connectors.base.simulator.find import simulator_class
from connectors.base.simulator.protocol import Simulator
from connectors.base.simulator.seed import MAIN_MODEL, SeedItem, SeedModel, SeedShop
from mappings.money import Rupiah
from mappings.words import Aspect
from storefront_sync.catalog import mirror
from storefront_sync.catalog.models import Listing, Variant
from storefront_sync.catalog.reading import ReadWindow
from storefront_sync.ledger.models import Belief, Mark
from storefront_sync.orders.feed import Reach, read_changes
from storefront_sync.saleor.types import StockRead, VariantRead
from storefront_sync.sync import link
from storefront_sync.sync.absorb import mark_changes
from storefront_sync.sync.budgets import CallClass
from storefront_sync.sync.connect import Remote, connect
from storefront_sync.sync.drain import Drained, Pace, drain
from storefront_sync.sync.scan import Scanned, scan
from storefront_sync.tenants.models import Cooperative, Shop
from storefront_sync.tenants.onboarding import (
    activate_shop,
    connect_shop,
    register_app,
    register_cooperative,
    register_installation,
)

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
PACE = Pace(timedelta(0), 30, timedelta(seconds=20), timedelta(seconds=1))
REACH = Reach(timedelta(seconds=30), timedelta(seconds=300), timedelta(seconds=60), timedelta(days=1))


class TickingClock:
    """Moves a millisecond at each look, so that no two moments of a test are the same."""

    def __init__(self) -> None:
        self._at = START

    def now(self) -> datetime:
        """The next moment."""
        self._at += timedelta(milliseconds=1)
        return self._at

    def time(self) -> float:
        """The next moment as seconds since the epoch."""
        return self.now().timestamp()

    def forward(self, seconds: float) -> None:
        """Let time pass."""
        self._at += timedelta(seconds=seconds)


@dataclass
class World:
    """What a test drives."""

    clock: TickingClock
    redis: Redis
    simulators: dict[str, Simulator]
    cooperatives: dict[str, Cooperative] = field(default_factory=dict)
    shops: dict[tuple[str, str], Shop] = field(default_factory=dict)
    stocks: dict[tuple[str, str], int] = field(default_factory=dict)

    def register(self, slug: str) -> Cooperative:
        """A cooperative of a Saleor that nobody calls."""
        installation = register_installation("http://saleor.test/graphql/", "app", "token", START)
        return register_cooperative(
            installation, slug, slug, channel_slug=slug, channel_id=f"ch-{slug}", warehouse_ids=[f"wh-{slug}"]
        )

    def cooperative(self, slug: str) -> Cooperative:
        """A cooperative with a shop on each marketplace."""
        self.cooperatives[slug] = made = self.register(slug)
        for number, (key, simulator) in enumerate(self.simulators.items()):
            shop_id = str(100 + 10 * len(self.cooperatives) + number)
            simulator.open_shop(SeedShop(shop_id, f"{slug} {key}", self._items(slug, number)))
            register_app(key, simulator.app(), host=simulator.base_url, auth_host=simulator.base_url)
            shop = connect_shop(
                made,
                key,
                shop_id,
                f"{slug} {key}",
                simulator.token_pair(shop_id),
                cipher_text=simulator.access(shop_id).cipher,
            )
            activate_shop(shop)
            self.shops[slug, key] = Shop.objects.get(pk=shop.pk)
        return made

    def _items(self, slug: str, number: int) -> tuple[SeedItem, ...]:
        """Three singles in one item with models, one pack of six: the same ids and codes in every
        cooperative."""
        base = 1729592969712100000 if number else 2500000000
        models = tuple(
            SeedModel(str(base + 1000 + i), 10_000, 0, name, sku=self.sku(slug, name))
            for i, name in enumerate(("S", "M", "L"))
        )
        return (
            SeedItem(str(base + 1), "Kemeja Batik", models),
            SeedItem(
                str(base + 2),
                "Kemeja Batik isi 6",
                (SeedModel(MAIN_MODEL, 60_000, 0, sku=""),),
                has_model=False,
            ),
        )

    def sku(self, slug: str, name: str) -> str:
        """A variant's SKU: the same in every cooperative."""
        del slug
        return f"SKU-{name}"

    def read(self, slug: str, **quantities: int) -> None:
        """Saleor is read: these variants (S, M, L) have this much on hand."""
        cooperative = self.cooperatives[slug]
        reads = []
        started = self.clock.now()
        for name, quantity in quantities.items():
            self.stocks[slug, name] = quantity
            reads.append(self.variant_read(slug, name, quantity))
        window = ReadWindow(started, self.clock.now())
        with transaction.atomic():
            mark_changes(mirror.write_variants(cooperative.pk, reads, window), self.clock.now())

    def variant_read(
        self, slug: str, name: str, quantity: int, allocated: int = 0, price: int = 10_000
    ) -> VariantRead:
        """A variant as Saleor would answer."""
        return VariantRead(
            f"V-{slug}-{name}",
            f"P-{slug}",
            "Kemeja Batik",
            "Batik",
            name,
            self.sku(slug, name),
            "",
            True,
            START,
            Rupiah(price),
            (StockRead(f"wh-{slug}", quantity, allocated, 0),),
        )

    def connector(self, slug: str, key: str, kind: CallClass = CallClass.URGENT) -> Connector:
        """The shop's connector."""
        return connect(
            self.shops[slug, key],
            kind,
            Remote(self.redis, self.clock.now, self.clock.forward, Timeouts(1, 1)),
        )

    def scan(self, slug: str, key: str) -> Scanned:
        """Walk the shop's listings once."""
        shop = self.shops[slug, key]
        return scan(shop, self.connector(slug, key), self.clock.now)

    def link_all(self, slug: str) -> None:
        """Pull and link everything: singles by code, the pack on staff's word."""
        for (owner, key), shop in self.shops.items():
            if owner == slug:
                self.scan(slug, key)
                pack = Listing.objects.get(shop=shop, title="Kemeja Batik isi 6")
                link.confirm(shop, pack.item_id, pack.model_id, {self.sku(slug, "S"): 6}, self.clock.now())

    def drain(self, slug: str, key: str, pace: Pace = PACE, *, through: Connector | None = None) -> Drained:
        """One drain of a shop, orders first; through this connector where one is given."""
        shop = Shop.objects.get(pk=self.shops[slug, key].pk)

        def read_orders(connector: Connector) -> datetime:
            return read_changes(shop, connector, REACH, self.clock.now)[0]

        return drain(shop, through or self.connector(slug, key), read_orders, pace, self.clock.now)

    def shown(self, slug: str, key: str) -> dict[str, tuple[int, int]]:
        """(stock, price) that buyers see, by model name ("pack" for the pack)."""
        shop = self.shops[slug, key]
        names = {
            (row.item_id, row.model_id): (row.options[0] if row.options else "pack")
            for row in Listing.objects.filter(shop=shop)
        }
        truth = self.simulators[key].truth(shop.external_id)
        listings = truth["shops"][shop.external_id]["listings"]  # type: ignore[index]
        return {
            names[row["item_id"], row["model_id"]]: (row["stock"], row["price"])
            for row in listings
            if (row["item_id"], row["model_id"]) in names
        }

    def listing(self, slug: str, key: str, name: str) -> Listing:
        """A listing by its model name."""
        rows = Listing.objects.filter(shop=self.shops[slug, key])
        return next(row for row in rows if (row.options[0] if row.options else "pack") == name)

    def variant(self, slug: str, name: str) -> Variant:
        """A variant by name."""
        return Variant.objects.get(cooperative=self.cooperatives[slug], saleor_id=f"V-{slug}-{name}")

    def buy(self, slug: str, key: str, wanted: Sequence[tuple[str, int]], *, paid: bool = True) -> str:
        """A buyer orders pieces of listings; returns the order id."""
        lines = []
        for name, pieces in wanted:
            row = self.listing(slug, key, name)
            lines.append((row.item_id, row.model_id, pieces))
        return self.simulators[key].place_order(self.shops[slug, key].external_id, lines, paid=paid)

    def calls(self, key: str, *, write: bool = True) -> list[dict[str, object]]:
        """The write (or read) calls that reached a simulator."""
        return [event for event in self.simulators[key].events("call") if event["write"] is write]

    def belief(self, slug: str, key: str, name: str, aspect: Aspect = Aspect.STOCK) -> Belief:
        """What we believe of a listing."""
        return Belief.objects.get(listing=self.listing(slug, key, name), aspect=aspect.value)

    def marks(self, slug: str, key: str) -> int:
        """How many marks a shop has."""
        return Mark.objects.filter(shop=self.shops[slug, key]).count()


@contextmanager
def world(redis: Redis, keys: Sequence[str] = ("shopee", "tokopedia")) -> Iterator[World]:
    """Simulators of these marketplaces on a ticking clock; webhooks are not sent."""
    clock = TickingClock()
    simulators: dict[str, Simulator] = {
        key: simulator_class(key).from_seed(
            [], now=clock.time, rng=random.Random(number), webhook_thread=False
        )
        for number, key in enumerate(keys, start=1)
    }
    for simulator in simulators.values():
        simulator.start()
    try:
        yield World(clock, redis, simulators)
    finally:
        for simulator in simulators.values():
            simulator.stop()
