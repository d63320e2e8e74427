"""Settlement files count once, match their orders, and are refused whole where something is wrong."""

from __future__ import annotations

import shutil
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis import Redis

from storefront_sync.core.errors import StorefrontError
from storefront_sync.jobs import process
from storefront_sync.jobs.retention import delete_old
from storefront_sync.settlements.importing import Imported, import_file
from storefront_sync.settlements.models import SettlementFile, SettlementLine
from storefront_sync.tenants.models import Shop
from tests.returns.desk import SLUG, Desk, desk
from tests.settlements.papers import Payment, paper, workbook
from tests.sync.world import World

NOW = datetime(2026, 12, 8, tzinfo=UTC)


@pytest.fixture
def bare(db: None, redis: Redis) -> Shop:
    """A shop at Shopee without any order."""
    with desk(redis, "shopee") as made:
        return made.shop


def imported(shop: Shop, path: Path) -> Imported:
    """Import as the command line does."""
    return import_file(shop, path, "cli", NOW)


def told(shop: Shop, path: Path) -> tuple[str, str]:
    """The key and the words of the refusal; nothing was stored."""
    before = SettlementLine.objects.count(), SettlementFile.objects.count()
    with pytest.raises(StorefrontError) as caught:
        imported(shop, path)
    assert (SettlementLine.objects.count(), SettlementFile.objects.count()) == before
    return caught.value.key, caught.value.technical


def books(shop: Shop) -> set[tuple[str, int, str, str]]:
    """What the lines come to."""
    rows = SettlementLine.objects.filter(shop=shop)
    return {(row.external_order_id, row.amount, str(row.settled_on), row.kind) for row in rows}


def test_a_file_is_matched_with_its_orders(place: Desk, tmp_path: Path) -> None:
    order_id = place.sell(("S", 2))
    payments = [Payment(order_id, 18_000, 2_000, tax=90), Payment("999999999999999", 5_000)]
    done = imported(place.shop, paper(tmp_path, place.key, payments))
    assert (done.matched, done.unknown, done.amount) == (1, 1, 23_000)
    rows = SettlementLine.objects.filter(shop=place.shop, external_order_id=order_id)
    assert rows.aggregate(Sum("amount"), Sum("fees"), Sum("tax")) == {
        "amount__sum": 18_000,
        "fees__sum": 2_000,
        "tax__sum": 90,
    }


def test_the_same_file_again_changes_nothing(place: Desk, tmp_path: Path) -> None:
    path = paper(tmp_path, place.key, [Payment("300000000000001", 18_000, 2_000)])
    first = imported(place.shop, path)
    before = books(place.shop)
    again = imported(place.shop, path)
    copy = shutil.copy(path, path.with_stem("salinan"))
    copied = imported(place.shop, copy)
    assert (first.new, again.new, copied.new) == (first.lines, 0, 0)
    assert (books(place.shop), SettlementFile.objects.count()) == (before, 1)


PAYMENTS = [
    Payment(f"26090{number}ABCDEFGH", 10_000 + number % 3, number % 2 * 100, f"2026-12-0{1 + number % 3}")
    for number in range(8)
] + [Payment("260901ABCDEFGH", 10_001, 100, "2026-12-20"), Payment("260901ABCDEFGH", -3_000, 0, "2026-12-21")]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_split_overlap_and_order_of_the_same_lines_gives_the_same_books(
    bare: Shop, tmp_path: Path, data: st.DataObject
) -> None:
    SettlementFile.objects.all().delete()
    files = data.draw(st.lists(st.lists(st.sampled_from(PAYMENTS), min_size=1, max_size=8), max_size=4))
    rest = [row for row in PAYMENTS if not any(row in file for file in files)]
    every = data.draw(st.permutations([*files, *([data.draw(st.permutations(rest))] if rest else [])]))
    for number, rows in enumerate(every):
        imported(bare, paper(tmp_path, "shopee", rows, f"laporan-{number}"))
    assert sorted(SettlementLine.objects.values_list("external_order_id", "amount", "fees")) == sorted(
        (row.order_id, row.amount, row.fees) for row in PAYMENTS
    )


def test_a_file_of_another_marketplace_is_named(place: Desk, tmp_path: Path) -> None:
    other = "lazada" if place.key == "shopee" else "shopee"
    key, technical = told(place.shop, paper(tmp_path, other, [Payment("300000000000001", 1)]))
    assert key == "settlement.other_marketplace"
    assert technical.casefold() == other


def test_a_file_of_another_shop_of_the_cooperative_is_refused(db: None, redis: Redis, tmp_path: Path) -> None:
    with desk(redis, "shopee") as place:
        order_id = place.sell(("S", 1))
        world: World = place.world
        shop = Shop.objects.get(pk=world.shops[SLUG, "shopee"].pk)
        other = Shop.objects.create(
            cooperative=shop.cooperative, marketplace="shopee", external_id="77", name="Toko dua"
        )
        path = paper(tmp_path, "shopee", [Payment(order_id, 1_000)])
        assert told(other, path)[0] == "settlement.other_shop"
        assert imported(shop, path).matched == 1


def test_a_column_that_is_missing_is_named(bare: Shop, tmp_path: Path) -> None:
    rows = [["No.", "No. Pesanan", "Tanggal Dana Dilepaskan"], [1, "260901ABCDEFGH", "2026-12-07"]]
    key, technical = told(bare, workbook(tmp_path / "a.xlsx", rows))
    assert (key, technical) == ("settlement.column_missing", "total penghasilan (Income)")


def test_a_cell_that_cannot_be_read_is_named_with_its_row(bare: Shop, tmp_path: Path) -> None:
    heading = ["No. Pesanan", "Tanggal Dana Dilepaskan", "Total Penghasilan"]
    rows = [heading, ["260901AAAAAAAA", "2026-12-07", 5], ["260901ABCDEFGH", "2026-12-07", "lima"]]
    key, technical = told(bare, workbook(tmp_path / "a.xlsx", rows))
    assert (key, technical) == ("settlement.amount_unreadable", "total penghasilan (Income 3)")


@pytest.mark.parametrize(
    ("name", "data", "key"),
    [
        ("a.xlsx", b"not a workbook", "settlement.not_readable"),
        ("a.xlsx", b"", "settlement.not_readable"),
        ("a.csv", b"\0\0\0", "settlement.not_readable"),
        ("a.csv", b"", "settlement.not_a_statement"),
        ("a.csv", b"one,two\n1,2\n", "settlement.not_a_statement"),
        ("a.csv", b"x\n" * 100_002, "settlement.too_many_rows"),
        ("a.csv", b"x" * 20_000_001, "settlement.too_large"),
    ],
)
def test_what_is_no_such_file_is_refused_in_words(
    bare: Shop, tmp_path: Path, name: str, data: bytes, key: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert told(bare, path)[0] == key


@pytest.mark.parametrize("cell", ["XFD1", "A1048576", "BAA7"])
def test_a_tiny_workbook_that_reaches_far_is_refused_before_room_is_made_for_it(
    bare: Shop, tmp_path: Path, cell: str
) -> None:
    path = workbook(tmp_path / "a.xlsx", [["No. Pesanan"]])
    far = tmp_path / "far.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(far, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("sheet2.xml"):
                data = data.replace(b'r="A1"', f'r="{cell}"'.encode())
            new.writestr(name, data)
    assert told(bare, far)[0] == "settlement.too_many_rows"


def test_a_workbook_that_is_cut_off_is_refused_in_words(bare: Shop, tmp_path: Path) -> None:
    whole = workbook(tmp_path / "a.xlsx", [["No. Pesanan"]] * 50).read_bytes()
    for size in range(0, len(whole), len(whole) // 20):
        (tmp_path / "cut.xlsx").write_bytes(whole[:size])
        assert told(bare, tmp_path / "cut.xlsx")[0] == "settlement.not_readable"


@pytest.mark.parametrize(("place", "value"), [(8, 99), (6, 1), (6, 32), (4, 120)])
def test_a_workbook_that_is_encrypted_or_packed_in_an_unknown_way_is_refused_in_words(
    bare: Shop, tmp_path: Path, place: int, value: int
) -> None:
    path = workbook(tmp_path / "a.xlsx", [["No. Pesanan"]])
    data = bytearray(path.read_bytes())
    for mark, shift in ((b"PK\x03\x04", 0), (b"PK\x01\x02", 2)):  # each file's own head, and the list of all
        at = data.find(mark)
        while at >= 0:
            data[at + place + shift] = value
            at = data.find(mark, at + 4)
    path.write_bytes(bytes(data))
    assert told(bare, path)[0] == "settlement.not_readable"


def test_a_file_that_is_not_there_is_refused_in_words(bare: Shop, tmp_path: Path) -> None:
    assert told(bare, tmp_path / "gone.xlsx")[0] == "settlement.no_file"
    assert told(bare, tmp_path)[0] == "settlement.no_file"


def test_half_characters_and_nul_in_a_file_can_be_stored(bare: Shop, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    text = "No. Pesanan,Tanggal Dana Dilepaskan,Total Penghasilan,No. Pengajuan\n"
    path.write_bytes((text + "260901ABCDEFGH,2026-12-07,5," + "x" * 500 + "\x07\n").encode())
    assert imported(bare, path).new == 1


def test_lines_go_some_years_after_their_import_and_no_sooner(bare: Shop, tmp_path: Path) -> None:
    for days, name in ((800, "old"), (700, "new")):
        path = paper(tmp_path, "shopee", [Payment("260901ABCDEFGH", days)], name)
        import_file(bare, path, "cli", process.now() - timedelta(days=days))
    delete_old.__wrapped__(0, "scan")  # its boundary would close this test's transaction
    assert list(SettlementLine.objects.values_list("amount", flat=True)) == [700]
