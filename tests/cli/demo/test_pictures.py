"""What the demonstration shows and says, in both languages."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from storefront_sync.cli.demo.happenings import KEPT, Happenings
from storefront_sync.cli.demo.narration import PlainLines
from storefront_sync.cli.demo.oracle import judge
from storefront_sync.cli.demo.picture import TRY, Moment, picture
from storefront_sync.cli.demo.shoppers import Tally
from storefront_sync.cli.demo.verdict import explain
from storefront_sync.cli.main import app
from storefront_sync.cli.texts import choose_language
from storefront_sync.core.status import ShopStatus
from tests.cli.demo.checker_books import PACK, SHOPEE, TOKOPEDIA, World

NAMES = {SHOPEE: "Kopi", TOKOPEDIA: "Kopi Tokopedia", PACK: "Kopi isi 3"}
CHANNELS = {"shopee": "Shopee", "tokopedia": "Tokopedia"}


@pytest.fixture(params=["id", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    yield choose_language(["--lang", request.param])
    choose_language([])


def busy_world() -> World:
    world = World()
    world.sell(120.0, SHOPEE, "S1", pieces=2, state="unpaid")
    world.order_state(121.0, SHOPEE, "S1", 2, "ready")
    world.show(121.5, TOKOPEDIA, 8)
    world.show(121.6, PACK, 17_500, aspect="price")
    world.in_store(122.0, "R1", "A", 2, reference="shopee:600000123:S1", status="DRAFT")
    world.in_store(122.1, "R1", "A", 2, reference="shopee:600000123:S1", status="UNFULFILLED")
    world.in_store(122.2, "R1", "A", 2, reference="shopee:600000123:S1", status="UNFULFILLED")
    return world


def test_happenings_are_told_once_and_in_words(language: str) -> None:
    happenings = Happenings(NAMES, CHANNELS)
    world = busy_world()
    happenings.hear(world.books)
    happenings.hear(world.books)
    sentences = [sentence for _, sentence in happenings.last]
    assert len(sentences) == 5
    assert not any("demo." in sentence for sentence in sentences)
    assert any("Kopi isi 3" in sentence and "17.500" in sentence for sentence in sentences)
    assert sum("S1" in sentence for sentence in sentences) == 3


def test_only_the_last_happenings_are_kept() -> None:
    happenings = Happenings(NAMES, CHANNELS)
    world = World()
    for number in range(3 * KEPT):
        world.show(120.0 + number, TOKOPEDIA, number)
    happenings.hear(world.books)
    assert len(happenings.last) == KEPT
    assert happenings.last[-1][0] == 120.0 + 3 * KEPT - 1


def test_the_picture_shows_each_channel_and_the_addresses(language: str) -> None:
    shop = ShopStatus(
        cooperative="koperasi-smb",
        marketplace="shopee",
        shop="Koperasi SMB",
        in_sync=101,
        behind=3,
        blocked=0,
        unlinked=7,
        oldest_seconds=2.0,
        orders_imported=40,
        orders_waiting=1,
        orders_short=0,
    )
    moment = Moment([shop], Tally(market_orders=41, store_orders=5), [(120.0, "x")], {"A": "http://a"}, 12.0)
    out = io.StringIO()
    Console(file=out, width=140).print(picture(moment))
    for shown in ("Shopee", "101", "http://a", "41", "12"):
        assert shown in out.getvalue()
    assert "demo." not in out.getvalue()


def test_a_verdict_explains_each_thing_that_is_wrong(language: str) -> None:
    world = World()
    world.sell(120.0, SHOPEE, "S1", pieces=10)
    world.sell(120.5, TOKOPEDIA, "T1", pieces=2)
    lines = list(explain(judge(world.evidence()), NAMES))
    assert any("T1" in line and "0.50" in line for line in lines)
    assert any("Kopi isi 3" in line for line in lines)
    assert sum("S1" in line or "T1" in line for line in lines) >= 3
    assert not any("demo." in line for line in lines)


def test_plain_lines_tell_a_task_at_its_quarters() -> None:
    out = io.StringIO()
    narrator = PlainLines(Console(file=out, width=100), lambda: 0.0)
    with narrator.task("loading") as advance:
        for done in range(101):
            advance(done, 100)
    assert out.getvalue().count("\n") == 5
    assert "loading 100/100" in out.getvalue()


@pytest.mark.parametrize("height", [24, 40])
def test_the_picture_fits_a_small_screen_with_what_to_try(language: str, height: int) -> None:
    shops = [
        ShopStatus("koperasi-smb", name, "Koperasi SMB", 101, 3, 0, 7, 2.0, 40, 1, 0)
        for name in ("lazada", "shopee", "tokopedia")
    ]
    last = [(120.0, f"sentence {number} that is longer than the screen is wide" * 3) for number in range(12)]
    places = {"service": "http://127.0.0.1:33827/ready", "store": "http://127.0.0.1:54985/graphql/"}
    moment = Moment(shops, Tally(155, 27), last, places, 0.0, Path("/tmp/storefront-demo-x"), height)
    out = io.StringIO()
    Console(file=out, width=80, height=height).print(picture(moment))
    lines = out.getvalue().splitlines()
    assert len(lines) <= height
    assert "Ctrl-C" in lines[-1]
    assert sum("storefront-sync " in line for line in lines) == len(TRY)
    assert any("STOREFRONT_STATE_DIR=/tmp/storefront-demo-x" in line for line in lines)
    assert any("sentence 11" in line for line in lines), "the newest stay"


def test_what_is_to_be_tried_are_commands_that_there_are() -> None:
    for words in TRY:
        done = CliRunner().invoke(app, [*words.split(), "--help"])
        assert done.exit_code == 0, words
