"""`api-key` makes, lists and takes back keys; the text of a key is printed once."""

from __future__ import annotations

import pytest
from click.testing import Result
from typer.testing import CliRunner

from storefront_sync.cli.main import app
from storefront_sync.core.clock import SystemClock
from storefront_sync.tenants.api_keys import owner
from storefront_sync.tenants.models import Cooperative
from tests.inbox.cooperatives import World
from tests.inbox.fixtures import world

__all__ = ["world"]


def run(*words: str, cooperative: str) -> Result:
    """The command's result."""
    return CliRunner(env={"COLUMNS": "200"}).invoke(app, ["api-key", *words, "--cooperative", cooperative])


def slug(world: World) -> str:
    """Of a cooperative that is there."""
    return Cooperative.objects.order_by("pk").values_list("slug", flat=True)[0]


def test_a_key_is_printed_alone_so_that_it_can_be_piped(world: World) -> None:
    done = run("make", "packing", cooperative=slug(world))
    assert done.exit_code == 0, done.output
    key = done.stdout.strip()
    found = owner(key, SystemClock().now())
    assert found is not None
    assert (found.name, found.cooperative.slug) == ("packing", slug(world))
    listed = run("list", cooperative=slug(world))
    assert "packing" in listed.output
    assert key not in listed.output


def test_a_name_is_taken_once(world: World) -> None:
    run("make", "packing", cooperative=slug(world))
    assert run("make", "packing", cooperative=slug(world)).exit_code != 0


def test_what_was_taken_back_opens_nothing(world: World) -> None:
    key = run("make", "packing", cooperative=slug(world)).stdout.strip()
    assert run("revoke", "packing", cooperative=slug(world)).exit_code == 0
    assert owner(key, SystemClock().now()) is None
    assert run("revoke", "packing", cooperative=slug(world)).exit_code != 0


@pytest.mark.parametrize("what", ["make", "revoke"])
def test_an_unknown_cooperative_is_refused(world: World, what: str) -> None:
    assert run(what, "packing", cooperative="nobody").exit_code == 2
