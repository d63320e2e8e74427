"""Rules of shops and cooperatives, as far as buyers' screens."""

from mappings.words import Aspect
from storefront_sync.catalog.models import ShopRules, StockPolicy
from storefront_sync.ledger import marks
from storefront_sync.ledger.models import PushedNumber
from tests.sync.test_sales import settled
from tests.sync.world import World


def remark(place: World) -> None:
    """Rules changed: look at every listing of the first cooperative again."""
    for key in place.simulators:
        ids = [place.listing("sumber", key, name).pk for name in ("S", "M", "L", "pack")]
        for aspect in Aspect:
            marks.mark(ids, aspect, place.clock.now())
        place.drain("sumber", key)


def test_a_buffer_and_a_cap_hold_for_one_shop_only(place: World) -> None:
    settled(place)
    ShopRules.objects.create(shop=place.shops["sumber", "shopee"], buffer_units=2, cap=8)
    remark(place)
    assert [place.shown("sumber", "shopee")[name][0] for name in ("S", "M", "L", "pack")] == [8, 3, 0, 1]
    assert [place.shown("sumber", "tokopedia")[name][0] for name in ("S", "M", "L", "pack")] == [12, 5, 0, 2]


def test_a_split_never_shows_more_than_there_is(place: World) -> None:
    settled(place)
    weights = {str(place.shops["sumber", key].pk): 1 for key in place.simulators} | {"store": 2}
    StockPolicy.objects.create(cooperative=place.cooperatives["sumber"], kind="split", weights=weights)
    remark(place)
    shown = [place.shown("sumber", key)["S"][0] for key in place.simulators]
    assert shown == [3, 3]
    assert sum(place.shown("sumber", key)["M"][0] for key in place.simulators) <= 5


def test_the_last_units_show_on_the_chosen_channel_alone(place: World) -> None:
    settled(place)
    StockPolicy.objects.create(
        cooperative=place.cooperatives["sumber"],
        kind="last_units",
        last_units=5,
        last_units_channel=str(place.shops["sumber", "tokopedia"].pk),
    )
    remark(place)
    assert place.shown("sumber", "shopee")["M"][0] == 0
    assert place.shown("sumber", "tokopedia")["M"][0] == 5
    assert place.shown("sumber", "shopee")["S"][0] == 12


def test_a_price_is_marked_up_rounded_and_never_below_the_floor(place: World) -> None:
    settled(place)
    ShopRules.objects.create(
        shop=place.shops["sumber", "shopee"],
        markup_basis_points=750,
        rounding="ending:900",
        price_floor=11_000,
    )
    remark(place)
    assert place.shown("sumber", "shopee")["S"][1] == 11_900
    assert place.shown("sumber", "tokopedia")["S"][1] == 10_000
    pushed = PushedNumber.objects.filter(listing=place.listing("sumber", "shopee", "S"), aspect="price")
    keys = [term["key"] for term in pushed.latest("id").inputs["terms"]]
    assert "price.markup" in keys
    assert "price.floor" in keys
