"""Returns are known as the marketplace shows them, each once, whatever gets lost on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from connectors.base.aftersale import ReturnId, ReturnView
from connectors.base.errors import ConnectorError
from connectors.base.protocol import Connector
from connectors.base.simulator.faults import Faults
from connectors.base.simulator.returned import ReturnStep
from connectors.base.types import ExternalOrderId, Page
from mappings.words import OrderState, ReturnState
from storefront_sync.jobs import process
from storefront_sync.jobs.retention import delete_old
from storefront_sync.orders.models import Order
from storefront_sync.returns import feed
from storefront_sync.returns.intake import take_in
from storefront_sync.returns.models import Return, ReturnFeed
from tests.returns.desk import PERIOD, SLUG, Desk


def test_a_return_is_stored_with_its_order_lines_and_pieces(place: Desk) -> None:
    order_id = place.sell(("S", 2), ("M", 1))
    row = place.give_back(order_id)
    assert (row.order, row.goods_back, row.state) == (place.order(order_id), True, "coming_back")
    order_lines = dict(place.order(order_id).lines.values_list("line_key", "quantity"))
    assert dict(row.lines.values_list("line_key", "quantity")) == order_lines
    assert place.told(row) == []


def test_what_is_read_again_and_again_is_one_return(place: Desk) -> None:
    row = place.give_back(place.sell(("S", 2)), {0: 1})
    for _ in range(3):
        place.world.clock.forward(700)
        assert place.read() == 0
    assert list(Return.objects.all()) == [row]


def test_it_follows_the_marketplace_to_its_end(place: Desk) -> None:
    row = place.give_back(place.sell(("S", 1)), until=())
    assert row.state == "asked"
    place.world.simulators[place.key].returns.step(row.return_id, ReturnStep.WITHDRAW)
    place.world.clock.forward(3)
    assert place.read() == 1
    assert Return.objects.get().state == "closed"


def test_a_return_of_an_order_that_we_dont_know_is_told_until_the_order_comes_in(place: Desk) -> None:
    order_id = place.sell(("S", 1), known=False)
    row = place.give_back(order_id)
    assert (row.order, place.told(row)) == (None, ["return.unknown_order"])
    place.world.drain(SLUG, place.key)
    place.world.clock.forward(700)
    place.read()
    row.refresh_from_db()
    assert (row.order, place.told(row)) == (place.order(order_id), [])


def test_only_the_money_of_an_unknown_order_concerns_nobody_here(place: Desk) -> None:
    assert place.told(place.give_back(place.sell(("S", 1), known=False), goods_back=False)) == []


def test_a_broken_network_only_delays(place: Desk) -> None:
    order_id = place.sell(("S", 1))
    asked = place.world.simulators[place.key].returns.ask(order_id)
    place.world.clock.forward(3)
    place.world.simulators[place.key].set_faults(Faults(server_error_rate=1))
    with pytest.raises(ConnectorError):
        place.read()
    assert not Return.objects.exists()
    place.world.simulators[place.key].set_faults(Faults())
    place.world.clock.forward(4000)
    place.read()
    assert Return.objects.get().return_id == asked.return_id


def _view(place: Desk, order_id: str, at: datetime, **more: object) -> ReturnView:
    shown = ReturnView(ReturnId("r1"), ExternalOrderId(order_id), ReturnState.ACCEPTED, True, None, (), at)
    return replace(shown, **more)  # type: ignore[arg-type]


def test_an_older_view_never_goes_over_a_newer_one(place: Desk) -> None:
    now = place.world.clock.now()
    newer = _view(place, "o1", now, state=ReturnState.COMING_BACK)
    assert take_in(place.shop, [newer], now, now) == 1
    for late in (_view(place, "o1", now - timedelta(minutes=1)), _view(place, "o1", now)):
        assert take_in(place.shop, [late], now - timedelta(seconds=1), now) == 0
    assert Return.objects.get().state == "coming_back"


def test_the_next_reading_is_a_period_away_or_sooner_where_an_order_that_had_arrived_changes(
    place: Desk,
) -> None:
    order_id = place.sell(("S", 1))
    now = place.world.clock.now
    assert list(feed.due(now())) == [place.shop]
    place.read()
    assert not feed.due(now()).exists()
    Order.objects.filter(external_id=order_id).update(
        state=OrderState.DELIVERED.value, remote_updated_at=now() + timedelta(seconds=5)
    )
    assert not feed.due(now()).exists(), "not at once again"
    place.world.clock.forward(61)
    assert list(feed.due(now())) == [place.shop]
    Order.objects.update(remote_updated_at=now() - PERIOD)
    assert not feed.due(now()).exists()
    place.world.clock.forward(PERIOD.total_seconds())
    assert list(feed.due(now())) == [place.shop]


def test_a_window_with_more_pages_than_one_step_may_have_is_read_in_steps(place: Desk) -> None:
    asked = set()
    for _ in range(feed.PAGES_A_STEP + 2):
        place.world.staff_sets(SLUG, "S", 50)
        order_id = place.sell(("M", 1), known=False)
        asked.add(place.world.simulators[place.key].returns.ask(order_id).return_id)
        place.world.clock.forward(300)
        row = place.world.listing(SLUG, place.key, "M")
        place.world.simulators[place.key].edit(place.shop.external_id, row.item_id, row.model_id, stock=5)
    one_by_one = OneAPage(place.world.connector(SLUG, place.key))
    feed.read_returns(place.shop, one_by_one, PERIOD, place.world.clock.now)  # type: ignore[arg-type]
    assert set(Return.objects.values_list("return_id", flat=True)) == asked
    assert one_by_one.windows > 1
    assert ReturnFeed.objects.get().read_until is not None


class OneAPage:
    """A connector whose list of returns has one on each page."""

    def __init__(self, connector: Connector) -> None:
        assert connector.fulfilment is not None
        self.fulfilment = self
        self.manifest = connector.manifest
        self.windows = 0
        self._real = connector.fulfilment

    def returns(self, since: datetime, until: datetime, cursor: str = "") -> Page[ReturnView]:
        """The page that the cursor names."""
        self.windows += not cursor
        rows = self._real.returns(since, until).rows
        at = int(cursor or 0)
        return Page(rows[at : at + 1], str(at + 1) if at + 1 < len(rows) else "")


def test_a_return_goes_with_the_books_of_its_time(place: Desk) -> None:
    kept, old = (place.give_back(place.sell(("S", 1))) for _ in range(2))
    Return.objects.filter(pk=old.pk).update(updated_at=process.now() - timedelta(days=800))
    delete_old.__wrapped__(0, "scan")  # its boundary would close this test's transaction
    assert list(Return.objects.all()) == [kept]
