"""The containers' scripts, run outside a container."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.tables import ROOT

_DOCKER = ROOT / "docker"

_RECORDER = """#!/bin/sh
echo "$*" >> "$CALLS"
[ "$*" != "${FAILS_AT-}" ]
"""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An environment in which `storefront-sync` writes down how it was called."""
    folder = tmp_path / "bin"
    folder.mkdir()
    command = folder / "storefront-sync"
    command.write_text(_RECORDER)
    command.chmod(command.stat().st_mode | stat.S_IXUSR)
    (folder / "python").symlink_to(sys.executable)
    return {
        "PATH": f"{folder}:/usr/bin:/bin",
        "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]),
        "CALLS": str(tmp_path / "calls"),
        "TMPDIR": str(tmp_path),
        "STOREFRONT_STATE_DIR": str(tmp_path),
        "STOREFRONT_SALEOR_URL": "http://saleor.test/graphql/",
        "STOREFRONT_SALEOR_PASSWORD": "worth nothing",
        "STORE_NAME": "Koperasi Melati",
        "STORE_SLUG": "melati",
        "STORE_SAMPLE": "koperasi-melati",
    }


def _setup(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", _DOCKER / "store-setup.sh", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _calls(environment: dict[str, str]) -> list[str]:
    calls = Path(environment["CALLS"])
    return calls.read_text().splitlines() if calls.exists() else []


def test_the_first_start_sets_up_the_store_and_then_lays_the_sample(environment: dict[str, str]) -> None:
    assert _setup(environment).returncode == 0
    setup, sheet = _calls(environment)
    assert setup == "saleor setup --name Koperasi Melati --slug melati"
    assert re.fullmatch(r"saleor import \S+/products\.csv --cooperative melati", sheet)
    assert Path(sheet.split()[2]).is_file()


def test_the_password_is_on_no_command_line(environment: dict[str, str]) -> None:
    _setup(environment)
    assert not [call for call in _calls(environment) if environment["STOREFRONT_SALEOR_PASSWORD"] in call]


def test_a_later_start_leaves_the_staffs_prices_and_stock_alone(environment: dict[str, str]) -> None:
    _setup(environment)
    assert _setup(environment).returncode == 0
    assert len(_calls(environment)) == 2


def test_asked_to_it_does_it_again(environment: dict[str, str]) -> None:
    _setup(environment)
    _setup(environment, "again")
    assert len(_calls(environment)) == 4


def test_a_set_up_that_failed_is_tried_again_at_the_next_start(environment: dict[str, str]) -> None:
    _setup(environment)
    (first, _) = _calls(environment)
    (Path(environment["STOREFRONT_STATE_DIR"]) / "store-setup.done").unlink()
    assert _setup({**environment, "FAILS_AT": first}).returncode != 0
    assert _setup(environment).returncode == 0
    assert len(_calls(environment)) == 5


def test_without_a_sample_the_store_stays_empty(environment: dict[str, str]) -> None:
    assert _setup({**environment, "STORE_SAMPLE": ""}).returncode == 0
    assert len(_calls(environment)) == 1


def test_a_sample_that_there_is_not_is_told(environment: dict[str, str]) -> None:
    done = _setup({**environment, "STORE_SAMPLE": "../etc"})
    assert done.returncode != 0
    assert "koperasi-smb" in done.stderr


@pytest.mark.parametrize("missing", ["DATABASE_URL", "REDIS_URL"])
def test_the_image_says_what_it_lacks(missing: str) -> None:
    given = {
        "PATH": "/usr/bin:/bin",
        "DATABASE_URL": "postgresql://nowhere/x",
        "REDIS_URL": "redis://nowhere",
    }
    del given[missing]
    done = subprocess.run(
        ["sh", _DOCKER / "entrypoint.sh", "web"],
        env=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert missing in done.stderr
