"""What the marketplaces change by themselves: sales and cancellations, seen early, late or in between."""

from datetime import timedelta

from connectors.base.simulator.faults import Faults
from storefront_sync.ledger import beliefs
from storefront_sync.ledger.models import Hold, OrderFeed
from storefront_sync.orders.models import Order
from tests.sync.world import World


def settled(place: World, slug: str = "sumber") -> None:
    """Bring both shops into agreement and let the doubtful second pass."""
    for _ in range(2):
        for key in ("shopee", "tokopedia"):
            place.drain(slug, key)
        place.clock.forward(5)


def test_a_sale_is_taken_from_the_other_shop_and_costs_no_call_in_its_own(place: World) -> None:
    settled(place)
    before = {key: len(place.calls(key)) for key in place.simulators}
    place.buy("sumber", "shopee", [("M", 2)])
    place.clock.forward(3)
    place.drain("sumber", "shopee")
    place.drain("sumber", "tokopedia")
    assert place.shown("sumber", "shopee")["M"][0] == 3
    assert place.shown("sumber", "tokopedia")["M"][0] == 3
    assert len(place.calls("shopee")) == before["shopee"]
    assert len(place.calls("tokopedia")) == before["tokopedia"] + 1


def test_an_unpaid_order_holds_its_units_and_a_cancelled_one_gives_them_back(place: World) -> None:
    settled(place)
    order = place.buy("sumber", "shopee", [("M", 2)], paid=False)
    place.clock.forward(3)
    place.drain("sumber", "shopee")
    assert Hold.objects.get().units == 2
    place.drain("sumber", "tokopedia")
    assert place.shown("sumber", "tokopedia")["M"][0] == 3
    place.clock.forward(3)
    place.simulators["shopee"].step_order(order, "cancel")
    place.clock.forward(3)
    place.drain("sumber", "shopee")
    place.drain("sumber", "tokopedia")
    assert not Hold.objects.exists()
    assert place.shown("sumber", "shopee")["M"][0] == 5
    assert place.shown("sumber", "tokopedia")["M"][0] == 5


def test_a_pack_takes_its_units_from_the_single(place: World) -> None:
    settled(place)
    place.buy("sumber", "tokopedia", [("pack", 1)])
    place.clock.forward(3)
    place.drain("sumber", "tokopedia")
    place.drain("sumber", "shopee")
    for key in ("shopee", "tokopedia"):
        assert place.shown("sumber", key)["S"][0] == 6
        assert place.shown("sumber", key)["pack"][0] == 1


def test_an_order_read_again_and_again_is_one_order_and_one_hold(place: World) -> None:
    settled(place)
    place.buy("sumber", "shopee", [("S", 1), ("M", 1)])
    for _ in range(4):
        place.clock.forward(2)
        place.drain("sumber", "shopee")
    assert Order.objects.count() == 1
    assert Hold.objects.count() == 2
    assert place.belief("sumber", "shopee", "S").value == 11


def test_an_order_first_seen_cancelled_is_never_imported_and_holds_nothing(place: World) -> None:
    settled(place)
    order = place.buy("sumber", "shopee", [("M", 1)], paid=False)
    place.simulators["shopee"].step_order(order, "cancel")
    place.clock.forward(3)
    place.drain("sumber", "shopee")
    assert Order.objects.get().phase == "never"
    assert not Hold.objects.exists()
    assert place.shown("sumber", "shopee")["M"][0] == 5


def test_a_sale_in_the_second_of_a_write_voids_the_belief_which_is_read_back_at_once(place: World) -> None:
    settled(place)
    place.read("sumber", M=9)
    place.drain("sumber", "shopee")
    place.buy("sumber", "shopee", [("M", 1)])  # the same second by the marketplace's clock
    place.drain("sumber", "shopee")
    assert place.belief("sumber", "shopee", "M").void
    writes = len(place.calls("shopee"))
    place.drain("sumber", "shopee")
    belief = place.belief("sumber", "shopee", "M")
    assert (belief.void, belief.value) == (False, 8)
    assert place.shown("sumber", "shopee")["M"][0] == 8
    assert len(place.calls("shopee")) == writes


def test_an_order_of_one_cooperative_holds_nothing_of_another(place: World) -> None:
    settled(place)
    settled(place, "melati")
    place.buy("sumber", "shopee", [("M", 2)])
    place.clock.forward(3)
    for slug in ("sumber", "melati"):
        for key in ("shopee", "tokopedia"):
            place.drain(slug, key)
    assert place.shown("melati", "tokopedia")["M"][0] == 5
    assert place.shown("melati", "shopee")["M"][0] == 5
    assert {hold.cooperative_id for hold in Hold.objects.all()} == {place.cooperatives["sumber"].pk}


def test_how_late_the_order_feed_was_is_measured(place: World) -> None:
    settled(place)
    place.simulators["shopee"].set_faults(Faults(order_feed_lag_seconds=6))
    place.buy("sumber", "shopee", [("M", 1)])
    for _ in range(5):
        place.clock.forward(2)
        place.drain("sumber", "shopee")
    assert Hold.objects.count() == 1
    feed = OrderFeed.objects.get(shop=place.shops["sumber", "shopee"])
    assert 3 <= feed.largest_lag_seconds <= 8


def test_a_sale_by_a_clock_that_differs_from_ours_is_read_back_not_reckoned(place: World) -> None:
    settled(place)
    listing = place.listing("sumber", "shopee", "M")
    known = place.belief("sumber", "shopee", "M").known_until
    assert known is not None
    for difference, doubtful in ((1.5, True), (4.0, False)):
        happened = known + timedelta(seconds=difference)
        beliefs.shift({listing.pk: -1}, happened, timedelta(seconds=1), place.clock.now())
        assert place.belief("sumber", "shopee", "M").void is doubtful
        place.drain("sumber", "shopee")
        place.drain("sumber", "shopee")
        known = place.belief("sumber", "shopee", "M").known_until
        assert known is not None
