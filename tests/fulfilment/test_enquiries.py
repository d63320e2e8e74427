"""What only a marketplace can tell is asked by a worker, once, whatever breaks, and told as the commands tell
it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection

from connectors.base.aftersale import CancelOption
from connectors.base.simulator.orders import Step
from connectors.base.simulator.pdf import pdf
from connectors.base.types import ExternalOrderId
from mappings.words import CancelReason, OrderState
from storefront_sync.cli.rotate import encrypted_columns
from storefront_sync.core.sentences import LANGUAGES, sentence
from storefront_sync.fulfilment import answers, enquiries, printing, short
from storefront_sync.fulfilment.document import join
from storefront_sync.fulfilment.enquiries import LONGEST, CancelAsked, CannotEnquire
from storefront_sync.fulfilment.enquiry_rows import due, forget_old, readable, take, written
from storefront_sync.fulfilment.labels import TRIES
from storefront_sync.fulfilment.models import EnquiredOrder, Enquiry, EnquiryDocument, Request
from storefront_sync.fulfilment.offered import options_of
from storefront_sync.ledger.leases import LeaseLost
from storefront_sync.orders.models import Order
from storefront_sync.orders.models import Parcel as ParcelRow
from storefront_sync.privacy.erase import erase
from storefront_sync.privacy.models import Erasure
from storefront_sync.tenants import api_keys
from storefront_sync.tenants.models import Shop
from tests.fulfilment.enquiring import KEEP, TURN, Press, answered, asks, pages, pdfs, told, works
from tests.fulfilment.packing_table import PackingTable
from tests.fulfilment.test_arranging import Killed
from tests.fulfilment.test_labels import arranged, printed

Kind = Enquiry.Kind
LABEL = pdf(["a label"])
shopee = pytest.mark.parametrize("table", ["shopee"], indirect=True)


def in_hand(table: PackingTable, count: int) -> list[Order]:
    """Orders whose parcels are known and arranged."""
    orders = table.many_sold(count)
    for order in orders:
        ParcelRow.objects.create(
            order=order, parcel_id=f"P{order.pk}", state="arranged", seen_at=table.world.clock.now()
        )
    Order.objects.filter(pk__in=[order.pk for order in orders]).update(parcels_due_at=None)
    return orders


def unprinted(row: Enquiry) -> list[EnquiredOrder]:
    """Its orders without labels."""
    return list(row.orders.filter(answered_at=None).select_related("order").order_by("place"))


def prints(table: PackingTable, press: Press) -> None:
    """One step of the enquiry whose turn it is."""
    now = table.world.clock.now()
    row = take(due(now).order_by("turn", "pk")[0].pk, now, TURN)
    assert row is not None
    at_once = press.at_once
    printing.print_some(row, unprinted(row), press, at_once, lambda: now)  # type: ignore[arg-type]


def dying(table: PackingTable, look: int) -> Callable[[], datetime]:
    """The clock of a worker who is killed at that look at it."""
    looks = 0

    def now() -> datetime:
        nonlocal looks
        looks += 1
        if looks == look:
            raise Killed
        return table.world.clock.now()

    return now


def test_labels_of_many_orders_are_one_document_and_what_is_lacking_is_told_as_the_command_tells_it(
    table: PackingTable,
) -> None:
    orders = arranged(table, 8)
    waiting, gone = table.sold(), table.sold()
    table.simulator.step_order(gone.external_id, Step.CANCEL)
    table.reads()
    wanted = [orders[0], waiting, *orders[1:5], gone, *orders[5:]]
    row = answered(table, asks(table, Kind.LABELS, *wanted))
    (document,) = pdfs(row)
    by_command = printed(table, *wanted)
    assert pages(document) == pages(join(by_command.files).together)
    assert len(pages(document)) == len(orders)
    command = {(one.order_id, one.parcel_id, one.why.key) for one in by_command.missing}
    lacking = {
        (order.external_id, one["parcel"], one["key"])
        for order, (_, answer) in zip(wanted, told(row), strict=True)
        for one in answer["missing"]
    }
    assert lacking == command
    assert [outcome == "" for outcome, _ in told(row)] == [order in orders for order in wanted]
    assert row.expires_at == row.closed_at + KEEP


def test_labels_in_the_making_hold_no_worker_up_and_have_an_end(table: PackingTable) -> None:
    table.ships(label_seconds=100_000, tracking_seconds=100_000)
    (order,) = arranged(table, 1)
    row = asks(table, Kind.LABELS, order)
    began = table.world.clock.now()
    for _ in range(3):
        works(table)
    assert row.orders.get().tries == 1, "nobody asks again before a pause"
    assert table.world.clock.now() - began < timedelta(seconds=4)
    ((outcome, answer),) = told(answered(table, row))
    assert outcome
    assert (answer["printed"], answer["left"]) == ([], [])
    assert row.orders.get().tries == TRIES
    assert pdfs(row) == []


@shopee
def test_a_small_enquiry_doesnt_wait_for_a_hundred_labels(table: PackingTable) -> None:
    orders = in_hand(table, 12)
    many = asks(table, Kind.LABELS, *orders)
    press = Press(LABEL)
    few: list[Enquiry] = []

    def also() -> None:
        if not few:
            few.append(asks(table, Kind.LABELS, orders[0]))

    press.before = also
    while not few or not EnquiredOrder.objects.get(enquiry=few[0]).answered_at:
        prints(table, press)
    assert many.orders.exclude(answered_at=None).count() < 5


@shopee
@pytest.mark.parametrize("look", range(2, 13))
def test_a_worker_that_is_killed_anywhere_costs_time_and_prints_none_twice(
    table: PackingTable, look: int
) -> None:
    orders = in_hand(table, 3)
    row = asks(table, Kind.LABELS, *orders)
    press = Press(LABEL)
    try:
        works(table, dying(table, look), press.connector)
    except Killed:
        table.world.clock.forward(1)
        assert not works(table, connector=press.connector).more
        table.world.clock.forward(TURN.total_seconds())
    answered(table, row, press.connector)
    assert [answer["printed"] for _, answer in told(row)] == [[f"P{order.pk}"] for order in orders]
    assert [len(pages(each)) for each in pdfs(row)] == [3]


@shopee
def test_two_workers_dont_both_ask_and_who_lost_its_turn_writes_nothing(table: PackingTable) -> None:
    (order,) = in_hand(table, 1)
    row = asks(table, Kind.LABELS, order)
    press = Press(LABEL)

    def meanwhile() -> None:
        if len(press.calls) == 1:
            works(table, connector=press.connector)
            assert len(press.calls) == 1, "it is in hand"
            table.world.clock.forward(TURN.total_seconds())
            works(table, connector=press.connector)

    press.before = meanwhile
    works(table, connector=press.connector)
    answered(table, row, press.connector)
    assert len(press.calls) == 2
    assert row.orders.get().tries == 1
    assert len(pages(pdfs(row)[0])) == 1
    with pytest.raises(LeaseLost), written(row):
        pass


@shopee
def test_each_death_makes_the_next_step_smaller_and_files_that_kill_are_not_joined(
    table: PackingTable,
) -> None:
    orders = in_hand(table, 8)
    row = asks(table, Kind.LABELS, *orders)
    press = Press(LABEL, at_once=8)

    def dies() -> None:
        if len(press.calls) <= 3:
            raise Killed

    press.before = dies
    for _ in range(3):
        with pytest.raises(Killed):
            works(table, connector=press.connector)
        table.world.clock.forward(TURN.total_seconds())
    prints(table, press)
    assert press.calls == [8, 4, 2, 1]
    while unprinted(row):
        prints(table, press)
    Enquiry.objects.update(attempts=printing.MOST_JOINS)
    answered(table, row, press.connector)
    assert pdfs(row) == [LABEL] * 8


@shopee
def test_more_than_a_document_may_have_is_told_and_the_rest_is_handed_out(
    table: PackingTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "MOST_BYTES", 1_000)
    orders = in_hand(table, 3)
    big = b"<html>" + bytes(printing.MOST_BYTES // 2 - 6)
    row = answered(table, asks(table, Kind.LABELS, *orders), Press(big).connector)
    assert [outcome for outcome, _ in told(row)] == ["", "", "fulfilment.labels_too_big"]
    assert [len(each) for each in pdfs(row)] == [len(big)] * 2, "what can't be read is handed on as it is"


@shopee
def test_nothing_of_a_label_or_an_answer_can_be_read_in_the_tables(table: PackingTable) -> None:
    (order,) = in_hand(table, 1)
    row = asks(table, Kind.LABELS, order)
    answered(table, row, Press(LABEL).connector)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d::text || o::text FROM fulfilment_enquirydocument d, fulfilment_enquiredorder o"
        )
        ((stored,),) = cursor.fetchall()
    assert "PDF" not in stored
    assert f"P{order.pk}" not in stored
    columns = {(EnquiryDocument, "pdf_encrypted"), (EnquiredOrder, "answer_encrypted")}
    assert columns <= set(encrypted_columns())


@shopee
def test_an_erased_buyers_labels_are_gone_at_once_and_none_is_kept_again(table: PackingTable) -> None:
    first, second = in_hand(table, 2)
    kept = asks(table, Kind.LABELS, first, second)
    answered(table, kept, Press(LABEL).connector)
    asks(table, Kind.LABELS, second, first)

    def erased() -> None:
        erase(table.cooperative, [first.pk], Erasure.Why.PERSON, "cli", table.world.clock.now())

    works(table, connector=Press(LABEL, before=erased).connector)
    assert not EnquiryDocument.objects.exists(), "nor what was fetched just then"
    assert not Enquiry.objects.exists()
    row = answered(table, asks(table, Kind.LABELS, first, second), Press(LABEL).connector)
    assert [outcome for outcome, _ in told(row)] == ["fulfilment.buyer_erased", ""]
    assert len(pages(pdfs(row)[0])) == 1


@shopee
def test_an_answer_ends_with_its_time(table: PackingTable) -> None:
    row = answered(table, asks(table, Kind.LABELS, *in_hand(table, 1)), Press(LABEL).connector)
    now = table.world.clock.now()
    assert row in readable(now)
    forget_old(now)
    assert pdfs(row)
    later = row.expires_at
    assert row not in readable(later), "before anybody deletes it"
    forget_old(later)
    assert not EnquiryDocument.objects.exists()
    assert not EnquiredOrder.objects.exists()


def test_ways_reasons_and_choices_are_told_as_the_commands_tell_them(table: PackingTable) -> None:
    first, second = table.sold(), table.sold()
    rows = {kind: asks(table, kind, first, second) for kind in (Kind.HANDOVER, Kind.REASONS, Kind.SHORT)}
    for row in rows.values():
        answered(table, row)
    connector = table.connector()
    fulfilment = connector.fulfilment
    assert fulfilment is not None
    partial = connector.manifest.capabilities.partial_cancel
    for at, order in enumerate((first, second)):
        order_id = ExternalOrderId(order.external_id)
        offered = fulfilment.cancel_options(order_id)
        lacks = short.choices(order, offered, partial=partial)
        expected = {
            Kind.HANDOVER: answers.handover(options_of(order_id, fulfilment)),
            Kind.REASONS: answers.reasons(offered),
            Kind.SHORT: answers.short(*lacks),
        }
        assert {kind: told(row)[at] for kind, row in rows.items()} == {
            kind: ("", answer) for kind, answer in expected.items()
        }
    assert told(rows[Kind.HANDOVER])[0][1]["parcels"]
    assert told(rows[Kind.REASONS])[0][1]["reasons"]


@shopee
@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ({"server_error_rate": 1}, "connection.server_error"),
        ({"drop_connection_rate": 1}, "connection.broken"),
    ],
)
def test_a_marketplace_that_fails_is_asked_a_few_times_and_told(
    table: PackingTable, fault: dict[str, float], outcome: str
) -> None:
    row = asks(table, Kind.REASONS, table.sold(), table.sold())
    table.faults(**fault)
    assert [key for key, _ in told(answered(table, row))] == [outcome] * 2
    assert set(row.orders.values_list("tries", flat=True)) == {TRIES}


@shopee
@pytest.mark.parametrize("kind", [Kind.LABELS, Kind.HANDOVER])
def test_a_shop_that_is_off_is_told(table: PackingTable, kind: Enquiry.Kind) -> None:
    row = asks(table, kind, *in_hand(table, 2))
    Shop.objects.update(state=Shop.State.BLOCKED)
    works(table)
    assert [key for key, _ in told(answered(table, row))] == ["fulfilment.shop_off"] * 2


@shopee
def test_nobody_is_asked_for_what_was_asked_too_long_ago(table: PackingTable) -> None:
    orders = in_hand(table, 2)
    rows = [asks(table, Kind.LABELS, *orders), asks(table, Kind.REASONS, *orders)]
    table.world.clock.forward(LONGEST.total_seconds())
    calls = len(table.simulator.events("call"))
    for row in rows:
        assert [key for key, _ in told(answered(table, row))] == ["enquiry.too_long"] * 2
    assert len(table.simulator.events("call")) == calls


def offered(table: PackingTable, order: Order, *, empties: bool = False) -> CancelOption:
    """A reason that the marketplace offers."""
    fulfilment = table.connector().fulfilment
    assert fulfilment is not None
    options = fulfilment.cancel_options(ExternalOrderId(order.external_id))
    return next(one for one in options if one.zeroes_stock is empties)


def test_a_cancel_is_asked_once_for_a_reason_that_is_offered_now(table: PackingTable) -> None:
    order = table.sold()
    wish = CancelAsked(offered(table, order).remote)
    row = asks(table, Kind.CANCEL, order, wish=wish, by="somebody")
    assert works(table).shops == {table.shop.pk}
    request = Request.objects.get()
    assert told(answered(table, row)) == [("", {"request": request.pk})]
    assert (request.kind, request.by) == (Request.Kind.CANCEL, "somebody")
    table.settle()
    assert table.state(order) is OrderState.CANCELLED
    again = answered(table, asks(table, Kind.CANCEL, order, wish=wish))
    assert told(again)[0][0]
    assert Request.objects.count() == 1


@shopee
@pytest.mark.parametrize("look", range(2, 8))
def test_a_worker_that_is_killed_while_it_cancels_cancels_once(table: PackingTable, look: int) -> None:
    order = table.sold()
    row = asks(table, Kind.CANCEL, order, wish=CancelAsked(offered(table, order).remote))
    try:
        works(table, dying(table, look))
    except Killed:
        table.world.clock.forward(TURN.total_seconds())
    answered(table, row)
    assert Request.objects.get().pk == told(row)[0][1]["request"]


@shopee
def test_what_stands_against_a_cancel_is_told_with_the_reasons_there_are(table: PackingTable) -> None:
    order = table.sold()
    empties = offered(table, order, empties=True).remote
    for wish, key in (
        (CancelAsked("NO_SUCH_REASON"), "fulfilment.no_such_reason"),
        (CancelAsked(empties), "fulfilment.reason_empties_listing"),
        (CancelAsked(empties, ("no such line",), empties_listing=True), "fulfilment.no_such_line"),
    ):
        ((outcome, answer),) = told(answered(table, asks(table, Kind.CANCEL, order, wish=wish)))
        assert outcome == key
        assert empties in {one["reason"] for one in answer["reasons"]}
    assert not Request.objects.exists()
    answered(table, asks(table, Kind.CANCEL, order, wish=CancelAsked(empties, empties_listing=True)))
    assert Request.objects.get().choice["reason"] in set(CancelReason)


@shopee
def test_what_was_asked_with_a_key_that_is_taken_back_is_not_done(table: PackingTable) -> None:
    order = table.sold()
    for name in ("stolen", "other"):
        api_keys.make(table.cooperative, name, table.world.clock.now())
    row = asks(table, Kind.CANCEL, order, wish=CancelAsked(offered(table, order).remote), by="key:stolen")
    kept = asks(table, Kind.REASONS, order, by="key:other")
    api_keys.revoke(table.cooperative, "stolen")
    assert [key for key, _ in told(answered(table, row))] == ["enquiry.key_revoked"]
    assert not Request.objects.exists()
    assert [key for key, _ in told(answered(table, kept))] == [""]


@shopee
def test_the_same_is_asked_once_and_there_is_an_end_to_asking(
    table: PackingTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enquiries, "MOST_OPEN", 4)
    orders = in_hand(table, 5)
    first = asks(table, Kind.LABELS, orders[0], orders[1], orders[0])
    assert list(first.orders.order_by("place").values_list("order", flat=True)) == [
        orders[0].pk,
        orders[1].pk,
    ]
    assert asks(table, Kind.LABELS, orders[0], orders[1]) == first
    assert asks(table, Kind.LABELS, orders[1], orders[0]) != first, "another order of pages"
    for order in orders[2:4]:
        asks(table, Kind.LABELS, order)
    refused = {
        "enquiry.too_many_open": lambda: asks(table, Kind.LABELS, orders[-1]),
        "enquiry.too_many_orders": lambda: asks(table, Kind.CANCEL, *orders),
        "fulfilment.no_such_order": lambda: enquiries.enquire(
            table.cooperative, Kind.REASONS, [orders[0].pk, 2**62], "cli", table.world.clock.now(), keep=KEEP
        ),
    }
    for key, ask in refused.items():
        with pytest.raises(CannotEnquire) as error:
            ask()
        assert error.value.key == key
    answered(table, first, Press(LABEL).connector)
    monkeypatch.setattr(enquiries, "MOST_BYTES_KEPT", len(LABEL))
    with pytest.raises(CannotEnquire) as full:
        asks(table, Kind.LABELS, orders[-1])
    assert full.value.key == "enquiry.too_much_kept"
    for language in LANGUAGES:
        assert sentence(full.value.key, language) != full.value.key
