"""A marketplace's categories, and what it wants of a listing in one of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors.base.category import AttributeKind, CategoryId
from connectors.base.errors import Rejected, Transient
from tests.conftest import HandSetClock
from tests.contract.behaviours import Behaviour, behaviours
from tests.contract.stall import Stall
from tests.contract.tampering import TamperingProxy, each_object
from tests.contract.world import SHOP, SHORT, World, opened

RULED_LEAVES = 12


@pytest.fixture(params=behaviours("categories_pulled"), ids=str)
def world(request: pytest.FixtureRequest, clock: HandSetClock) -> Iterator[World]:
    """Each marketplace whose categories can be read, in each of its ways."""
    behaviour: Behaviour = request.param
    yield from opened(behaviour, clock.now)


def test_the_tree_is_whole(stall: Stall) -> None:
    rows = stall.catalogue.categories()
    known = {row.category_id for row in rows}
    assert len(known) == len(rows) > 50
    assert all(row.parent_id in known or row.parent_id == "" for row in rows)
    assert any(row.parent_id == "" for row in rows)


def test_a_leaf_is_what_has_nothing_below_it(stall: Stall) -> None:
    rows = stall.catalogue.categories()
    parents = {row.parent_id for row in rows}
    assert all(row.leaf is (row.category_id not in parents) for row in rows)


def test_every_category_has_a_name(stall: Stall) -> None:
    assert all(row.name.strip() for row in stall.catalogue.categories())


def test_every_way_up_ends_at_the_top(stall: Stall) -> None:
    parent = {row.category_id: row.parent_id for row in stall.catalogue.categories()}
    for start in parent:
        at, steps = start, 0
        while at:
            at, steps = parent[at], steps + 1
            assert steps < 10


def test_every_leaf_has_rules(stall: Stall) -> None:
    for leaf in stall.leaves()[:RULED_LEAVES]:
        rules = stall.catalogue.rules(leaf.category_id)
        assert rules.category_id == leaf.category_id
        assert min(rules.tiers, rules.options, rules.models) >= 1


def test_rules_name_their_attributes(stall: Stall) -> None:
    seen = [
        attribute
        for leaf in stall.leaves()[:RULED_LEAVES]
        for attribute in stall.catalogue.rules(leaf.category_id).attributes
    ]
    assert any(attribute.required for attribute in seen)
    assert any(not attribute.required for attribute in seen)
    assert all(attribute.attribute_id and attribute.name.strip() for attribute in seen)


def test_a_choice_offers_something(stall: Stall) -> None:
    offering = 0
    for leaf in stall.leaves()[:RULED_LEAVES]:
        for attribute in stall.catalogue.rules(leaf.category_id).attributes:
            chosen = attribute.kind in (AttributeKind.CHOICE, AttributeKind.CHOICES)
            offering += chosen
            assert bool(attribute.choices) is chosen
            assert all(choice.choice_id and choice.name for choice in attribute.choices)
    assert offering


def test_a_leaf_that_wants_a_document_says_which(stall: Stall) -> None:
    asked = [name for leaf in stall.leaves() for name in stall.catalogue.rules(leaf.category_id).needs]
    assert all(name.strip() for name in asked)


def test_a_category_that_is_no_leaf_has_no_rules(stall: Stall) -> None:
    branch = next(row for row in stall.catalogue.categories() if not row.leaf)
    with pytest.raises(Rejected):
        stall.catalogue.rules(branch.category_id)


def test_an_unknown_category_is_refused(stall: Stall) -> None:
    with pytest.raises(Rejected):
        stall.catalogue.rules(CategoryId("999999999"))


def test_a_courier_that_can_be_chosen_has_a_name(stall: Stall) -> None:
    couriers = stall.catalogue.couriers()
    assert all(courier.courier_id and courier.name.strip() for courier in couriers)
    assert not stall.rules().courier or any(courier.enabled for courier in couriers)


def test_reading_changes_nothing(world: World, stall: Stall) -> None:
    stall.leaves()
    stall.rules()
    stall.catalogue.couriers()
    assert world.writes() == []


def test_a_time_out_is_transient(world: World) -> None:
    catalogue = world.connect(SHOP, timeouts=SHORT).catalogue
    assert catalogue is not None
    world.faults(timeout_after_apply_rate=1, timeout_seconds=30)
    with pytest.raises(Transient):
        catalogue.categories()


def test_unknown_fields_change_nothing(world: World, stall: Stall) -> None:
    leaf = stall.leaves()[0].category_id
    proxy = TamperingProxy(world.url, each_object(lambda fields: {**fields, "new_in_2027": [1, {"a": None}]}))
    tolerant = stall.through(proxy.url)
    assert tolerant.categories() == stall.catalogue.categories()
    assert tolerant.rules(leaf) == stall.catalogue.rules(leaf)
    proxy.stop()
