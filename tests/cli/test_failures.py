"""What goes wrong before a command can work is told in one sentence, without a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


def _run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "storefront_sync.cli", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_wrong_setting_is_named_by_its_variable_and_not_quoted(tmp_path: Path) -> None:
    done = _run("run", STOREFRONT_STATE_DIR=str(tmp_path), STOREFRONT_LEASE_SECONDS="rahasia-3x")
    assert done.returncode == 2
    assert "Setelan STOREFRONT_LEASE_SECONDS tidak benar." in done.stderr
    assert "Traceback" not in done.stderr
    assert "rahasia-3x" not in done.stderr


@pytest.mark.parametrize(
    ("language", "expected"), [("id", "Menjaga stok"), ("en", "Keeps a cooperative's stock")]
)
def test_help_is_in_the_chosen_language(language: str, expected: str) -> None:
    done = _run("--lang", language, "--help")
    assert done.returncode == 0
    assert expected in done.stdout


def test_a_simulator_that_there_is_not_is_refused_with_the_names_that_there_are() -> None:
    done = _run("--lang", "en", "simulator", "bukatutup")
    assert done.returncode == 2
    assert "no simulated marketplace" in done.stderr
    assert "saleor" in done.stderr


@pytest.mark.parametrize("command", ["status", "reconcile"])
def test_without_a_database_a_command_says_so_in_a_sentence(tmp_path: Path, command: str) -> None:
    done = _run(
        command, STOREFRONT_STATE_DIR=str(tmp_path), DATABASE_URL="postgresql://u:rahasia9@127.0.0.1:9/d"
    )
    assert done.returncode == 2
    assert "Basis data tidak menjawab." in done.stderr
    assert "Traceback" not in done.stderr
    assert "rahasia9" not in done.stderr


@pytest.mark.parametrize(
    ("typed", "language", "expected"),
    [
        (("orders", "show"), "id", "Ada yang kurang: nomor pesanan"),
        (("orders", "show"), "en", "Something is missing: "),
        (("orders", "list", "--state", "siap"), "id", "Isi --state dengan salah satu dari: unpaid, ready"),
        (("orders", "list", "--nope"), "id", "Pilihan --nope tidak dikenal."),
        (("orders", "answer", "1"), "id", "Tulis --accept (terima) atau --refuse (tolak)."),
        (("pesanan",), "id", "Perintah itu tidak dimengerti."),
    ],
)
def test_what_was_typed_wrongly_is_told_in_the_chosen_language(
    typed: tuple[str, ...], language: str, expected: str
) -> None:
    done = _run("--lang", language, *typed)
    assert done.returncode == 2
    assert expected in done.stderr
    assert "Error" not in done.stderr
