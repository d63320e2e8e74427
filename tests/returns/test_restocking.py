"""Good pieces come back into Saleor's stock exactly once, whatever happens in between."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest

from connectors.base.simulator.faults import Faults
from mappings.words import Aspect
from storefront_sync.catalog.models import Variant
from storefront_sync.ledger.models import Mark
from storefront_sync.returns.models import Restock, Return
from storefront_sync.returns.pieces import Looked
from storefront_sync.returns.restock import due
from storefront_sync.tenants.models import Problem
from tests.returns.desk import PACE, SLUG, Desk
from tests.returns.disturbed import Disturbed, Killed, kill, lose

GOOD = Looked(good=1)


@pytest.fixture
def good_one(counter: Desk) -> Return:
    """A piece of S that was found good and isn't back in stock yet."""
    returned = counter.give_back(counter.sell(("S", 2)))
    counter.inspect(returned, ("S", GOOD))
    counter.world.clock.forward(100)
    return returned


def somebody_takes_over(counter: Desk) -> None:
    """The lease of the dead runs out, and so does the time in which a call may land."""
    counter.world.clock.forward(PACE.longest_call.total_seconds() * 3 + PACE.lease_seconds)
    counter.restock()


def test_a_good_piece_is_on_hand_again_and_every_shop_shows_it(counter: Desk, good_one: Return) -> None:
    counter.world.redis.flushall()
    counter.world.everything(SLUG)  # the order leaves in Saleor too
    was = counter.on_hand("S")
    shown = counter.world.shown(SLUG, counter.key)["S"][0]
    Mark.objects.all().delete()
    done = counter.restock()
    assert (done.done, done.shops, done.raised) == (
        1,
        {counter.shop.pk},
        {counter.world.variant(SLUG, "S").pk},
    )
    assert counter.on_hand("S") == was + 1
    assert Mark.objects.filter(aspect=Aspect.STOCK).exists()
    assert counter.world.variant(SLUG, "S").stocks.get().quantity == was + 1
    counter.world.redis.flushall()
    counter.world.everything(SLUG)
    assert counter.world.shown(SLUG, counter.key)["S"][0] == shown + 1


def test_again_and_again_it_is_once(counter: Desk, good_one: Return) -> None:
    was = counter.on_hand("S")
    for _ in range(4):
        counter.restock()
        counter.world.clock.forward(100)
    assert counter.on_hand("S") == was + 1


def test_a_correction_takes_the_piece_off_again(counter: Desk, good_one: Return) -> None:
    was = counter.on_hand("S")
    counter.restock()
    counter.inspect(good_one, ("S", Looked(good=-1, damaged=1)))
    counter.restock()
    assert counter.on_hand("S") == was


def test_a_parcel_that_leaves_between_reading_and_writing_is_not_undone(
    counter: Desk, good_one: Return
) -> None:
    was = counter.on_hand("S")
    client = Disturbed(counter)
    client.before = lambda: counter.store_sends("S", 2)
    counter.restock(client)
    assert counter.on_hand("S") == was - 2 + 1
    assert counter.told(good_one) == []


def test_what_staff_count_between_reading_and_writing_stands_with_the_piece(
    counter: Desk, good_one: Return
) -> None:
    client = Disturbed(counter)
    client.before = lambda: counter.world.staff_sets(SLUG, "S", 40)
    counter.restock(client)
    assert counter.on_hand("S") == 41


@pytest.mark.parametrize("end", [kill, lose])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_an_end_at_either_side_of_the_write_makes_no_piece_more_or_less(
    counter: Desk, good_one: Return, moment: str, end: Callable[[], None]
) -> None:
    was = counter.on_hand("S")
    client = Disturbed(counter)
    setattr(client, moment, end)
    with suppress(Killed):
        counter.restock(client)
    assert counter.on_hand("S") == was + (moment == "after")
    somebody_takes_over(counter)
    assert counter.on_hand("S") == was + 1
    assert Restock.objects.get().done_at is not None
    assert counter.told(good_one) == []
    assert counter.world.variant(SLUG, "S").stocks.get().quantity == was + 1


def test_what_is_under_way_is_not_looked_at_before_it_can_have_landed(
    counter: Desk, good_one: Return
) -> None:
    client = Disturbed(counter)
    client.after = lose
    counter.restock(client)
    counter.inspect(good_one, ("S", GOOD))
    was = counter.on_hand("S")
    counter.restock()
    assert counter.on_hand("S") == was, "the second piece waits for news of the first"
    somebody_takes_over(counter)
    counter.world.clock.forward(30)
    counter.restock()
    assert counter.on_hand("S") == was + 1
    assert not due(counter.world.clock.now()).exists()


def test_where_an_answer_is_lost_and_pieces_left_meanwhile_staff_are_asked_to_count(
    counter: Desk, good_one: Return
) -> None:
    was = counter.on_hand("S")
    client = Disturbed(counter)
    client.before = lambda: counter.store_sends("S", 1)
    client.after = lose
    counter.restock(client)
    somebody_takes_over(counter)
    assert counter.told(good_one) == ["return.count_again"]
    detail = Problem.objects.get(key="return.count_again").detail
    assert (detail["before"], detail["written"], detail["found"]) == (was, was + 1, was + 1)
    counter.counted(good_one)
    assert counter.told(good_one) == []


def test_a_worker_that_hung_too_long_changes_no_stock_any_more(counter: Desk, good_one: Return) -> None:
    was = counter.on_hand("S")
    client = Disturbed(counter)
    client.before = lambda: somebody_takes_over(counter)
    counter.restock(client)
    assert counter.on_hand("S") == was + 1
    assert Restock.objects.get().owed == 0
    counter.world.clock.forward(100)
    counter.restock()
    assert counter.on_hand("S") == was + 1


def test_stock_below_zero_rises_by_the_pieces_too(counter: Desk, good_one: Return) -> None:
    client = counter.world.client()
    warehouse = counter.cooperative.warehouses.get().warehouse_id
    client.stock_set(counter.world.variant(SLUG, "S").saleor_id, warehouse, -3, "x")
    counter.restock()
    assert counter.on_hand("S") == -2


def test_a_saleor_that_is_down_is_told_after_a_while_and_taken_back(counter: Desk, good_one: Return) -> None:
    was = counter.on_hand("S")
    counter.world.saleor.world.set_faults(Faults(server_error_rate=1))
    for _ in range(5):
        counter.restock()
        counter.world.clock.forward(700)
    assert counter.told(good_one) == ["return.restock_failing"]
    counter.world.saleor.world.set_faults(Faults())
    counter.restock()
    counter.world.clock.forward(700)
    counter.restock()
    assert counter.on_hand("S") == was + 1
    assert counter.told(good_one) == []


def test_goods_that_saleor_doesnt_count_are_left_alone(counter: Desk) -> None:
    returned = counter.give_back(counter.sell(("S", 1)))
    Variant.objects.update(track_inventory=False)
    assert counter.inspect(returned, ("S", GOOD)).into_stock == {}


def test_goods_that_are_gone_from_the_store_are_told(counter: Desk, good_one: Return) -> None:
    Variant.objects.filter(sku=counter.world.sku(SLUG, "S")).update(saleor_id="UHJvZHVjdFZhcmlhbnQ6OTk5OTk=")
    counter.restock()
    assert counter.told(good_one) == ["return.goods_gone"]


def test_pieces_go_where_they_were_sent_from_unless_staff_name_another_place(counter: Desk) -> None:
    second = counter.second_warehouse("S", 5)
    returned = counter.give_back(counter.sell(("S", 14)))
    # Twelve of them were set aside in the first, two in the second: the first sent most.
    counter.inspect(returned, ("S", GOOD))
    counter.inspect(returned, ("S", GOOD), warehouse_id=second)
    counter.restock()
    first = counter.cooperative.warehouses.order_by("pk").earliest("pk").warehouse_id
    assert list(Restock.objects.order_by("pk").values_list("warehouse_id", flat=True)) == [first, second]


def test_of_two_deaths_and_a_lost_answer_comes_one_piece(counter: Desk, good_one: Return) -> None:
    was = counter.on_hand("S")
    for moment, end in (("before", kill), ("before", lose), ("after", kill)):
        client = Disturbed(counter)
        setattr(client, moment, end)
        with suppress(Killed):
            counter.restock(client)
        counter.world.clock.forward(60)
    somebody_takes_over(counter)
    assert counter.on_hand("S") == was + 1
