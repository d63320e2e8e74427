"""Sellers type anything: what is wrong with one listing is told of that one, and the others go on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from redis import Redis

from connectors.base.simulator.seed import MAIN_MODEL, SeedItem, SeedModel
from connectors.base.types import (
    BuyerView,
    ExternalOrderId,
    ItemId,
    ListingView,
    ModelId,
    OrderLineView,
    OrderView,
)
from mappings.money import Rupiah
from mappings.words import ListingStatus, OrderState
from storefront_sync.catalog.models import Listing
from storefront_sync.orders.intake import take_in
from storefront_sync.orders.models import Order
from storefront_sync.sync.scan import take_page
from storefront_sync.tenants.models import Problem
from tests.sync.world import World, world

SLUG = "sumber"
MARKETPLACES = ("shopee", "tokopedia")
MANY = 100


def _bad(base: int) -> Sequence[SeedItem]:
    """One item for each thing that sellers do; the number is its item's id less the base."""
    single = {
        10: ("Harga minus", SeedModel(MAIN_MODEL, -5_000, 3)),
        11: ("Stok luar biasa", SeedModel(MAIN_MODEL, 9_000, 10**12)),
        12: ("🔥👕 KEMEJA 🔥 ᴾᴿᴼᴹᴼ", SeedModel(MAIN_MODEL, 9_000, 3)),
        13: ("Nol \0 di tengah", SeedModel(MAIN_MODEL, 9_000, 3, sku="NOL\0")),
        15: ("Panjang " + "sekali " * 1500, SeedModel(MAIN_MODEL, 9_000, 3, sku="P" * 400)),
        16: ("Kode dipakai dua kali", SeedModel(MAIN_MODEL, 10_000, 3, sku="KEMBAR")),
        17: ("Kode dipakai dua kali juga", SeedModel(MAIN_MODEL, 10_000, 3, sku="KEMBAR")),
    }
    items = [
        SeedItem(str(base + number), title, (model,), has_model=False)
        for number, (title, model) in single.items()
    ]
    models = tuple(SeedModel(str(base + 5000 + i), 9_000, i, name=f"No. {i}") for i in range(MANY))
    return [*items, SeedItem(str(base + 18), "Seratus pilihan", models)]


class UntidyWorld(World):
    """Every shop also has these."""

    def _items(self, slug: str, number: int) -> tuple[SeedItem, ...]:
        base = 1729592969712100000 if number else 2500000000
        return (*super()._items(slug, number), *_bad(base))


@pytest.fixture
def untidy(db: None, redis: Redis) -> Iterator[UntidyWorld]:
    """A cooperative whose shops hold all of that, pulled and linked."""
    with world(redis) as plain:
        made = UntidyWorld(plain.clock, redis, plain.simulators)
        made.cooperative(SLUG)
        made.read(SLUG, S=12, M=5, L=0)
        made.link_all(SLUG)
        yield made


def _row(place: World, key: str, number: int) -> Listing:
    rows = Listing.objects.filter(shop=place.shops[SLUG, key])
    return rows.get(item_id__endswith=f"0{number}")


def _problems(place: World, key: str) -> set[tuple[str, str]]:
    rows = Problem.objects.filter(shop=place.shops[SLUG, key], closed_at=None)
    return set(rows.values_list("key", "subject"))


@pytest.mark.parametrize("key", MARKETPLACES)
def test_impossible_numbers_are_told_of_their_own_listings_only(untidy: World, key: str) -> None:
    negative, huge = _row(untidy, key, 10), _row(untidy, key, 11)
    assert (negative.price, huge.stock) == (None, None)
    assert _problems(untidy, key) == {
        ("listing.price_impossible", f"listing:{negative.pk}"),
        ("listing.stock_impossible", f"listing:{huge.pk}"),
    }


@pytest.mark.parametrize("key", MARKETPLACES)
def test_all_other_listings_are_pulled_linked_and_pushed(untidy: World, key: str) -> None:
    untidy.drain(SLUG, key)
    assert {name: untidy.shown(SLUG, key)[name] for name in ("S", "M", "L")} == {
        "S": (12, 10_000),
        "M": (5, 10_000),
        "L": (0, 10_000),
    }


@pytest.mark.parametrize("key", MARKETPLACES)
def test_any_text_is_kept_as_far_as_a_database_can_hold_it(untidy: World, key: str) -> None:
    assert _row(untidy, key, 12).title == "🔥👕 KEMEJA 🔥 ᴾᴿᴼᴹᴼ"
    nul, long = (_row(untidy, key, number) for number in (13, 15))
    assert "\0" not in nul.title + nul.sku
    assert nul.title.startswith("Nol")
    assert long.title.startswith("Panjang sekali")
    assert len(long.title) == 500


@pytest.mark.parametrize("key", MARKETPLACES)
def test_an_item_of_a_hundred_models_comes_whole(untidy: World, key: str) -> None:
    rows = Listing.objects.filter(shop=untidy.shops[SLUG, key], title="Seratus pilihan")
    assert rows.count() == MANY
    assert {row.stock for row in rows} == set(range(MANY))


@pytest.mark.parametrize("key", MARKETPLACES)
def test_a_code_that_two_listings_claim_links_neither_and_says_why(untidy: World, key: str) -> None:
    for number in (16, 17):
        row = _row(untidy, key, number)
        assert row.link != Listing.Link.LINKED
        assert row.link_reason


@pytest.mark.parametrize("key", MARKETPLACES)
def test_reading_all_that_again_changes_nothing(untidy: World, key: str) -> None:
    before = list(Listing.objects.order_by("pk").values_list("pk", "title", "link", "price", "stock"))
    untidy.clock.forward(60)
    untidy.scan(SLUG, key)
    assert list(Listing.objects.order_by("pk").values_list("pk", "title", "link", "price", "stock")) == before


@pytest.mark.parametrize("text", ["\0", "half \ud83d", "\udc55 half", "nul \0 and half \udfff" * 500])
def test_a_text_that_no_database_holds_neither_stops_its_page_nor_its_order(untidy: World, text: str) -> None:
    shop, now = untidy.shops[SLUG, "shopee"], untidy.clock.now
    good = ListingView(ItemId("1"), ModelId("1"), "Baik", (), "", "", Rupiah(1), 1, ListingStatus.LIVE)
    bad = replace(good, item_id=ItemId("2"), title=text, options=(text,), sku=text, barcode=text)
    take_page(shop, [bad, good], now(), now())
    assert Listing.objects.filter(shop=shop, item_id__in=("1", "2")).count() == 2
    line = OrderLineView("1", ItemId("2"), ModelId("1"), text, text, 1, Rupiah(1))
    order = OrderView(
        ExternalOrderId("X1"),
        OrderState.READY,
        now(),
        now(),
        (line,),
        Rupiah(0),
        Rupiah(1),
        "shopee",
        buyer=BuyerView(name=text, street=text),
    )
    capabilities = untidy.connector(SLUG, "shopee").manifest.capabilities
    take_in(shop, [order], now(), capabilities, None, now())
    assert Order.objects.get(external_id="X1").lines.get().listing is not None
