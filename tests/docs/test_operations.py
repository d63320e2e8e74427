"""docs/operations.md names every command, setting and metric that there is, and none that there isn't."""

from __future__ import annotations

import re

import pytest
import typer
from typer.core import TyperCommand, TyperGroup

from storefront_sync.cli.main import app
from storefront_sync.services.fleet import QUEUES
from storefront_sync.settings.env import Settings, variable
from tests.docs.tables import OPERATIONS, metrics_table, settings_table, written

_TEXT = OPERATIONS.read_text(encoding="utf-8")


def _commands() -> TyperGroup:
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    return group


@pytest.mark.parametrize(("name", "table"), [("settings", settings_table), ("metrics", metrics_table)])
def test_the_tables_are_those_of_the_code(name: str, table: object) -> None:
    assert callable(table)
    assert written(_TEXT, name) == table(), "run `make texts`"


def test_every_command_and_queue_is_explained_and_no_other() -> None:
    explained = set(re.findall(r"^\| `storefront-sync ([a-z-]+)", _TEXT, re.MULTILINE))
    assert explained == set(_commands().commands)
    assert set(re.findall(r"^\| `worker ([a-z]+)`", _TEXT, re.MULTILINE)) == set(QUEUES)


def test_every_option_that_the_page_names_exists() -> None:
    for line in re.findall(r"^\| `storefront-sync ([^`]*)`", _TEXT, re.MULTILINE):
        command: TyperCommand | TyperGroup = _commands()
        for word in re.findall(r"^[a-z -]*[a-z]", line.partition("--")[0])[0].split():
            if isinstance(command, TyperGroup) and word in command.commands:
                command = command.commands[word]
        known = {
            option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)
        }
        assert set(re.findall(r"--[a-z-]+", line)) <= known, line


def test_no_setting_is_named_that_there_is_not() -> None:
    known = {variable(name) for name in Settings.model_fields}
    pages = [page.read_text(encoding="utf-8") for page in sorted(OPERATIONS.parent.rglob("*.md"))]
    named = {word for page in pages for word in re.findall(r"\bSTOREFRONT_[A-Z_]+[A-Z]\b", page)}
    assert named <= known
