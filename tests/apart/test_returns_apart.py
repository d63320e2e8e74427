"""What staff of one cooperative ask about returns reaches no return, line or warehouse of another."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from storefront_sync.cli.main import app
from storefront_sync.core.errors import StorefrontError
from storefront_sync.jobs import returns_desk
from storefront_sync.returns import shown
from storefront_sync.returns.inspect import InspectionRefused, inspect
from storefront_sync.returns.models import Return
from storefront_sync.returns.pieces import Looked
from tests.apart.belongings import rows
from tests.apart.neighbours import ACTOR, OTHERS, Neighbours
from tests.apart.watchman import watched

GOOD = Looked(good=1)


def _theirs(slug: str) -> Return:
    return Return.objects.filter(cooperative__slug=slug).earliest("pk")


def test_each_command_shows_and_changes_its_own_returns_only(
    world: Neighbours, caplog: pytest.LogCaptureFixture
) -> None:
    own = _theirs(ACTOR)
    asks = (
        ["list"],
        ["list", "--waiting", "--json"],
        ["show", own.return_id],
        ["show", own.return_id, "--json"],
        ["inspect", own.return_id, "--good", "-1", "--lost", "1"],
        ["counted", own.return_id],
    )
    with watched(world, caplog) as watchman:
        for words in asks:
            done = CliRunner(env={"COLUMNS": "300"}).invoke(app, ["returns", *words, "--cooperative", ACTOR])
            assert done.exit_code == 0, done.output
            watchman.told.append(done.output)


@pytest.mark.parametrize("other", OTHERS)
def test_the_return_of_another_is_unknown_whoever_asks_and_however(world: Neighbours, other: str) -> None:
    actor, theirs = world.cooperatives[ACTOR], _theirs(other)
    before = rows(world.cooperatives[other])
    line = theirs.lines.earliest("pk").line_key
    with pytest.raises(StorefrontError) as named:
        shown.named(actor, theirs.return_id)
    assert named.value.key == "return.unknown"
    for act in (
        lambda: inspect(actor, theirs.pk, {line: GOOD}, "x", world.clock.now()),
        lambda: returns_desk.counted(actor, theirs),
    ):
        with pytest.raises(InspectionRefused) as refused:
            act()
        assert refused.value.key == "return.unknown"
    assert rows(world.cooperatives[other]) == before


@pytest.mark.parametrize("other", OTHERS)
def test_nothing_is_put_into_anothers_warehouse(world: Neighbours, other: str) -> None:
    own = _theirs(ACTOR)
    line = own.lines.earliest("pk").line_key
    place = world.cooperatives[other].warehouses.get().warehouse_id
    if place in set(world.cooperatives[ACTOR].warehouses.values_list("warehouse_id", flat=True)):
        place = "of another"  # two Saleors may call theirs by one id
    found = {line: Looked(good=-1, damaged=1)}
    with pytest.raises(InspectionRefused) as refused:
        inspect(world.cooperatives[ACTOR], own.pk, found, "x", world.clock.now(), warehouse_id=place)
    assert refused.value.key == "return.unknown_warehouse"
