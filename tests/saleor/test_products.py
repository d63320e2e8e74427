"""A product is read with all that a listing needs, and only by the cooperative whose channel sells it."""

from __future__ import annotations

import pytest

from connectors.base.services import Timeouts
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import AnswerMalformed, TokenDead
from storefront_sync.saleor.pictures import PictureShelf
from storefront_sync.saleor.product import AttributeText, ProductRead
from storefront_sync.saleor.simulator.state.catalogue import ProductMedia
from tests.conftest import HandSetClock
from tests.saleor.shop import SmallShop
from tests.saleor.wares import JPEG, Ware, Wares

CHANNEL = "default-channel"
SHIRTS = [
    Ware(f"KMJ-{size}-{colour}", {"Ukuran": size, "Warna": colour})
    for size in "SM"
    for colour in ("Putih", "Biru")
]


@pytest.fixture
def wares(shop: SmallShop) -> Wares:
    return Wares(shop.simulator)


def read(shop: SmallShop, product_id: str, channel: str = CHANNEL) -> ProductRead:
    found = shop.client.product(product_id, channel)
    assert found is not None
    return found


def test_it_has_its_words_pictures_variants_and_their_options(shop: SmallShop, wares: Wares) -> None:
    made = wares.product("Kemeja SD", SHIRTS, facts={"Bahan": "Katun"})
    found = read(shop, made.id)
    assert (found.name, found.description, found.published) == (
        "Kemeja SD",
        "Kain katun, jahitan rapi.",
        True,
    )
    assert found.category is not None
    assert (found.category.name, found.product_type.name) == ("Busana", "Seragam")
    assert found.attributes == (AttributeText("bahan", "Bahan", "Katun"),)
    assert [row.sku for row in found.variants] == sorted(str(ware.sku) for ware in SHIRTS)
    assert [(option.name, option.text) for option in found.variants[2].options] == [
        ("Ukuran", "S"),
        ("Warna", "Biru"),
    ]
    assert {row.listed for row in found.variants} == {True}


def test_what_shoppers_dont_choose_by_is_no_option(shop: SmallShop, wares: Wares) -> None:
    made = wares.product("Kemeja SD", SHIRTS)
    made.product_type.chosen_by.pop()
    assert [[option.name for option in row.options] for row in read(shop, made.id).variants] == [
        ["Ukuran"]
    ] * 4


@pytest.mark.parametrize(
    ("unit", "grams", "read_as"),
    [("G", 250, 250), ("KG", 250, 250), ("LB", 454, 454), ("OZ", 29, 29), ("KG", 1, 1), ("TONNE", 250, 250)],
)
def test_a_weight_is_whole_grams_in_whatever_unit_the_server_counts(
    shop: SmallShop, wares: Wares, unit: str, grams: int, read_as: int
) -> None:
    made = wares.product("Kemeja SD", [Ware("A", {}, weight_g=grams)])
    shop.simulator.store.settings.default_weight_unit = unit
    found = read(shop, made.id).variants[0].weight_grams
    assert found, "neither unknown nor nought"
    assert abs(found - read_as) <= 1


def test_no_weight_is_none_and_not_nought(shop: SmallShop, wares: Wares) -> None:
    made = wares.product("Kemeja SD", [Ware("A", {}, weight_g=None)])
    found = read(shop, made.id)
    assert (found.weight_grams, found.variants[0].weight_grams) == (None, None)


def test_a_hundred_and_thirty_variants_come_in_pages(shop: SmallShop, wares: Wares) -> None:
    made = wares.product("Kain", [Ware(f"K-{i}", {"Motif": f"No {i}"}) for i in range(130)])
    assert [row.sku for row in read(shop, made.id).variants] == sorted(f"K-{i}" for i in range(130))


def test_more_variants_than_any_listing_takes_are_refused(shop: SmallShop, wares: Wares) -> None:
    made = wares.product("Kain", [Ware(f"K-{i}", {"Motif": f"No {i}"}) for i in range(501)])
    with pytest.raises(AnswerMalformed):
        shop.client.product(made.id, CHANNEL)


@pytest.mark.parametrize(
    ("facts", "metadata", "days"),
    [
        ({}, {}, None),
        ({}, {"pre_order_days": "7"}, 7),
        ({}, {"pre_order_days": " 7 "}, 7),
        ({}, {"pre_order_days": "0"}, None),
        ({}, {"pre_order_days": "soon"}, None),
        ({}, {"pre_order_days": "-3"}, None),
        ({}, {"pre_order_days": "٣"}, None),
        ({}, {"pre_order_days": "9999"}, None),
        ({"Sesuai pesanan": "yes", "Hari pengerjaan": "5"}, {}, 5),
        ({"Sesuai pesanan": "no", "Hari pengerjaan": "5"}, {}, None),
        ({"Sesuai pesanan": "yes", "Hari pengerjaan": "5"}, {"pre_order_days": "9"}, 9),
    ],
)
def test_days_of_a_pre_order_are_those_that_staff_wrote(
    shop: SmallShop, wares: Wares, facts: dict[str, str], metadata: dict[str, str], days: int | None
) -> None:
    made = wares.product("Kemeja SD", SHIRTS, facts=facts, metadata=metadata)
    assert read(shop, made.id).pre_order_days == days


def test_another_cooperatives_product_isnt_there(shop: SmallShop) -> None:
    shop.simulator.add_cooperative("melati", ["melati-gudang"], [])
    made = Wares(shop.simulator, channel=1).product("Kue", [Ware("KUE", {})])
    assert shop.client.product(made.id, CHANNEL) is None
    assert read(shop, made.id, "melati").name == "Kue"
    assert shop.client.product("UHJvZHVjdDo5OTk5", CHANNEL) is None


def test_an_unpublished_product_is_read_and_says_so(shop: SmallShop, wares: Wares) -> None:
    made = wares.product("Kemeja SD", SHIRTS)
    next(iter(made.listings.values())).is_published = False
    assert not read(shop, made.id).published


def test_a_variant_without_a_price_in_the_channel_isnt_sold_there(shop: SmallShop, wares: Wares) -> None:
    made = wares.product("Kemeja SD", [Ware("A", {"Ukuran": "S"}), Ware(None, {"Ukuran": "M"}, price=None)])
    assert [(row.sku, row.listed) for row in read(shop, made.id).variants] == [("A", True), ("", False)]


def test_a_dead_token_is_told_and_never_taken_for_a_product_that_is_gone(
    shop: SmallShop, wares: Wares
) -> None:
    made = wares.product("Kemeja SD", SHIRTS)
    with pytest.raises(TokenDead):
        SaleorClient(shop.api_url, "stranger").product(made.id, CHANNEL)


def test_its_pictures_can_be_fetched_in_staffs_order_and_videos_are_left_out(
    shop: SmallShop, wares: Wares, clock: HandSetClock
) -> None:
    made = wares.product("Kemeja SD", SHIRTS, pictures=[])
    wares.picture(made, JPEG + b"2", 2)
    wares.picture(made, JPEG + b"1", 1)
    stamp = shop.simulator.store.stamp("ProductMedia")
    made.media.append(ProductMedia(*stamp, type="VIDEO", external_url="https://video.example/1"))
    shelf = PictureShelf(shop.api_url, (), Timeouts(2, 2), clock.now)
    pictures = read(shop, made.id).pictures
    assert [shelf.fetch(picture.url).content for picture in pictures] == [JPEG + b"1", JPEG + b"2"]
    again = read(shop, made.id).pictures
    assert [picture.id for picture in again] == [picture.id for picture in pictures]
    assert [picture.url for picture in again] != [picture.url for picture in pictures]
