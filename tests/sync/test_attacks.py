"""Attacks on the sync: rows that nobody looks at again, one bad row that stops a shop."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

import pytest

from connectors.base.errors import RateLimited, Rejected, Transient
from connectors.base.protocol import Connector
from connectors.base.simulator.orders import Step
from connectors.base.types import ExternalOrderId, ItemId, ListingView, OrderRef, OrderView, Page
from mappings.words import Aspect
from storefront_sync.catalog.models import Component, Listing, ScanProgress
from storefront_sync.ledger import beliefs, feeds, marks
from storefront_sync.ledger.beliefs import Observation
from storefront_sync.ledger.models import Belief, Mark, OrderFeed, Verification
from storefront_sync.orders.feed import read_changes
from storefront_sync.orders.models import Order
from storefront_sync.sync import scan
from storefront_sync.sync.batch import Patience, next_batch
from storefront_sync.sync.drain import Drained
from storefront_sync.tenants.models import Problem, Shop
from storefront_sync.tenants.problems import open_problem
from tests.sync.between import Between
from tests.sync.test_sales import settled
from tests.sync.world import REACH, World


def drained(place: World, connector: object, key: str = "shopee") -> Drained:
    """One drain of the first cooperative's shop through this connector."""
    return place.drain("sumber", key, through=cast(Connector, connector))


def without(place: World, name: str, key: str = "shopee") -> Between:
    """A connector that doesn't see one listing's item, in pages and by id."""
    real = place.connector("sumber", key)
    hidden = place.listing("sumber", key, name).item_id

    def pull(cursor: str = "") -> Page[ListingView]:
        page = real.pull_listings(cursor)
        return Page(tuple(row for row in page.rows if row.item_id != hidden), page.next_cursor)

    def read(ids: Sequence[ItemId]) -> tuple[ListingView, ...]:
        return tuple(row for row in real.read_listings(ids) if row.item_id != hidden)

    return Between(real, pull_listings=pull, read_listings=read)


def open_keys(shop: Shop) -> set[str]:
    """What is wrong with a shop now."""
    return set(Problem.objects.filter(shop=shop, closed_at=None).values_list("key", flat=True))


def test_a_listing_that_comes_back_is_looked_at_again(place: World) -> None:
    settled(place)
    shop = place.shops["sumber", "shopee"]
    connector = without(place, "pack")
    place.clock.forward(1)
    scan.scan(shop, connector, place.clock.now)  # type: ignore[arg-type]
    drained(place, connector)
    assert place.listing("sumber", "shopee", "pack").gone_at is not None
    place.read("sumber", S=6)
    drained(place, connector)
    place.clock.forward(1)
    place.scan("sumber", "shopee")  # it is back
    for _ in range(2):
        place.clock.forward(5)
        place.drain("sumber", "shopee")
    assert place.shown("sumber", "shopee")["pack"][0] == 1


def test_a_listing_that_one_scan_misses_is_gone_only_if_it_is_not_found_by_its_id(place: World) -> None:
    settled(place)
    real = place.connector("sumber", "shopee")
    empty = Between(real, pull_listings=lambda _cursor="": Page[ListingView](()))
    place.clock.forward(1)
    scan.scan(place.shops["sumber", "shopee"], empty, place.clock.now)  # type: ignore[arg-type]
    place.read("sumber", M=0)
    place.drain("sumber", "shopee")
    place.drain("sumber", "shopee")
    assert place.shown("sumber", "shopee")["M"][0] == 0
    assert not Listing.objects.filter(shop=place.shops["sumber", "shopee"]).exclude(gone_at=None).exists()


def test_a_refusal_ends_when_the_number_is_right_without_a_write(place: World) -> None:
    settled(place)
    shop = place.shops["sumber", "shopee"]
    row = place.listing("sumber", "shopee", "M")
    place.simulators["shopee"].campaign(shop.external_id, row.item_id, row.model_id, 5)
    place.read("sumber", M=3)
    place.drain("sumber", "shopee")
    assert any(key.startswith("shopee") or "campaign" in key for key in open_keys(shop))
    place.read("sumber", M=5)  # what is shown is right again
    place.clock.forward(70)
    place.drain("sumber", "shopee")
    assert place.marks("sumber", "shopee") == 0
    assert open_keys(shop) == set()


def test_an_impossible_number_that_was_put_right_is_no_problem_any_more(place: World) -> None:
    settled(place)
    shop = place.shops["sumber", "shopee"]
    real = place.connector("sumber", "shopee")
    views = real.pull_listings().rows
    faulty = tuple(
        ListingView(**{**vars(view), "stock": None, "faults": ("listing.stock_impossible",)})
        for view in views
    )
    scan.take_page(shop, faulty, place.clock.now(), place.clock.now())
    assert open_keys(shop) == {"listing.stock_impossible"}
    scan.take_page(shop, views, place.clock.now(), place.clock.now())
    assert open_keys(shop) == set()


def test_a_stock_that_agrees_says_nothing_about_a_price_that_cannot_be_told(place: World) -> None:
    settled(place)
    shop = place.shops["sumber", "shopee"]
    listing = place.listing("sumber", "shopee", "M")
    variant = place.variant("sumber", "M")
    variant.price = None
    variant.save()
    marks.mark([listing.pk], Aspect.PRICE, place.clock.now())
    place.drain("sumber", "shopee")
    assert open_keys(shop) == {"price.not_in_channel"}
    marks.mark([listing.pk], Aspect.STOCK, place.clock.now())
    place.drain("sumber", "shopee")
    assert open_keys(shop) == {"price.not_in_channel"}


@pytest.mark.parametrize("error", [Rejected("shopee.unknown"), Transient("connection.bad_answer")])
def test_a_listing_that_can_never_be_read_holds_up_no_other(place: World, error: Exception) -> None:
    settled(place)
    shop = place.shops["sumber", "shopee"]
    real = place.connector("sumber", "shopee")
    sick = place.listing("sumber", "shopee", "pack")

    def read(ids: Sequence[ItemId]) -> tuple[ListingView, ...]:
        if sick.item_id in ids:
            raise error
        return real.read_listings(ids)

    connector = Between(real, read_listings=read)
    feeds.verify_listings(shop.pk, [sick.pk], place.clock.now(), "told by the marketplace")
    place.read("sumber", M=0)
    for _ in range(4):
        drained(place, connector)
        place.clock.forward(1000)
    assert place.shown("sumber", "shopee")["M"][0] == 0
    drained(place, real)
    assert not Verification.objects.filter(shop=shop).exists()


def test_a_scan_whose_place_the_marketplace_forgot_begins_anew(place: World) -> None:
    settled(place)
    shop = place.shops["sumber", "shopee"]
    real = place.connector("sumber", "shopee")

    def pull(cursor: str = "") -> Page[ListingView]:
        if cursor:
            raise Rejected("shopee.unknown", "page token expired")
        return real.pull_listings()

    ScanProgress.objects.filter(shop=shop).update(cursor="old", finished_at=None)
    for _ in range(2):
        place.clock.forward(5)
        try:
            done = scan.scan(shop, Between(real, pull_listings=pull), place.clock.now)  # type: ignore[arg-type]
        except Rejected:
            continue
    assert done.finished


def many(place: World, count: int) -> list[int]:
    """Many more listings of the first cooperative's shop, linked to S, in agreement."""
    shop = place.shops["sumber", "shopee"]
    variant = place.variant("sumber", "S")
    now = place.clock.now()
    rows = Listing.objects.bulk_create(
        Listing(
            shop=shop,
            cooperative_id=shop.cooperative_id,
            item_id=f"9{number:09}",
            model_id="0",
            title="t",
            status="live",
            read_started=now,
            link="linked",
            link_source="staff",
        )
        for number in range(count)
    )
    Component.objects.bulk_create(
        Component(cooperative_id=shop.cooperative_id, listing=row, variant=variant, units=1) for row in rows
    )
    ids = [row.pk for row in rows]
    beliefs.begin(ids, now)
    Belief.objects.filter(listing_id__in=ids, aspect="stock").update(value=12, void=False)
    Belief.objects.filter(listing_id__in=ids, aspect="price").update(value=10_000, void=False)
    return ids


@pytest.mark.parametrize("aspect", [Aspect.PRICE, Aspect.STOCK])
def test_a_sold_out_listing_does_not_wait_behind_a_long_backlog(place: World, aspect: Aspect) -> None:
    settled(place)
    ids = many(place, 1500)
    shop = place.shops["sumber", "shopee"]
    Belief.objects.filter(listing_id__in=ids, aspect=aspect.value).update(value=7)
    marks.mark(ids, aspect, place.clock.now())
    place.clock.forward(120)  # the backlog is older than a minute
    place.read("sumber", M=0)
    capabilities = place.connector("sumber", "shopee").manifest.capabilities
    batch = next_batch(shop.pk, capabilities, Patience(timedelta(seconds=1)), place.clock.now())
    first = [row.listing_id for unit in batch.units[:2] for row in unit.rows]
    assert place.listing("sumber", "shopee", "M").pk in first
    oldest = min(Mark.objects.filter(shop=shop), key=lambda mark: (mark.marked_at, mark.pk))
    assert oldest.listing_id in [row.listing_id for unit in batch.units[:6] for row in unit.rows]


def test_a_long_reading_of_the_order_feed_that_is_broken_off_goes_on_where_it_stopped(place: World) -> None:
    place.read("sumber", S=100)
    settled(place)
    shop = place.shops["sumber", "shopee"]
    for _ in range(40):
        place.buy("sumber", "shopee", [("S", 1)])
        place.clock.forward(86_400 / 10)
    real = place.connector("sumber", "shopee")
    budget = 0

    def list_orders(since: datetime, until: datetime, cursor: str = "") -> Page[OrderRef]:
        """A page is one order, and there are calls for 35 of them at a time."""
        nonlocal budget
        budget -= 1
        if budget < 0:
            raise RateLimited("budget.spent", until=place.clock.now())
        rows = real.list_orders(since, until).rows
        at = int(cursor or 0)
        return Page(rows[at : at + 1], str(at + 1) if at + 1 < len(rows) else "")

    for _ in range(20):
        budget = 35
        try:
            read_changes(shop, Between(real, list_orders=list_orders), REACH, place.clock.now)  # type: ignore[arg-type]
        except RateLimited:
            continue
        break
    else:
        pytest.fail("never came to an end")
    assert Order.objects.count() == 40


def test_a_clock_that_was_ahead_does_not_stop_the_reading_of_orders(place: World) -> None:
    settled(place)
    shop = place.shops["sumber", "shopee"]
    OrderFeed.objects.filter(shop=shop).update(
        read_until=place.clock.now() + timedelta(minutes=30),
        reached_back_at=place.clock.now() + timedelta(minutes=30),
    )
    place.buy("sumber", "shopee", [("M", 2)])
    place.clock.forward(3)
    place.drain("sumber", "shopee")
    assert Order.objects.count() == 1
    feed = OrderFeed.objects.get(shop=shop)
    assert feed.read_until is not None
    assert feed.read_until < place.clock.now()


def test_an_order_that_the_marketplace_dates_later_is_newer_whatever_our_clocks_say(place: World) -> None:
    settled(place)
    bought = place.buy("sumber", "shopee", [("M", 2)], paid=False)
    place.clock.forward(3)
    place.drain("sumber", "shopee")
    Order.objects.update(seen_at=place.clock.now() + timedelta(minutes=30))  # read by a host that is ahead
    place.simulators["shopee"].step_order(bought, "cancel")
    place.clock.forward(3)
    place.drain("sumber", "shopee")
    assert Order.objects.get().state == "cancelled"


def test_an_order_that_can_be_understood_again_is_no_problem_any_more(place: World) -> None:
    settled(place)
    shop = place.shops["sumber", "shopee"]
    bought = place.buy("sumber", "shopee", [("M", 2)])
    open_problem(
        shop.cooperative_id,
        "order.state_unknown",
        f"marketplace_order:{bought}",
        shop_id=shop.pk,
        now=place.clock.now(),
    )
    place.clock.forward(3)
    place.drain("sumber", "shopee")
    assert open_keys(shop) == set()


def test_an_order_that_is_not_readable_for_a_while_is_not_lost(place: World) -> None:
    settled(place)
    shop = place.shops["sumber", "shopee"]
    real = place.connector("sumber", "shopee")
    place.buy("sumber", "shopee", [("M", 2)])
    place.clock.forward(3)
    blind = Between(real, read_orders=lambda _ids: ())
    for _ in range(4):
        read_changes(shop, blind, REACH, place.clock.now)  # type: ignore[arg-type]
        place.clock.forward(200)
    place.drain("sumber", "shopee")
    assert Order.objects.count() == 1


def test_a_refusal_of_an_old_number_does_not_hold_back_a_new_one(place: World) -> None:
    settled(place)
    listing = place.listing("sumber", "shopee", "M")
    marks.mark([listing.pk], Aspect.STOCK, place.clock.now())
    sent = Mark.objects.get(listing=listing)
    marks.mark([listing.pk], Aspect.STOCK, place.clock.now())  # while it was under way
    marks.postpone(sent, place.clock.now() + timedelta(days=3))
    kept = Mark.objects.get(listing=listing)
    assert kept.not_before is None or kept.not_before <= place.clock.now() + timedelta(seconds=60)


def test_a_number_read_before_a_sale_was_seen_is_not_believed_after_it(place: World) -> None:
    settled(place)
    listing = place.listing("sumber", "shopee", "M")
    beliefs.void([listing.pk], Aspect.STOCK, "outcome unknown", place.clock.now())
    started = place.clock.now()  # a page of a scan is being read, it says 5
    place.buy("sumber", "shopee", [("M", 2)])
    ended = place.clock.now()
    place.clock.forward(3)
    read_changes(place.shops["sumber", "shopee"], place.connector("sumber", "shopee"), REACH, place.clock.now)
    beliefs.adopt(Observation(listing.pk, Aspect.STOCK, 5, started, ended), place.clock.now())
    belief = place.belief("sumber", "shopee", "M")
    assert belief.void or belief.value == 3


def test_a_backlog_of_orders_that_never_passes_at_one_go_is_read_piece_by_piece(place: World) -> None:
    settled(place)
    shop, real = place.shops["sumber", "shopee"], place.connector("sumber", "shopee")
    for _ in range(130):
        order_id = place.buy("sumber", "shopee", [("M", 1)])
        place.simulators["shopee"].step_order(order_id, Step.CANCEL)
        place.clock.forward(5)
    left = 0

    def read(ids: Sequence[ExternalOrderId]) -> tuple[OrderView, ...]:
        nonlocal left
        if left == 0:
            raise Transient("connection.broken")
        left -= 1
        return real.read_orders(ids)

    for _ in range(5):
        left = 2  # calls that pass before the connection breaks
        drained(place, Between(real, read_orders=read))
        shop.refresh_from_db()
        assert shop.failures <= 1, "what goes on isn't put off for longer and longer"
        place.clock.forward(5)
    assert Order.objects.filter(shop=shop).count() == 130
    assert shop.failures == 0, "looking back at what is known doesn't hold up the numbers"
    feed = OrderFeed.objects.get(shop=shop)
    told = feed.read_until
    assert told is not None
    assert feed.reached_back_at is not None
    assert feed.reached_back_at < told, "it is still due"
    settled(place)
    feed.refresh_from_db()
    assert feed.reached_back_at > told
