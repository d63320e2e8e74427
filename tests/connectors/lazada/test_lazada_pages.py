"""Lists that are longer than their offsets reach, and lists that change while they are read."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from connectors.base.errors import Rejected, Transient
from connectors.base.services import Services, Timeouts
from connectors.base.simulator.orders import Step
from connectors.base.simulator.seed import SeedItem, SeedModel, SeedShop
from connectors.base.types import ExternalOrderId, ItemId
from connectors.lazada import MARKETPLACE
from connectors.lazada.pulling import LAST_OFFSET, Place
from connectors.lazada.simulator import LazadaSimulator
from tests.conftest import HandSetClock
from tests.connectors.lazada.seller import Seller
from tests.contract.tampering import TamperingProxy, always
from tests.contract.world import BAG, SHOP, CountingBudget, MemoryTokens

MANY = LAST_OFFSET + 120


def test_more_products_than_offsets_reach_are_all_pulled(clock: HandSetClock) -> None:
    items = tuple(
        SeedItem(str(3_000_000_000 + at), f"Barang {at}", (SeedModel("", 1_000, 1),), has_model=False)
        for at in range(MANY)
    )
    simulator = LazadaSimulator.from_seed(
        [SeedShop(SHOP, "Besar", items)], now=clock.time, rng=random.Random(1), webhook_thread=False
    )
    url = simulator.start()
    tokens, budget = MemoryTokens(simulator.token_pair(SHOP)), CountingBudget(clock.now)
    services = Services(tokens, budget, clock.now, Timeouts(1, 5), host=url)
    connector = MARKETPLACE.connect(simulator.app(), simulator.access(SHOP), services)
    found: list[ItemId] = []
    cursor = ""
    for _ in range(MANY // 50 + 40):
        page = connector.pull_listings(cursor)
        found += [row.item_id for row in page.rows]
        cursor = page.next_cursor
        if not cursor:
            break
    simulator.stop()
    assert not cursor
    assert set(found) == {item.item_id for item in items}
    assert len(found) - len(set(found)) <= 2


def test_a_place_in_the_products_survives_its_cursor() -> None:
    place = Place(1_577_836_800, 1_600_000_000, 150, 1_700_000_000)
    assert Place.read(str(place)) == place
    assert Place.read("") == Place()


def test_an_order_that_changes_while_the_list_is_read_drops_no_other(
    seller: Seller, clock: HandSetClock
) -> None:
    (bag,) = seller.world.models(BAG)
    placed = []
    for _ in range(150):
        seller.world.sim.edit(SHOP, BAG, bag, stock=5)
        placed.append(seller.world.sim.place_order(SHOP, [(BAG, bag, 1)]))
        clock.forward(1)
    since, until = clock.now() - timedelta(hours=1), clock.now()
    page = seller.connector.list_orders(since, until)
    clock.forward(60)
    for order_id in placed[:40]:
        seller.world.sim.step_order(order_id, Step.SHIP)
    found = [ref.external_id for ref in page.rows]
    while page.next_cursor:
        page = seller.connector.list_orders(since, until, page.next_cursor)
        found += [ref.external_id for ref in page.rows]
    assert set(placed) <= set(found)


def test_many_orders_of_one_second_are_told_once_each(seller: Seller) -> None:
    (bag,) = seller.world.models(BAG)
    placed = []
    for _ in range(320):
        seller.world.sim.edit(SHOP, BAG, bag, stock=5)
        placed.append(seller.world.sim.place_order(SHOP, [(BAG, bag, 1)]))
    now = seller.world.now()
    found: list[ExternalOrderId] = []
    cursor = ""
    for _ in range(10):
        page = seller.connector.list_orders(now - timedelta(hours=1), now, cursor)
        found += [ref.external_id for ref in page.rows]
        cursor = page.next_cursor
        if not cursor:
            break
    assert sorted(found) == sorted(placed)


def test_a_second_with_more_orders_than_offsets_reach_is_named(seller: Seller) -> None:
    now = seller.world.now()
    with pytest.raises(Rejected, match="too_many_orders"):
        seller.connector.list_orders(now - timedelta(hours=1), now, f"{int(now.timestamp())}-4501")


@pytest.mark.parametrize("body", [b'{"code":"0"}', b'{"code":"0","data":{}}', b'{"code":"0","data":null}'])
def test_an_answer_about_nothing_is_not_a_product_that_is_gone(seller: Seller, body: bytes) -> None:
    proxy = TamperingProxy(seller.world.url, always(200, body))
    connector = seller.world.connect(host=proxy.url)
    with pytest.raises(Transient):
        connector.read_listings([BAG])
    proxy.stop()
