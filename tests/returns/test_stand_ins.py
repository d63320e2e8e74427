"""Orders that staff had imported before anybody knew their goods: the goods are taken out of stock once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest

from connectors.base.simulator.orders import Step
from mappings.words import OrderState, ReturnState
from storefront_sync.catalog.models import Variant
from storefront_sync.fulfilment.packed import packed
from storefront_sync.ledger.models import Hold
from storefront_sync.orders import fulfilled, settle
from storefront_sync.orders.early import import_early
from storefront_sync.orders.models import Order, StandIn
from storefront_sync.orders.phases import Phase
from storefront_sync.returns import stand_ins
from storefront_sync.returns.models import Restock
from storefront_sync.returns.pieces import Looked
from storefront_sync.saleor.calls.restocks import MarkedStock
from storefront_sync.saleor.types import Sending
from tests.orders.test_import import Crash, DyingClient
from tests.orders.whole_world import PACE as ORDER_PACE
from tests.returns.desk import PACE, SLUG, Desk
from tests.returns.disturbed import Disturbed, Killed, kill, lose
from tests.returns.early import Early


@pytest.fixture
def early(counter: Desk) -> Early:
    return Early(counter)


def test_it_goes_into_saleor_at_the_marketplaces_price_and_says_what_it_is(early: Early) -> None:
    order = early.imported(("M", 2), ("S", 1), ("L", 1))
    found = early.in_saleor(order)
    stood_in = set(order.stand_ins.values_list("variant_id", flat=True))
    assert len(stood_in) == 1
    lines = sorted((line.variant_id in stood_in, line.quantity, line.unit_price) for line in found.lines)
    assert lines == [(False, 1, 10_000), (True, 1, 10_000), (True, 2, 10_000)]
    assert found.total == order.total - order.shipping_fee
    assert not Variant.objects.filter(saleor_id__in=stood_in).exists()
    note = early.world.saleor.store.orders[-1].customer_note.splitlines()
    line = order.lines.get(quantity=2)
    assert note[0] == f"shopee · pesanan {order.external_id}"
    assert f"- 2 × {line.title} (kode: {line.sku})" in note
    assert len(note) == 4
    assert early.told(order) == ["order.goods_unknown"]


def test_every_imported_order_says_where_it_is_from(early: Early) -> None:
    order = early.bought(("S", 1))
    assert order.phase == Phase.IMPORTED.value
    note = early.world.saleor.store.orders[-1].customer_note
    assert note == f"shopee · pesanan {order.external_id}"


def test_its_goods_are_taken_once_when_the_listing_is_linked_and_held_until_then(early: Early) -> None:
    order = early.imported(("M", 2))
    assert early.on_hand() == (100, 100, 100)
    early.link("M", {"S": 6})
    early.world.redis.flushall()
    early.world.drain(SLUG, "shopee")
    assert early.world.shown(SLUG, "shopee")["S"][0] == 88, "held from the linking on"
    for _ in range(3):
        early.jobs()
    assert early.on_hand() == (88, 100, 100)
    assert early.world.shown(SLUG, "shopee")["S"][0] == 88
    assert (early.told(order), early.allocated()) == ([], 0)
    assert [(row.pieces, row.taken) for row in stand_ins.shown(order)] == [(12, 12)]
    assert not Hold.objects.filter(completion_returned_at=None).exists()


def test_when_it_leaves_nothing_is_taken_twice(early: Early) -> None:
    order = early.imported(("M", 2))
    early.link("M", {"M": 1})
    early.jobs()
    for step in (Step.ARRANGE, Step.SHIP):
        early.world.goes_on(order, step)
    early.jobs()
    assert early.in_saleor(order).status == "FULFILLED"
    assert early.on_hand() == (100, 98, 100)


@pytest.mark.parametrize("left", [False, True])
def test_another_link_moves_it_and_none_gives_it_back(early: Early, left: bool) -> None:
    order = early.imported(("M", 2))
    if left:
        early.seen(order, state=OrderState.SHIPPED)
    for goods, expected in (
        ({"M": 1}, (100, 98, 100)),
        ({"M": 3}, (100, 94, 100)),
        ({"S": 2, "M": 1}, (96, 98, 100)),
        ({"L": 1}, (100, 100, 98)),
    ):
        early.link("M", goods)
        early.jobs()
        assert early.on_hand() == expected
    early.unlink("M")
    early.jobs()
    assert early.on_hand() == (100, 100, 100)
    assert early.told(order) == ["order.goods_unknown"]


def test_what_is_cancelled_before_it_leaves_comes_back(early: Early) -> None:
    order = early.imported(("M", 3), ("L", 1))
    early.link("M", {"M": 1})
    early.jobs()
    early.fewer(order, {order.lines.get(quantity=3).line_key: 1, order.lines.get(quantity=1).line_key: 0})
    early.jobs()
    found = early.in_saleor(order)
    assert sum(line.quantity for line in found.lines) == 4
    assert sum(sum(row.pieces.values()) for row in found.fulfilments if row.status == "RETURNED") == 3
    assert early.on_hand() == (100, 99, 100)
    early.seen(order, state=OrderState.CANCELLED)
    early.jobs()
    assert early.on_hand() == (100, 100, 100)
    assert early.in_saleor(order).status == "CANCELED"
    assert early.told(order) == []


def test_what_is_cancelled_after_it_left_stays_away_and_comes_back_by_inspection(early: Early) -> None:
    order = early.imported(("M", 3))
    early.link("M", {"M": 1})
    early.seen(order, state=OrderState.SHIPPED)
    early.jobs()
    line = order.lines.get().line_key
    early.fewer(order, {line: 1})
    early.jobs()
    assert early.on_hand() == (100, 97, 100), "they had left"
    early.seen(order, state=OrderState.CANCELLED)
    early.jobs()
    assert early.on_hand() == (100, 97, 100)


def test_of_two_parcels_the_one_that_left_stays_away(early: Early) -> None:
    order = early.imported(("M", 2), ("L", 3))
    early.link("M", {"M": 1})
    early.link("L", {"L": 1})
    early.jobs()
    keys = {line.quantity: line.line_key for line in order.lines.all()}
    now = early.world.clock.now()
    order.parcels.all().delete()
    order.parcels.create(parcel_id="1", state="shipped", line_keys=[keys[2]], seen_at=now, left_at=now)
    order.parcels.create(parcel_id="2", state="cancelled", line_keys=[keys[3]], seen_at=now)
    Order.objects.filter(pk=order.pk).update(left_at=now)
    early.seen(order, state=OrderState.CANCELLED)
    early.jobs()
    assert early.on_hand() == (100, 98, 100)


def test_good_pieces_come_back_as_the_goods_that_were_taken_and_no_later_link_moves_them(
    early: Early,
) -> None:
    order = early.imported(("M", 2))
    early.link("M", {"M": 2})
    for step in (Step.ARRANGE, Step.SHIP, Step.DELIVER):
        early.world.goes_on(order, step)
    early.jobs()
    returned = early.desk.give_back(order.external_id)
    assert returned.state != ReturnState.ASKED.value
    early.desk.inspect(returned, ("M", Looked(good=1, damaged=1)))
    early.jobs()
    assert early.on_hand() == (100, 98, 100)
    early.link("M", {"S": 5})
    early.jobs()
    assert early.on_hand() == (100, 98, 100)


def test_goods_that_stock_does_not_cover_are_told_held_and_taken_once_there_are_enough(early: Early) -> None:
    order = early.imported(("M", 4))
    early.world.staff_sets(SLUG, "L", 3)
    early.world.sweep(SLUG)
    early.link("M", {"L": 1})
    early.jobs()
    assert early.on_hand()[2] == 3, "never below zero"
    assert early.told(order) == ["order.goods_short"]
    early.world.redis.flushall()
    early.world.drain(SLUG, "shopee")
    early.world.staff_sets(SLUG, "L", 9)
    early.world.sweep(SLUG)
    stand_ins.stock_rose({early.world.variant(SLUG, "L").pk})
    early.jobs()
    assert (early.on_hand()[2], early.told(order)) == (5, [])


def test_short_goods_that_leave_all_the_same_are_missing_from_the_shelf(early: Early) -> None:
    order = early.imported(("M", 4))
    early.world.staff_sets(SLUG, "L", 3)
    early.link("M", {"L": 1})
    early.jobs()
    early.seen(order, state=OrderState.SHIPPED)
    early.world.clock.forward(400)
    early.jobs()
    assert early.on_hand()[2] == -1
    assert early.told(order) == []


def test_pieces_from_two_warehouses_go_back_to_both(early: Early) -> None:
    second = early.desk.second_warehouse("L", 5)
    early.world.staff_sets(SLUG, "L", 4)
    early.world.sweep(SLUG)
    client = early.world.client()

    def places() -> set[tuple[bool, int]]:
        (read,) = client.variants_by_ids([early.world.variant(SLUG, "L").saleor_id], SLUG)
        return {(row.warehouse_id == second, row.quantity) for row in read.stocks}

    before = places()
    early.imported(("M", 7))
    early.link("M", {"L": 1})
    early.jobs()
    assert sum(quantity for _, quantity in places()) == sum(quantity for _, quantity in before) - 7
    assert min(quantity for _, quantity in places()) >= 0
    early.unlink("M")
    early.jobs()
    assert places() == before


def test_goods_that_are_not_counted_need_no_writing_also_later(early: Early) -> None:
    order = early.imported(("M", 2))
    store = early.world.saleor.store
    with store.lock:
        store.variant_by_sku[early.world.sku(SLUG, "L")].track_inventory = False
    early.link("M", {"L": 1})
    early.jobs()
    with store.lock:
        store.variant_by_sku[early.world.sku(SLUG, "L")].track_inventory = True
    early.jobs()
    assert early.on_hand() == (100, 100, 100)
    assert stand_ins.shown(order)[0].taken == 2
    early.unlink("M")
    early.jobs()
    assert early.on_hand() == (100, 100, 100)


@pytest.mark.parametrize(
    ("moment", "end", "relinked"),
    [("before", kill, False), ("after", kill, True), ("before", lose, True), ("after", lose, False)],
)
def test_a_death_at_either_side_of_the_write_takes_no_piece_twice(
    early: Early, moment: str, end: Callable[[], None], relinked: bool
) -> None:
    early.imported(("M", 2))
    early.link("M", {"M": 2})
    client = Disturbed(early.desk)
    setattr(client, moment, end)
    with suppress(Killed):
        early.desk.restock(client)
    if relinked:
        early.link("M", {"S": 1})
    for _ in range(3):
        early.world.clock.forward(PACE.longest_call.total_seconds() * 3 + PACE.lease_seconds)
        early.jobs()
    assert early.on_hand() == ((98, 100, 100) if relinked else (100, 96, 100))
    assert not Restock.objects.filter(done_at=None).exists()


class Watched(Disturbed):
    """A client around whose next look at a stock something happens, too."""

    def __init__(self, at: Desk) -> None:
        super().__init__(at)
        self.look: Callable[[], object] = lambda: None

    def stock_look(self, variant_id: str, warehouse_id: str) -> MarkedStock | None:
        look, self.look = self.look, lambda: None
        look()
        return super().stock_look(variant_id, warehouse_id)


@pytest.mark.parametrize(
    ("moment", "goods", "expected"),
    [
        ("look", {"M": 5}, (100, 90, 100)),
        ("look", None, (100, 100, 100)),
        ("before", {"L": 1}, (100, 100, 98)),
        ("before", {"M": 5}, (100, 90, 100)),
        ("after", None, (100, 100, 100)),
    ],
)
def test_a_link_that_changes_during_the_write_is_made_good_and_shows_nothing_twice(
    early: Early, moment: str, goods: dict[str, int] | None, expected: tuple[int, int, int]
) -> None:
    early.imported(("M", 2))
    early.link("M", {"M": 1})
    client = Watched(early.desk)

    def changes() -> None:
        if goods is None:
            early.unlink("M")
            early.owe()
        else:
            early.link("M", goods)

    setattr(client, moment, changes)
    early.desk.restock(client)
    early.jobs()
    assert early.on_hand() == expected
    early.jobs()
    shown = early.world.shown(SLUG, "shopee")
    assert shown["S"][0] == expected[0]


def test_a_store_order_for_the_last_pieces_between_reading_and_writing_comes_first(early: Early) -> None:
    order = early.imported(("M", 2))
    early.world.staff_sets(SLUG, "L", 2)
    early.world.sweep(SLUG)
    early.link("M", {"L": 1})

    client = Watched(early.desk)
    client.look = lambda: early.world.store_sells(SLUG, "L", 1)
    early.desk.restock(client)
    assert early.on_hand()[2] == 2
    assert early.told(order) == ["order.goods_short"]


@pytest.mark.parametrize("after", ["stand_in", "draft_order_create", "draft_order_complete"])
def test_a_worker_that_dies_after_any_step_of_the_import_leaves_nothing_ambiguous(
    early: Early, after: str
) -> None:
    order = early.bought(("M", 2), ("S", 1))
    import_early(early.desk.cooperative, [order.pk], "siti", early.world.clock.now())
    client = DyingClient(early.world.client(), after)
    with suppress(Crash):
        settle.settle_orders(early.desk.cooperative, client, ORDER_PACE, early.world.clock.now)
    early.link("M", {"L": 1})  # while it isn't known how far it came
    early.world.clock.forward(400)
    early.jobs(rounds=3)
    order.refresh_from_db()
    assert order.phase == Phase.IMPORTED.value
    (found,) = [row for row in early.world.in_saleor(order) if row["status"] != "CANCELED"]
    assert found["charged"] == order.total - order.shipping_fee
    quantity, allocated = early.world.stock_in_saleor(SLUG, "L")
    assert quantity - allocated == 98
    assert early.world.stock_in_saleor(SLUG, "S") == (100, 1)
    assert StandIn.objects.count() == (allocated == 0)


def test_a_draft_whose_answer_was_lost_and_whose_links_changed_is_made_anew(early: Early) -> None:
    order = early.bought(("M", 2), ("S", 1))
    import_early(early.desk.cooperative, [order.pk], "siti", early.world.clock.now())
    client = DyingClient(early.world.client(), "draft_order_create")
    with suppress(Crash):
        settle.settle_orders(early.desk.cooperative, client, ORDER_PACE, early.world.clock.now)
    assert early.world.in_saleor(order), "the draft is there"
    early.unlink("S")
    early.world.clock.forward(400)
    early.jobs(rounds=3)
    order.refresh_from_db()
    assert order.phase == Phase.IMPORTED.value
    assert order.stand_ins.count() == 2
    assert early.allocated() == 0
    early.link("S", {"S": 1})
    early.jobs()
    assert early.on_hand() == (99, 100, 100)


def test_staff_send_it_in_the_dashboard_and_it_counts_as_the_whole(early: Early) -> None:
    order = early.imported(("M", 2))
    early.link("M", {"S": 6})
    early.jobs()
    found = early.in_saleor(order)
    place = early.desk.cooperative.warehouses.get().warehouse_id
    early.world.client().order_fulfill(found.id, [Sending(found.lines[0].id, place, 2)])
    fulfilled.remember(order, early.in_saleor(order), early.world.clock.now())
    assert [row.order.pk for row in packed()] == [order.pk]
    assert early.on_hand() == (88, 100, 100)


def test_what_makes_no_sense_is_refused_with_its_reason_and_asked_twice_the_first_wish_stands(
    early: Early,
) -> None:
    order = early.bought(("M", 1))
    rows = Order.objects.filter(pk=order.pk)
    cooperative, now = early.desk.cooperative, early.world.clock.now()
    for state, phase, why in (
        ("ready", "imported", "early.in_saleor"),
        ("ready", "short", "early.in_saleor"),
        ("cancelled", "waiting_link", "early.cancelled"),
        ("ready", "cancelled", "early.cancelled"),
        ("unpaid", "seen", "early.unpaid"),
        ("cancel_requested", "waiting_link", "early.buyer_waits"),
        ("completed", "never", "early.not_ours"),
    ):
        rows.update(state=state, phase=phase)
        (refused,) = import_early(cooperative, [order.pk], "siti", now).refused
        assert (refused.order_id, refused.key) == (order.pk, why)
    rows.update(state="ready", phase="waiting_link")
    known = early.bought(("S", 1))
    Order.objects.filter(pk=known.pk).update(phase="seen")
    (refused,) = import_early(cooperative, [known.pk], "siti", now).refused
    assert refused.key == "early.all_known"
    (refused,) = import_early(cooperative, [10**9], "siti", now).refused
    assert refused.key == "fulfilment.no_such_order"
    assert rows.get().early_at is None
    for who in ("siti", "budi"):
        assert import_early(cooperative, [order.pk], who, now).orders == (order.pk,)
    assert rows.get().early_by == "siti"


def test_a_wish_is_carried_out_only_while_the_order_waits(early: Early) -> None:
    """Linked meanwhile, it is imported as any other; cancelled meanwhile, not at all."""
    linked, cancelled = early.bought(("M", 1)), early.bought(("L", 1))
    import_early(early.desk.cooperative, [linked.pk, cancelled.pk], "siti", early.world.clock.now())
    early.link("M", {"M": 1})
    early.seen(cancelled, state=OrderState.CANCELLED)
    early.jobs()
    linked.refresh_from_db()
    cancelled.refresh_from_db()
    assert (linked.phase, cancelled.phase) == ("imported", "cancelled")
    assert not StandIn.objects.exists()
    assert early.world.stock_in_saleor(SLUG, "M") == (100, 1)


def test_an_old_order_goes_with_all_that_was_kept_for_it_once_nothing_is_owed(early: Early) -> None:
    order = early.imported(("M", 1))
    now = early.world.clock.now()
    early.link("M", {"M": 1})
    stand_ins.forget_old(Order.objects.filter(pk=order.pk), now)
    assert Order.objects.filter(pk=order.pk).exists(), "its goods are still to be taken"
    early.jobs()
    stand_ins.forget_old(Order.objects.filter(pk=order.pk), now)
    assert not Restock.objects.exists()
    assert not StandIn.objects.exists()
