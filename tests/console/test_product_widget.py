"""On a product's page: each variant in each shop, what buyers see, what they should, and why not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mappings.words import Aspect
from storefront_sync.catalog.models import Component, Listing, VariantStock
from storefront_sync.ledger.marks import mark
from storefront_sync.ledger.models import Belief, Mark
from storefront_sync.tenants.models import Shop
from storefront_sync.tenants.problems import open_problem
from tests.console.store import PRODUCT, Store, told
from tests.console.test_health_pages import MOST_QUERIES, words


def widget(store: Store) -> str:
    answer = store.post("product", productId=PRODUCT)
    assert answer.status_code == 200
    return words(told(answer))


def test_a_listing_in_agreement_shows_its_numbers_with_their_age(store: Store) -> None:
    shop = store.shop()
    store.linked(shop, store.variant())
    Belief.objects.update(known_until=store.clock.now() - timedelta(minutes=3))
    page = widget(store)
    assert "Besar SKU KOPI-1" in page
    assert "Shopee · Toko Melati Sama Kopi bubuk asli" in page
    assert "Stok yang dilihat pembeli 7 · 3 menit lalu" in page
    assert "Harga yang dilihat pembeli Rp15.000 · 3 menit lalu" in page
    assert "seharusnya" not in page


def test_a_shop_without_a_linked_listing_is_named_with_what_to_do(store: Store) -> None:
    store.linked(store.shop("shopee"), store.variant())
    store.shop("tokopedia")
    page = widget(store)
    assert "Belum dipasangkan" in page
    assert "Samakan SKU-nya" in page


def test_what_differs_is_told_with_the_number_that_it_should_be(store: Store) -> None:
    listing = store.linked(store.shop(), store.variant(stock=1_234))
    mark([listing.pk], Aspect.STOCK, store.clock.now())
    page = widget(store)
    assert "Menunggu dikirim" in page
    assert "Stok yang dilihat pembeli 7 · baru saja Stok yang seharusnya 1.234" in page
    assert "Harga yang seharusnya" not in page


def test_a_refused_change_is_told_with_the_reason(store: Store) -> None:
    shop = store.shop()
    listing = store.linked(shop, store.variant(stock=3))
    mark([listing.pk], Aspect.STOCK, store.clock.now())
    Mark.objects.update(attempts=2)
    assert "Tertahan, dicoba lagi" in widget(store)
    open_problem(
        shop.cooperative_id,
        "shopee.campaign_stock",
        f"listing:{listing.pk}",
        shop_id=shop.pk,
        now=store.clock.now(),
    )
    page = widget(store)
    assert "Perlu diperiksa" in page
    assert "Stok ini dikunci oleh promosi Shopee" in page


def test_a_number_in_doubt_is_not_told_as_certain(store: Store) -> None:
    listing = store.linked(store.shop(), store.variant())
    Belief.objects.filter(aspect="stock").update(void=True)
    Listing.objects.filter(pk=listing.pk).update(stock=4, read_started=store.clock.now() - timedelta(hours=1))
    page = widget(store)
    assert "Sedang dipastikan" in page
    assert "Stok yang dilihat pembeli 4 · 1 jam lalu Stok yang seharusnya 7" in page


def test_a_price_that_cannot_be_made_says_why(store: Store) -> None:
    variant = store.variant()
    store.linked(store.shop(), variant)
    variant.price = None
    variant.save()
    page = widget(store)
    assert "Barang ini tidak dijual di kanal koperasi" in page
    assert "Harga yang seharusnya –" in page


def test_packs_bundles_hidden_listings_and_stopped_shops_are_told_as_such(store: Store) -> None:
    shop, coffee, tea = store.shop(), store.variant("Kopi"), store.variant("Teh")
    pack = store.linked(shop, coffee, "Kopi isi 6", units=6)
    Component.objects.create(cooperative=shop.cooperative, listing=pack, variant=tea, units=1)
    page = widget(store)
    assert "isi 6" in page
    assert "paket dengan barang lain" in page
    VariantStock.objects.update(quantity=42)
    Listing.objects.update(status="hidden")
    Belief.objects.filter(aspect="price").update(value=105_000)
    assert "Tidak tayang" in widget(store)
    Shop.objects.update(state=Shop.State.NEEDS_CONSENT)
    assert "Toko berhenti" in widget(store)


@pytest.mark.parametrize("many", [1, 150])
def test_a_large_product_costs_no_more_queries_and_says_that_there_is_more(store: Store, many: int) -> None:
    shop = store.shop()
    store.shop("tokopedia")
    for number in range(many):
        listing = store.linked(shop, store.variant(f"No. {number}", stock=3))
        mark([listing.pk], Aspect.STOCK, store.clock.now())
    with CaptureQueriesContext(connection) as queries:
        page = widget(store)
    assert len(queries) <= MOST_QUERIES, [query["sql"][:120] for query in queries]
    assert ("Masih ada lagi" in page) == (many > 100)
