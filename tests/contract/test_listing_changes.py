"""How a listing is changed, hidden and shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from connectors.base.errors import Rejected
from connectors.base.simulator.shelf import BookError
from connectors.base.types import Applied, ItemId
from mappings.money import Rupiah
from mappings.words import ListingStatus
from tests.conftest import HandSetClock
from tests.contract.behaviours import Behaviour, behaviours
from tests.contract.stall import Stall
from tests.contract.world import BAG, BIG_SHOP, OTHER_SHOP, SHIRT, World, opened


@pytest.fixture(params=behaviours("publishing"), ids=str)
def world(request: pytest.FixtureRequest, clock: HandSetClock) -> Iterator[World]:
    """Each marketplace on which listings can be made, in each of its ways."""
    behaviour: Behaviour = request.param
    yield from opened(behaviour, clock.now)


def test_an_update_changes_the_page_and_nothing_of_the_goods(stall: Stall) -> None:
    rules = stall.rules()
    draft = stall.draft(rules)
    published = stall.publish(draft)
    before = {view.model_id: (view.sku, view.price, view.stock) for view in stall.views(published.item_id)}
    newer = replace(stall.draft(rules, seed=7), tiers=draft.tiers, models=draft.models, pre_order_days=None)
    sold = tuple(replace(model, price=Rupiah(1), stock=1) for model in draft.models)
    stall.catalogue.update(published.item_id, replace(newer, models=sold))
    stall.wait()
    after = {view.model_id: (view.sku, view.price, view.stock) for view in stall.views(published.item_id)}
    assert after == before
    page = stall.item(published.item_id).page
    assert page is not None
    assert newer.weight_grams is not None
    assert (page.title, page.weight_grams) == (newer.title, rules.weighed(newer.weight_grams))
    assert {view.title for view in stall.views(published.item_id)} == {newer.title}


def test_an_update_may_move_it_to_another_category(stall: Stall) -> None:
    draft = stall.draft(stall.rules(place=0))
    published = stall.publish(draft)
    moved = replace(stall.draft(stall.rules(place=9)), tiers=draft.tiers, models=draft.models)
    stall.catalogue.update(published.item_id, moved)
    stall.wait()
    page = stall.item(published.item_id).page
    assert page is not None
    assert page.category_id == moved.category_id != draft.category_id
    assert [view.sku for view in stall.views(published.item_id)] == [model.sku for model in draft.models]


def test_an_update_leaves_a_hidden_listing_hidden(stall: Stall) -> None:
    draft = stall.draft()
    published = stall.publish(draft)
    stall.catalogue.show([published.item_id], False)
    stall.catalogue.update(published.item_id, draft)
    stall.wait()
    assert stall.status(published.item_id) is ListingStatus.HIDDEN


def test_an_update_of_what_is_not_there_is_refused(stall: Stall) -> None:
    with pytest.raises(Rejected):
        stall.catalogue.update(ItemId("2999999000"), stall.draft())


def test_hiding_and_showing_again(world: World, stall: Stall) -> None:
    item = (SHIRT, world.models(SHIRT)[0], 1)
    (hidden,) = stall.catalogue.show([SHIRT], False)
    assert (hidden.item_id, hidden.applied, hidden.error) == (SHIRT, Applied.YES, None)
    assert stall.status(SHIRT) is ListingStatus.HIDDEN
    with pytest.raises(BookError):
        world.sim.place_order(stall.shop, [item])
    (shown,) = stall.catalogue.show([SHIRT], True)
    assert shown.applied is Applied.YES
    stall.wait()
    assert stall.status(SHIRT) is ListingStatus.LIVE
    world.sim.place_order(stall.shop, [item])


@pytest.mark.parametrize("visible", [True, False])
def test_what_is_so_already_stays_so(stall: Stall, visible: bool) -> None:
    for _ in range(2):
        (outcome,) = stall.catalogue.show([BAG], visible)
        assert outcome.applied is Applied.YES
    stall.wait()
    assert stall.status(BAG) is (ListingStatus.LIVE if visible else ListingStatus.HIDDEN)


def test_hiding_leaves_stock_and_price(world: World, stall: Stall) -> None:
    before = [world.shown(SHIRT, model_id) for model_id in world.models(SHIRT)]
    stall.catalogue.show([SHIRT], False)
    stall.catalogue.show([SHIRT], True)
    assert [world.shown(SHIRT, model_id) for model_id in world.models(SHIRT)] == before


def test_one_that_is_refused_spares_the_others(world: World, stall: Stall) -> None:
    world.faults(partial_rate=1)
    outcomes = stall.catalogue.show([SHIRT, BAG], False)
    world.faults()
    assert sorted(outcome.applied for outcome in outcomes) == [Applied.NO, Applied.YES]
    for outcome in outcomes:
        hidden = stall.status(outcome.item_id) is ListingStatus.HIDDEN
        assert hidden is (outcome.applied is Applied.YES)
        assert (outcome.error is None) is hidden


def test_what_is_not_the_shops_is_refused_and_untouched(world: World, stall: Stall) -> None:
    foreign = ItemId(next(iter(world.sim.book.shop(OTHER_SHOP).items)))
    outcomes = {outcome.item_id: outcome for outcome in stall.catalogue.show([SHIRT, foreign], False)}
    assert (outcomes[SHIRT].applied, outcomes[foreign].applied) == (Applied.YES, Applied.NO)
    assert isinstance(outcomes[foreign].error, Rejected)
    assert world.sim.book.shop(OTHER_SHOP).items[foreign].status is ListingStatus.LIVE


def test_twenty_are_hidden_in_one_go(world: World, clock: HandSetClock) -> None:
    big = Stall(world, clock, BIG_SHOP)
    catalogue = big.catalogue
    twenty = [ItemId(item_id) for item_id in list(world.sim.book.shop(BIG_SHOP).items)[:20]]
    assert len(twenty) == 20
    outcomes = catalogue.show(twenty, False)
    assert [(outcome.item_id, outcome.applied) for outcome in outcomes] == [
        (item_id, Applied.YES) for item_id in twenty
    ]
    assert {big.status(item_id) for item_id in twenty} == {ListingStatus.HIDDEN}
