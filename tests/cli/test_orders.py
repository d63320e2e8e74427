"""`orders …` looks at marketplace orders, has them sent off, prints and cancels, in words."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import Result
from pypdf import PdfReader
from redis import Redis
from typer.testing import CliRunner

from connectors.base.simulator.orders import Step
from mappings.words import CancelReason, OrderState, ParcelState
from storefront_sync.catalog.models import Listing, Variant
from storefront_sync.cli.main import app
from storefront_sync.core.errors import StorefrontError
from storefront_sync.core.sentences import LANGUAGES, sentence
from storefront_sync.fulfilment.due import Urgency
from storefront_sync.fulfilment.models import Request, UsualHandover
from storefront_sync.jobs import fulfilments, process
from storefront_sync.orders.models import Order, StandIn
from storefront_sync.orders.phases import Phase
from storefront_sync.returns.models import Restock
from storefront_sync.tenants.vault import seal
from tests.faults.by_hand import WaitedFor
from tests.fulfilment.packing_table import PLACE, PackingTable, packing_table

Run = Callable[..., Result]


@pytest.fixture
def table(transactional_db: None, redis: Redis) -> Iterator[PackingTable]:
    """A shop at Shopee; jobs and commands live by the world's clock."""
    with packing_table(redis, "shopee") as made:
        before = process.live_by(WaitedFor(made.world.clock))
        yield made
        process.live_by(before)


@pytest.fixture
def run(redis: Redis) -> Run:
    """Runs a command; call budgets begin full."""

    def invoke(*words: str, answer: str = "") -> Result:
        redis.flushall()
        return CliRunner(env={"COLUMNS": "200"}).invoke(app, ["orders", *words], input=answer)

    return invoke


def imported(*orders: Order) -> None:
    """Saleor has given their goods."""
    Order.objects.filter(pk__in=[order.pk for order in orders]).update(phase=Phase.IMPORTED.value)


def work(table: PackingTable) -> None:
    """The job runs."""
    table.world.redis.flushall()
    fulfilments.fulfil_shop(table.shop.pk, "bulk")


def test_orders_are_listed_and_shown_with_the_buyer_masked(table: PackingTable, run: Run) -> None:
    order = table.sold()
    Order.objects.filter(pk=order.pk).update(
        buyer_encrypted=seal(
            {"name": "Siti Rahmawati", "phone": "081234567890", "street": "Jl. Mawar 3", "city": "Gresik"}
        )
    )
    assert order.external_id in run("list").output
    assert json.loads(run("list", "--json").output)["orders"][0]["order"] == order.external_id
    assert run("list", "--short").output.strip() == "Tidak ada pesanan."
    for shown in (run("show", order.external_id).output, run("show", order.external_id, "--json").output):
        assert "S*** R***, Gresik" in shown
        assert "Kemeja Batik" in shown
        for secret in ("Siti", "Rahmawati", "0812", "Mawar"):
            assert secret not in shown


def test_a_shop_that_there_is_not_is_no_empty_list(table: PackingTable, run: Run) -> None:
    order = table.sold()
    assert order.external_id in run("list", "--shop", "Shopee").output
    for words in (["list"], ["due"], ["arrange", "--all"], ["labels", "--all"], ["choices"]):
        done = run(*words, "--shop", "shoppee")
        assert isinstance(done.exception, StorefrontError), words
        assert "shopee" in done.exception.technical


def test_with_nothing_to_send_today_it_is_told_what_comes_later(table: PackingTable, run: Run) -> None:
    order = table.sold()
    Order.objects.filter(pk=order.pk).update(ship_by=table.world.clock.now() + timedelta(days=2))
    done = run("due")
    assert "Ada 1 pesanan yang batas kirimnya sesudahnya" in done.output
    assert order.external_id in run("due", "--days", "7").output


def test_an_order_of_nobody_is_named_in_one_sentence(table: PackingTable, run: Run) -> None:
    done = run("show", "no-such-order")
    assert isinstance(done.exception, StorefrontError)
    assert done.exception.key == "fulfilment.no_such_order"


def test_the_ways_that_are_offered_are_told_with_what_to_type(table: PackingTable, run: Run) -> None:
    order = table.sold()
    told = run("options", order.external_id)
    assert told.exit_code == 0
    assert f"--place {PLACE}" in told.output
    assert "--slot" in told.output
    parcels = json.loads(run("options", order.external_id, "--json").output)["parcels"]
    assert parcels[0]["pickup"][0]["place_id"] == PLACE


def test_all_that_is_ready_goes_by_the_way_that_is_kept(
    table: PackingTable, run: Run, tmp_path: Path
) -> None:
    orders = table.many_sold(12)
    imported(*orders)
    done = run("arrange", "--all")
    assert done.exit_code == 1, "nobody said how yet"
    assert done.output.count("storefront-sync orders options") == 1, "what to type is told once"
    assert not Request.objects.exists()
    done = run("arrange", orders[0].external_id, "--by", "pickup", "--place", PLACE, "--usual")
    assert done.exit_code == 0, done.output
    assert UsualHandover.objects.get().place_id == PLACE
    done = run("arrange", "--all")
    assert done.exit_code == 0, done.output
    assert "11 pesanan" in done.output
    work(table)
    assert {table.state(order) for order in orders} == {OrderState.ARRANGED}
    table.reads()
    assert "selesai" in run("show", orders[0].external_id).output
    to = tmp_path / "label.pdf"
    done = run("labels", "--all", "--to", str(to))
    assert done.exit_code == 0, done.output
    assert "12 label" in done.output
    assert len(PdfReader(BytesIO(to.read_bytes())).pages) == 12
    assert stat.S_IMODE(to.stat().st_mode) == 0o600
    assert run("labels", "--all", "--to", str(to)).exit_code == 2, "nothing is written over"


def test_a_link_in_the_place_of_the_file_is_not_followed(
    table: PackingTable, run: Run, tmp_path: Path
) -> None:
    order = table.sold()
    table.asks(order)
    table.settle()
    victim, link = tmp_path / "victim", tmp_path / "label.pdf"
    link.symlink_to(victim)
    done = run("labels", order.external_id, "--to", str(link))
    assert done.exit_code == 2
    assert not victim.exists()
    assert run("labels", order.external_id, "--to", str(tmp_path / "nowhere" / "x.pdf")).exit_code == 2


def test_a_label_that_is_lacking_is_named_and_is_exit_code_1(
    table: PackingTable, run: Run, tmp_path: Path
) -> None:
    order = table.sold()
    to = tmp_path / "label.pdf"
    done = run("labels", order.external_id, "--to", str(to))
    assert done.exit_code == 1
    assert order.external_id in done.output
    assert "Atur pengirimannya dulu" in done.output
    assert not to.exists()


def test_a_way_without_its_name_is_refused(table: PackingTable, run: Run) -> None:
    assert run("arrange", "x", "--place", PLACE).exit_code == 2
    order = table.sold()
    done = run("arrange", order.external_id, "--by", "own")
    assert done.exit_code == 1
    assert "nomor resi" in done.output


def test_a_cancel_tells_the_reasons_then_asks_and_warns(table: PackingTable, run: Run) -> None:
    order = table.sold()
    told = run("cancel", order.external_id)
    assert told.exit_code == 1
    assert "--reason OUT_OF_STOCK: stok habis" in told.output
    assert not Request.objects.exists()
    done = run("cancel", order.external_id, "--reason", "out_of_stock", answer="n\n")
    assert done.exit_code == 1
    assert "mengosongkan stok" in done.output
    assert not Request.objects.exists()
    done = run("cancel", order.external_id, "--reason", "OUT_OF_STOCK", "--yes", "--json")
    assert json.loads(done.output) == {"asked": [order.external_id], "refused": []}
    work(table)
    assert table.state(order) is OrderState.CANCELLED


def test_a_buyer_is_answered_only_when_it_is_said_how(table: PackingTable, run: Run) -> None:
    order = table.sold()
    assert run("answer", order.external_id).exit_code == 2
    assert run("answer", order.external_id, "--accept").exit_code == 1
    table.simulator.step_order(order.external_id, Step.REQUEST_CANCEL)
    table.reads()
    assert run("answer", order.external_id, "--refuse").exit_code == 0
    work(table)
    assert table.state(order) is OrderState.READY


def test_a_short_order_is_told_with_its_choices(table: PackingTable, run: Run) -> None:
    assert run("choices").exit_code == 0
    order = table.sold()
    table.world.read("melati", S=0)
    Order.objects.filter(pk=order.pk).update(phase=Phase.SHORT.value)
    done = run("choices")
    assert done.exit_code == 1
    assert "Kurang 1 × Kemeja Batik" in done.output
    assert f"storefront-sync orders cancel {order.external_id} --reason" in done.output
    told = json.loads(run("choices", order.external_id, "--json").output)["orders"][0]
    assert told["lacks"][0]["missing"] == 1
    assert all(way["cost"] for way in told["choices"])


def test_what_is_overdue_is_marked_and_is_exit_code_1(table: PackingTable, run: Run) -> None:
    order = table.sold()
    Order.objects.filter(pk=order.pk).update(ship_by=None)
    assert run("due").exit_code == 0
    Order.objects.filter(pk=order.pk).update(ship_by=table.world.clock.now())
    done = run("due")
    assert done.exit_code == 1
    assert "TERLAMBAT" in done.output
    assert json.loads(run("due", "--json").output)["orders"][0]["urgency"] == "overdue"


def test_where_there_are_several_cooperatives_one_is_named_and_only_its_orders_are_told(
    table: PackingTable, run: Run, tmp_path: Path
) -> None:
    order = table.sold()
    table.world.cooperative("sumber")
    done = run("list")
    assert isinstance(done.exception, StorefrontError)
    assert done.exception.key == "fulfilment.which_cooperative"
    own = ["--cooperative", "sumber"]
    for words in (["list"], ["due"], ["choices"], ["arrange", "--all"], ["labels", "--all"]):
        told = run(*words, *own)
        assert told.exit_code == 0, (words, told.output)
        assert order.external_id not in told.output
    for words in (
        ["show"],
        ["options"],
        ["arrange"],
        ["labels", "--to", str(tmp_path / "x.pdf")],
        ["cancel"],
        ["answer", "--accept"],
        ["choices"],
    ):
        done = run(*words, order.external_id, *own)
        assert isinstance(done.exception, StorefrontError), words
        assert done.exception.key == "fulfilment.no_such_order"
    assert not Request.objects.exists()
    assert run("list", "--cooperative", "melati").exit_code == 0
    assert run("list", "--cooperative", "nobody").exception.key == "fulfilment.unknown_cooperative"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("prefix", "words"),
    [
        ("state", OrderState),
        ("phase", Phase),
        ("parcel", ParcelState),
        ("kind", Request.Kind),
        ("request", Request.State),
        ("reason", CancelReason),
        ("urgency", Urgency),
    ],
)
def test_every_word_of_an_order_has_a_text(prefix: str, words: type) -> None:
    for word in words:  # type: ignore[attr-defined]
        key = f"cli.orders.{prefix}.{word.value}"
        for language in LANGUAGES:
            assert sentence(key, language) != key


def test_an_order_is_imported_on_staffs_word_or_it_is_said_why_not(table: PackingTable, run: Run) -> None:
    order = table.sold()
    Order.objects.filter(pk=order.pk).update(phase=Phase.WAITING_LINK.value)
    Listing.objects.update(link="unmapped", link_source="")
    asked = run("import-early", order.external_id)
    assert (asked.exit_code, "1 pesanan" in asked.output) == (0, True)
    order.refresh_from_db()
    assert order.early_by == "cli"
    line = order.lines.get()
    StandIn.objects.create(order=order, line_key=line.line_key, variant_id="x")
    Restock.objects.create(
        cooperative=order.cooperative,
        order=order,
        variant=Variant.objects.filter(cooperative=order.cooperative).earliest("pk"),
        pieces=-3,
        owed=-1,
    )
    imported(order)
    shown = run("show", order.external_id).output
    assert "barang pengganti" in shown
    assert "2 dari 3 sudah dikurangi" in shown
    refused = run("import-early", order.external_id, "--json")
    assert refused.exit_code == 1
    assert json.loads(refused.output)["refused"][0]["key"] == "early.in_saleor"
    assert run("import-early").exit_code == 2
    Restock.objects.update(doubted_at=order.early_at)
    assert run("counted", order.external_id).exit_code == 0
    assert not Restock.objects.exclude(doubted_at=None).exists()
