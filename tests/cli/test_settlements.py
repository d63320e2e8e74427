"""`settlements …` imports, tells and writes, in words and as JSON."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from python_calamine import CalamineWorkbook
from redis import Redis
from typer.testing import CliRunner

from storefront_sync.cli.main import app
from storefront_sync.core.errors import StorefrontError
from storefront_sync.settings.env import settings
from storefront_sync.settlements.export import write
from tests.returns.desk import Desk, desk
from tests.settlements.papers import Payment, paper

Run = Callable[..., Result]


@pytest.fixture
def place(transactional_db: None, redis: Redis) -> Iterator[Desk]:
    """A shop at Tokopedia."""
    with desk(redis, "tokopedia") as made:
        yield made


@pytest.fixture
def run() -> Run:
    """Runs a command."""
    return lambda *words: CliRunner(env={"COLUMNS": "200"}).invoke(app, ["settlements", *map(str, words)])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with an order that we don't have."""
    return paper(tmp_path, "tokopedia", [Payment("576461413038785752", 1_234_567, 5_000, tax=321)])


def test_a_file_is_imported_and_told_in_words(place: Desk, run: Run, file: Path) -> None:
    done = run("import", file, "--shop", "tokopedia")
    assert done.exit_code == 0, done.output
    assert "1 baris, 1 di antaranya baru" in done.output
    assert "Rp1.234.567" in done.output
    again = json.loads(run("import", file, "--shop", "tokopedia", "--json").output)
    assert (again["lines"], again["new"], again["unknown"]) == (1, 0, 1)


def test_withheld_tax_is_shown_only_where_that_is_wanted(
    place: Desk, run: Run, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("import", file, "--shop", "tokopedia")
    assert "321" not in run("list").output
    assert "tax" not in json.loads(run("list", "--json").output)["files"][0]
    monkeypatch.setenv("STOREFRONT_SETTLEMENT_TAX", "true")
    settings.cache_clear()
    try:
        assert "Rp321" in run("list").output
        assert json.loads(run("list", "--json").output)["files"][0]["tax"] == 321
    finally:
        monkeypatch.delenv("STOREFRONT_SETTLEMENT_TAX")
        settings.cache_clear()


def test_differences_are_listed_and_end_with_1(place: Desk, run: Run, file: Path) -> None:
    assert run("differences").exit_code == 0
    run("import", file, "--shop", "tokopedia")
    done = run("differences")
    assert done.exit_code == 1
    assert "Pesanan tidak dikenal" in done.output
    (row,) = json.loads(run("differences", "--json").output)["differences"]
    assert (row["kind"], row["order_id"], row["paid"]) == ("unknown_order", "576461413038785752", 1_234_567)


def test_differences_are_written_with_amounts_as_numbers(
    place: Desk, run: Run, file: Path, tmp_path: Path
) -> None:
    run("import", file, "--shop", "tokopedia")
    out = tmp_path / "beda.xlsx"
    assert run("differences", "--file", out).exit_code == 1
    rows = CalamineWorkbook.from_path(out).get_sheet_by_index(0).to_python()
    assert rows[0] == ["Apa", "Toko", "Pesanan", "Seharusnya", "Dibayar", "Tanggal"]
    assert (rows[1][2], rows[1][4]) == ("576461413038785752", 1_234_567)


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_no_text_in_a_written_file_is_run_as_a_formula(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"beda.{ending}"
    write(path, ["a", "b"], [["=cmd|' /C calc'!A0", -5], ["+1", None], ["@x", 0], ["-x", 1], ["\t=1", 2]])
    if ending == "csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        assert [row[0][0] for row in rows[1:]] == ["'"] * 5
        assert rows[1][1] == "-5"
    else:
        texts = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        assert texts[1] == ["=cmd|' /C calc'!A0", -5]
        assert b"<f>" not in path.read_bytes()


def test_a_wrong_ending_or_shop_is_told(place: Desk, run: Run, file: Path, tmp_path: Path) -> None:
    for words, key in (
        (("import", file, "--shop", "nowhere"), "settlement.unknown_shop"),
        (("differences", "--file", tmp_path / "a.pdf"), "settlement.export_ending"),
        (("differences", "--file", tmp_path / "no" / "a.csv"), "settlement.not_written"),
        (("differences", "--file", tmp_path / "no" / "a.xlsx"), "settlement.not_written"),
    ):
        done = run(*words)
        assert isinstance(done.exception, StorefrontError)
        assert done.exception.key == key
