"""Leases and fences: a late or dead worker never leaves a number that nobody checks."""

import pytest

from mappings.words import Aspect
from storefront_sync.ledger import leases, marks
from storefront_sync.ledger.leases import LeaseLost
from storefront_sync.ledger.models import Belief, Mark, PushedNumber, Verification
from storefront_sync.orders.feed import read_changes
from storefront_sync.sync import write
from storefront_sync.sync.batch import Patience, next_batch
from tests.sync.test_sales import settled
from tests.sync.world import PACE, REACH, World


def units(place: World, key: str = "shopee"):  # type: ignore[no-untyped-def]
    """The writes that are ready, and the shop and connector to make them with."""
    connector = place.connector("sumber", key)
    shop = place.shops["sumber", key]
    return (
        shop,
        connector,
        next_batch(
            shop.pk, connector.manifest.capabilities, Patience(PACE.debounce), place.clock.now()
        ).units,
    )


def test_a_shop_is_drained_by_one_worker_at_a_time(place: World) -> None:
    held = leases.take(f"shop:{place.shops['sumber', 'shopee'].pk}", place.clock.now(), 30)
    assert held is not None
    assert place.drain("sumber", "shopee").busy
    leases.release(held)
    assert not place.drain("sumber", "shopee").busy


def test_a_change_during_the_push_stays_dirty(place: World) -> None:
    settled(place)
    place.read("sumber", M=4)
    shop, connector, (unit,) = units(place)
    held = leases.take(f"shop:{shop.pk}", place.clock.now(), 30)
    assert held is not None
    place.read("sumber", M=3)  # after the value was computed, before it is acknowledged
    write.write(shop, connector, unit, held, place.clock.now(), PACE.longest_call, place.clock.now)
    assert Mark.objects.filter(listing=place.listing("sumber", "shopee", "M")).exists()
    leases.release(held)
    place.drain("sumber", "shopee")
    assert place.shown("sumber", "shopee")["M"][0] == 3


def test_an_acknowledgement_after_a_takeover_is_refused_and_the_listing_is_read_back(place: World) -> None:
    settled(place)
    place.read("sumber", M=4)
    shop, connector, (unit,) = units(place)
    old = leases.take(f"shop:{shop.pk}", place.clock.now(), 1)
    assert old is not None
    place.clock.forward(60)
    new = leases.take(f"shop:{shop.pk}", place.clock.now(), 30)
    assert new is not None
    assert new.fence > old.fence
    with pytest.raises(LeaseLost):
        write.write(shop, connector, unit, old, place.clock.now(), PACE.longest_call, place.clock.now)
    assert Mark.objects.filter(listing=place.listing("sumber", "shopee", "M")).exists()
    leases.release(new)
    place.drain("sumber", "shopee")
    assert place.shown("sumber", "shopee")["M"][0] == 4


def test_an_intent_whose_worker_died_is_read_back_now_and_once_more_when_nothing_can_land_any_more(
    place: World,
) -> None:
    settled(place)
    place.read("sumber", M=4)
    shop, _, (unit,) = units(place)
    held = leases.take(f"shop:{shop.pk}", place.clock.now(), 30)
    assert held is not None
    write._intend(shop, unit, held, PACE.longest_call, place.clock.now())  # and the worker dies
    place.clock.forward(60)
    place.drain("sumber", "shopee")
    assert PushedNumber.objects.filter(outcome=PushedNumber.Outcome.UNKNOWN).count() == 1
    waiting = Verification.objects.filter(shop=shop)
    assert [row.reason for row in waiting] == ["late landing"]
    assert place.shown("sumber", "shopee")["M"][0] == 4
    place.clock.forward(60)
    place.drain("sumber", "shopee")
    assert not waiting.all().exists()
    assert not Belief.objects.filter(in_flight__gt=0).exists()


def test_marking_twice_is_one_mark_with_a_newer_revision(place: World) -> None:
    settled(place)
    listing = place.listing("sumber", "shopee", "M")
    marks.mark([listing.pk], Aspect.STOCK, place.clock.now())
    first = Mark.objects.get(listing=listing)
    marks.mark([listing.pk], Aspect.STOCK, place.clock.now())
    second = Mark.objects.get(listing=listing)
    assert second.pk == first.pk
    assert second.revision > first.revision
    marks.served([first])
    assert Mark.objects.filter(listing=listing).exists()
    marks.served([second])
    assert not Mark.objects.filter(listing=listing).exists()


def test_a_sale_seen_by_another_worker_while_a_write_is_under_way_voids_what_the_write_believed(
    place: World,
) -> None:
    settled(place)
    place.read("sumber", M=9)
    shop, connector, (unit,) = units(place)
    held = leases.take(f"shop:{shop.pk}", place.clock.now(), 30)
    assert held is not None
    feed_read_at = place.clock.now()
    pushed = write._intend(shop, unit, held, PACE.longest_call, place.clock.now())
    outcomes = write._send(connector, unit)
    place.buy("sumber", "shopee", [("M", 1)])
    read_changes(shop, connector, REACH, place.clock.now)  # by somebody without the lease
    write._acknowledge(shop, unit, pushed, outcomes, held, feed_read_at, PACE.longest_call, place.clock.now())
    assert place.belief("sumber", "shopee", "M").void
    leases.release(held)
    for _ in range(2):
        place.drain("sumber", "shopee")
    belief = place.belief("sumber", "shopee", "M")
    assert (belief.void, belief.value) == (False, 8)
    assert place.shown("sumber", "shopee")["M"][0] == 8
