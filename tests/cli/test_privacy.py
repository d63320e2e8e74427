"""`privacy` hands a person's data over in a file of their own, erases it, and shows the proof."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from redis import Redis
from typer.testing import CliRunner

from storefront_sync.cli.main import app
from storefront_sync.orders.models import Order
from storefront_sync.privacy.models import Erasure
from tests.orders.whole_world import WholeWorld, whole_world
from tests.privacy.sold import SITI, WORDS, followed, sold


@pytest.fixture
def whole(db: None, redis: Redis) -> Iterator[WholeWorld]:
    """A cooperative with an order of one buyer."""
    with whole_world(redis) as made:
        made.cooperative("sumber")
        made.sweep("sumber")
        made.link_all("sumber")
        made.everything("sumber", rounds=1)
        sold(made)
        yield made


def run(*words: str, answer: str = "") -> Result:
    """The command's result."""
    command = ["privacy", words[0], "--cooperative", "sumber", *words[1:]]
    return CliRunner(env={"COLUMNS": "200"}).invoke(app, command, input=answer)


def test_the_export_is_a_file_that_only_its_owner_may_read(whole: WholeWorld, tmp_path: Path) -> None:
    file = tmp_path / "siti.json"
    done = run("export", "--phone", SITI.phone, "--output", str(file))
    assert done.exit_code == 0, done.output
    assert file.stat().st_mode & 0o777 == 0o600
    assert json.loads(file.read_text())["orders"][0]["buyer"]["name"] == SITI.name
    assert [word for word in WORDS if word in done.output] == []


def test_no_file_is_overwritten(whole: WholeWorld, tmp_path: Path) -> None:
    file = tmp_path / "siti.json"
    file.write_text("kept")
    done = run("export", "--phone", SITI.phone, "--output", str(file))
    assert done.exit_code == 2
    assert file.read_text() == "kept"


def test_erasing_asks_first_and_no_means_no(whole: WholeWorld) -> None:
    order = Order.objects.get()
    done = run("erase", "--order", order.external_id, answer="n\n")
    assert done.exit_code == 1
    assert order.external_id in done.output
    assert Order.objects.get().buyer_encrypted


def test_erased_is_erased_and_the_list_proves_it(whole: WholeWorld) -> None:
    order = Order.objects.get()
    done = run("erase", "--order", order.external_id, "--yes")
    assert done.exit_code == 0, done.output
    assert Order.objects.get().buyer_encrypted == ""
    (waiting,) = json.loads(run("list", "--json").output)
    assert waiting["in_saleor_at"] is None
    followed(whole)
    (told,) = json.loads(run("list", "--json").output)
    assert (told["why"], told["by"], told["was_in_saleor"]) == ("person", "cli", True)
    assert order.external_id in run("list").output
    assert Erasure.objects.count() == 1


@pytest.mark.parametrize("what", ["export", "erase"])
def test_a_person_who_isnt_here_is_said_so(whole: WholeWorld, tmp_path: Path, what: str) -> None:
    more = ["--output", str(tmp_path / "x")] if what == "export" else ["--yes"]
    done = run(what, "--phone", "0899 9999 9999", *more)
    assert done.exit_code == 1
    assert not (tmp_path / "x").exists()


def test_an_unknown_cooperative_is_refused(whole: WholeWorld) -> None:
    done = CliRunner().invoke(app, ["privacy", "erase", "--cooperative", "nobody", "--phone", SITI.phone])
    assert done.exit_code == 2
    assert Order.objects.get().buyer_encrypted
