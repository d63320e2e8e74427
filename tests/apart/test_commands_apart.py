"""Every command that takes a cooperative tells and touches that one only."""

from __future__ import annotations

import inspect

import pytest
from typer.testing import CliRunner

from storefront_sync.cli.main import app
from tests.apart.neighbours import ACTOR, Neighbours
from tests.apart.watchman import watched

TELLS_ONLY = {
    "status": ([], ["--json"], ["--unlinked"], ["--unlinked", "--json"]),
}
ACTS = {"reconcile": ([],), "staff": (["--user", "VXNlcjo0Mg=="],)}


def test_no_command_that_takes_a_cooperative_is_left_out_here() -> None:
    takes = {
        command.name
        for command in app.registered_commands
        if command.callback and "cooperative" in inspect.signature(command.callback).parameters
    }
    assert takes == {*TELLS_ONLY, *ACTS}


@pytest.mark.parametrize("name", [*TELLS_ONLY, *ACTS])
def test_a_command_for_one_cooperative_shows_and_changes_nothing_of_the_others(
    world: Neighbours, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    told = ""
    for options in {**TELLS_ONLY, **ACTS}[name]:
        with watched(world, caplog, acts=name in ACTS) as watchman:
            done = CliRunner(env={"COLUMNS": "300"}).invoke(app, [name, "--cooperative", ACTOR, *options])
            assert done.exit_code == 0, done.output
            watchman.told.append(done.output)
            told += done.output
    assert ACTOR in told


@pytest.mark.parametrize("name", [*TELLS_ONLY, *ACTS])
def test_a_command_for_a_cooperative_that_is_not_here_is_not_taken_for_all(
    world: Neighbours, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    with watched(world, caplog, acts=False) as watchman:
        done = CliRunner().invoke(app, [name, "--cooperative", "nobody"])
        watchman.told.append(done.output)
    assert ACTOR not in done.output


@pytest.mark.parametrize("name", ["list", "differences"])
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_settlements_of_one_cooperative_show_nothing_of_the_others(
    world: Neighbours, caplog: pytest.LogCaptureFixture, name: str, form: list[str]
) -> None:
    with watched(world, caplog, acts=False) as watchman:
        words = ["settlements", name, "--cooperative", ACTOR, *form]
        done = CliRunner(env={"COLUMNS": "300"}).invoke(app, words)
        watchman.told.append(done.output)
    assert done.exit_code in (0, 1), done.output
    assert name == "differences" or f"settlement of {ACTOR}" in done.output
