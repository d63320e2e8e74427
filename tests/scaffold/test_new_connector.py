"""What `make connector` makes is sound, and says itself what it still lacks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from shutil import copy, copytree, ignore_patterns

import pytest

from tests.contract.promises import PROMISES
from tests.contract.test_folder import FILES
from tests.scaffold.__main__ import main
from tests.scaffold.connector import UnusableName, new_connector

ROOT = Path(__file__).resolve().parents[2]
KEY = "warung_of_thirty_letters_in_al"
MYPY = "[mypy]\nstrict = true\nplugins = pydantic.mypy\n"


def made(root: Path) -> Path:
    """A copy of the project with the folders of a new marketplace in it."""
    unwanted = ignore_patterns("__pycache__", "*.mo")
    for name in ("connectors", "mappings", "storefront_sync", "tests"):
        copytree(ROOT / name, root / name, ignore=unwanted)
    copy(ROOT / "pyproject.toml", root)
    assert main([KEY], root) == 0
    return root


def run(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """A tool of the virtual environment, in that copy."""
    environment = {**os.environ, "PYTHONPATH": str(root), "MYPYPATH": str(root)}
    return subprocess.run(
        [sys.executable, *command], cwd=root, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    "name",
    ["", "Lazada", "la-zada", "../evil", "2lazada", "lazada ", "class", "base", "shopee", "a" * 31, "é"],
)
def test_a_name_that_cannot_be_used_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (tmp_path / "connectors" / "shopee").mkdir(parents=True)
    with pytest.raises(UnusableName):
        new_connector(tmp_path, name)
    assert main([name], tmp_path) == 2
    assert name in capsys.readouterr().err
    assert [path.name for path in tmp_path.rglob("*")] == ["connectors", "shopee"]


def test_tests_that_are_there_already_are_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "tests" / "connectors" / "warung").mkdir(parents=True)
    with pytest.raises(UnusableName, match="tests/connectors/warung"):
        new_connector(tmp_path, "warung")
    assert not (tmp_path / "connectors").exists()


def test_every_file_that_the_contract_wants_is_made(tmp_path: Path) -> None:
    new_connector(tmp_path, "warung")
    folder = tmp_path / "connectors" / "warung"
    assert [name for name in FILES if not (folder / name).is_file()] == []
    quality = (folder / "quality.yaml").read_text("utf-8")
    assert all(f"{promise}: exempt - not written yet\n" in quality for promise in PROMISES)


def test_what_is_made_passes_every_check_and_keeps_no_promise(tmp_path: Path) -> None:
    root = made(tmp_path)
    folders = [f"connectors/{KEY}", f"tests/connectors/{KEY}"]
    (root / "mypy.ini").write_text(MYPY)
    for check in (
        ["-m", "ruff", "check", *folders],
        ["-m", "ruff", "format", "--check", *folders],
        ["-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"],
        ["-m", "mypy", "--config-file", "mypy.ini", "-p", f"connectors.{KEY}"],
    ):
        done = run(root, *check)
        assert done.returncode == 0, done.stdout + done.stderr

    suite = run(root, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/contract", "-k", KEY)
    assert suite.returncode == 1
    for sentence in (
        f"connectors/{KEY}/quality.yaml: say done, or exempt and why, of absolute_writes",
        f"connectors/{KEY}/manifest.py: from the fact sheet, stock_rows, price_rows",
        f"connectors/{KEY}/data/errors.json: a row for each documented code",
        f"connectors/{KEY}/simulator/marketplace.py, main_model: what the marketplace calls",
    ):
        assert sentence in suite.stdout

    own = run(root, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"tests/connectors/{KEY}")
    assert own.returncode == 1
    assert f"tests/connectors/{KEY}/test_{KEY}_signatures.py: prove sign_request" in own.stdout
    assert " passed" not in own.stdout


def test_a_marketplace_that_imports_another_is_found_without_being_named(tmp_path: Path) -> None:
    root = made(tmp_path)
    (root / "connectors" / KEY / "sign.py").write_text("from connectors.shopee import sign\n")
    done = run(root, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache")
    assert done.returncode == 1
    assert f"connectors.{KEY}.sign -> connectors.shopee.sign" in done.stdout
