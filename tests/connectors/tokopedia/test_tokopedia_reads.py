"""Reads are few, whole, and confirm by id that something is gone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connectors.base.errors import Rejected
from connectors.base.narrowed import narrowed
from connectors.base.simulator.faults import Faults
from connectors.base.simulator.orders import Step
from connectors.base.simulator.seed import SeedItem, SeedModel, SeedShop
from connectors.base.types import ExternalOrderId, ItemId
from mappings.words import ListingStatus, OrderState
from tests.connectors.tokopedia.shop import (
    BATIK,
    BEANS,
    COFFEE,
    GROUND,
    HIDDEN,
    OTHER_SHOP,
    SHOP,
    ConnectedShop,
)


def ids(*names: str) -> list[ItemId]:
    return [ItemId(name) for name in names]


def test_a_page_of_listings_costs_two_calls_whatever_its_models(shop: ConnectedShop) -> None:
    page = shop.connector.pull_listings()
    assert shop.calls() == ["products/search", "inventory/search"]
    assert [view.model_id for view in page.rows if view.item_id == COFFEE] == [BEANS, GROUND]
    assert page.next_cursor == ""


def test_pages_are_walked_to_the_end_without_a_gap(shop: ConnectedShop) -> None:
    many = [SeedItem(str(n), f"Barang {n}", (SeedModel(f"{n}1", 1_000, n),)) for n in range(1000, 1230)]
    shop.simulator.open_shop(SeedShop("9", "Besar", tuple(many)))
    big = ConnectedShop.of(shop.clock, shop.simulator, "9").connector
    seen, cursor = [], ""
    while True:
        page = big.pull_listings(cursor)
        seen += [view.item_id for view in page.rows]
        cursor = page.next_cursor
        if not cursor:
            break
    assert seen == [item.item_id for item in many]


def test_deleted_products_are_not_pulled_or_read(shop: ConnectedShop) -> None:
    shop.simulator.edit(SHOP, COFFEE, BEANS, status=ListingStatus.DELETED)
    assert COFFEE not in {view.item_id for view in shop.connector.pull_listings().rows}
    assert shop.connector.read_listings(ids(COFFEE)) == ()


def test_reading_shows_what_pulling_shows(shop: ConnectedShop) -> None:
    pulled = shop.connector.pull_listings().rows
    assert set(shop.connector.read_listings(ids(COFFEE, BATIK, HIDDEN))) == set(pulled)


def test_ten_products_are_read_with_two_calls_and_one_product_too(shop: ConnectedShop) -> None:
    shop.connector.read_listings(ids(COFFEE, BATIK, HIDDEN))
    assert shop.calls() == ["inventory/search", "products/search"]
    shop.connector.read_listings(ids(COFFEE))
    assert shop.calls()[2:] == ["inventory/search", "products/detail"]


def test_nothing_asked_is_nothing_called(shop: ConnectedShop) -> None:
    assert shop.connector.read_listings(()) == ()
    assert shop.connector.read_orders(()) == ()
    assert shop.calls() == []


def test_a_product_that_is_gone_costs_the_others_nothing(shop: ConnectedShop) -> None:
    views = shop.connector.read_listings(ids(COFFEE, "404", BATIK))
    assert {view.item_id for view in views} == {COFFEE, BATIK}


def test_a_campaign_is_seen_in_what_is_read(shop: ConnectedShop) -> None:
    shop.simulator.campaign(SHOP, COFFEE, BEANS, 6)
    floors = {view.model_id: view.campaign_floor for view in shop.connector.read_listings(ids(COFFEE))}
    assert floors == {BEANS: 6, GROUND: 0}


def test_the_change_list_is_inclusive_at_both_ends(shop: ConnectedShop) -> None:
    order_id = shop.simulator.place_order(SHOP, [(COFFEE, BEANS, 1)])
    now = shop.clock.now()
    for since, until, seen in (
        (now, now, 1),
        (now - timedelta(seconds=9), now - timedelta(seconds=1), 0),
        (now + timedelta(seconds=1), now + timedelta(seconds=9), 0),
    ):
        shop.clock.at = now
        assert len(shop.connector.list_orders(since, until).rows) == seen
    (ref,) = shop.connector.list_orders(now, now).rows
    assert (ref.external_id, ref.updated_at) == (order_id, now)


def test_an_order_that_changes_while_pages_are_walked_is_not_skipped(shop: ConnectedShop) -> None:
    shop.simulator.edit(SHOP, COFFEE, BEANS, stock=500)
    since = shop.clock.now()
    placed = []
    for _ in range(150):
        placed.append(shop.simulator.place_order(SHOP, [(COFFEE, BEANS, 1)], paid=False))
        shop.clock.forward(1)
    until = since + timedelta(hours=1)
    first = shop.connector.list_orders(since, until)
    shop.simulator.step_order(placed[0], Step.PAY)
    second = shop.connector.list_orders(since, until, first.next_cursor)
    assert {ref.external_id for ref in (*first.rows, *second.rows)} == set(placed)
    assert second.next_cursor == ""


def test_an_order_is_readable_by_id_before_the_change_list_shows_it(shop: ConnectedShop) -> None:
    shop.simulator.set_faults(Faults(order_feed_lag_seconds=30))
    order_id = shop.simulator.place_order(SHOP, [(COFFEE, BEANS, 1)])
    now = shop.clock.now()
    assert shop.connector.list_orders(now - timedelta(minutes=1), now).rows == ()
    assert len(shop.connector.read_orders([ExternalOrderId(order_id)])) == 1


def test_another_sellers_order_does_not_spoil_a_batch(shop: ConnectedShop) -> None:
    own = shop.simulator.place_order(SHOP, [(COFFEE, BEANS, 1)])
    other = shop.simulator.place_order(OTHER_SHOP, [("1729592969712299008", "1729592969712299012", 1)])
    views = shop.connector.read_orders([ExternalOrderId(name) for name in (own, other, "404")])
    assert [view.external_id for view in views] == [own]


def test_a_whole_order_sent_back_is_returned_and_asks_only_once_it_has_arrived(shop: ConnectedShop) -> None:
    order_id = shop.simulator.place_order(SHOP, [(COFFEE, BEANS, 2), (COFFEE, GROUND, 1)])
    asked = [ExternalOrderId(order_id)]
    shop.connector.read_orders(asked)
    assert "returns/search" not in shop.calls()
    shop.simulator.step_order(order_id, Step.SHIP)
    shop.simulator.step_order(order_id, Step.DELIVER)
    assert shop.connector.read_orders(asked)[0].state is OrderState.DELIVERED
    shop.simulator.step_order(order_id, Step.RETURN)
    assert shop.connector.read_orders(asked)[0].state is OrderState.RETURNED


def test_both_fronts_sell_from_one_stock(shop: ConnectedShop) -> None:
    placed = [shop.simulator.place_order(SHOP, [(COFFEE, BEANS, 1)]) for _ in range(12)]
    views = shop.connector.read_orders([ExternalOrderId(order_id) for order_id in placed])
    assert {view.shop_front for view in views} == {"tokopedia", "tiktok_shop"}
    assert shop.shown(BEANS)["stock"] == 17 - 12


def test_halving_passes_on_what_is_not_about_an_id() -> None:
    def broken(asked: object) -> list[str]:
        raise Rejected("tokopedia.unknown", "1")

    with pytest.raises(Rejected):
        narrowed(["1", "2"], broken, {"2"})
