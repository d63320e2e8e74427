"""A shop that makes listings: a marketplace's catalogue with what a test needs to use it."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.base.catalogue import Catalogue
from connectors.base.category import Category, CategoryRules
from connectors.base.draft import Draft, ImageId, Published
from connectors.base.readiness import Missing, missing
from connectors.base.simulator.server import Outgoing
from connectors.base.simulator.shelf import Item
from connectors.base.types import ItemId, ListingView
from mappings.words import ListingStatus
from tests.conftest import HandSetClock
from tests.contract.drafts import draft_for, picture
from tests.contract.tampering import TamperingProxy
from tests.contract.world import SHOP, World

LOOKED_OVER_SECONDS = 900
MOST_STEPS = 5
PICTURES = 3


@dataclass
class Stall:
    """One shop's catalogue, on a clock that is set by hand."""

    world: World
    clock: HandSetClock
    shop: str = SHOP

    def __post_init__(self) -> None:
        self._keys = 0
        self._images: tuple[ImageId, ...] = ()
        self._leaves: tuple[Category, ...] = ()

    @property
    def catalogue(self) -> Catalogue:
        """The shop's catalogue, connected anew."""
        return self.through("")

    def through(self, host: str) -> Catalogue:
        """The same by another address."""
        catalogue = self.world.connect(self.shop, host=host).catalogue
        assert catalogue is not None
        return catalogue

    def leaves(self) -> tuple[Category, ...]:
        """The categories that take listings."""
        if not self._leaves:
            self._leaves = tuple(row for row in self.catalogue.categories() if row.leaf)
        return self._leaves

    def rules(self, *, pre_order: bool | None = None, place: int = 0) -> CategoryRules:
        """The rules of the n-th leaf in which a draft alone is enough; with or without pre-orders."""
        found = 0
        for leaf in self.leaves():
            rules = self.catalogue.rules(leaf.category_id)
            takes_some = rules.pre_order_days.least is None or rules.pre_order_days.holds(
                rules.pre_order_days.least
            )
            if rules.needs or pre_order not in (None, takes_some):
                continue
            if found == place:
                return rules
            found += 1
        raise LookupError("no such leaf")

    def images(self) -> tuple[ImageId, ...]:
        """Some pictures, handed over once."""
        if not self._images:
            upload = self.catalogue.upload_image
            self._images = tuple(upload(picture(seed), f"foto-{seed}.jpg") for seed in range(PICTURES))
        return self._images

    def draft(
        self, rules: CategoryRules | None = None, seed: int = 0, *, variants: bool | None = True
    ) -> Draft:
        """A draft that lacks nothing."""
        return draft_for(
            rules or self.rules(), self.images(), self.catalogue.couriers(), seed, variants=variants
        )

    def lacks(self, draft: Draft, rules: CategoryRules) -> tuple[Missing, ...]:
        """What stands in its way."""
        return missing(draft, rules, self.catalogue.couriers())

    def key(self) -> str:
        """A key that wasn't used before."""
        self._keys += 1
        return f"terbit-{self._keys:04}_{self.shop}"

    def publish(self, draft: Draft, key: str = "") -> Published:
        """Publish with all its steps, and wait until it was looked over."""
        published = self.complete(self.catalogue.publish(draft, key or self.key()), draft)
        self.wait()
        return published

    def complete(self, published: Published, draft: Draft) -> Published:
        """The further steps, each at its time."""
        for _ in range(MOST_STEPS):
            if published.finish_at is None:
                return published
            self.clock.set(max(self.clock.now(), published.finish_at))
            published = self.catalogue.finish(published.item_id, draft)
        raise AssertionError("a publication that doesn't end")

    def wait(self) -> None:
        """Until the marketplace has looked over what was made or shown."""
        self.clock.forward(LOOKED_OVER_SECONDS)

    def views(self, item_id: ItemId) -> tuple[ListingView, ...]:
        """A listing as read back."""
        return self.world.connect(self.shop).read_listings([item_id])

    def status(self, item_id: ItemId) -> ListingStatus:
        """How it is shown to buyers; the same for all of its models."""
        (status,) = {view.status for view in self.views(item_id)}
        return status

    def item(self, item_id: ItemId) -> Item:
        """A listing in the simulator's book."""
        return self.world.sim.book.shop(self.shop).items[item_id]

    def losing_the_birth(self) -> TamperingProxy:
        """A proxy that loses the answer to the call that makes a listing."""
        before = self.count()

        def rewrite(answer: Outgoing) -> Outgoing:
            return Outgoing(504, b"") if self.count() > before else answer

        return TamperingProxy(self.world.url, rewrite)

    def count(self) -> int:
        """How many listings the shop has."""
        return len(self.world.sim.book.shop(self.shop).items)
