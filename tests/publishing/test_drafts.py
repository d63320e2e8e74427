"""A product of the store becomes a draft without being typed again, and what it lacks is said in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from connectors.base.category import Attribute, AttributeId, AttributeKind, Choice, Span
from connectors.base.draft import AttributeValue, Tier
from storefront_sync.catalog.models import Listing, ShopRules, StockPolicy, Variant
from storefront_sync.publishing.check import Reach, already_listed, check
from storefront_sync.publishing.products import UnknownProduct, product_id_of
from storefront_sync.sync import desired
from storefront_sync.sync.link import link
from tests.publishing.place import Place
from tests.publishing.window import RULES, SHIRTS, WindowConnector
from tests.saleor.wares import JPEG, Ware


def test_a_product_for_whose_kind_staff_chose_once_needs_nothing_more(place: Place) -> None:
    place.choose()
    checked = place.check(place.shirt())
    draft = checked.made.draft
    assert checked.lacks == ()
    assert (draft.title, draft.description) == ("Kemeja SD Putih", "Kain katun, jahitan rapi.")
    assert draft.tiers == (Tier("Ukuran", ("S", "M", "L")),)
    assert [(model.sku, model.price, model.stock) for model in draft.models] == [
        ("KMJ-L-melati", 75_000, 9),
        ("KMJ-M-melati", 75_000, 9),
        ("KMJ-S-melati", 75_000, 9),
    ]
    assert (draft.weight_grams, draft.couriers, draft.pre_order_days) == (250, ("reg",), None)
    assert already_listed(place.shops["melati"], checked) == ()


def test_before_anything_was_chosen_only_what_is_to_be_chosen_is_lacking(place: Place) -> None:
    made = place.shirt()
    assert place.lacks(made) == [("category", "ready.category")]
    place.choose(attributes={})
    assert place.lacks(made) == [("attribute:m1", "ready.attribute_missing")]


def test_the_store_itself_may_say_what_an_attribute_asks_for(place: Place) -> None:
    place.choose(attributes={})
    made = place.wares().product("Kemeja", [Ware("A", {})], facts={"Material": "katun"})
    other = place.wares().product("Kemeja 2", [Ware("B", {})], facts={"Material": "Wol"})
    place.read()
    assert place.lacks(made) == []
    assert place.lacks(other) == [("attribute:m1", "ready.attribute_missing")]


@pytest.mark.parametrize(
    ("attribute", "text", "value"),
    [
        (Attribute(AttributeId("x"), "Bahan", AttributeKind.TEXT, True), "Wol", AttributeValue(text="Wol")),
        (Attribute(AttributeId("x"), "Bahan", AttributeKind.NUMBER, True), "12", AttributeValue(number=12)),  # type: ignore[arg-type]
        (Attribute(AttributeId("x"), "Bahan", AttributeKind.NUMBER, True, units=("g",)), "12", None),
        (Attribute(AttributeId("x"), "Bahan", AttributeKind.DATE, True), "2026", None),
        (
            Attribute(
                AttributeId("x"), "Bahan", AttributeKind.CHOICE, True, (Choice("1", "Wol"),), free=True
            ),
            "Sutra",
            AttributeValue(text="Sutra"),
        ),
        (
            Attribute(AttributeId("x"), "BAHAN", AttributeKind.CHOICES, True, (Choice("1", "WOL"),)),
            "wol",
            AttributeValue(choice_id="1"),
        ),
    ],
)
def test_only_words_that_the_category_takes_are_taken_over(
    place: Place, attribute: Attribute, text: str, value: AttributeValue | None
) -> None:
    place.window.rule_of[SHIRTS] = replace(RULES, attributes=(attribute,))
    place.choose()
    made = place.wares().product("Kemeja", [Ware("A", {})], facts={"Bahan": text})
    place.read()
    assert dict(place.check(made).made.draft.attributes) == ({} if value is None else {"x": (value,)})


def test_price_and_stock_are_those_that_a_linked_listing_would_show(place: Place) -> None:
    shop = place.shops["melati"]
    ShopRules.objects.create(shop=shop, buffer_units=2, cap=5, markup_basis_points=1000)
    weights = {"store": 1, str(shop.pk): 1}
    StockPolicy.objects.create(cooperative=shop.cooperative, kind="split", weights=weights)
    place.choose()
    checked = place.check(place.shirt())
    (row_id, model) = next(zip(checked.made.variants, checked.made.draft.models, strict=True))
    listing = Listing.objects.create(
        shop=shop, cooperative=shop.cooperative, item_id="1", model_id="1", read_started=place.clock.now()
    )
    link(listing, {Variant.objects.get(pk=row_id): 1}, "staff", place.clock.now())
    stock, price = desired.stock_and_price([listing.pk])
    assert (stock[listing.pk].value, price[listing.pk].value) == (model.stock, model.price)
    assert model.price == 82_500
    assert model.stock < 5


def test_thirty_variants_in_two_dimensions_are_ordered_as_staff_ordered_them(place: Place) -> None:
    sizes, colours = ("XS", "S", "M", "L", "XL", "XXL"), ("Putih", "Biru", "Abu", "Merah", "Hijau")
    wares = [
        Ware(f"K-{size}-{colour}", {"Ukuran": size, "Warna": colour}) for size in sizes for colour in colours
    ]
    made = place.wares().product("Kemeja SD", wares)
    place.read()
    place.choose()
    draft = place.check(made).made.draft
    assert draft.tiers == (Tier("Ukuran", sizes), Tier("Warna", colours))
    assert len(draft.models) == 30
    assert {model.options for model in draft.models} == {
        (size, colour) for size in sizes for colour in colours
    }
    assert place.lacks(made) == []


def test_dimensions_beyond_those_that_a_marketplace_takes_are_joined(place: Place) -> None:
    wares = [
        Ware(f"K-{a}{b}{c}", {"Motif": a, "Ukuran": b, "Warna": c}) for a in "PQ" for b in "SM" for c in "XY"
    ]
    made = place.wares().product("Kemeja SD", wares)
    place.read()
    place.choose()
    draft = place.check(made).made.draft
    assert draft.tiers == (
        Tier("Motif", ("P", "Q")),
        Tier("Ukuran / Warna", ("S / X", "S / Y", "M / X", "M / Y")),
    )
    assert place.lacks(made) == []


def test_a_dimension_in_which_nothing_differs_is_none(place: Place) -> None:
    wares = [Ware(f"K-{size}", {"Ukuran": size, "Warna": "Putih"}) for size in "SM"]
    made = place.wares().product("Kemeja SD", wares)
    one = place.wares().product("Kemeja SMP", [Ware("K-1", {"Ukuran": "S"})])
    place.read()
    place.choose()
    assert [tier.name for tier in place.check(made).made.draft.tiers] == ["Ukuran"]
    assert place.check(one).made.draft.tiers == ()
    assert place.lacks(one) == []


def test_variants_that_no_attribute_tells_apart_go_by_their_names(place: Place) -> None:
    made = place.wares().product("Keripik", [Ware("Pedas", {}), Ware("Manis", {})])
    place.read()
    place.choose()
    assert place.check(made).made.draft.tiers == (Tier("Varian", ("Manis", "Pedas")),)
    assert place.lacks(made) == []


def test_what_is_missing_is_named_by_variant(place: Place) -> None:
    wares = [
        Ware("A", {"Ukuran": "S"}),
        Ware(None, {"Ukuran": "M"}),
        Ware("C", {}),
        Ware("D", {"Ukuran": "S"}),
    ]
    made = place.wares().product("Kemeja SD", wares, pictures=[])
    place.read()
    place.choose()
    assert set(place.lacks(made)) == {
        ("images", "ready.images_missing"),
        ("model:", "ready.sku_missing"),
        ("model:C", "ready.option_missing"),
        ("model:D", "ready.option_twice"),
    }


def test_a_weight_that_is_missing_is_asked_for_and_may_be_chosen(place: Place) -> None:
    made = place.wares().product("Kemeja SD", [Ware("A", {}, weight_g=None)])
    place.read()
    place.choose()
    assert ("weight", "ready.weight_missing") in place.lacks(made)
    place.choose(scope="product", ref=made.id, weight_grams=300)
    assert place.lacks(made) == []


def test_the_heaviest_variant_says_what_the_parcel_weighs(place: Place) -> None:
    wares = [Ware("A", {"Ukuran": "S"}, weight_g=200), Ware("B", {"Ukuran": "M"}, weight_g=900)]
    made = place.wares().product("Kemeja SD", [*wares, Ware("C", {"Ukuran": "L"}, weight_g=None)])
    place.read()
    assert place.check(made).made.draft.weight_grams == 900


def test_a_courier_that_does_not_carry_the_weight_is_not_taken(place: Place) -> None:
    made = place.wares().product("Lemari", [Ware("A", {}, weight_g=30_000)])
    place.read()
    place.choose()
    assert place.lacks(made) == [("couriers", "ready.courier_missing")]


def test_more_pictures_than_a_marketplace_takes_are_cut_to_the_first(place: Place) -> None:
    made = place.wares().product("Kemeja SD", [Ware("A", {})], pictures=[JPEG + b"%d" % n for n in range(5)])
    place.read()
    place.choose()
    checked = place.check(made)
    assert checked.pictures == tuple(row.id for row in made.media[:3])
    assert checked.lacks == ()


def test_a_variant_that_was_not_read_yet_is_said_to_be_new(place: Place) -> None:
    made = place.shirt()
    place.choose()
    place.wares().variant(made, Ware("KMJ-XL", {"Ukuran": "XL"}))
    assert place.lacks(made) == [("model:KMJ-XL", "publish.not_read_yet")]
    place.read()
    assert place.lacks(made) == []


def test_a_product_that_the_store_hides_is_not_sold_elsewhere(place: Place) -> None:
    made = place.shirt()
    place.choose()
    next(iter(made.listings.values())).is_published = False
    assert place.lacks(made) == [("product", "publish.hidden_in_store")]


def test_a_price_of_nought_and_limits_of_the_category_are_told(place: Place) -> None:
    place.window.rule_of[SHIRTS] = replace(RULES, stock=Span(1, 999))
    wares = [Ware("A", {"Ukuran": "S"}, price=0), Ware("B", {"Ukuran": "M"}, on_hand=0)]
    made = place.wares().product("Kemeja SD", wares)
    place.read()
    place.choose()
    assert place.lacks(made) == [("model:A", "price.zero"), ("model:B", "ready.stock_range")]


def test_another_cooperatives_product_is_not_there(place: Place) -> None:
    theirs = place.shirt("sumber")
    melati = place.cooperatives["melati"]
    for name in ("KMJ-S-sumber", theirs.id, "", "nothing"):
        with pytest.raises(UnknownProduct):
            product_id_of(melati, name)
    with pytest.raises(UnknownProduct):
        place.check(theirs)
    assert product_id_of(place.cooperatives["sumber"], "KMJ-S-sumber") == theirs.id
    assert product_id_of(place.cooperatives["sumber"], theirs.id) == theirs.id


def test_the_prefix_of_a_shared_server_is_not_shown_to_buyers(place: Place) -> None:
    place.cooperative("anggrek", prefix="AGR-")
    made = place.wares("anggrek").product("Kue", [Ware("AGR-KUE", {})])
    place.read("anggrek")
    place.choose("anggrek")
    assert [model.sku for model in place.check(made, "anggrek").made.draft.models] == ["KUE"]
    assert product_id_of(place.cooperatives["anggrek"], "KUE") == made.id


def test_goods_that_are_listed_already_are_to_be_linked(place: Place) -> None:
    made = place.shirt()
    place.choose()
    shop = place.shops["melati"]
    Listing.objects.create(
        shop=shop,
        cooperative=shop.cooperative,
        item_id="55",
        model_id="1",
        sku="KMJ-M-melati",
        title="Kemeja",
        read_started=place.clock.now(),
    )
    (found,) = already_listed(shop, place.check(made))
    assert found.values == {"item": "55", "sku": "KMJ-M-melati", "title": "Kemeja"}
    Listing.objects.update(gone_at=place.clock.now())
    assert already_listed(shop, place.check(made)) == ()


def test_a_shop_whose_marketplace_lets_no_app_publish_is_told(place: Place) -> None:
    reach = Reach(WindowConnector(None), place.client(), place.reach().fresh_for, place.clock.now)
    checked = check(place.shops["melati"], place.shirt().id, reach)
    assert [row.key for row in checked.lacks] == ["publish.no_catalogue", "ready.category"]
