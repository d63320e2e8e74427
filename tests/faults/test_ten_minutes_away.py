"""The service is gone for ten minutes while the store sells; its timetable alone puts everything right."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

import pytest
import requests
from redis import Redis

from storefront_sync.orders.models import Order
from storefront_sync.saleor.simulator.control import Edit, NewOrder, OrderPiece
from storefront_sync.settings.env import settings
from storefront_sync.tenants.models import Problem
from tests.faults.by_hand import ByHand, by_hand
from tests.orders.test_staffs_parcels import SEND

ORDERS = 200
AWAY_SECONDS = 600
DELETE = "mutation($id: ID!) { productVariantDelete(id: $id) { errors { code } } }"


@pytest.fixture
def service(transactional_db: None, redis: Redis) -> Iterator[ByHand]:
    """Running and in agreement."""
    with by_hand(redis) as made:
        assert made.wrong() == []
        yield made


@pytest.mark.parametrize("webhooks_come_again", [True, False])
def test_ten_minutes_away_are_made_good_within_one_period_of_scans(
    service: ByHand, webhooks_come_again: bool
) -> None:
    packed = imported(service)
    before = problems()
    placed, bought = away_for_ten_minutes(service, packed)
    assert len(service.wrong()) == 16, "nothing runs, so every listing of both cooperatives is wrong"
    assert service.given_up() > 80, "what came in the first half is told no more"
    service.line.broken = not webhooks_come_again

    for _ in service.run_for(max(settings().sweep_seconds, settings().drift_seconds)):
        pass
    assert service.wrong() == []
    assert (service.line.arrived > 0) is webhooks_come_again
    assert problems() == before | {("sumber", "fulfilment.packed_no_way")}, "what staff packed was seen"

    times_there = Counter(row["order_id"] for row in orders_in_saleor(service))
    assert set(placed) < set(times_there)
    assert set(times_there.values()) == {1}
    assert len(times_there) == 1 + len(placed) + len(bought)
    for marketplace, number in bought:
        order = Order.objects.get(shop__marketplace=marketplace, external_id=number)
        assert [row["status"] for row in service.in_saleor(order)] == ["UNFULFILLED"]


def imported(service: ByHand) -> Order:
    """A marketplace order that is in Saleor."""
    number = service.buy("sumber", "shopee", [("S", 1)])
    for _ in service.run_for(70):
        pass
    return Order.objects.get(external_id=number, phase="imported")


def pack(service: ByHand, order: Order) -> None:
    """Staff send an order in Saleor."""
    given = service.saleor.world.credentials()
    found = service.client().order(order.saleor_id)
    assert found is not None
    place = service.cooperatives["sumber"].warehouses.get().warehouse_id
    lines = [{"orderLineId": found.lines[0].id, "stocks": [{"warehouse": place, "quantity": 1}]}]
    answer = requests.post(
        str(given["api_url"]),
        json={"query": SEND, "variables": {"id": order.saleor_id, "input": {"lines": lines}}},
        headers={"Authorization": f"Bearer {given['staff_token']}"},
        timeout=5,
    ).json()
    assert answer["data"]["orderFulfill"]["errors"] == []


def away_for_ten_minutes(service: ByHand, packed: Order) -> tuple[list[str], list[tuple[str, str]]]:
    """What shoppers, buyers and staff do meanwhile; the orders of the store, and those of marketplaces.

    Nothing of the service runs, and Saleor's webhooks meet nobody.
    """
    rng = random.Random(1)
    service.line.broken = True
    service.line.arrived = 0
    placed: list[str] = []
    bought: list[tuple[str, str]] = []
    for number in range(ORDERS):
        service.pass_by(AWAY_SECONDS / ORDERS)
        slug = ("sumber", "melati")[number % 2]
        placed.append(shop(service, slug, rng))
        if number == 40:
            bought += [(key, service.buy("sumber", key, [("S", 2), ("M", 1)])) for key in service.simulators]
        elif number == 60:
            pack(service, packed)
        elif number in (80, 81):
            service.saleor.world.edit(Edit(sku=service.sku(slug, "S"), price=12_000))
        elif number in (100, 101):
            assert service.saleor.world.change_order(placed[number - 60], "cancel")[0] == 200
        elif number in (ORDERS - 2, ORDERS - 1):
            delete(service, slug, "L")
    return placed, bought


def shop(service: ByHand, slug: str, rng: random.Random) -> str:
    """A shopper takes something of the store through its checkout; returns the order's id."""
    names = rng.sample(sorted(service.quantities), rng.randint(1, 2))
    lines = [OrderPiece(sku=service.sku(slug, name), quantity=rng.randint(1, 2)) for name in names]
    status, answer = service.saleor.world.place_order(NewOrder(lines=lines, channel=slug))
    assert status == 200, answer
    return str(answer["order_id"])


def delete(service: ByHand, slug: str, name: str) -> None:
    """Staff delete a variant."""
    given = service.saleor.world.credentials()
    answer = requests.post(
        str(given["api_url"]),
        json={"query": DELETE, "variables": {"id": service.variant(slug, name).saleor_id}},
        headers={"Authorization": f"Bearer {given['app_token']}"},
        timeout=5,
    ).json()
    assert answer["data"]["productVariantDelete"]["errors"] == []


def problems() -> set[tuple[str, str]]:
    """What staff are told to do, by cooperative."""
    rows = Problem.objects.filter(closed_at=None)
    return set(rows.values_list("cooperative__slug", "key"))


def orders_in_saleor(service: ByHand) -> list[dict[str, object]]:
    """All of them, drafts too."""
    rows = service.saleor.world.truth()["orders"]
    assert isinstance(rows, list)
    return rows
