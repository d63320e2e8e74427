"""`saleor setup`, `import` and `blueprint export` as a person meets them."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from storefront_sync.cli.main import app
from storefront_sync.cli.saleor.goods import quoted
from storefront_sync.jobs.new_cooperative import register
from storefront_sync.saleor.setup.blueprint_file import default_blueprint, read_blueprint
from storefront_sync.saleor.setup.run import set_up
from storefront_sync.saleor.setup.server import make
from storefront_sync.tenants.models import Cooperative
from storefront_sync.tenants.onboarding import register_installation
from tests.conftest import HandSetClock
from tests.saleor.empty import EmptySaleor

BLUEPRINT = default_blueprint()


@pytest.fixture
def saleor(clock: HandSetClock) -> Iterator[EmptySaleor]:
    made = EmptySaleor.start(clock)
    yield made
    made.simulator.stop()


@pytest.fixture
def cooperative(db: None, saleor: EmptySaleor) -> Cooperative:
    """A cooperative that was set up, and whose App gave us its token."""
    return founded(saleor)


def founded(saleor: EmptySaleor) -> Cooperative:
    """Set a cooperative up, and write its App's token down."""
    shop = set_up(saleor.staff(), BLUEPRINT).shop
    credentials = saleor.simulator.world.credentials()
    api_url, token = str(credentials["api_url"]), str(credentials["app_token"])
    register_installation(api_url, str(credentials["app_id"]), token, saleor.clock.now())
    return register(api_url, BLUEPRINT, shop)


def run(*arguments: str) -> Result:
    return CliRunner(env={"COLUMNS": "300"}).invoke(app, ["saleor", *arguments])


def setup(saleor: EmptySaleor, *more: str) -> Result:
    store = saleor.simulator.store
    login = ("--email", store.staff.email, "--password", store.staff_password)
    return run("setup", "--url", saleor.api_url, *login, "--no-app", *more)


def sheet(folder: Path, *rows: str) -> Path:
    file = folder / "barang.csv"
    file.write_text("Nama Barang;Kategori;SKU;Harga;Stok\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return file


def results(file: Path) -> list[list[str]]:
    with file.with_suffix(".hasil.csv").open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.reader(opened, delimiter=";"))[1:]


def test_setup_tells_what_it_made_and_the_second_time_that_all_is_there(saleor: EmptySaleor) -> None:
    first, second = setup(saleor), setup(saleor)
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "+ Kanal “Koperasi Serba Usaha”: dibuat" in first.output
    assert "54 dibuat atau dilengkapi, 0 sudah ada, 0 berbeda." in first.output
    assert "0 dibuat atau dilengkapi, 54 sudah ada, 0 berbeda." in second.output
    assert saleor.simulator.store.staff_password not in first.output + second.output


def test_setup_shows_a_difference_in_words_and_says_how_to_decide(saleor: EmptySaleor) -> None:
    setup(saleor)
    saleor.simulator.store.channels[0].charge_taxes = True
    told = setup(saleor)
    assert "! Pajak kanal “Koperasi Serba Usaha”: berbeda, dibiarkan" in told.output
    assert "menambahkan pajak: seharusnya tidak, sekarang ya" in told.output
    assert "--force" in told.output


def test_setup_takes_a_blueprint_under_another_name(saleor: EmptySaleor) -> None:
    assert setup(saleor, "--name", "Koperasi Melati", "--slug", "melati").exit_code == 0
    (channel,) = saleor.simulator.store.channels
    assert (channel.slug, channel.name) == ("melati", "Koperasi Melati")


@pytest.mark.parametrize("password", ["rahasia-9x"])
def test_a_wrong_password_is_one_sentence_without_it_and_without_a_traceback(
    saleor: EmptySaleor, password: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "storefront_sync.cli", "saleor", "setup", "--url", saleor.api_url],
        env={
            **os.environ,
            "STOREFRONT_SALEOR_EMAIL": saleor.simulator.store.staff.email,
            "STOREFRONT_SALEOR_PASSWORD": password,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("Surel atau sandi salah.")
    assert "Traceback" not in done.stderr
    assert password not in done.stdout + done.stderr


def test_an_import_counts_its_rows_and_writes_a_result_for_each(
    cooperative: Cooperative, saleor: EmptySaleor, tmp_path: Path
) -> None:
    file = sheet(tmp_path, "Kue Lapis;Kue;K-1;Rp15.000;4", "=Kue;Kue;K-2;15,000;4", "Kue Sus;Kue;K-3;9000;x")
    done = run("import", str(file))
    assert done.exit_code == 1
    assert [row[:3] for row in results(file)] == [
        ["2", "K-1", "dibuat"],
        ["3", "K-2", "tidak masuk: ada yang perlu dibetulkan"],
        ["4", "K-3", "tidak masuk: ada yang perlu dibetulkan"],
    ]
    assert (
        "Baris 3, SKU “K-2”: Harga: bisa dibaca dua cara; tulis 15000 atau 15.000, bukan “15,000”"
        in done.output
    )
    assert list(saleor.simulator.store.variant_by_sku) == ["K-1"]


@pytest.mark.django_db
def test_a_warehouse_behind_the_first_page_is_found_by_its_slug(saleor: EmptySaleor, tmp_path: Path) -> None:
    address = {"streetAddress1": "Jl. Mawar 3", "countryArea": "Jawa Timur", "country": "ID"}
    transport = saleor.staff().transport
    for number in range(100):
        given = {"name": f"Lain {number}", "slug": f"lain-{number}", "address": address}
        make(transport, "CreateWarehouse", input=given)
    founded(saleor)
    file = sheet(tmp_path, "Teh Melati;Minuman;TEH-1;5000;3")
    done = run("import", str(file), "--warehouse", BLUEPRINT.warehouses[0].slug)
    assert done.exit_code == 0, done.output
    variant = saleor.simulator.store.variant_by_sku["TEH-1"]
    assert [stock.warehouse.slug for stock in variant.stocks.values()] == [BLUEPRINT.warehouses[0].slug]


def test_a_name_in_brackets_is_shown_as_it_is(saleor: EmptySaleor) -> None:
    assert "Koperasi [red]Melati" in setup(saleor, "--name", "Koperasi [red]Melati").output


def test_a_trial_changes_nothing_and_shows_field_by_field(
    cooperative: Cooperative, saleor: EmptySaleor, tmp_path: Path
) -> None:
    run("import", str(sheet(tmp_path, "Kue Lapis;Kue;K-1;15000;4")))
    file = sheet(tmp_path, "Kue Lapis;Kue;K-1;16000;4", "Kue Sus;Kue;K-3;9000;1")
    done = run("import", str(file), "--dry-run")
    assert done.exit_code == 0
    assert [row[2:] for row in results(file)] == [
        ["akan diubah", "Harga: 15000 → 16000"],
        ["akan dibuat", ""],
    ]
    assert "toko tidak diubah" in done.output
    assert list(saleor.simulator.store.variant_by_sku) == ["K-1"]


def test_imported_goods_are_read_at_once_since_saleor_does_not_tell_us_of_our_own_changes(
    cooperative: Cooperative, saleor: EmptySaleor, tmp_path: Path
) -> None:
    read_at = saleor.clock.now()
    Cooperative.objects.update(swept_at=read_at)
    file = sheet(tmp_path, "Kue Lapis;Kue;K-1;15000;4")
    run("import", str(file), "--dry-run")
    assert Cooperative.objects.get().swept_at == read_at
    run("import", str(file))
    assert Cooperative.objects.get().swept_at is None


def test_skus_get_the_cooperatives_prefix_once(
    cooperative: Cooperative, saleor: EmptySaleor, tmp_path: Path
) -> None:
    Cooperative.objects.update(sku_prefix="MLT-")
    file = sheet(tmp_path, "Kue Lapis;Kue;K-1;15000;4", "Kue Sus;Kue;MLT-K-2;15000;4")
    assert run("import", str(file)).exit_code == 0
    assert list(saleor.simulator.store.variant_by_sku) == ["MLT-K-1", "MLT-K-2"]


def test_an_export_is_a_blueprint_with_the_rules_and_without_secrets(
    cooperative: Cooperative, saleor: EmptySaleor
) -> None:
    Cooperative.objects.update(planned_rules={"shops": [{"marketplace": "shopee", "buffer_units": 2}]})
    done = run("blueprint", "export")
    assert done.exit_code == 0
    found = read_blueprint(done.output)
    assert found.rules.shops[0].buffer_units == 2
    assert found.channel == BLUEPRINT.channel
    assert str(saleor.simulator.world.credentials()["app_token"]) not in done.output


def test_a_cooperative_that_is_not_here_is_not_taken_for_another(
    cooperative: Cooperative, tmp_path: Path
) -> None:
    for arguments in (("import", str(sheet(tmp_path, "K;Kue;K;1;1"))), ("blueprint", "export")):
        done = run(*arguments, "--cooperative", "nobody")
        assert getattr(done.exception, "key", "") == "cooperative.unknown"


def test_what_stood_in_a_cell_is_shown_short_and_without_buyers_data() -> None:
    assert quoted("a\x1b[31m" + "b" * 60) == "“a·[31m" + "b" * 34 + "…”"
    assert "0812" not in quoted("hubungi 081234567890")
