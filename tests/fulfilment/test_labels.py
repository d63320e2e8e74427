"""Labels are printed for many orders at once, wait for those in the making, and name what is lacking."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from connectors.base.shipment import LabelFile
from connectors.base.simulator.orders import Step
from storefront_sync.fulfilment.document import join
from storefront_sync.fulfilment.labels import TRIES, Printed, Printing
from storefront_sync.orders.models import Order
from tests.fulfilment.packing_table import PackingTable


def printed(table: PackingTable, *orders: Order) -> Printed:
    """The labels of these orders, with a clock that goes on while somebody waits."""
    connector = table.connector()
    assert connector.fulfilment is not None
    at_once = connector.manifest.capabilities.label_parcels
    rows = [Order.objects.get(pk=order.pk) for order in orders]
    printing = Printing(connector.fulfilment, at_once, table.world.clock.now)
    return printing.print(rows, table.world.clock.forward)


def pages(pdf: bytes) -> int:
    """How many pages a PDF has."""
    return len(PdfReader(BytesIO(pdf)).pages)


def arranged(table: PackingTable, count: int) -> list[Order]:
    """Orders whose shipment is arranged."""
    orders = table.many_sold(count)
    table.asks(*orders)
    table.settle()
    return orders


def test_a_hundred_labels_are_one_document_in_the_order_of_asking(table: PackingTable) -> None:
    orders = arranged(table, 100)
    found = printed(table, *orders)
    assert not found.missing
    order_ids = [ref.order_id for file in found.files for ref in file.parcels]
    assert order_ids == [order.external_id for order in orders]
    documents = join(found.files)
    assert pages(documents.together) == 100
    assert documents.apart == ()


def test_labels_in_the_making_are_waited_for(table: PackingTable) -> None:
    (order,) = arranged(table, 1)
    table.ships(label_seconds=8)
    found = printed(table, order)
    assert not found.missing
    assert len(found.files) == 1


def test_waiting_for_a_label_has_an_end_and_says_so(table: PackingTable) -> None:
    table.ships(label_seconds=100_000, tracking_seconds=100_000)
    (order,) = arranged(table, 1)
    reads = len(table.simulator.events("call"))
    found = printed(table, order)
    (lacking,) = found.missing
    assert lacking.order_id == order.external_id
    assert lacking.why.key
    assert len(table.simulator.events("call")) - reads <= TRIES * 4


def test_what_cannot_be_printed_is_named_with_its_reason_and_the_others_are_printed(
    table: PackingTable,
) -> None:
    orders = arranged(table, 3)
    waiting, gone = table.sold(), table.sold()
    table.simulator.step_order(gone.external_id, Step.CANCEL)
    table.reads()
    found = printed(table, orders[0], waiting, orders[1], gone, orders[2])
    assert {row.order_id for row in found.missing} == {waiting.external_id, gone.external_id}
    assert "fulfilment.label_not_arranged" in {row.why.key for row in found.missing}
    assert pages(join(found.files).together) == 3


@pytest.mark.parametrize("fault", ["server_error_rate", "drop_connection_rate"])
def test_a_marketplace_that_fails_is_told_for_each_label(table: PackingTable, fault: str) -> None:
    orders = arranged(table, 2)
    table.faults(**{fault: 1})
    found = printed(table, *orders)
    assert not found.files
    assert {row.order_id for row in found.missing} == {order.external_id for order in orders}


def test_a_passing_failure_loses_no_label_and_prints_none_twice(table: PackingTable) -> None:
    orders = arranged(table, 5)
    table.faults(server_error_rate=0.4)
    found = printed(table, *orders)
    told = [ref.order_id for file in found.files for ref in file.parcels]
    told += [row.order_id for row in found.missing]
    assert sorted(told) == sorted(order.external_id for order in orders)


@pytest.mark.parametrize("broken", [b"", b"%PDF-1.7\nnothing", b"<html>"])
def test_a_file_that_cannot_be_joined_is_handed_on_as_it_is(
    table: PackingTable, caplog: pytest.LogCaptureFixture, broken: bytes
) -> None:
    (order,) = arranged(table, 1)
    (good,) = printed(table, order).files
    documents = join([good, LabelFile(good.parcels, broken), good])
    assert pages(documents.together) == 2
    assert documents.apart == (broken,)
    assert not caplog.records


def test_nothing_of_a_label_is_in_a_repr(table: PackingTable) -> None:
    (order,) = arranged(table, 1)
    found = printed(table, order)
    assert "%PDF" not in repr(found)
    assert "%PDF" not in repr(join(found.files))
