"""A product is published once, whatever breaks on the way, and goes on by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from connectors.base.errors import ConfigError, OutcomeUnknown, RateLimited, Transient
from storefront_sync.catalog.models import Listing, Variant
from storefront_sync.ledger.models import Belief, Mark, Verification
from storefront_sync.publishing import stored
from storefront_sync.publishing.drain import Carried
from storefront_sync.publishing.models import Publication
from storefront_sync.tenants.models import Problem
from tests.publishing.place import Place, open_row, published
from tests.publishing.window import Died, Fault, failing
from tests.saleor.wares import JPEG, Ware, text

METHODS = ("couriers", "rules", "find", "upload_image", "publish", "finish")


def test_a_product_comes_to_be_a_listing_that_is_linked_and_read_back(place: Place) -> None:
    made = place.shirt()
    place.choose()
    row = place.ask(made)
    assert place.carry_on().linked
    assert published(place, made)
    listings = Listing.objects.filter(shop=place.shops["melati"])
    assert {listing.link for listing in listings} == {"linked"}
    assert set(Belief.objects.values_list("listing", "aspect", "void")) == {
        (listing.pk, aspect, True) for listing in listings for aspect in ("stock", "price")
    }
    assert Verification.objects.count() == 3
    assert Mark.objects.count() == 6
    assert place.window.images == [JPEG]
    assert place.item().key == row.key
    assert place.carry_on() == Carried()


def test_a_step_that_must_wait_is_not_made_before_its_time(place: Place) -> None:
    place.window.steps = 2
    made = place.shirt()
    place.choose()
    place.ask(made)
    place.carry_on()
    place.clock.forward(5)
    place.carry_on()
    assert place.window.calls.count("finish") == 0
    assert not place.item().visible
    place.settle()
    assert place.window.calls.count("finish") == 2
    assert published(place, made)


@pytest.mark.parametrize("knows_keys", [True, False])
@pytest.mark.parametrize("steps", [0, 1])
def test_a_worker_killed_at_any_moment_leaves_one_listing_in_the_end(
    place: Place, knows_keys: bool, steps: int
) -> None:
    place.window.knows_keys, place.window.steps = knows_keys, steps
    place.choose()
    for moment in range(1, 200):
        made = place.wares().product(f"Kemeja {moment}", [Ware(f"K-{moment}", {})])
        place.read()
        place.ask(made)
        if not _dies_at(place, moment):
            assert moment > 15
            break
        place.settle_after_a_death()
        assert published(place, made), moment
    else:
        raise AssertionError("no end")


def _dies_at(place: Place, moment: int) -> bool:
    """Whether a drain that is killed at its nth look at the clock was killed at all."""
    left = [moment]

    def now() -> datetime:
        left[0] -= 1
        if left[0] == 0:
            raise Died
        return place.clock.now()

    try:
        place.carry_on(now=now)
    except Died:
        return True
    return False


@pytest.mark.parametrize("knows_keys", [True, False])
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("method", METHODS)
def test_a_worker_killed_in_a_call_leaves_one_listing_in_the_end(
    place: Place, method: str, when: str, knows_keys: bool
) -> None:
    place.window.knows_keys, place.window.steps = knows_keys, 1
    made = place.shirt()
    place.choose()
    place.ask(made)
    getattr(place.window, when)[method] = [Died]
    try:
        place.settle()
    except Died:
        place.settle_after_a_death()
    assert published(place, made)


@pytest.mark.parametrize("knows_keys", [True, False])
@pytest.mark.parametrize("lag", [0, 45])
@pytest.mark.parametrize("steps", [0, 1])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([], [failing(OutcomeUnknown)]),
        ([failing(OutcomeUnknown)], []),
        ([failing(OutcomeUnknown)], [failing(OutcomeUnknown)]),
        ([failing(Transient), failing(OutcomeUnknown)], []),
        ([failing(OutcomeUnknown), failing(Transient), failing(Transient)], [failing(OutcomeUnknown)]),
        ([failing(ConfigError)], []),
    ],
)
def test_an_answer_that_is_lost_never_makes_a_second_listing(
    place: Place, before: list[Fault], after: list[Fault], lag: int, steps: int, knows_keys: bool
) -> None:
    place.window.knows_keys, place.window.steps = knows_keys, steps
    place.window.lag = timedelta(seconds=lag)
    place.stride = 5
    made = place.shirt()
    place.choose()
    place.ask(made)
    place.window.before["publish"], place.window.after["publish"] = list(before), list(after)
    place.settle()
    assert published(place, made)


def test_a_call_that_lands_late_is_waited_for_before_another_is_sent(place: Place) -> None:
    made = place.shirt()
    place.choose()
    row = place.ask(made)
    place.window.before["publish"] = [failing(OutcomeUnknown)]
    place.carry_on()
    for _ in range(7):
        place.clock.forward(10)
        place.carry_on()
    assert place.window.calls.count("publish") == 1
    row.refresh_from_db()
    place.window.publish(stored.draft(row.draft), row.key)
    place.settle()
    assert published(place, made)


def test_a_quota_in_the_middle_is_waited_out_and_nothing_is_done_twice(place: Place) -> None:
    made = place.wares().product("Kemeja SD", [Ware("A", {})], pictures=[JPEG + b"%d" % n for n in range(3)])
    other = place.wares().product("Kemeja SMP", [Ware("B", {})])
    place.read()
    place.choose()
    place.ask(made)
    place.ask(other)
    tomorrow = place.clock.now() + timedelta(days=1)
    place.window.before["upload_image"] = [None, lambda: RateLimited("budget.spent", until=tomorrow)]
    place.carry_on()
    assert len(place.window.images) == 1
    assert open_row(made).not_before == tomorrow
    calls = len(place.window.calls)
    place.window.before["find"] = [lambda: RateLimited("budget.spent", until=tomorrow)]
    place.clock.forward(3600)
    place.carry_on()
    assert len(place.window.calls) == calls + 1
    place.clock.forward(24 * 3600)
    place.settle()
    assert published(place, made)
    assert published(place, other)
    assert len(place.window.images) == 4


def test_two_workers_at_once_make_one_listing(place: Place) -> None:
    made = place.shirt()
    place.choose()
    place.ask(made)
    place.ask(made)
    assert Publication.objects.count() == 1
    seen: list[bool] = []

    def another() -> None:
        seen.append(place.carry_on().busy)

    place.window.before = {name: [another] for name in METHODS}
    place.settle()
    assert seen
    assert all(seen)
    assert published(place, made)


@pytest.mark.parametrize("method", ["find", "upload_image", "publish", "finish"])
def test_a_worker_that_hung_too_long_changes_nothing_any_more(place: Place, method: str) -> None:
    place.window.steps = 1
    made = place.shirt()
    place.choose()
    place.ask(made)

    def hangs() -> None:
        place.clock.forward(55)
        place.carry_on()

    place.window.before[method] = [hangs]
    for _ in range(3):
        place.carry_on()
        place.clock.forward(60)
    place.settle()
    assert published(place, made)


def test_a_product_that_is_changed_meanwhile_is_published_as_it_is_then(place: Place) -> None:
    made = place.shirt()
    place.choose()
    place.ask(made)

    def renamed() -> None:
        made.name, made.description = "Kemeja SD Biru", text("Yang baru, lebih halus.")
        place.wares().picture(made, JPEG + b"new", 5)

    place.window.after["upload_image"] = [renamed]
    place.settle()
    assert place.item().draft.title == "Kemeja SD Biru"
    assert len(place.item().draft.images) == 2
    assert published(place, made)


def test_a_variant_that_is_gone_when_the_listing_is_linked_is_left_out(place: Place) -> None:
    made = place.shirt()
    place.choose()
    place.ask(made)

    def gone() -> None:
        Variant.objects.get(sku="KMJ-M-melati").delete()

    place.window.after["publish"] = [gone]
    place.settle()
    linked = Listing.objects.filter(link="linked").values_list("sku", flat=True)
    assert set(linked) == {"KMJ-S-melati", "KMJ-L-melati"}
    assert not Publication.objects.filter(closed_at=None).exists()


def test_a_store_or_marketplace_that_is_away_is_waited_for(place: Place) -> None:
    made = place.shirt()
    place.choose()
    place.ask(made)
    place.window.before = {name: [failing(Transient)] * 5 for name in METHODS}
    place.settle()
    assert published(place, made)
    assert not Problem.objects.filter(closed_at=None).exists()


def test_thirty_variants_in_two_dimensions_are_linked_each_to_its_own(place: Place) -> None:
    wares = [
        Ware(f"K-{size}-{colour}", {"Ukuran": size, "Warna": colour})
        for size in ("XS", "S", "M", "L", "XL", "XXL")
        for colour in ("Putih", "Biru", "Abu", "Merah", "Hijau")
    ]
    made = place.wares().product("Kemeja SD", wares)
    place.read()
    place.choose()
    place.ask(made)
    place.settle()
    assert published(place, made)
    assert place.window.calls.count("find") == 3
