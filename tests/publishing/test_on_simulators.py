"""A product of a store becomes a listing of a marketplace, both over real HTTP, good days and bad ones."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from redis import Redis

from connectors.base.registry import marketplaces
from connectors.base.simulator.faults import Faults
from storefront_sync.catalog.models import Listing
from storefront_sync.publishing.models import KeptListing, Publication
from storefront_sync.tenants.models import Problem
from tests.contract.quality import keeps
from tests.publishing.market import SLUG, Market, market

KEYS = [key for key in sorted(marketplaces()) if keeps(key, "publishing")]
"""Those whose connectors make listings."""


@pytest.fixture(params=KEYS)
def place(db: None, redis: Redis, request: pytest.FixtureRequest) -> Iterator[Market]:
    """A shop whose staff have chosen."""
    with market(redis, request.param) as made:
        made.choose()
        yield made


def test_a_product_in_three_sizes_is_sold_there_with_the_stores_numbers(place: Market) -> None:
    product = place.product()
    place.ask(product)
    place.settle()
    (item,) = place.made(product)
    rows = Listing.objects.filter(shop=place.shop, item_id=item.item_id)
    assert {(row.sku, row.link, row.components.get().variant.sku) for row in rows} == {
        (variant.sku, "linked", variant.sku) for variant in product.variants
    }
    place.world.clock.forward(900)
    place.world.everything(SLUG, rounds=3)
    assert {(row.sku, row.stock, row.price) for row in item.models.values()} == {
        (variant.sku, 7, 90_000) for variant in product.variants
    }
    assert not Problem.objects.filter(shop=place.shop, closed_at=None).exists()


def test_the_next_product_of_the_kind_needs_nothing_more_and_a_lone_variant_is_one(place: Market) -> None:
    products = [place.product(1), place.product(2, sizes=("M",))]
    for product in products:
        place.ask(product)
    place.settle()
    assert [len(place.made(product)) for product in products] == [1, 1]
    assert KeptListing.objects.filter(shop=place.shop).count() == 2


def test_broken_connections_and_failing_servers_make_no_second_listing(place: Market) -> None:
    products = [place.product(number, sizes=("S", "M")) for number in range(6)]
    for product in products:
        place.ask(product)
    place.world.simulators[place.key].set_faults(Faults(drop_connection_rate=0.08, server_error_rate=0.04))
    place.settle(400)
    assert not Publication.objects.filter(closed_at=None).exists()
    assert [len(place.made(product)) for product in products] == [1] * 6
    for product in products:
        linked = Listing.objects.filter(
            shop=place.shop, link="linked", sku__in=[row.sku for row in product.variants]
        )
        assert linked.count() == 2


def test_goods_that_are_there_already_are_found_and_linked_instead(place: Market) -> None:
    product = place.product()
    place.ask(product)
    place.settle()
    KeptListing.objects.all().delete()
    Listing.objects.filter(sku__startswith="TRB-").delete()
    place.world.clock.forward(900)
    place.ask(product)
    place.settle()
    assert Publication.objects.get(closed_at=None).stopped_key == "publish.listed_already"
    assert len(place.made(product)) == 1
    assert Listing.objects.filter(sku__startswith="TRB-", link="linked").count() == 3
