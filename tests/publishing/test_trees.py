"""Categories and rules are asked for once in a while, and stale ones serve while the marketplace is away."""

from __future__ import annotations

import pytest

from connectors.base.category import Category, CategoryId
from connectors.base.errors import Transient
from storefront_sync.publishing.models import CategoryRulesRead, CategoryTree
from storefront_sync.publishing.trees import (
    MOST_NODES,
    UNUSED_FOR,
    Shelf,
    TreeTooBig,
    forget_unused,
    old_trees,
)
from tests.publishing.place import FRESH_FOR, Place
from tests.publishing.window import COURIERS, RULES, SHIRTS, TREE, failing


def shelf(place: Place, slug: str = "melati") -> Shelf:
    return Shelf(place.shops[slug], place.window, FRESH_FOR, place.clock.now)


def everything(place: Place) -> tuple[object, ...]:
    kept = shelf(place)
    return kept.tree(), kept.rules(SHIRTS), kept.couriers()


def test_what_was_read_is_given_again_as_it_was_without_a_call(place: Place) -> None:
    assert everything(place) == (TREE, RULES, COURIERS)
    assert everything(place) == (TREE, RULES, COURIERS)
    assert place.window.calls == ["categories", "rules", "couriers"]
    assert shelf(place, "sumber").tree() == TREE
    assert place.window.calls.count("categories") == 1


def test_what_is_old_is_asked_for_again(place: Place) -> None:
    everything(place)
    place.window.tree = TREE[:2]
    assert old_trees(FRESH_FOR, place.clock.now()) == []
    place.clock.forward(FRESH_FOR.total_seconds() + 60)
    assert old_trees(FRESH_FOR, place.clock.now()) == ["shopee"]
    assert everything(place)[0] == TREE[:2]
    assert place.window.calls == ["categories", "rules", "couriers"] * 2


def test_a_marketplace_that_is_away_is_not_waited_for_at_every_check(place: Place) -> None:
    everything(place)
    place.clock.forward(FRESH_FOR.total_seconds() + 60)
    place.window.before = {name: [failing(Transient)] * 9 for name in ("categories", "rules", "couriers")}
    assert everything(place) == (TREE, RULES, COURIERS)
    assert everything(place) == (TREE, RULES, COURIERS)
    assert place.window.calls == ["categories", "rules", "couriers"] * 2
    place.clock.forward(660)
    everything(place)
    assert place.window.calls == ["categories", "rules", "couriers"] * 3


def test_where_nothing_was_ever_read_the_failure_is_told(place: Place) -> None:
    place.window.before = {name: [failing(Transient)] for name in ("categories", "rules", "couriers")}
    kept = shelf(place)
    for ask in (kept.tree, lambda: kept.rules(SHIRTS), kept.couriers):
        with pytest.raises(Transient):
            ask()
    assert everything(place) == (TREE, RULES, COURIERS)


def test_a_category_that_vanished_is_known_to_have_and_told(place: Place) -> None:
    made = place.shirt()
    place.choose()
    assert place.lacks(made) == []
    place.window.rule_of.clear()
    place.clock.forward(FRESH_FOR.total_seconds() + 60)
    assert place.lacks(made) == [("category", "publish.category_gone")]
    assert place.lacks(made) == [("category", "publish.category_gone")]
    assert place.window.calls.count("rules") == 2


def test_a_tree_without_end_is_not_stored(place: Place) -> None:
    node = Category(CategoryId("1"), CategoryId(""), "x", leaf=True)
    place.window.tree = (node,) * (MOST_NODES + 1)
    with pytest.raises(TreeTooBig):
        shelf(place).tree()
    assert not CategoryTree.objects.exists()


def test_rules_that_nobody_used_for_long_go(place: Place) -> None:
    shelf(place).rules(SHIRTS)
    forget_unused(place.clock.now())
    assert CategoryRulesRead.objects.count() == 1
    place.clock.forward(UNUSED_FOR.total_seconds() + 60)
    forget_unused(place.clock.now())
    assert CategoryRulesRead.objects.count() == 0
