"""What was paid is held against what was to be expected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from redis import Redis

from connectors.base.settlement import OrderMoney as Said
from mappings.money import Rupiah
from mappings.words import OrderState
from storefront_sync.orders.models import Order
from storefront_sync.settlements.differences import Difference, Kind, differences
from storefront_sync.settlements.importing import import_file
from storefront_sync.settlements.models import SettlementFile
from storefront_sync.settlements.money import store
from tests.returns.desk import Desk, desk
from tests.settlements.papers import Payment, paper

PATIENCE = timedelta(days=14)


@pytest.fixture
def place(db: None, redis: Redis) -> Iterator[Desk]:
    """A shop at Shopee."""
    with desk(redis, "shopee") as made:
        yield made


def announced(place: Desk, payout: int | None = 9_000, fees: int | None = 1_000) -> Order:
    """An order that arrived, with what was announced for it."""
    order = place.order(place.sell(("S", 1)))
    Order.objects.filter(pk=order.pk).update(state=OrderState.COMPLETED.value)
    said = Said(
        fees=None if fees is None else Rupiah(fees), payout=None if payout is None else Rupiah(payout)
    )
    store(order.pk, "completed", said, place.world.clock.now())
    return order


def found(place: Desk, tmp_path: Path, *payments: Payment, days: int = 0) -> list[Difference]:
    """The differences once these were paid."""
    if payments:
        now = place.world.clock.now()
        import_file(place.shop, paper(tmp_path, place.key, payments), "cli", now)
    return differences(place.shop, place.world.clock.now() + timedelta(days=days), PATIENCE)


def kinds(rows: list[Difference]) -> list[Kind]:
    """Of which kinds they are."""
    return [row.kind for row in rows]


def test_what_was_paid_as_announced_is_no_difference(place: Desk, tmp_path: Path) -> None:
    order = announced(place)
    assert found(place, tmp_path, Payment(order.external_id, 9_000, 1_000)) == []


def test_less_than_announced_is_told_with_both_amounts(place: Desk, tmp_path: Path) -> None:
    order = announced(place)
    (row,) = found(place, tmp_path, Payment(order.external_id, 8_500, 1_000))
    assert (row.kind, row.order_id) == (Kind.PAID_DIFFERS, order.external_id)
    assert (row.expected, row.paid) == (9_000, 8_500)


def test_a_rupiah_of_rounding_is_no_difference(place: Desk, tmp_path: Path) -> None:
    order = announced(place)
    assert found(place, tmp_path, Payment(order.external_id, 9_001, 1_001)) == []
    other = announced(place)
    rows = found(place, tmp_path, Payment(other.external_id, 9_002, 1_000))
    assert kinds(rows) == [Kind.PAID_DIFFERS]


def test_a_fee_that_was_not_announced_is_told(place: Desk, tmp_path: Path) -> None:
    order = announced(place, payout=None)
    (row,) = found(place, tmp_path, Payment(order.external_id, 8_500, 1_500))
    assert (row.kind, row.expected, row.paid) == (Kind.FEE_NOT_ANNOUNCED, 1_000, 1_500)


def test_what_was_never_announced_is_not_taken_for_nothing(place: Desk, tmp_path: Path) -> None:
    order = announced(place, payout=None, fees=None)
    assert found(place, tmp_path, Payment(order.external_id, 8_500, 1_500)) == []


def test_money_for_an_order_that_we_dont_have_is_told(place: Desk, tmp_path: Path) -> None:
    rows = found(place, tmp_path, Payment("260901ABCDEFGH", 8_500))
    assert [(row.kind, row.order_id, row.paid) for row in rows] == [
        (Kind.UNKNOWN_ORDER, "260901ABCDEFGH", 8_500)
    ]


def test_an_order_that_is_paid_twice_is_told(place: Desk, tmp_path: Path) -> None:
    order = announced(place, payout=None)
    twice = [Payment(order.external_id, 9_000, on=day) for day in ("2026-12-07", "2026-12-09")]
    (row,) = found(place, tmp_path, *twice)
    assert (row.kind, row.expected, row.paid) == (Kind.SETTLED_TWICE, 9_000, 18_000)


def test_the_same_payment_in_two_files_is_not_twice(place: Desk, tmp_path: Path) -> None:
    order = announced(place)
    payment = Payment(order.external_id, 9_000, 1_000)
    found(place, tmp_path, payment)
    assert found(place, tmp_path, payment, Payment("260901ABCDEFGH", 1))[0].kind is Kind.UNKNOWN_ORDER
    assert SettlementFile.objects.count() == 2


def test_an_order_that_arrived_long_ago_and_was_not_paid_is_told(place: Desk, tmp_path: Path) -> None:
    order, paid = announced(place), announced(place)
    first = str(order.remote_updated_at.date())
    assert found(place, tmp_path, Payment(paid.external_id, 9_000, 1_000, on=first), days=10) == []
    (row,) = found(place, tmp_path, days=20)
    assert (row.kind, row.order_id, row.expected) == (Kind.NOT_SETTLED, order.external_id, 9_000)


def test_without_any_file_no_order_is_called_unpaid(place: Desk, tmp_path: Path) -> None:
    announced(place)
    assert found(place, tmp_path, days=100) == []


def test_what_arrived_before_the_first_payment_we_know_is_not_called_unpaid(
    place: Desk, tmp_path: Path
) -> None:
    order, paid = announced(place), announced(place)
    later = str(order.remote_updated_at.date() + timedelta(days=5))
    rows = found(place, tmp_path, Payment(paid.external_id, 9_000, 1_000, on=later), days=100)
    assert rows == []


def test_a_cancelled_order_need_not_be_paid(place: Desk, tmp_path: Path) -> None:
    order, paid = announced(place), announced(place)
    Order.objects.filter(pk=order.pk).update(state=OrderState.CANCELLED.value)
    first = str(order.remote_updated_at.date())
    assert found(place, tmp_path, Payment(paid.external_id, 9_000, 1_000, on=first), days=100) == []
