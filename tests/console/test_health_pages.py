"""The App's page and the home card tell the truth of the books."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mappings.words import Aspect
from storefront_sync.catalog.models import Listing, ScanProgress
from storefront_sync.jobs.counts import listing_counts
from storefront_sync.ledger import beliefs
from storefront_sync.ledger.marks import mark
from storefront_sync.ledger.models import Belief, Mark, OrderFeed
from storefront_sync.tenants.models import Cooperative, Shop
from storefront_sync.tenants.problems import close_all, open_problem
from tests.console.store import Store, told

MOST_QUERIES = 10


def words(page: str) -> str:
    """The page as it is read."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_each_listing_is_counted_in_one_state(store: Store) -> None:
    shop = store.shop()
    rows = [store.linked(shop, store.variant(str(number))) for number in range(7)]
    mark([row.pk for row in rows[:3]], Aspect.STOCK, store.clock.now() - timedelta(minutes=5))
    mark([row.pk for row in rows[:1]], Aspect.PRICE, store.clock.now())
    Mark.objects.filter(listing=rows[0], aspect="price").update(attempts=3)
    Belief.objects.filter(listing__in=rows[2:4], aspect="stock").update(void=True)
    store.listing(shop)
    store.listing(shop, link=Listing.Link.IGNORED)
    store.listing(shop, gone_at=store.clock.now())
    counts = listing_counts([shop.pk])[shop.pk]
    assert (counts.blocked, counts.behind, counts.in_doubt, counts.in_sync, counts.unlinked) == (
        1,
        2,
        1,
        3,
        1,
    )
    assert counts.oldest == store.clock.now() - timedelta(minutes=5)
    page = words(told(store.overview()))
    for line in (
        "Produk yang sudah sama 3",
        "Menunggu dikirim 2",
        "Sedang dipastikan 1",
        "Tertahan 1",
        "Belum dipasangkan 1",
        "paling lama menunggu 5 menit lalu",
    ):
        assert line in page, page


def test_an_empty_shop_counts_nothing(store: Store) -> None:
    assert listing_counts([store.shop().pk]).popitem()[1].oldest is None
    assert "Perubahan yang paling lama menunggu tidak ada" in words(told(store.overview()))


def test_how_fresh_the_numbers_are_is_told(store: Store) -> None:
    shop, now = store.shop(), store.clock.now()
    assert "Pesanan terakhir dibaca belum pernah" in words(told(store.overview()))
    OrderFeed.objects.create(shop=shop, read_until=now - timedelta(seconds=20))
    ScanProgress.objects.create(shop=shop, started_at=now, finished_at=now)
    Cooperative.objects.update(swept_at=now - timedelta(minutes=3))
    page = words(told(store.overview()))
    assert "Pesanan terakhir dibaca 20 detik lalu" in page
    assert "terakhir dibaca semua 3 menit lalu" in page
    assert "Angka pukul 08.00 WIB" in page
    assert "Semua berjalan baik" in page
    OrderFeed.objects.update(read_until=now - timedelta(hours=2))
    assert "Semua berjalan baik" not in words(told(store.overview()))
    assert "Pesanan terakhir dibaca: 2 jam lalu" in words(told(store.post("home")))


def test_a_permission_that_ends_soon_is_something_to_do(store: Store) -> None:
    shop = store.shop()
    page = words(told(store.overview()))
    assert "3 Mar 2027 (100 hari lagi)" in page
    Shop.objects.filter(pk=shop.pk).update(consent_ends_at=store.clock.now() + timedelta(days=5))
    assert "Perlu diperiksa" in words(told(store.overview()))
    assert "berakhir 28 Nov 2026: sambungkan lagi" in words(told(store.post("home")))
    Shop.objects.filter(pk=shop.pk).update(state=Shop.State.NEEDS_CONSENT)
    assert "Berhenti" in words(told(store.post("home")))


def test_open_problems_are_told_in_words_with_examples_and_closed_ones_not(store: Store) -> None:
    shop, now = store.shop("tokopedia"), store.clock.now()
    cooperative = shop.cooperative_id
    for number in range(5):
        listing = store.listing(shop, f"Teh {number}")
        open_problem(
            cooperative, "listing.price_impossible", f"listing:{listing.pk}", shop_id=shop.pk, now=now
        )
    open_problem(cooperative, "saleor.token_dead", "saleor", now=now - timedelta(hours=3))
    page = words(told(store.overview()))
    assert page.index("Saleor tidak mengenal aplikasi ini") < page.index(
        "Harga di marketplace tidak masuk akal"
    )
    assert "5 kali, yang pertama baru saja · misalnya Teh 0, Teh 1, Teh 2" in page
    assert "sejak 3 jam lalu" in page
    close_all(cooperative, "saleor", shop_id=None, now=now)
    assert "Saleor tidak mengenal aplikasi ini" not in words(told(store.overview()))


def test_orders_are_named_only_to_those_who_may_see_orders(store: Store) -> None:
    shop, now = store.shop(), store.clock.now()
    order = store.order(shop, "short")
    open_problem(
        shop.cooperative_id,
        "order.short",
        f"order:{order.pk}",
        {"order": order.external_id},
        shop_id=shop.pk,
        now=now,
    )
    for answer in (store.overview(), store.post("home")):
        assert order.external_id in told(answer)
        assert "Stok tidak cukup untuk pesanan ini" in told(answer)
        assert "urang stok" in told(answer)
    products_only = store.token(permissions=("MANAGE_PRODUCTS",))
    for answer in (store.overview(products_only), store.post("home", products_only)):
        assert answer.status_code == 200
        assert order.external_id not in told(answer)
        assert "urang stok" not in told(answer)


def test_what_marketplaces_and_shops_are_called_is_text_and_nothing_more(store: Store) -> None:
    attack = "<script>alert(1)</script>\"'&{{7*7}}{% now %}"
    shop = store.shop()
    Shop.objects.filter(pk=shop.pk).update(name=attack)
    Cooperative.objects.update(name=attack)
    listing = store.linked(shop, store.variant(attack), attack)
    open_problem(
        shop.cooperative_id,
        "order.waiting_link",
        "order:1",
        {"order": attack},
        shop_id=shop.pk,
        now=store.clock.now(),
    )
    open_problem(
        shop.cooperative_id,
        "stock.never_read",
        f"listing:{listing.pk}",
        shop_id=shop.pk,
        now=store.clock.now(),
    )
    store.order(shop, "waiting_link", external_id=attack)
    for answer in (
        store.overview(),
        store.post("home"),
        store.post("product", productId="UHJvZHVjdDox"),
        store.post("order", orderId="T3JkZXI6YWJj"),
    ):
        page = told(answer)
        assert answer.status_code == 200
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27;&amp;{{7*7}}" in page


@pytest.mark.parametrize("lang", ["en", "en-GB", "EN"])
def test_the_page_speaks_english_to_those_who_ask(store: Store, lang: str) -> None:
    shop = store.shop()
    store.linked(shop, store.variant())
    answer = store.overview(lang=lang)
    assert answer.headers["Content-Language"] == "en"
    assert "Numbers of 08:00 WIB" in told(answer)
    assert "Menunggu" not in told(answer)
    assert store.overview(lang="fr").headers["Content-Language"] == "id"
    assert "didn&#x27;t say properly" in told(store.overview("nonsense", lang=lang))


def test_ten_thousand_listings_cost_no_more_queries_than_one(store: Store) -> None:
    shops = [store.shop(place) for place in ("shopee", "tokopedia")]
    for shop in shops:
        made = Listing.objects.bulk_create(
            Listing(
                shop=shop,
                cooperative_id=shop.cooperative_id,
                item_id=str(number),
                model_id="0",
                title=f"Barang {number}",
                status="live",
                read_started=store.clock.now(),
                link=Listing.Link.LINKED,
                link_source="staff",
            )
            for number in range(5_000)
        )
        ids = [row.pk for row in made]
        beliefs.begin(ids, store.clock.now())
        mark(ids[:2_000], Aspect.STOCK, store.clock.now())
        for pk in ids[:500]:
            open_problem(
                shop.cooperative_id,
                "stock.never_read",
                f"listing:{pk}",
                shop_id=shop.pk,
                now=store.clock.now(),
            )
    for ask in (store.overview, lambda: store.post("home")):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = told(ask())
        assert len(queries) <= MOST_QUERIES, [query["sql"][:100] for query in queries]
        assert "2.000" in page
        assert len(page) < 30_000
