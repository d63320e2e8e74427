"""Makes a server what a blueprint says. Looks first and makes only what is missing: run it as often as one
likes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.postcode_mark import new_mark
from storefront_sync.saleor.setup import goods_kinds, places, present
from storefront_sync.saleor.setup.blueprint import Blueprint
from storefront_sync.saleor.setup.outcome import Step, Tell
from storefront_sync.saleor.setup.server_settings import server_settings
from storefront_sync.saleor.setup.shipping import shipping
from storefront_sync.saleor.setup.work import FINISHED, Work


@dataclass(frozen=True)
class Shop:
    """What is set up. `shipping_method_id` is the `ShippingMethod:…` id for draft orders."""

    channel_id: str
    warehouse_ids: tuple[str, ...]
    shipping_method_id: str
    postcode_mark: str = field(repr=False)
    """What the postcodes of drafts that go by this method must begin with: nobody but us should know it."""

    @property
    def warehouse_id(self) -> str:
        """The first warehouse."""
        return self.warehouse_ids[0]


@dataclass(frozen=True)
class SetUp:
    """The shop, and what became of each part of the blueprint."""

    shop: Shop
    steps: tuple[Step, ...]


def set_up(
    client: SaleorClient,
    blueprint: Blueprint,
    *,
    force: bool = False,
    tell: Tell = lambda step: None,
    make_mark: Callable[[], str] = new_mark,
) -> SetUp:
    """Apply a blueprint. Raises NotOurs where it names what is another cooperative's, MutationRefused, and
    the client's errors; after any of them it may be run again."""
    work = Work(client.transport, blueprint, force, tell)
    found = present.channel(client.transport, blueprint.channel.slug)
    came = present.progress(client.transport, blueprint.channel.slug)
    work.fresh = found is None or came not in (None, FINISHED)
    taken = frozenset(
        key for row in client.channels() if row.slug != blueprint.channel.slug for key in row.warehouse_ids
    )
    ids = places.warehouses(work, taken)
    channel_id = places.channel(work, found, ids)
    ways = shipping(work, channel_id, ids, make_mark)
    goods_kinds.product_types(work, goods_kinds.attributes(work))
    goods_kinds.categories(work)
    server_settings(work)
    if work.fresh:
        places.finish(work, channel_id)
    shop = Shop(channel_id, tuple(ids.values()), ways.method_id, ways.mark)
    return SetUp(shop, tuple(work.steps))
