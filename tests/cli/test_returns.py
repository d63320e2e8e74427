"""`returns …` shows what comes back, takes what staff found, and has the good pieces put back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from click.testing import Result
from redis import Redis
from typer.testing import CliRunner

from storefront_sync.cli.main import app
from storefront_sync.core.errors import StorefrontError
from storefront_sync.jobs import process, returned
from storefront_sync.returns.models import Restock
from storefront_sync.tenants.models import Problem
from storefront_sync.tenants.onboarding import register_installation
from tests.faults.by_hand import WaitedFor
from tests.returns.desk import SLUG, Desk, desk

Run = Callable[..., Result]


@pytest.fixture
def place(transactional_db: None, redis: Redis) -> Iterator[Desk]:
    """A shop at Shopee; jobs and commands live by its clock."""
    with desk(redis, "shopee") as made:
        before = process.live_by(WaitedFor(made.world.clock))
        given = made.world.saleor.world.credentials()
        installation = made.cooperative.installation
        register_installation(
            installation.api_url, str(given["app_id"]), str(given["app_token"]), made.world.clock.now()
        )
        yield made
        process.live_by(before)


@pytest.fixture
def run(redis: Redis) -> Run:
    """Runs a command; call budgets begin full."""

    def invoke(*words: str) -> Result:
        redis.flushall()
        return CliRunner(env={"COLUMNS": "200"}).invoke(app, ["returns", *words])

    return invoke


def test_what_comes_back_is_listed_and_shown_in_words_and_as_data(place: Desk, run: Run) -> None:
    row = place.give_back(place.sell(("S", 3)))
    assert row.return_id in run("list").output
    told = json.loads(run("list", "--waiting", "--json").output)["returns"]
    assert [(one["return_id"], one["state"]) for one in told] == [(row.return_id, "coming_back")]
    shown = run("show", row.external_order_id)
    assert shown.exit_code == 0, shown.output
    assert "3 kembali; 0 bagus" in shown.output
    whole = json.loads(run("show", row.return_id, "--json").output)
    assert [line["pieces"] for line in whole["lines"]] == [3]


def test_what_was_found_is_entered_and_the_job_puts_the_good_back(place: Desk, run: Run) -> None:
    row = place.give_back(place.sell(("S", 3)))
    was = place.on_hand("S")
    done = run("inspect", row.return_id, "--good", "2", "--damaged", "1")
    assert done.exit_code == 0, done.output
    assert "sedang dimasukkan ke stok: 2" in done.output
    assert returned.due_restocking(place.world.clock.now()) == [place.cooperative.pk]
    returned.restock_cooperative(place.cooperative.pk, "orders")
    assert place.on_hand("S") == was + 2
    assert "sudah masuk stok: 2" in run("show", row.return_id).output
    assert json.loads(run("list", "--waiting", "--json").output) == {"returns": []}
    corrected = json.loads(run("inspect", row.return_id, "--good", "-1", "--lost", "1", "--json").output)
    assert [(one["good"], one["damaged"], one["lost"]) for one in corrected["lines"]] == [(1, 1, 1)]
    assert len(corrected["entries"]) == 2


def test_of_several_lines_one_is_named_or_all_are_good(place: Desk, run: Run) -> None:
    row = place.give_back(place.sell(("S", 1), ("M", 2)))
    for words, key in (
        (["--good", "1"], "return.which_line"),
        (["--good", "1", "--line", "no such"], "return.unknown_line"),
        (["--good", "9", "--line", place.line(row, "M")], "return.too_many_pieces"),
        ([], "return.which_line"),
    ):
        done = run("inspect", row.return_id, *words)
        assert isinstance(done.exception, StorefrontError)
        assert done.exception.key == key
    assert run("inspect", row.return_id, "--all-good", "--good", "1").exit_code == 2
    assert run("inspect", row.return_id, "--line", place.world.sku(SLUG, "M"), "--lost", "1").exit_code == 0
    assert run("inspect", row.return_id, "--all-good").exit_code == 0
    assert sorted(Restock.objects.values_list("pieces", flat=True)) == [1, 1]


def test_one_that_there_isnt_is_refused(place: Desk, run: Run) -> None:
    done = run("show", "nobody's")
    assert isinstance(done.exception, StorefrontError)
    assert done.exception.key == "return.unknown"
    assert "Tidak ada" in run("list").output


def test_the_jobs_read_and_tell_by_themselves(place: Desk, run: Run, redis: Redis) -> None:
    order_id = place.sell(("S", 1))
    place.world.simulators[place.key].returns.ask(order_id)
    place.world.clock.forward(5)
    redis.flushall()
    returned.returns_of_shop(place.shop.pk, "scan")
    assert order_id in run("list").output
    place.world.simulators[place.key].returns.step(
        json.loads(run("list", "--json").output)["returns"][0]["return_id"],
        "accept",  # type: ignore[arg-type]
    )
    place.world.clock.forward(5)
    redis.flushall()
    returned.returns_of_shop(place.shop.pk, "scan")
    place.world.clock.forward(8 * 86_400)
    redis.flushall()
    returned.returns_of_shop(place.shop.pk, "scan")
    assert Problem.objects.filter(key="return.overdue", closed_at=None).count() == 1
    assert "tidak pernah sampai" in run("show", order_id).output
