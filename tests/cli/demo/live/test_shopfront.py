"""Shoppers and staff in a live store, by its public API."""

from __future__ import annotations

import pytest

from storefront_sync.cli.demo.books import Books
from storefront_sync.cli.demo.control import ControlRefused
from storefront_sync.cli.demo.live.api import Api
from storefront_sync.cli.demo.live.edits import Edits
from storefront_sync.cli.demo.live.following import Following
from storefront_sync.cli.demo.live.reading import Reading
from storefront_sync.cli.demo.live.shopfront import LiveShopfront
from storefront_sync.cli.demo.store import Premises
from storefront_sync.saleor.simulator import SaleorSimulator
from tests.conftest import HandSetClock

SKU = "SERSDPUT-S"
ON_HAND = 20


@pytest.fixture
def edits() -> Edits:
    return Edits()


@pytest.fixture
def shopfront(
    staff: Api, anybody: Api, premises: Premises, edits: Edits, clock: HandSetClock
) -> LiveShopfront:
    shopfront = LiveShopfront(staff, anybody, premises, edits, clock.time)
    shopfront.goods()
    return shopfront


class Journal:
    """Books, and what keeps them."""

    def __init__(self, staff: Api, premises: Premises, edits: Edits, clock: HandSetClock) -> None:
        self.books = Books()
        self.reading = Reading(staff, premises)
        self._following = Following(self.reading, edits, premises.warehouse_id)
        self._clock = clock

    def read(self) -> None:
        """Read everything and note what is new."""
        began = self._clock.time()
        self._following.note(began, self.reading.goods(), self.reading.orders(), self.books)


@pytest.fixture
def journal(staff: Api, premises: Premises, edits: Edits, clock: HandSetClock) -> Journal:
    kept = Journal(staff, premises, edits, clock)
    kept.read()
    kept.books.store_stock.clear()
    kept.books.store_prices.clear()
    return kept


def test_an_order_is_a_strangers_checkout_and_holds_its_pieces(
    server: SaleorSimulator, shopfront: LiveShopfront
) -> None:
    order_id = shopfront.order([(SKU, 2)])
    (order,) = server.store.orders
    assert (order.id, order.status, order.origin) == (order_id, "UNCONFIRMED", "CHECKOUT")
    assert order.shipping_method is not None
    truth = shopfront.goods()
    assert (truth.free[SKU], truth.available[SKU]) == (ON_HAND, ON_HAND - 2)


def test_a_cancelled_order_gives_its_pieces_back(shopfront: LiveShopfront) -> None:
    shopfront.cancel(shopfront.order([(SKU, 2)]))
    assert shopfront.goods().available[SKU] == ON_HAND


def test_what_is_sold_out_is_a_refusal_in_the_simulators_word(shopfront: LiveShopfront) -> None:
    with pytest.raises(ControlRefused, match=r"^sold_out$"):
        shopfront.order([(SKU, ON_HAND + 1)])
    with pytest.raises(ControlRefused, match=r"^sold_out$"):
        shopfront.order([])


def test_staff_set_what_is_on_hand_and_the_price(shopfront: LiveShopfront) -> None:
    shopfront.edit(SKU, "quantity", 33)
    shopfront.edit(SKU, "price", 91_500)
    truth = shopfront.goods()
    assert (truth.free[SKU], truth.prices[SKU]) == (33, 91_500)


def test_a_server_that_does_not_answer_is_a_refusal(
    server: SaleorSimulator, shopfront: LiveShopfront
) -> None:
    server.stop()
    with pytest.raises(ControlRefused, match="ConnectionError"):
        shopfront.order([(SKU, 1)])


def test_a_broken_promise_of_the_server_is_told_in_its_own_word(staff: Api, premises: Premises) -> None:
    with pytest.raises(ControlRefused, match=r"cannot_cancel|not_found"):
        LiveShopfront(staff, staff, premises, Edits(), lambda: 0.0).cancel("T3JkZXI6MQ==")


def test_an_edit_is_noted_at_the_time_of_its_answer_and_once(
    shopfront: LiveShopfront, journal: Journal, clock: HandSetClock
) -> None:
    clock.forward(10)
    at = clock.time()
    shopfront.edit(SKU, "quantity", 33)
    clock.forward(10)
    journal.read()
    journal.read()
    assert [(one.at, one.sku, one.quantity) for one in journal.books.store_stock] == [(at, SKU, 33)]


def test_a_reading_that_an_edit_overtook_says_nothing_of_that_number(
    shopfront: LiveShopfront, journal: Journal, clock: HandSetClock, edits: Edits
) -> None:
    before = journal.reading.goods()
    began = clock.time()
    clock.forward(1)
    shopfront.edit(SKU, "price", 91_500)
    following = Following(journal.reading, edits, "w")
    following.note(began, before, [], journal.books)
    prices = [one.value for one in journal.books.store_prices if one.sku == SKU]
    assert prices == [91_500]


def test_what_somebody_else_changed_is_dated_to_the_reading_that_showed_it(
    server: SaleorSimulator, premises: Premises, journal: Journal, clock: HandSetClock
) -> None:
    stock = next(iter(server.store.variant_by_sku[premises.sku_prefix + SKU].stocks.values()))
    stock.quantity = 5
    clock.forward(30)
    journal.read()
    assert [(one.at, one.quantity) for one in journal.books.store_stock] == [(clock.time(), 5)]


def test_an_order_bears_the_servers_own_times(
    shopfront: LiveShopfront, journal: Journal, clock: HandSetClock
) -> None:
    placed = clock.time()
    order_id = shopfront.order([(SKU, 2)])
    clock.forward(20)
    journal.read()
    shopfront.cancel(order_id)
    cancelled = clock.time()
    clock.forward(20)
    journal.read()
    noted = [(one.at, one.status, one.lines) for one in journal.books.store_orders]
    assert noted == [
        (placed, "UNCONFIRMED", ((SKU, 2),)),
        (cancelled, "CANCELED", ((SKU, 2),)),
    ]


def test_an_order_that_came_and_went_between_two_readings_held_its_pieces_meanwhile(
    shopfront: LiveShopfront, journal: Journal, clock: HandSetClock
) -> None:
    placed = clock.time()
    order_id = shopfront.order([(SKU, 2)])
    clock.forward(5)
    shopfront.cancel(order_id)
    journal.read()
    noted = [(one.at, one.status) for one in journal.books.store_orders]
    assert noted == [(placed, "UNCONFIRMED"), (placed + 5, "CANCELED")]
