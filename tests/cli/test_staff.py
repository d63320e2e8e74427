"""`staff` gives and takes the right to see a cooperative."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from storefront_sync.cli.main import app
from storefront_sync.tenants.roles import holders
from tests.inbox.cooperatives import World
from tests.inbox.fixtures import world

__all__ = ["world"]


@pytest.fixture
def run(world: World) -> object:
    return lambda *options: CliRunner().invoke(app, ["staff", "--cooperative", *options])


def test_a_role_is_given_listed_and_taken_back(world: World, run: object) -> None:
    assert callable(run)
    assert "sekarang melihat melati" in run("melati", "--user", "VXNlcjo3").output
    assert holders(world.melati.cooperative) == ["VXNlcjo3"]
    assert holders(world.anggrek.cooperative) == []
    assert run("melati").output.splitlines() == ["1 pengguna terdaftar di melati", "VXNlcjo3"]
    assert "tidak lagi melihat" in run("melati", "--user", "VXNlcjo3", "--remove").output
    assert "memang tidak terdaftar" in run("melati", "--user", "VXNlcjo3", "--remove").output
    assert holders(world.melati.cooperative) == []


def test_an_unknown_cooperative_is_said_to_be_unknown(run: object) -> None:
    assert callable(run)
    answer = run("nobody", "--user", "VXNlcjo3")
    assert answer.exit_code == 1
    assert "Tidak ada koperasi nobody" in answer.output
