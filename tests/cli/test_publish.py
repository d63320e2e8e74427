"""`publish …` tells what is lacking in words, keeps choices, and starts the publication."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from click.testing import Result
from redis import Redis
from typer.testing import CliRunner

from storefront_sync.cli.main import app
from storefront_sync.core.errors import StorefrontError
from storefront_sync.jobs import publications
from storefront_sync.jobs.report import shop_status
from storefront_sync.jobs.ticks import due_publishing
from storefront_sync.publishing.models import Choice, KeptListing, Publication
from tests.publishing.market import SLUG, Market, market

Run = Callable[..., Result]


@pytest.fixture
def place(transactional_db: None, redis: Redis) -> Iterator[Market]:
    """A shop at Shopee whose staff haven't chosen anything yet."""
    with market(redis, "shopee") as made:
        yield made


@pytest.fixture
def run(redis: Redis) -> Run:
    """Runs a command; call budgets begin full."""

    def invoke(*words: str) -> Result:
        redis.flushall()
        return CliRunner(env={"COLUMNS": "200"}).invoke(app, ["publish", *words])

    return invoke


def test_what_is_lacking_is_told_in_words_and_nothing_is_sent(place: Market, run: Run) -> None:
    place.product()
    done = run("check", "shopee", "TRB-0-S")
    assert done.exit_code == 1
    assert "Pilih kategori" in done.output
    told = json.loads(run("check", "shopee", "TRB-0-S", "--json").output)
    assert [row["key"] for row in told["products"][0]["lacks"]] == ["ready.category"]
    assert not told["products"][0]["ready"]
    assert not Publication.objects.exists()
    assert run("send", "shopee", "TRB-0-S").exit_code == 1
    assert not Publication.objects.exists()


def test_a_choice_is_kept_for_the_kind_of_product_and_the_next_one_is_ready(place: Market, run: Run) -> None:
    place.product(1)
    rules = place.rules()
    choice = ["--category", rules.category_id, "--weight", "300", "--size", "30x20x5"]
    run("choose", "shopee", "TRB-1-S", *choice)
    kept = Choice.objects.get()
    assert (kept.scope, kept.weight_grams, kept.size) == ("category", 300, [30, 20, 5])
    place.choose()
    place.product(2)
    done = run("check", "shopee", "TRB-1-S", "TRB-2-M")
    assert done.exit_code == 0, done.output
    assert done.output.count("siap dipasang") == 2


def test_a_wrong_choice_is_refused_and_not_kept(place: Market, run: Run) -> None:
    place.product()
    for words, key in (
        (["--category", "1"], "publish.category_unknown"),
        (["--attribute", "Bahan=Katun"], "publish.no_category_yet"),
        (["--for", "world"], "publish.no_such_scope"),
        (["--category", place.rules().category_id, "--attribute", "Xyz=1"], "publish.unknown_attribute"),
    ):
        done = run("choose", "shopee", "TRB-0-S", *words)
        assert isinstance(done.exception, StorefrontError)
        assert done.exception.key == key
    assert run("choose", "shopee", "TRB-0-S", "--size", "3x4").exit_code == 2
    assert not Choice.objects.exists()


def test_it_is_sent_counted_carried_on_by_the_timetable_alone_and_then_kept(
    place: Market, run: Run, redis: Redis
) -> None:
    product = place.product()
    place.choose()
    done = run("send", "shopee", product.id)
    assert done.exit_code == 0, done.output
    assert "akan dipasang" in done.output
    (status,) = [row for row in shop_status(SLUG) if row.marketplace == "shopee"]
    assert (status.publishing, status.publishing_stopped) == (1, 0)
    for _ in range(30):
        redis.flushall()
        if not Publication.objects.filter(closed_at=None).exists():
            break
        if place.shop.pk in due_publishing(place.world.clock.now()):
            publications.publish_shop(place.shop.pk, "bulk")
        place.world.clock.forward(5)
    assert len(place.made(product)) == 1
    assert not Publication.objects.filter(closed_at=None).exists()
    assert due_publishing(place.world.clock.now()) <= {place.shop.pk}


def test_what_stopped_is_counted_and_may_be_withdrawn(place: Market, run: Run) -> None:
    product = place.product()
    place.ask(product)
    place.settle()
    (status,) = [row for row in shop_status(SLUG) if row.marketplace == "shopee"]
    assert (status.publishing, status.publishing_stopped) == (1, 1)
    assert [problem.key for problem in status.problems] == ["publish.lacking"]
    assert "dibatalkan" in run("withdraw", "shopee", "TRB-0-S").output
    (status,) = [row for row in shop_status(SLUG) if row.marketplace == "shopee"]
    assert (status.publishing, status.problems) == (0, ())


def test_a_listing_made_by_hand_follows_a_product_once_staff_say_so(place: Market, run: Run) -> None:
    place.product()
    place.world.scan(SLUG, "shopee")
    listing = place.world.listing(SLUG, "shopee", "S")
    assert run("keep", "shopee", listing.item_id, "TRB-0-S").exit_code == 0
    assert KeptListing.objects.get().item_id == listing.item_id
    done = run("keep", "shopee", "77", "TRB-0-S")
    assert isinstance(done.exception, StorefrontError)
    assert done.exception.key == "publish.unknown_listing"


def test_shops_and_products_of_others_are_not_there(place: Market, run: Run) -> None:
    place.world.cooperative("sumber")
    place.world.sweep("sumber")
    place.product()
    done = run("check", "shopee", "TRB-0-S")
    assert isinstance(done.exception, StorefrontError)
    assert done.exception.key == "publish.which_shop"
    for words in (
        ("shopee", "sumber-S", "--cooperative", SLUG),
        ("shopee", "TRB-0-S", "--cooperative", "sumber"),
    ):
        done = run("check", *words)
        assert isinstance(done.exception, StorefrontError)
        assert done.exception.key == "publish.unknown_product"
    done = run("check", place.shop.external_id, "TRB-0-S", "--cooperative", "sumber")
    assert isinstance(done.exception, StorefrontError)
    assert done.exception.key == "publish.unknown_shop"
    assert run("check", place.shop.external_id, "TRB-0-S").exit_code == 1


def test_categories_that_may_fit_are_suggested_by_name_with_the_words_that_speak_for_them(
    place: Market, run: Run
) -> None:
    place.product()
    told = json.loads(run("suggest", "shopee", "TRB-0-S", "--json").output)
    assert told["product"].startswith("Kemeja Batik")
    best = told["categories"][0]
    assert "batik" in best["matched"]
    table = run("suggest", "shopee", "TRB-0-S").output
    assert best["category_id"] in table
    assert " › ".join(best["path"]) in table
    run("choose", "shopee", "TRB-0-S", "--category", best["category_id"])
    assert Choice.objects.get().category_id == best["category_id"]


def test_where_no_name_is_alike_that_is_said(place: Market, run: Run) -> None:
    made = place.product()
    made.name, made.category = "Zxqv", None
    made.product_type.name = "Wkrt"
    done = run("suggest", "shopee", "TRB-0-S")
    assert done.exit_code == 1
    assert "Zxqv" in done.output
    assert json.loads(run("suggest", "shopee", "TRB-0-S", "--json").output)["categories"] == []
