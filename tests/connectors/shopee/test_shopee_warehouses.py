"""Shops that keep their stock at several locations."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import cast

import pytest

from connectors.base.errors import OutcomeUnknown, Rejected, Transient
from connectors.base.protocol import Connector
from connectors.base.simulator.server import Outgoing
from connectors.base.types import Applied, StockRow
from connectors.shopee.simulator import ShopeeSimulator
from tests.contract.tampering import TamperingProxy, honest
from tests.contract.world import BAG, SHIRT, SHOP, World

CITIES = ("IDSBY", "IDMLG", "IDGRS")


@pytest.fixture
def connector(world: World) -> Connector:
    """Speaks for a shop with three locations."""
    places(world, *CITIES)
    return world.connect()


def places(world: World, *names: str) -> None:
    """The shop's locations from now on."""
    cast(ShopeeSimulator, world.sim).locations.of_shop[SHOP] = names


def held(world: World, at: int = 0) -> list[int]:
    """What each location holds of a shirt."""
    sim = cast(ShopeeSimulator, world.sim)
    _, model = sim.book.model(SHOP, SHIRT, world.models(SHIRT)[at])
    return list(sim.locations.held(SHOP, model).values())


def push(world: World, connector: Connector, *numbers: int) -> list[Applied]:
    """Absolute stock of the first shirts."""
    rows = [StockRow(model, number) for model, number in zip(world.models(SHIRT), numbers, strict=False)]
    return [outcome.applied for outcome in connector.push_stock(SHIRT, rows)]


def test_all_warehouses_are_named_and_their_sum_is_what_was_wanted(
    world: World, connector: Connector
) -> None:
    assert push(world, connector, 9, 4) == [Applied.YES] * 2
    assert (sum(held(world)), sum(held(world, 1))) == (9, 4)
    assert world.view(connector, SHIRT, world.models(SHIRT)[0]).stock == 9


def test_each_warehouse_keeps_what_it_has(world: World, connector: Connector) -> None:
    sim = cast(ShopeeSimulator, world.sim)
    _, model = sim.book.model(SHOP, SHIRT, world.models(SHIRT)[0])
    sim.locations.put(SHOP, model, [("IDSBY", 2), ("IDMLG", 6), ("IDGRS", 4)])
    for wanted, parts in ((12, [2, 6, 4]), (15, [5, 6, 4]), (10, [5, 5, 0]), (0, [0, 0, 0])):
        assert push(world, connector, wanted) == [Applied.YES]
        assert held(world) == parts


def test_an_item_without_models_is_written_too(world: World, connector: Connector) -> None:
    (outcome,) = connector.push_stock(BAG, [StockRow(world.models(BAG)[0], 7)])
    assert outcome.applied is Applied.YES
    assert world.shown(BAG, world.models(BAG)[0])[0] == 7


def test_a_shop_with_one_warehouse_is_never_asked_for_its_warehouses(world: World) -> None:
    push(world, world.connect(), 9)
    assert [event["name"] for event in world.sim.events("call")] == ["update_stock"]


def test_once_known_the_refusal_is_not_provoked_again(world: World, connector: Connector) -> None:
    push(world, connector, 9)
    last = world.sim.journal.last
    push(world, connector, 8)
    names = [event["name"] for event in world.sim.events("call", last)]
    assert names == ["item_base_info", "model_list", "update_stock"]


def test_a_warehouse_that_is_new_or_gone_is_found(world: World, connector: Connector) -> None:
    push(world, connector, 9)
    for names in (CITIES[:2], (*CITIES, "IDJMB")):
        places(world, *names)
        assert push(world, connector, 6) == [Applied.YES]
        assert (len(held(world)), sum(held(world))) == (len(names), 6)


def test_a_shop_that_closes_all_but_one_warehouse_is_written_again(
    world: World, connector: Connector
) -> None:
    push(world, connector, 9)
    places(world, CITIES[0])
    assert push(world, connector, 6) == [Applied.YES]
    assert push(world, connector, 5) == [Applied.YES]


def test_what_cannot_be_read_is_not_written(world: World, connector: Connector) -> None:
    push(world, connector, 9)
    world.faults(server_error_rate=1)
    with pytest.raises(Transient):
        push(world, connector, 3)
    assert sum(held(world)) == 9


def test_a_write_whose_answer_is_lost_leaves_the_outcome_open(world: World) -> None:
    places(world, *CITIES)
    proxy = TamperingProxy(world.url, honest)
    connector = world.connect(host=proxy.url)
    push(world, connector, 9)
    proxy.rewrite = losing_writes
    with pytest.raises(OutcomeUnknown):
        push(world, connector, 3)
    proxy.stop()
    assert sum(held(world)) == 3


def test_what_was_taken_stands_where_the_warehouses_cannot_be_read(world: World) -> None:
    proxy = TamperingProxy(world.url, refusing_the_last_row)
    rows = [StockRow(model, 3) for model in world.models(SHIRT)[:2]]
    taken, astray = world.connect(host=proxy.url).push_stock(SHIRT, rows)
    proxy.stop()
    assert taken.applied is Applied.YES
    assert astray.applied is Applied.NO
    assert isinstance(astray.error, Transient)


def refusing_the_last_row(answer: Outgoing) -> Outgoing:
    """A write whose last row lacks its location, and nothing else that answers."""
    if b"failure_list" not in answer.body:
        return replace(answer, status=502)
    body = json.loads(answer.body)
    last = body["response"]["success_list"].pop()
    reason = "The shop has multi warehouse, please input location id"
    body["response"]["failure_list"].append({"model_id": last["model_id"], "failed_reason": reason})
    return replace(answer, body=json.dumps(body).encode())


def losing_writes(answer: Outgoing) -> Outgoing:
    """A gateway that breaks after a write, and not after a read."""
    return replace(answer, status=502) if b"failure_list" in answer.body else answer


def test_a_campaign_is_told_apart_from_a_warehouse(world: World, connector: Connector) -> None:
    world.sim.campaign(SHOP, SHIRT, world.models(SHIRT)[0], 5)
    (outcome,) = connector.push_stock(SHIRT, [StockRow(world.models(SHIRT)[0], 1)])
    assert isinstance(outcome.error, Rejected)
    assert outcome.error.floor == 5
