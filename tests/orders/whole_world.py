"""The small world of the sync tests with a (simulated) Saleor behind it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from redis import Redis

from connectors.base.services import Timeouts
from connectors.base.simulator.orders import Step
from storefront_sync.catalog.models import Variant
from storefront_sync.ledger.models import Look
from storefront_sync.orders import fulfilled, settle
from storefront_sync.orders.models import Order
from storefront_sync.orders.parcels import read_parcels
from storefront_sync.orders.reference import reference
from storefront_sync.orders.settle import Pace
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.simulator import SaleorSimulator
from storefront_sync.saleor.simulator.control import Edit, NewOrder
from storefront_sync.saleor.simulator.webhooks import Post
from storefront_sync.sync.absorb import absorb
from storefront_sync.sync.budgets import CallClass
from storefront_sync.sync.sweep import sweep
from storefront_sync.tenants.models import Cooperative
from storefront_sync.tenants.onboarding import register_cooperative, register_installation
from tests.sync.world import START, TickingClock, World, world

PACE = Pace(lease_seconds=30)
QUANTITIES = {"S": 12, "M": 5, "L": 0}


@dataclass
class WholeWorld(World):
    """A world whose mirror is read from a Saleor."""

    saleor: SaleorSimulator = field(default_factory=SaleorSimulator)
    quantities: Mapping[str, int] = field(default_factory=lambda: dict(QUANTITIES))

    def client(self) -> SaleorClient:
        """A client with the ready-made app's token."""
        given = self.saleor.world.credentials()
        return SaleorClient(str(given["api_url"]), str(given["app_token"]), timeouts=Timeouts(1, 5))

    def sku(self, slug: str, name: str) -> str:
        """A variant's SKU; unique on a Saleor server."""
        return f"{slug}-{name}"

    def register(self, slug: str) -> Cooperative:
        """A cooperative with a channel, a warehouse and three variants of its own in the one Saleor."""
        rows = [
            {
                "product": "Kemeja Batik",
                "category": "Batik",
                "sku": self.sku(slug, name),
                "barcode": "",
                "options": f"Ukuran={name}",
                "price_idr": "10000",
                "weight_g": "200",
                "on_hand": str(quantity),
                "producer": "",
                "pirt": "",
                "halal": "",
                "made_to_order": "no",
            }
            for name, quantity in self.quantities.items()
        ]
        seeded = self.saleor.add_cooperative(slug, [f"wh-{slug}"], rows)
        installation = register_installation(f"{self.saleor.base_url()}/graphql/", "app", "token", START)
        channel = next(row for row in self.client().channels() if row.slug == slug)
        return register_cooperative(
            installation,
            slug,
            slug,
            channel_slug=slug,
            channel_id=channel.id,
            warehouse_ids=[place.id for place in seeded.warehouses],
            shipping_method_id=next(
                method.method_id
                for method in self.saleor.store.shipping_methods.values()
                if any(listing.channel is seeded.channel for listing in method.listings.values())
            ),
        )

    def variant(self, slug: str, name: str) -> Variant:
        """A variant by name."""
        return Variant.objects.get(cooperative=self.cooperatives[slug], sku=self.sku(slug, name))

    def sweep(self, slug: str) -> None:
        """Read the cooperative's whole catalogue."""
        sweep(self.cooperatives[slug], self.client(), self.clock.now)

    def absorb(self, slug: str) -> None:
        """Serve the requests to look again."""
        done = absorb(self.cooperatives[slug], self.client(), self.clock.now)
        settle.stock_rose(done.raised)
        fulfilled.notice(self.cooperatives[slug].pk, done.orders, self.clock.now())

    def settle(self, slug: str) -> None:
        """Settle the cooperative's orders."""
        settle.settle_orders(self.cooperatives[slug], self.client(), PACE, self.clock.now)

    def parcels(self, slug: str) -> None:
        """Read the parcels of which there is news, in every shop of the cooperative."""
        for key in self.simulators:
            fulfilment = self.connector(slug, key, CallClass.NORMAL).fulfilment
            assert fulfilment is not None
            read_parcels(self.shops[slug, key], fulfilment, self.clock.now, timedelta(hours=1))

    def goes_on(self, order: Order, step: Step) -> None:
        """The order takes this step on its marketplace, and the jobs see it through."""
        self.simulators[order.shop.marketplace].step_order(order.external_id, step)
        self.clock.forward(5)
        self.everything(order.cooperative.slug)
        order.refresh_from_db()

    def everything(self, slug: str, rounds: int = 2) -> None:
        """What the jobs would do, a few times, with some seconds in between."""
        for _ in range(rounds):
            for key in self.simulators:
                self.drain(slug, key)
            self.parcels(slug)
            self.settle(slug)
            self.absorb(slug)
            for key in self.simulators:
                self.drain(slug, key)
            self.clock.forward(5)

    def staff_sets(self, slug: str, name: str, quantity: int) -> None:
        """Staff set a stock in Saleor; its event is lost, and the next sweep finds it."""
        self.saleor.world.edit(Edit(sku=self.sku(slug, name), quantity=quantity))

    def store_sells(self, slug: str, name: str, quantity: int) -> int:
        """A shopper buys in the store; returns the HTTP status."""
        lines = [{"sku": self.sku(slug, name), "quantity": quantity}]
        return self.saleor.world.place_order(NewOrder.model_validate({"lines": lines, "channel": slug}))[0]

    def in_saleor(self, order: Order) -> list[dict[str, object]]:
        """The Saleor orders that carry this order's reference."""
        orders = self.saleor.world.truth()["orders"]
        assert isinstance(orders, list)
        return [row for row in orders if row["external_reference"] == reference(order)]

    def stock_in_saleor(self, slug: str, name: str) -> tuple[int, int]:
        """(quantity, allocated) of a variant."""
        variants = self.saleor.world.truth()["variants"]
        assert isinstance(variants, list)
        row = next(row for row in variants if row["sku"] == self.sku(slug, name))
        return (
            sum(stock["quantity"] for stock in row["stocks"]),
            sum(stock["allocated"] for stock in row["stocks"]),
        )

    def looks(self) -> int:
        """How many requests to look again wait."""
        return Look.objects.count()


@contextmanager
def whole_world(
    redis: Redis,
    line_to: Callable[[TickingClock], Post] | None = None,
    keys: Sequence[str] = ("shopee", "tokopedia"),
) -> Iterator[WholeWorld]:
    """Marketplaces and a Saleor on one ticking clock; its webhooks go over the line that is given."""
    with world(redis, keys) as plain:
        send = line_to(plain.clock) if line_to else None
        saleor = SaleorSimulator(now=plain.clock.time, rng=random.Random(3), background=False, send=send)
        saleor.start()
        try:
            yield WholeWorld(plain.clock, redis, plain.simulators, saleor=saleor)
        finally:
            saleor.stop()
