"""A catalogue is loaded into an empty Saleor through its API, as often as one likes."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.goods.catalogue import load_catalogue
from storefront_sync.saleor.setup import ShopPlan, present
from storefront_sync.saleor.sheet import SheetError
from storefront_sync.saleor.simulator import SaleorSimulator
from storefront_sync.saleor.types import AddressWrite, DraftLine, DraftOrder
from tests.saleor.shop import row

PLAN = ShopPlan(
    "koperasi", "Koperasi", "gudang", "Gudang", AddressWrite(street="Jl. Pasar 1", province="Jawa Timur")
)
ROWS = [
    *(row(f"KUE-{n}", n, 5000 + n, product=f"Kue {n}") for n in range(23)),
    {**row("BAJU-S", 3, 78000, product="Baju"), "options": "Ukuran=S;Warna=Merah"},
    {**row("BAJU-M", 4, 79000, product="Baju"), "options": "Ukuran=M;Warna=Merah", "barcode": ""},
]


@pytest.fixture
def empty() -> Iterator[SaleorSimulator]:
    simulator = SaleorSimulator(rng=random.Random(5), background=False)
    simulator.start()
    yield simulator
    simulator.stop()


@pytest.fixture
def client(empty: SaleorSimulator) -> SaleorClient:
    credentials = empty.world.credentials()
    return SaleorClient(str(credentials["api_url"]), str(credentials["app_token"]))


def test_an_empty_saleor_gets_the_whole_catalogue(client: SaleorClient) -> None:
    loaded = load_catalogue(client, ROWS, PLAN)
    assert (loaded.created, loaded.existing, loaded.problems) == (25, 0, ())
    page = client.variants_page("koperasi")
    shirts = [variant for variant in page.rows if variant.product_name == "Baju"]
    assert [(v.sku, v.name, v.price, v.barcode) for v in shirts] == [
        ("BAJU-S", "S / Merah", 78000, "899BAJU-S"),
        ("BAJU-M", "M / Merah", 79000, ""),
    ]
    assert [v.stocks[0].quantity for v in shirts] == [3, 4]
    assert len(page.rows) == 25


def test_a_second_load_makes_nothing_twice(client: SaleorClient, empty: SaleorSimulator) -> None:
    first = load_catalogue(client, ROWS, PLAN)
    second = load_catalogue(client, ROWS, PLAN)
    assert (second.created, second.existing, second.problems) == (0, 25, ())
    assert second.shop == first.shop
    store = empty.store
    tables = (store.channels, store.warehouses, store.zones, store.product_types)
    assert [len(table) for table in tables] == [1, 1, 2, 1]
    assert [[method.name for method in zone.methods][-1] for zone in store.zones][1] == "Marketplace"


def test_an_interrupted_load_goes_on(client: SaleorClient) -> None:
    load_catalogue(client, ROWS[:7], PLAN)
    rest = load_catalogue(client, ROWS, PLAN)
    assert (rest.created, rest.existing) == (18, 7)


def test_orders_can_be_placed_right_after(client: SaleorClient) -> None:
    loaded = load_catalogue(client, ROWS, PLAN)
    variant = next(row for row in client.variants_page("koperasi").rows if row.sku == "BAJU-S")
    assert variant.price is not None
    lines = (DraftLine(variant.variant_id, 1, variant.price),)
    shop = loaded.shop
    draft = DraftOrder(
        shop.channel_id, "R1", lines, shop.shipping_method_id, postcode_mark=shop.postcode_mark
    )
    order = client.draft_order_create(draft)
    assert order.total == 78000
    assert client.draft_order_complete(order.id).order.status == "UNFULFILLED"


def test_progress_counts_rows(client: SaleorClient) -> None:
    seen: list[tuple[int, int]] = []
    load_catalogue(client, ROWS, PLAN, lambda done, total: seen.append((done, total)))
    assert seen == [(done, 25) for done in range(26)]


def test_skus_of_two_products_under_one_name_are_a_problem_of_that_row_only(client: SaleorClient) -> None:
    load_catalogue(client, ROWS[:3], PLAN)
    mixed = [row("KUE-1", 1, product="Lain"), row("KUE-2", 1, product="Lain"), row("BARU", 1)]
    loaded = load_catalogue(client, mixed, PLAN)
    assert (loaded.created, loaded.existing) == (1, 1)
    (problem,) = loaded.problems
    assert (problem.sku, problem.faults[0].key) == ("KUE-2", "import.sku_of_product")


def test_the_channel_sells_in_rupiah_to_indonesia_without_payment_first(client: SaleorClient) -> None:
    load_catalogue(client, ROWS[:1], PLAN)
    (channel,) = client.channels()
    assert (channel.slug, channel.currency, channel.country, channel.tax_inclusive) == (
        "koperasi",
        "IDR",
        "ID",
        True,
    )
    assert channel.warehouse_ids == tuple(place.id for place in present.warehouses(client.transport).values())


@pytest.mark.parametrize(
    ("column", "value"),
    [("sku", " "), ("product", ""), ("price_idr", "murah"), ("on_hand", "-3"), ("weight_g", "1,5")],
)
def test_an_unusable_row_is_named_before_anything_is_sent(
    client: SaleorClient, empty: SaleorSimulator, column: str, value: str
) -> None:
    with pytest.raises(SheetError) as refusal:
        load_catalogue(client, [row("A", 1), {**row("B", 1), column: value}], PLAN)
    assert (refusal.value.line, refusal.value.column) == (2, column)
    assert empty.store.channels == []
