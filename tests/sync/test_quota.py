"""A spent day's quota: numbers wait, orders are read on, and all goes on by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import cast

import pytest

from connectors.base.errors import RateLimited
from connectors.base.protocol import Connector
from connectors.base.types import ItemId, RowOutcome, StockRow
from storefront_sync.jobs.ticks import due_shops
from storefront_sync.orders.models import Order
from storefront_sync.sync.drain import Drained, has_work
from storefront_sync.sync.quota import SUBJECT
from storefront_sync.tenants.models import Problem, Shop
from tests.sync.between import Between
from tests.sync.world import World

HOURS = timedelta(hours=9)


def spent(place: World) -> RateLimited:
    """The marketplace's word for it."""
    return RateLimited("shopee.quota_spent", "error_limit", until=place.clock.now() + HOURS)


def drained(place: World, connector: Between) -> Drained:
    """One drain of Sumber's Shopee shop by this connector."""
    return place.drain("sumber", "shopee", through=cast(Connector, connector))


def without_writes(place: World) -> Between:
    """A connector whose writes meet the spent quota."""

    def push_stock(item_id: ItemId, rows: Sequence[StockRow]) -> tuple[RowOutcome, ...]:
        raise spent(place)

    return Between(place.connector("sumber", "shopee"), push_stock=push_stock)


@pytest.fixture
def settled(place: World) -> World:
    """Everything agrees."""
    place.drain("sumber", "shopee")
    return place


def told(place: World) -> list[str]:
    """What staff are told of the quota."""
    rows = Problem.objects.filter(shop=place.shops["sumber", "shopee"], subject=SUBJECT, closed_at=None)
    return list(rows.values_list("key", flat=True))


def test_numbers_wait_for_the_quota_and_no_call_is_made_for_them(settled: World) -> None:
    place, shop = settled, settled.shops["sumber", "shopee"]
    place.read("sumber", M=2)
    ended = drained(place, without_writes(place))
    assert ended.again_at is not None
    assert ended.again_at > place.clock.now() + HOURS - timedelta(minutes=1)
    before = len(place.calls("shopee"))
    place.clock.forward(600)
    place.drain("sumber", "shopee")
    assert len(place.calls("shopee")) == before
    assert place.shown("sumber", "shopee")["M"][0] == 5
    assert told(place) == ["shopee.quota_spent"]
    assert not has_work(shop.pk, place.clock.now())
    assert place.marks("sumber", "shopee") == 1


def test_orders_are_read_while_numbers_wait(settled: World) -> None:
    place = settled
    place.read("sumber", M=2)
    drained(place, without_writes(place))
    place.clock.forward(60)
    number = place.buy("sumber", "shopee", [("S", 1)])
    place.clock.forward(60)
    shop = place.shops["sumber", "shopee"]
    assert shop.pk in due_shops(place.clock.now(), timedelta(seconds=60))
    place.drain("sumber", "shopee")
    assert Order.objects.filter(shop=shop, external_id=number).exists()


def test_all_goes_on_by_itself_when_the_quota_is_renewed(settled: World) -> None:
    place, shop = settled, settled.shops["sumber", "shopee"]
    place.read("sumber", M=2)
    drained(place, without_writes(place))
    place.clock.forward(HOURS.total_seconds() + 1)
    assert shop.pk in due_shops(place.clock.now(), timedelta(days=1))
    place.drain("sumber", "shopee")
    assert place.shown("sumber", "shopee")["M"][0] == 2
    assert told(place) == []
    assert Shop.objects.get(pk=shop.pk).no_writes_before is None


def test_another_shop_writes_on(settled: World) -> None:
    place = settled
    place.read("sumber", M=2)
    drained(place, without_writes(place))
    place.drain("sumber", "tokopedia")
    assert place.shown("sumber", "tokopedia")["M"][0] == 2


def test_a_quota_of_reading_orders_rests_the_whole_shop(settled: World) -> None:
    place, shop = settled, settled.shops["sumber", "shopee"]

    def list_orders(*_: object) -> object:
        raise spent(place)

    drained(place, Between(place.connector("sumber", "shopee"), list_orders=list_orders))
    assert shop.pk not in due_shops(place.clock.now(), timedelta(0))
    assert told(place) == ["shopee.quota_spent"]
    place.clock.forward(HOURS.total_seconds() + 1)
    assert shop.pk in due_shops(place.clock.now(), timedelta(0))
    place.drain("sumber", "shopee")
    assert told(place) == []


def test_a_short_pause_is_no_news_for_staff(settled: World) -> None:
    place = settled
    place.read("sumber", M=2)

    def push_stock(*_: object) -> object:
        raise RateLimited("budget.spent", until=place.clock.now() + timedelta(seconds=20))

    drained(place, Between(place.connector("sumber", "shopee"), push_stock=push_stock))
    assert told(place) == []
    assert Shop.objects.get(pk=place.shops["sumber", "shopee"].pk).no_writes_before is None
