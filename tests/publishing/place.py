"""Two cooperatives on one simulated Saleor, a shop each, and a marketplace in memory."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from connectors.base.draft import AttributeValue
from connectors.base.services import Timeouts
from connectors.base.types import TokenPair
from storefront_sync.catalog.models import Listing
from storefront_sync.publishing import choices, rows
from storefront_sync.publishing.check import Checked, Reach, check
from storefront_sync.publishing.choices import Change
from storefront_sync.publishing.drain import Carried, Pace, carry_on
from storefront_sync.publishing.models import KeptListing, Publication
from storefront_sync.publishing.upkeep import Rhythm, look
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.pictures import PictureShelf
from storefront_sync.saleor.simulator import SaleorSimulator
from storefront_sync.saleor.simulator.state.catalogue import Product
from storefront_sync.sync.sweep import sweep
from storefront_sync.tenants.models import Cooperative, Problem, Shop
from storefront_sync.tenants.onboarding import (
    activate_shop,
    connect_shop,
    register_cooperative,
    register_installation,
)
from tests.publishing.window import MATERIAL, SHIRTS, Item, Window, WindowConnector
from tests.saleor.wares import Ware, Wares
from tests.sync.world import START, TickingClock

SIZES = [Ware(f"KMJ-{size}", {"Ukuran": size}) for size in ("S", "M", "L")]
FRESH_FOR = timedelta(days=3)
PACE = Pace(lease_seconds=50, longest_call=timedelta(seconds=20), longest=timedelta(hours=1))
RHYTHM = Rhythm(period=timedelta(hours=1), longest=timedelta(hours=1))
KATUN = (AttributeValue(choice_id="c1"),)


@dataclass
class Place:
    """What a test drives; `slug` names a cooperative."""

    clock: TickingClock
    saleor: SaleorSimulator
    window: Window
    cooperatives: dict[str, Cooperative] = field(default_factory=dict)
    shops: dict[str, Shop] = field(default_factory=dict)
    stride: float = 240
    """Seconds between two drains."""

    def cooperative(self, slug: str, prefix: str = "") -> Cooperative:
        """One with a channel, a warehouse and a shop."""
        seeded = self.saleor.add_cooperative(slug, [f"wh-{slug}"], [])
        given = self.saleor.world.credentials()
        installation = register_installation(
            str(given["api_url"]), str(given["app_id"]), str(given["app_token"]), START
        )
        made = register_cooperative(
            installation,
            slug,
            slug,
            channel_slug=slug,
            channel_id=seeded.channel.id,
            warehouse_ids=[row.id for row in seeded.warehouses],
            sku_prefix=prefix,
        )
        pair = TokenPair("access", "refresh", START + timedelta(days=1))
        shop = connect_shop(made, "shopee", str(900 + len(self.shops)), f"shop of {slug}", pair)
        activate_shop(shop)
        self.cooperatives[slug] = made
        self.shops[slug] = Shop.objects.select_related("cooperative").get(pk=shop.pk)
        return made

    def wares(self, slug: str = "melati") -> Wares:
        """Puts products into the cooperative's channel."""
        return Wares(self.saleor, list(self.cooperatives).index(slug))

    def client(self) -> SaleorClient:
        """Our App's client."""
        given = self.saleor.world.credentials()
        return SaleorClient(str(given["api_url"]), str(given["app_token"]), timeouts=Timeouts(1, 5))

    def read(self, slug: str = "melati") -> None:
        """Read the whole store into the mirror."""
        sweep(self.cooperatives[slug], self.client(), self.clock.now, guard=None)

    def shirt(self, slug: str = "melati", name: str = "Kemeja SD Putih") -> Product:
        """A product that is ready but for what staff choose, known to the mirror."""
        sizes = [Ware(f"{ware.sku}-{slug}", ware.options, price=ware.price) for ware in SIZES]
        made = self.wares(slug).product(name, sizes)
        self.read(slug)
        return made

    def choose(self, slug: str = "melati", scope: str = "cooperative", ref: str = "", **more: object) -> None:
        """Staff choose; shirts of cotton unless told otherwise."""
        change = Change(**{"category_id": SHIRTS, "attributes": {MATERIAL: KATUN}, **more})  # type: ignore[arg-type]
        choices.choose(self.cooperatives[slug], "shopee", scope, ref, change, self.clock.now())

    def reach(self, window: Window | None = None) -> Reach:
        """What a check needs."""
        return Reach(WindowConnector(window or self.window), self.client(), FRESH_FOR, self.clock.now)

    def ask(self, product: Product, slug: str = "melati") -> Publication:
        """Staff want it published."""
        return rows.ask(self.shops[slug], product.id, product.name, self.clock.now())

    def carry_on(self, slug: str = "melati", now: Callable[[], datetime] | None = None) -> Carried:
        """One drain of the shop's publications."""
        reach = replace(self.reach(), now=now or self.clock.now)
        shelf = PictureShelf(reach.client.api_url, (), Timeouts(1, 5), self.clock.now)
        return carry_on(self.shops[slug], reach, shelf.fetch, PACE)

    def settle(self, slug: str = "melati") -> None:
        """Drain until nothing goes on any more, however long that takes."""
        for _ in range(150):
            self.carry_on(slug)
            open_ = Publication.objects.filter(shop=self.shops[slug], closed_at=None, stopped_key="")
            if not open_.exists():
                return
            self.clock.forward(self.stride)
        raise AssertionError(list(open_.values("step", "not_before", "attempts")))

    def settle_after_a_death(self) -> None:
        """The dead worker's lease runs out, and another goes on."""
        self.clock.forward(60)
        self.settle()

    def look(self, slug: str = "melati") -> int:
        """Look after published listings once their time has come."""
        self.clock.forward(RHYTHM.period.total_seconds())
        return look(self.shops[slug], self.reach(), RHYTHM)

    def item(self) -> Item:
        """The only listing at the marketplace."""
        (found,) = self.window.items.values()
        return found

    def check(self, product: Product, slug: str = "melati") -> Checked:
        """Hold a product against the cooperative's shop."""
        return check(self.shops[slug], product.id, self.reach())

    def lacks(self, product: Product, slug: str = "melati") -> list[tuple[str, str]]:
        """Where and what is lacking."""
        return [(row.where, row.key) for row in self.check(product, slug).lacks]


def published(place: Place, product: Product, slug: str = "melati") -> bool:
    """Whether the product is one listing with its own models, linked to its own variants; and no more."""
    shop = place.shops[slug]
    skus = {variant.sku for variant in product.variants}
    made = [item for item in place.window.items.values() if {model.sku for model in item.draft.models} & skus]
    rows_ = Listing.objects.filter(shop=shop, item_id__in=[item.item_id for item in made])
    linked = {(row.sku, part.variant.sku, part.units) for row in rows_ for part in row.components.all()}
    return (
        len(made) == 1
        and made[0].visible
        and linked == {(sku, sku, 1) for sku in skus}
        and not Publication.objects.filter(shop=shop, product_id=product.id, closed_at=None).exists()
        and KeptListing.objects.filter(shop=shop, product_id=product.id, item_id=made[0].item_id).exists()
    )


def stopped(place: Place, product: Product) -> str:
    """Why the product waits for staff; they are told the same."""
    row = Publication.objects.get(product_id=product.id, closed_at=None)
    told = Problem.objects.filter(subject=rows.subject(row), closed_at=None)
    assert [problem.key for problem in told] == [row.stopped_key]
    assert told[0].detail["goods"] == product.name
    return row.stopped_key


def open_row(product: Product) -> Publication:
    """The publication of a product that isn't over."""
    return Publication.objects.get(product_id=product.id, closed_at=None)


@contextmanager
def opened() -> Iterator[Place]:
    """The place, with melati and sumber."""
    clock = TickingClock()
    saleor = SaleorSimulator(now=clock.time, rng=random.Random(5), background=False)
    saleor.start()
    try:
        place = Place(clock, saleor, Window(clock.now))
        for slug in ("melati", "sumber"):
            place.cooperative(slug)
        yield place
    finally:
        saleor.stop()
