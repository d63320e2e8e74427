"""The whole way on real simulators: a store over HTTP, marketplaces over HTTP, our own tables between."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from redis import Redis

from connectors.base.category import CategoryRules
from connectors.base.draft import ImageId
from connectors.base.protocol import Connector
from connectors.base.services import Timeouts
from connectors.base.simulator.shelf import Item
from storefront_sync.jobs import process
from storefront_sync.publishing import rows
from storefront_sync.publishing.check import Reach
from storefront_sync.publishing.choices import Change, choose
from storefront_sync.publishing.drain import Pace, carry_on
from storefront_sync.publishing.models import Publication
from storefront_sync.saleor.pictures import PictureShelf
from storefront_sync.saleor.simulator.state.catalogue import Product
from storefront_sync.sync.budgets import CallClass
from storefront_sync.tenants.models import Shop
from storefront_sync.tenants.onboarding import register_installation
from tests.contract.drafts import draft_for, picture
from tests.faults.by_hand import WaitedFor
from tests.orders.whole_world import WholeWorld, whole_world
from tests.saleor.wares import Ware, Wares, text

SLUG = "melati"
PACE = Pace(lease_seconds=30, longest_call=timedelta(seconds=2), longest=timedelta(seconds=60))
DESCRIPTION = "Kemeja batik tulis dari perajin kampung, kainnya halus dan jahitannya rapi. " * 2
NAME = "Kemeja Batik Tulis Anak Sekolah"


@dataclass
class Market:
    """A shop at one marketplace, and a product that is ready for it."""

    world: WholeWorld
    key: str

    @property
    def shop(self) -> Shop:
        """The shop as it is now."""
        shops = Shop.objects.select_related("cooperative__installation")
        return shops.get(pk=self.world.shops[SLUG, self.key].pk)

    def connector(self) -> Connector:
        """The shop's connector."""
        return self.world.connector(SLUG, self.key, CallClass.NORMAL)

    def rules(self) -> CategoryRules:
        """The first category in which a draft alone is enough and variants may differ."""
        catalogue = self.connector().catalogue
        assert catalogue is not None
        for row in catalogue.categories():
            if row.leaf:
                self.world.redis.flushall()  # call budgets begin full
                rules = catalogue.rules(row.category_id)
                if not rules.needs and rules.tiers and rules.models > 3:
                    return rules
        raise LookupError("no such category")

    def choose(self) -> None:
        """Staff choose what the category wants, for the whole cooperative."""
        rules = self.rules()
        catalogue = self.connector().catalogue
        assert catalogue is not None
        filled = draft_for(rules, [ImageId("x")] * 3, catalogue.couriers(), variants=True)
        change = Change(
            category_id=rules.category_id,
            attributes=dict(filled.attributes),
            size=filled.size,
            pre_order_days=0,
        )
        choose(self.shop.cooperative, self.key, "cooperative", "", change, self.world.clock.now())

    def product(self, number: int = 0, sizes: tuple[str, ...] = ("S", "M", "L")) -> Product:
        """A product in these sizes, known to the mirror."""
        wares = [Ware(f"TRB-{number}-{size}", {"Ukuran": size}, price=90_000, on_hand=7) for size in sizes]
        made = Wares(self.world.saleor).product(
            f"{NAME} {number}",
            wares,
            description=text(DESCRIPTION),
            pictures=[picture(seed, 2_000) for seed in range(3)],
        )
        self.world.sweep(SLUG)
        return made

    def ask(self, product: Product) -> Publication:
        """Staff want it published."""
        return rows.ask(self.shop, product.id, product.name, self.world.clock.now())

    def settle(self, strides: int = 120) -> None:
        """Drain until nothing goes on any more."""
        client = self.world.client()
        shelf = PictureShelf(client.api_url, (), Timeouts(1, 5), self.world.clock.now)
        reach = Reach(self.connector(), client, timedelta(days=3), self.world.clock.now)
        for _ in range(strides):
            self.world.redis.flushall()
            carry_on(self.shop, reach, shelf.fetch, PACE)
            if not rows.due(self.world.clock.now() + timedelta(days=365)).exists():
                return
            self.world.clock.forward(60)
        raise AssertionError(list(Publication.objects.values("step", "attempts", "stopped_key")))

    def made(self, product: Product) -> list[Item]:
        """The marketplace's listings that have one of the product's SKUs."""
        skus = {variant.sku for variant in product.variants}
        items = self.world.simulators[self.key].book.shop(self.shop.external_id).items.values()
        return [item for item in items if {model.sku for model in item.models.values()} & skus]


@contextmanager
def market(redis: Redis, key: str) -> Iterator[Market]:
    """One cooperative with its shops; jobs and commands live by the world's clock."""
    with whole_world(redis, keys=(key,)) as world:
        before = process.live_by(WaitedFor(world.clock))
        try:
            world.cooperative(SLUG)
            installation = world.cooperatives[SLUG].installation
            given = world.saleor.world.credentials()
            register_installation(
                installation.api_url, str(given["app_id"]), str(given["app_token"]), world.clock.now()
            )
            world.sweep(SLUG)
            yield Market(world, key)
        finally:
            process.live_by(before)
