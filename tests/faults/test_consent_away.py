"""A seller takes consent back while the shop sells, and gives it again: the timetable alone does the rest."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from redis import Redis

from connectors.base.consent import Granted
from storefront_sync.catalog.models import Listing
from storefront_sync.orders.models import Order
from storefront_sync.settings.env import settings
from storefront_sync.sync.granted import take
from storefront_sync.tenants.models import Problem, Shop
from tests.faults.by_hand import ByHand, by_hand

AWAY_HOURS = 5
HOUR = 3600.0


@pytest.fixture
def service(transactional_db: None, redis: Redis) -> Iterator[ByHand]:
    """Running and in agreement."""
    with by_hand(redis, slugs=("sumber",)) as made:
        assert made.wrong() == []
        yield made


def told(shop: Shop) -> list[str]:
    """What the shop's staff are told now."""
    return list(Problem.objects.filter(shop=shop, closed_at=None).values_list("key", flat=True))


def hours(service: ByHand, number: int) -> None:
    """The service runs, looked at every ten minutes."""
    for _ in service.run_for(number * HOUR, every=600):
        pass


@pytest.mark.parametrize("key", ["shopee", "tokopedia"])
def test_a_shop_that_was_away_comes_back_with_its_orders_and_the_other_never_stopped(
    service: ByHand, key: str
) -> None:
    simulator, shop = service.simulators[key], service.shops["sumber", key]
    other = next(each for each in service.simulators if each != key)
    simulator.revoke_token(shop.external_id)
    for _ in service.run_for(180):
        pass
    shop.refresh_from_db()
    assert shop.state == Shop.State.NEEDS_CONSENT
    assert told(shop) == ["shop.consent_ended"]
    assert told(service.shops["sumber", other]) == []

    calls = len(simulator.events("call"))
    order = service.buy("sumber", key, [("S", 2)])
    service.staff_sets("sumber", "M", 7)
    seller = Listing.objects.get(shop=shop, title="Kemeja Batik isi 6")
    simulator.edit(shop.external_id, seller.item_id, seller.model_id, stock=999)
    hours(service, AWAY_HOURS)
    assert {where for _, where, *_ in service.wrong()} == {key}, "the other channel went on"
    assert not Order.objects.filter(external_id=order).exists()
    # One look an hour, of three calls at most; nothing else is tried.
    assert len(simulator.events("call")) - calls <= 3 * (AWAY_HOURS + 1)

    simulator.tokens.grant(shop.external_id)
    access = simulator.access(shop.external_id)
    grant = Granted(access, shop.name, "ID", simulator.token_pair(shop.external_id))
    take(shop.cooperative, key, [grant], "again", service.clock.now())
    for _ in service.run_for(settings().sweep_seconds):
        if not service.wrong():
            break
    assert service.wrong() == []
    shop.refresh_from_db()
    assert (shop.state, told(shop)) == (Shop.State.ACTIVE, [])
    kept = Order.objects.get(external_id=order)
    assert [row["status"] for row in service.in_saleor(kept)] == ["UNFULFILLED"]
