"""A campaign holds pieces: the number comes as near as it lets, and is right when it has ended."""

from __future__ import annotations

import pytest

from storefront_sync.catalog.models import Listing
from storefront_sync.sync.campaigns import ASKED_AGAIN, HELD, lift_ended
from storefront_sync.tenants.models import Problem
from tests.sync.world import World

KEYS = ["shopee", "tokopedia"]


def settled(place: World, key: str) -> None:
    """Everything agrees: M shows 5."""
    place.drain("sumber", key)
    assert place.shown("sumber", key)["M"][0] == 5


def campaign(place: World, key: str, pieces: int | None, hours: float | None = None) -> None:
    """A campaign takes hold of M, or lets go."""
    row = place.listing("sumber", key, "M")
    ends_at = None if hours is None else place.clock.time() + 3600 * hours
    shop = place.shops["sumber", key]
    place.simulators[key].campaign(shop.external_id, row.item_id, row.model_id, pieces, ends_at)


def shown(place: World, key: str) -> int:
    """What buyers see of M."""
    return place.shown("sumber", key)["M"][0]


def held_at_four(place: World, key: str, hours: float | None = None) -> None:
    """Buyers should see 1 of M; the campaign lets it fall to 4 only."""
    settled(place, key)
    campaign(place, key, 4, hours)
    place.read("sumber", M=1)
    place.drain("sumber", key)


def told(place: World, key: str) -> list[dict[str, object]]:
    """What staff are told of it."""
    rows = Problem.objects.filter(shop=place.shops["sumber", key], key=HELD, closed_at=None)
    return list(rows.values_list("detail", flat=True))


@pytest.mark.parametrize("key", KEYS)
def test_the_number_falls_as_far_as_the_campaign_lets(place: World, key: str) -> None:
    held_at_four(place, key)
    assert shown(place, key) == 4
    (detail,) = told(place, key)
    assert (detail["value"], detail["floor"]) == (1, 4)
    assert place.marks("sumber", key) == 0


@pytest.mark.parametrize("key", KEYS)
def test_the_right_number_goes_out_when_the_campaign_ends(place: World, key: str) -> None:
    held_at_four(place, key, hours=0.5)
    place.clock.forward(ASKED_AGAIN.total_seconds() + 1)
    assert place.shops["sumber", key].pk in lift_ended(place.clock.now())
    place.drain("sumber", key)
    assert shown(place, key) == 1
    assert told(place, key) == []
    assert lift_ended(place.clock.now()) == set()


@pytest.mark.parametrize("key", KEYS)
def test_a_campaign_that_goes_on_is_met_again_and_told_again(place: World, key: str) -> None:
    held_at_four(place, key)
    writes = len(place.calls(key))
    place.clock.forward(ASKED_AGAIN.total_seconds() + 1)
    assert place.shops["sumber", key].pk in lift_ended(place.clock.now())
    place.drain("sumber", key)
    assert len(place.calls(key)) > writes
    assert shown(place, key) == 4
    assert len(told(place, key)) == 1


@pytest.mark.parametrize("key", KEYS)
def test_what_buyers_took_of_the_campaign_is_not_put_back(place: World, key: str) -> None:
    held_at_four(place, key)
    place.buy("sumber", key, [("M", 2)])
    place.clock.forward(30)
    place.read("sumber", M=1)
    place.drain("sumber", key)
    assert shown(place, key) == 2


@pytest.mark.parametrize("key", KEYS)
def test_a_refusal_outweighs_a_reading_that_shows_no_campaign(place: World, key: str) -> None:
    held_at_four(place, key, hours=24)
    before = len(place.calls(key))
    row = place.listing("sumber", key, "M")
    campaign(place, key, None)
    place.clock.forward(60)
    place.scan("sumber", key)
    assert Listing.objects.get(pk=row.pk).campaign_floor == 4
    place.read("sumber", M=2)
    place.drain("sumber", key)
    assert len(place.calls(key)) == before


@pytest.mark.parametrize("key", KEYS)
def test_with_enough_stock_a_campaign_is_no_hindrance(place: World, key: str) -> None:
    held_at_four(place, key)
    assert told(place, key)
    place.read("sumber", M=9)
    place.drain("sumber", key)
    assert shown(place, key) == 9
    assert told(place, key) == []


def test_one_listing_in_a_campaign_holds_up_no_other(place: World) -> None:
    settled(place, "shopee")
    campaign(place, "shopee", 4)
    place.read("sumber", M=1, S=6, L=2)
    place.drain("sumber", "shopee")
    now = {name: stock for name, (stock, _) in place.shown("sumber", "shopee").items()}
    assert now == {"S": 6, "M": 4, "L": 2, "pack": 1}
