"""What stops a publication, what staff are told of it, and how it goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.base.category import Span
from connectors.base.errors import OutcomeUnknown, Rejected
from storefront_sync.catalog.models import Listing
from storefront_sync.publishing import rows, stored
from storefront_sync.publishing.models import KeptListing, Publication
from storefront_sync.publishing.steps import MOST_FINISHES
from storefront_sync.tenants.models import Problem
from tests.publishing.place import Place, open_row, published, stopped
from tests.publishing.window import RULES, SHIRTS, failing
from tests.saleor.wares import JPEG, Ware


def test_what_the_marketplace_refuses_waits_for_staff_who_are_told_what_it_said(place: Place) -> None:
    made, other = place.shirt(), place.wares().product("Topi SD", [Ware("T", {})])
    place.read()
    place.choose()
    row = place.ask(made)
    place.ask(other)
    place.window.before["publish"] = [lambda: Rejected("window.forbidden_word", "word 7", request_id="r1")]
    place.settle()
    assert stopped(place, made) == "window.forbidden_word"
    assert open_row(made).stopped_detail == {"said": "word 7", "request": "r1"}
    assert published(place, other)
    place.clock.forward(10**6)
    place.carry_on()
    assert place.window.calls.count("publish") == 2
    place.ask(made)
    place.settle()
    assert published(place, made)
    assert not Problem.objects.filter(closed_at=None).exists()
    assert row.key not in {item.key for item in place.window.items.values()}


def test_a_refusal_after_a_lost_answer_forgets_neither(place: Place) -> None:
    made = place.shirt()
    place.choose()
    place.ask(made)
    place.window.before["publish"] = [failing(OutcomeUnknown), failing(Rejected, "window.no")]
    place.settle()
    assert stopped(place, made) == "window.no"
    with pytest.raises(rows.UnderWay):
        rows.withdraw(open_row(made), place.clock.now())
    row = open_row(made)
    place.window.publish(stored.draft(row.draft), row.key)
    place.ask(made)
    place.settle()
    assert published(place, made)


def test_two_listings_found_after_a_lost_answer_are_named_and_neither_is_taken(place: Place) -> None:
    made = place.shirt()
    place.choose()
    place.ask(made)
    place.window.before["publish"] = [failing(OutcomeUnknown)]
    place.carry_on()
    row = open_row(made)
    landed = [place.window.publish(stored.draft(row.draft), row.key).item_id for _ in range(2)]
    sent = place.window.calls.count("publish")
    place.settle()
    assert stopped(place, made) == "publish.found_twice"
    assert open_row(made).stopped_detail["items"] == ", ".join(landed)
    assert place.window.calls.count("publish") == sent
    assert not Listing.objects.filter(link="linked").exists()
    del place.window.items[landed[0]]  # staff delete one of them
    place.ask(made)
    place.settle()
    assert place.item().item_id == landed[1]
    assert published(place, made)


def test_a_publication_that_waits_for_staff_may_be_given_up_and_others_not(place: Place) -> None:
    made = place.shirt()
    row = place.ask(made)
    with pytest.raises(rows.UnderWay):
        rows.withdraw(row, place.clock.now())
    place.settle()
    assert stopped(place, made) == "publish.lacking"
    rows.withdraw(open_row(made), place.clock.now())
    assert not Publication.objects.filter(closed_at=None).exists()
    assert not Problem.objects.filter(closed_at=None).exists()
    assert not place.window.items


def test_another_cooperatives_product_is_never_published(place: Place) -> None:
    theirs = place.shirt("sumber")
    place.choose()
    place.ask(theirs, "melati")
    place.settle()
    assert stopped(place, theirs) == "publish.not_in_store"
    assert not place.window.items
    assert not place.carry_on("sumber").linked


def test_goods_that_the_marketplace_has_are_offered_for_linking(place: Place) -> None:
    made = place.shirt()
    place.choose()
    place.ask(made)
    place.settle()
    Listing.objects.all().delete()
    KeptListing.objects.all().delete()
    place.ask(made)
    place.settle()
    assert stopped(place, made) == "publish.listed_already"
    assert len(place.window.items) == 1
    assert Listing.objects.filter(link="linked").count() == 3


def test_a_product_that_lacks_something_by_then_is_not_sent(place: Place) -> None:
    made = place.shirt()
    place.choose()
    place.ask(made)

    def shrinks() -> None:
        place.window.rule_of[SHIRTS] = replace(RULES, title=Span(90, 100))
        place.clock.forward(10**6)

    place.window.after["upload_image"] = [shrinks]
    place.carry_on()
    place.settle()
    assert stopped(place, made) == "publish.lacking"
    assert open_row(made).stopped_detail["first"] == "ready.title_length"
    assert not place.window.items


def test_a_category_that_vanished_is_told_before_anything_is_sent(place: Place) -> None:
    made = place.shirt()
    place.choose()
    place.window.rule_of.clear()
    place.ask(made)
    place.settle()
    assert stopped(place, made) == "publish.lacking"
    assert open_row(made).stopped_detail["first"] == "publish.category_gone"
    assert "upload_image" not in place.window.calls


@pytest.mark.parametrize(
    ("content", "key"),
    [(b"<html>", "picture.kind"), (JPEG + bytes(9 * 1024 * 1024), "picture.too_big")],
)
def test_a_picture_that_cannot_be_used_stops_it_with_its_reason(
    place: Place, content: bytes, key: str
) -> None:
    made = place.wares().product("Kemeja SD", [Ware("A", {})], pictures=[content])
    place.read()
    place.choose()
    place.ask(made)
    place.settle()
    assert stopped(place, made) == key
    made.media[0].content = JPEG
    place.ask(made)
    place.settle()
    assert published(place, made)


@pytest.mark.parametrize("address", ["http://169.254.169.254/meta", "http://127.0.0.1:1/a.jpg"])
def test_a_picture_that_lies_elsewhere_is_not_fetched(place: Place, address: str) -> None:
    made = place.shirt()
    made.media[0].external_url = address
    place.choose()
    place.ask(made)
    place.settle()
    assert stopped(place, made) == "picture.elsewhere"


def test_a_listing_that_cannot_be_read_yet_is_asked_for_again_and_told_in_time(place: Place) -> None:
    made = place.shirt()
    place.choose()
    place.window.lag = timedelta(days=30)
    place.ask(made)
    place.carry_on()
    for _ in range(8):
        place.clock.forward(900)
        place.carry_on()
    (problem,) = Problem.objects.filter(closed_at=None)
    assert problem.key == "publish.not_shown_yet"
    place.item().found_from = place.clock.now()
    place.clock.forward(900)
    place.settle()
    assert published(place, made)
    assert not Problem.objects.filter(closed_at=None).exists()


def test_a_publication_that_never_comes_to_an_end_is_told(place: Place) -> None:
    place.window.steps = MOST_FINISHES + 5
    made = place.shirt()
    place.choose()
    place.ask(made)
    place.settle()
    assert stopped(place, made) == "publish.never_finished"
    place.ask(made)
    place.settle()
    assert published(place, made)
