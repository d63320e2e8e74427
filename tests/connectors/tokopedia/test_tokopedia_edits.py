"""A change of a listing's page never costs it a variant."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from connectors.base.errors import Transient
from connectors.base.simulator.server import Outgoing
from tests.conftest import HandSetClock
from tests.contract.behaviours import Behaviour
from tests.contract.stall import Stall
from tests.contract.tampering import TamperingProxy
from tests.contract.world import World, opened


@pytest.fixture
def world(clock: HandSetClock) -> Iterator[World]:
    """TikTok Shop as it is taken to behave."""
    yield from opened(Behaviour("tokopedia"), clock.now)


@pytest.fixture
def stall(world: World, clock: HandSetClock) -> Stall:
    """The first shop's catalogue."""
    return Stall(world, clock)


def forgetting_a_sku(world: World) -> TamperingProxy:
    """A proxy that drops the last SKU of each product's page."""

    def rewrite(answer: Outgoing) -> Outgoing:
        message = json.loads(answer.body)
        data = message.get("data")
        if isinstance(data, dict) and "category_chains" in data:
            data["skus"] = data["skus"][:-1]
        return Outgoing(answer.status, json.dumps(message).encode(), answer.headers)

    return TamperingProxy(world.url, rewrite)


def test_a_page_that_shows_too_few_variants_costs_none_of_them(world: World, stall: Stall) -> None:
    draft = replace(stall.draft(), pre_order_days=None)
    published = stall.publish(draft)
    proxy = forgetting_a_sku(world)
    stall.through(proxy.url).update(published.item_id, replace(draft, title=f"{draft.title} baru"))
    proxy.stop()
    assert set(stall.item(published.item_id).models) == set(published.models)
    assert stall.item(published.item_id).title.endswith("baru")


def test_a_whole_edit_is_not_made_where_a_variant_might_be_missing(world: World, stall: Stall) -> None:
    draft = stall.draft(stall.rules(place=0))
    published = stall.publish(draft)
    moved = replace(stall.draft(stall.rules(place=9)), tiers=draft.tiers, models=draft.models)
    proxy = forgetting_a_sku(world)
    with pytest.raises(Transient):
        stall.through(proxy.url).update(published.item_id, moved)
    proxy.stop()
    assert set(stall.item(published.item_id).models) == set(published.models)
    assert stall.item(published.item_id).title == draft.title


@pytest.mark.parametrize(("before", "after"), [(None, 5), (5, 9), (9, None), (7, 7), (None, None)])
def test_days_of_pre_order_may_come_change_and_go(
    stall: Stall, before: int | None, after: int | None
) -> None:
    rules = stall.rules(pre_order=True)
    draft = replace(stall.draft(rules), pre_order_days=before)
    published = stall.publish(draft)
    stall.catalogue.update(published.item_id, replace(draft, pre_order_days=after))
    item = stall.item(published.item_id)
    assert item.page is not None
    assert item.page.pre_order_days == after
    assert set(item.models) == set(published.models)
