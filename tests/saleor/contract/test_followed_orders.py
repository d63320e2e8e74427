"""What following orders by the time of their last change finds, and what is seen by name only."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from storefront_sync.saleor.types import OrderOutline, OrderRead, Sending
from tests.saleor.contract.goods import Goods
from tests.saleor.contract.premises import Premises
from tests.saleor.contract.server import Server


class Desk:
    """Staff at an order of four pieces."""

    def __init__(self, premises: Premises, goods: Goods, server: Server) -> None:
        self.premises, self.server, self.client = premises, server, premises.client
        self.order_id = goods.place((goods.make(), 4))
        self.since = server.now()

    def read(self) -> OrderRead:
        """The order."""
        found = self.client.order(self.order_id)
        assert found is not None
        return found

    def send(self, pieces: int = 1) -> None:
        """Send some pieces."""
        found = self.read()
        place = self.premises.shop.warehouse_id
        self.client.order_fulfill(found.id, [Sending(found.lines[0].id, place, pieces)])

    def take_back(self) -> None:
        """Take the last parcel back that can be."""
        live = [row for row in self.read().fulfilments if row.status == "FULFILLED"]
        self.client.fulfillment_cancel(live[-1].id, self.premises.shop.warehouse_id)

    def moved(self) -> bool:
        """Whether the order's time moved since the last question."""
        since, self.since = self.since, self.server.now()
        rows = self.client.orders_followed(since, self.premises.channel).changed.rows
        return self.order_id in [row.id for row in rows]

    def named(self) -> OrderOutline:
        """The order by its name."""
        found = self.client.orders_followed(self.server.now(), self.premises.channel, ids=[self.order_id])
        (row,) = found.named
        return row


@pytest.fixture
def desk(premises: Premises, goods: Goods, server: Server) -> Desk:
    """An order that was just placed."""
    return Desk(premises, goods, server)


def test_an_orders_time_moves_with_its_status_and_not_with_its_parcels(desk: Desk) -> None:
    steps: list[tuple[Callable[[], object], bool]] = [
        (desk.send, True),  # sent in part from here on
        (desk.send, False),
        (desk.take_back, False),
        (lambda: desk.send(3), True),  # sent as a whole
        (lambda: desk.client.fulfillment_tracking(desk.read().fulfilments[0].id, "JP9"), False),
        (desk.take_back, True),
        (desk.take_back, True),
        (lambda: desk.client.order_cancel(desk.order_id), True),
    ]
    assert not desk.moved()
    for number, (step, moves) in enumerate(steps):
        step()
        assert desk.moved() is moves, number


def test_an_order_that_is_named_shows_what_moved_no_time(desk: Desk) -> None:
    desk.send()
    desk.send()
    found = desk.read()
    last = found.fulfilments[-1].id
    desk.client.fulfillment_tracking(last, "JP9")
    named = desk.named()
    assert (named.id, named.status) == (desk.order_id, "PARTIALLY_FULFILLED")
    assert set(named.fulfilments) == {row.id for row in found.fulfilments}
    assert named.fulfilments[last] == ("FULFILLED", "JP9")


def test_only_what_is_named_and_what_changed_is_told(desk: Desk, goods: Goods) -> None:
    other = goods.place((goods.make(), 1))
    found = desk.client.orders_followed(desk.server.now(), desk.premises.channel)
    assert (found.changed.rows, found.named) == ((), ())
    named = desk.client.orders_followed(desk.since, desk.premises.channel, ids=[desk.order_id])
    assert [row.id for row in named.changed.rows] == [other]
    assert [row.id for row in named.named] == [desk.order_id]
