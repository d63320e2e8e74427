"""Reading back: an edit is mended, a sale is not sold twice."""

import pytest

from connectors.base.simulator.faults import Faults
from storefront_sync.sync.models import Drift
from tests.sync.test_sales import settled
from tests.sync.world import World


def test_a_stock_raised_in_seller_center_is_corrected_by_the_next_scan(place: World) -> None:
    settled(place)
    row = place.listing("sumber", "shopee", "M")
    place.simulators["shopee"].edit(
        place.shops["sumber", "shopee"].external_id, row.item_id, row.model_id, stock=50
    )
    place.clock.forward(1)
    assert place.scan("sumber", "shopee").differing == 1
    place.clock.forward(5)
    place.drain("sumber", "shopee")
    place.clock.forward(5)
    place.drain("sumber", "shopee")
    assert place.shown("sumber", "shopee")["M"][0] == 5
    assert Drift.objects.get().state == Drift.State.MENDED


def test_a_stock_lowered_in_seller_center_is_mended_after_a_second_look(place: World) -> None:
    settled(place)
    row = place.listing("sumber", "tokopedia", "M")
    shop_id = place.shops["sumber", "tokopedia"].external_id
    place.simulators["tokopedia"].edit(shop_id, row.item_id, row.model_id, stock=1)
    place.clock.forward(1)
    place.scan("sumber", "tokopedia")
    assert place.shown("sumber", "tokopedia")["M"][0] == 1
    for _ in range(2):
        place.clock.forward(5)
        place.drain("sumber", "tokopedia")
    assert place.shown("sumber", "tokopedia")["M"][0] == 5
    assert Drift.objects.get().state == Drift.State.MENDED


def test_a_sale_that_a_scan_sees_before_the_order_feed_is_no_drift_and_not_sold_twice(place: World) -> None:
    settled(place)
    place.buy("sumber", "shopee", [("M", 2)])
    place.clock.forward(2)
    assert place.scan("sumber", "shopee").differing == 1
    for _ in range(3):
        place.clock.forward(5)
        place.drain("sumber", "shopee")
        assert place.shown("sumber", "shopee")["M"][0] == 3
    assert Drift.objects.get().state == Drift.State.EXPLAINED


def test_a_price_edited_in_seller_center_is_put_right(place: World) -> None:
    settled(place)
    row = place.listing("sumber", "shopee", "S")
    place.simulators["shopee"].edit(
        place.shops["sumber", "shopee"].external_id, row.item_id, row.model_id, price=1
    )
    place.clock.forward(1)
    place.scan("sumber", "shopee")
    for _ in range(2):
        place.clock.forward(5)
        place.drain("sumber", "shopee")
    assert place.shown("sumber", "shopee")["S"][1] == 10_000


@pytest.mark.parametrize("key", ["shopee", "tokopedia"])
def test_a_write_that_was_answered_with_success_but_ignored_is_found_and_repeated(
    place: World, key: str
) -> None:
    settled(place)
    place.simulators[key].set_faults(Faults(ignored_write_rate=1.0))
    place.read("sumber", S=9)
    place.drain("sumber", key)
    assert place.shown("sumber", key)["S"][0] == 12
    place.simulators[key].set_faults(Faults())
    place.clock.forward(1)
    assert place.scan("sumber", key).differing >= 1
    for _ in range(2):
        place.clock.forward(5)
        place.drain("sumber", key)
    assert place.shown("sumber", key)["S"][0] == 9
