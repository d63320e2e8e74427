"""Words and pictures of listings that we made follow the product; other listings are never touched."""

from __future__ import annotations

import pytest

from connectors.base.errors import Rejected
from storefront_sync.catalog.models import Listing, ShopRules
from storefront_sync.publishing import upkeep
from storefront_sync.publishing.models import KeptListing, Publication
from storefront_sync.publishing.upkeep import UnknownListing, forget_gone
from storefront_sync.saleor.simulator.state.catalogue import Product
from storefront_sync.sync.models import SoldOutItem
from storefront_sync.tenants.models import Problem
from tests.publishing.place import Place
from tests.publishing.window import failing
from tests.saleor.wares import JPEG, Ware, text


@pytest.fixture
def made(place: Place) -> Product:
    """A published product; the marketplace's calls are counted from here."""
    product = place.shirt()
    place.choose()
    place.ask(product)
    place.settle()
    place.window.calls.clear()
    return product


def changes(place: Place) -> list[str]:
    """What was sent to the marketplace to change listings."""
    return [name for name in place.window.calls if name in ("update", "show", "publish", "upload_image")]


def test_where_nothing_changed_nothing_is_sent_nor_read_back(place: Place, made: Product) -> None:
    assert place.look() == 0
    assert place.look() == 0
    assert changes(place) == []


def test_new_words_are_set_and_pictures_that_are_there_are_not_sent_again(
    place: Place, made: Product
) -> None:
    made.name, made.description = "Kemeja SD Putih Halus", text("Lebih halus dari yang lama.")
    assert place.look() == 1
    place.settle()
    assert changes(place) == ["update"]
    assert place.item().draft.title == "Kemeja SD Putih Halus"
    assert place.look() == 0


def test_a_new_picture_is_handed_over_and_one_with_another_address_is_not(
    place: Place, made: Product
) -> None:
    made.media[0].copies.clear()
    assert place.look() == 0
    place.wares().picture(made, JPEG + b"2", 2)
    place.look()
    place.settle()
    assert changes(place) == ["upload_image", "update"]
    assert len(place.item().draft.images) == 2


def test_price_stock_and_variants_are_not_what_an_update_is_for(place: Place, made: Product) -> None:
    place.wares().variant(made, Ware("KMJ-XL", {"Ukuran": "XL"}, price=90_000, on_hand=0))
    for stock in place.saleor.store.stocks:
        stock.quantity = 1
    place.read()
    assert place.look() == 0


def test_what_hinders_an_update_is_told_and_it_goes_on_when_that_is_mended(
    place: Place, made: Product
) -> None:
    made.name = "X"
    place.look()
    place.settle()
    (problem,) = Problem.objects.filter(closed_at=None)
    assert (problem.key, problem.detail["first"]) == ("publish.lacking", "ready.title_length")
    made.name = "Kemeja Baru"
    place.look()
    place.settle()
    assert place.item().draft.title == "Kemeja Baru"
    assert not Problem.objects.filter(closed_at=None).exists()


def test_a_listing_that_staff_made_follows_only_once_they_say_so(place: Place) -> None:
    shop = place.shops["melati"]
    product = place.shirt()
    place.choose()
    place.ask(product)
    place.settle()
    KeptListing.objects.all().delete()
    product.name = "Kemeja Lain"
    assert place.look() == 0
    item = place.item().item_id
    with pytest.raises(UnknownListing):
        upkeep.keep(place.shops["sumber"], item, product.id, product.name, place.clock.now())
    upkeep.keep(shop, item, product.id, product.name, place.clock.now())
    assert place.look() == 1
    place.settle()
    assert place.item().draft.title == "Kemeja Lain"


def test_hidden_in_the_store_is_hidden_there_only_where_the_rule_says_so(place: Place, made: Product) -> None:
    listing = next(iter(made.listings.values()))
    listing.is_published = False
    place.look()
    place.settle()
    assert place.item().visible
    ShopRules.objects.create(shop=place.shops["melati"], hide_with_store=True)
    for _ in range(2):
        place.look()
        place.settle()
        assert not place.item().visible
    assert changes(place) == ["show"]
    listing.is_published = True
    place.look()
    place.settle()
    assert place.item().visible
    assert place.look() == 0


def test_what_something_else_shows_meanwhile_is_hidden_again(place: Place, made: Product) -> None:
    ShopRules.objects.create(shop=place.shops["melati"], hide_with_store=True)
    next(iter(made.listings.values())).is_published = False
    place.look()
    place.settle()
    place.item().visible = True
    Listing.objects.update(status="live")
    place.look()
    place.settle()
    assert not place.item().visible
    assert place.look() == 0


def test_a_sold_out_item_is_shown_again_by_its_stock_and_not_by_the_store(
    place: Place, made: Product
) -> None:
    shop = place.shops["melati"]
    ShopRules.objects.create(shop=shop, hide_with_store=True)
    listing = next(iter(made.listings.values()))
    listing.is_published = False
    place.look()
    place.settle()
    now = place.clock.now()
    SoldOutItem.objects.create(shop=shop, item_id=place.item().item_id, refused_at=now, hidden_at=now)
    listing.is_published = True
    assert place.look() == 0
    SoldOutItem.objects.all().delete()
    place.look()
    place.settle()
    assert place.item().visible


def test_what_staff_hid_themselves_stays_hidden(place: Place, made: Product) -> None:
    ShopRules.objects.create(shop=place.shops["melati"], hide_with_store=True)
    place.item().visible = False
    assert place.look() == 0
    assert not place.item().visible


def test_a_product_that_the_channel_no_longer_lists_is_hidden_by_the_same_rule(
    place: Place, made: Product
) -> None:
    made.listings.clear()
    assert place.look() == 0
    ShopRules.objects.create(shop=place.shops["melati"], hide_with_store=True)
    place.look()
    place.settle()
    assert not place.item().visible


def test_a_refusal_to_hide_is_told(place: Place, made: Product) -> None:
    ShopRules.objects.create(shop=place.shops["melati"], hide_with_store=True)
    next(iter(made.listings.values())).is_published = False
    place.window.before["show"] = [failing(Rejected, "window.in_campaign")]
    place.look()
    place.settle()
    assert [row.key for row in Problem.objects.filter(closed_at=None)] == ["window.in_campaign"]
    place.look()
    place.settle()
    assert not place.item().visible
    assert not Problem.objects.filter(closed_at=None).exists()


def test_listings_that_are_gone_are_left_alone_and_forgotten(place: Place, made: Product) -> None:
    Listing.objects.update(gone_at=place.clock.now())
    made.name = "Kemeja Lain"
    assert place.look() == 0
    forget_gone(place.clock.now())
    assert not KeptListing.objects.exists()


def test_a_publication_under_way_and_a_change_do_not_cross(place: Place, made: Product) -> None:
    made.name = "Kemeja Baru"
    place.look()
    place.ask(made)
    assert Publication.objects.filter(closed_at=None).count() == 1
    place.settle()
    assert len(place.window.items) == 1
    assert place.item().draft.title == "Kemeja Baru"
