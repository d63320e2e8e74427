"""Staff are told what an order lacks, what can be done, and what each costs, the cheapest first."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from redis import Redis

from connectors.base.aftersale import CancelOption
from connectors.base.simulator.orders import Step
from connectors.base.types import ExternalOrderId
from mappings.words import CancelReason
from storefront_sync.catalog.models import Variant
from storefront_sync.core.sentences import LANGUAGES, sentence
from storefront_sync.fulfilment.short import DEAREST_LAST, Way, lacking, ways
from storefront_sync.orders.models import Order
from storefront_sync.orders.phases import Phase
from storefront_sync.sync.budgets import CallClass
from tests.orders.whole_world import WholeWorld, whole_world

SLUG = "melati"


@pytest.fixture
def short_world(db: None, redis: Redis) -> Iterator[WholeWorld]:
    """One cooperative with 12 pieces of S, 5 of M, none of L, in agreement."""
    with whole_world(redis) as made:
        made.cooperative(SLUG)
        made.sweep(SLUG)
        made.link_all(SLUG)
        made.everything(SLUG, rounds=1)
        yield made


def bought(world: WholeWorld, key: str, *wanted: tuple[str, int]) -> Order:
    """An order, carried as far as it goes."""
    external_id = world.buy(SLUG, key, list(wanted))
    world.clock.forward(30)
    world.drain(SLUG, key)
    world.settle(SLUG)
    return Order.objects.get(external_id=external_id)


def told(world: WholeWorld, order: Order, key: str = "shopee") -> tuple[Way, ...]:
    """What can be done, by what the marketplace offers now."""
    world.redis.flushall()
    connector = world.connector(SLUG, key, CallClass.NORMAL)
    assert connector.fulfilment is not None
    offered = connector.fulfilment.cancel_options(ExternalOrderId(order.external_id))
    partial = connector.manifest.capabilities.partial_cancel
    return ways(order, lacking(order), offered, partial=partial)


def short_of(world: WholeWorld, key: str, *wanted: tuple[str, int]) -> Order:
    """An order that Saleor can't allocate: the goods went between the sale and the import."""
    for name, _ in wanted:
        world.staff_sets(SLUG, name, 0)
    order = bought(world, key, *wanted)
    assert order.phase == Phase.SHORT.value
    world.sweep(SLUG)
    return order


def test_what_is_missing_is_counted_and_older_orders_come_first(short_world: WholeWorld) -> None:
    first = short_of(short_world, "shopee", ("M", 2))
    second = bought(short_world, "tokopedia", ("M", 1))
    (lacks,) = lacking(first)
    assert (lacks.sku, lacks.missing, lacks.ahead) == (short_world.sku(SLUG, "M"), 2, 0)
    assert lacks.line_keys == tuple(first.lines.values_list("line_key", flat=True))
    (lacks,) = lacking(second)
    assert (lacks.missing, lacks.ahead) == (1, 2)


def test_once_there_is_enough_nothing_needs_doing(short_world: WholeWorld) -> None:
    order = short_of(short_world, "shopee", ("M", 2))
    short_world.staff_sets(SLUG, "M", 2)
    short_world.sweep(SLUG)
    assert lacking(order) == ()
    assert told(short_world, order)[0].key == "short.enough_now"


def test_each_way_has_its_cost_in_both_languages_and_waiting_comes_first(short_world: WholeWorld) -> None:
    order = short_of(short_world, "shopee", ("M", 2))
    found = told(short_world, order)
    assert found[0].key == "short.wait"
    assert [way.key for way in found[1:]] == ["short.cancel"] * (len(found) - 1)
    assert found[-1].cost == "short.costs_listing", "what empties the listing comes last"
    for way in found:
        for language in LANGUAGES:
            assert sentence(way.key, language, way.values) != way.key
            assert "–" not in sentence(way.key, language, way.values)
            assert sentence(way.cost, language) != way.cost


def test_only_the_goods_that_are_missing_need_be_cancelled(short_world: WholeWorld) -> None:
    short_world.staff_sets(SLUG, "M", 0)
    order = bought(short_world, "shopee", ("S", 1), ("M", 1))
    short_world.sweep(SLUG)
    part = next(way for way in told(short_world, order) if way.key == "short.cancel_part")
    (lacks,) = lacking(order)
    assert part.command.endswith(f"--line {lacks.line_keys[0]}")
    assert part.values["lines"] == 1


def test_goods_that_another_buyer_gives_back_are_offered(short_world: WholeWorld) -> None:
    other = bought(short_world, "tokopedia", ("M", 3))
    assert other.phase == Phase.IMPORTED.value
    order = short_of(short_world, "shopee", ("M", 2))
    assert not [way for way in told(short_world, order) if way.key == "short.given_back"]
    short_world.simulators["tokopedia"].step_order(other.external_id, Step.REQUEST_CANCEL)
    short_world.clock.forward(30)
    short_world.drain(SLUG, "tokopedia")
    way = next(way for way in told(short_world, order) if way.key == "short.given_back")
    assert way.values == {"other": other.external_id, "pieces": 3}
    assert way.command == f"orders answer {other.external_id} --accept"


def test_another_cooperatives_goods_are_never_offered(short_world: WholeWorld) -> None:
    short_world.cooperative("sumber")
    short_world.sweep("sumber")
    short_world.link_all("sumber")
    short_world.everything("sumber", rounds=1)
    external_id = short_world.buy("sumber", "tokopedia", [("M", 3)])
    short_world.everything("sumber", rounds=1)
    short_world.simulators["tokopedia"].step_order(external_id, Step.REQUEST_CANCEL)
    short_world.clock.forward(30)
    short_world.drain("sumber", "tokopedia")
    theirs = Order.objects.get(external_id=external_id)
    assert (theirs.phase, theirs.state) == (Phase.IMPORTED.value, "cancel_requested")
    order = short_of(short_world, "shopee", ("M", 2))
    Variant.objects.filter(sku=short_world.sku("sumber", "M")).update(sku=short_world.sku(SLUG, "M"))
    assert not [way for way in told(short_world, order) if way.key == "short.given_back"]


def test_every_reason_has_a_place_and_a_price(short_world: WholeWorld) -> None:
    assert set(DEAREST_LAST) == set(CancelReason)
    order = short_of(short_world, "shopee", ("M", 2))
    offered = [CancelOption(reason, reason.value) for reason in CancelReason]
    for way in ways(order, lacking(order), offered, partial=False):
        for language in LANGUAGES:
            assert sentence(way.cost, language) != way.cost
