"""On an order's page: where it came from, how far it is, and what it waits for."""

from __future__ import annotations

from datetime import timedelta
from itertools import zip_longest

from django.db import connection
from django.test.utils import CaptureQueriesContext

from mappings.words import OrderState
from storefront_sync.orders.phases import Phase
from storefront_sync.tenants.problems import open_problem
from tests.console.store import ORDER, Store, told
from tests.console.test_health_pages import MOST_QUERIES, words


def widget(store: Store, order: str = ORDER) -> str:
    answer = store.post("order", orderId=order)
    assert answer.status_code == 200
    return words(told(answer))


def test_an_imported_order_names_its_marketplace_and_its_number_there(store: Store) -> None:
    order = store.order(store.shop(), "imported")
    page = widget(store)
    assert f"Dari Shopee · Toko Melati Nomor di marketplace {order.external_id}" in page
    assert "Siap diproses Sudah dibayar Ya" in page
    assert "Sudah masuk, pembayaran tercatat" in page
    assert "23 Nov 2026 06.00 WIB" in page


def test_a_waiting_order_names_the_lines_that_nobody_linked(store: Store) -> None:
    shop = store.shop()
    store.order(shop, "waiting_link", store.listing(shop, "Kopi misterius"))
    page = widget(store)
    assert "ada barang yang belum dipasangkan" in page
    assert "Kopi misterius" in page


def test_a_linked_line_is_not_among_them(store: Store) -> None:
    shop = store.shop()
    store.order(shop, "imported", store.linked(shop, store.variant()))
    assert "Belum dipasangkan" not in widget(store)


def test_a_short_order_says_since_when_and_when_it_is_tried_again(store: Store) -> None:
    shop, now = store.shop(), store.clock.now()
    order = store.order(
        shop,
        "short",
        short_since=now - timedelta(minutes=20),
        not_before=now + timedelta(minutes=4),
    )
    open_problem(
        shop.cooperative_id, "order.short", f"order:{order.pk}", {"order": "x"}, shop_id=shop.pk, now=now
    )
    page = widget(store)
    assert "Kurang stok sejak 20 menit lalu" in page
    assert "Dicoba lagi 4 menit lagi" in page
    assert "Begitu stok bertambah, pesanan diteruskan" in page


def test_an_order_of_the_own_store_says_that_it_is_no_marketplaces(store: Store) -> None:
    store.order(store.shop(), "imported")
    page = widget(store, "T3JkZXI6ZWxzZQ==")
    assert "Ini bukan pesanan dari marketplace" in page
    assert "Toko Melati" not in page


def test_every_phase_and_state_has_words(store: Store) -> None:
    order = store.order(store.shop(), "seen")
    for phase, state in zip_longest(Phase, OrderState, fillvalue=Phase.SEEN):
        order.phase, order.state = phase.value, state.value if state in OrderState else "ready"
        order.save()
        assert "console." not in widget(store)


def test_the_page_costs_few_queries(store: Store) -> None:
    store.order(store.shop(), "short")
    with CaptureQueriesContext(connection) as queries:
        widget(store)
    assert len(queries) <= MOST_QUERIES
