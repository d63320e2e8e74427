"""The book sells nothing twice, whoever comes at the same time."""

from __future__ import annotations

import random
import threading

import pytest

from connectors.base.simulator.book import Book
from connectors.base.simulator.buyers import Buyers
from connectors.base.simulator.journal import Journal
from connectors.base.simulator.orders import Step
from connectors.base.simulator.seed import MAIN_MODEL, SeedItem, SeedModel, SeedShop
from connectors.base.simulator.shelf import BelowCampaign, BookError
from mappings.words import Aspect, OrderState
from tests.conftest import HandSetClock

SHOP, ITEM, MODEL = "7", "100", "1001"


def opened(clock: HandSetClock, stock: int = 10) -> tuple[Book, Journal]:
    """A book with one shop, an item with a model and an item without."""
    journal = Journal(clock.time)
    numbers = iter(range(1_000_000))
    book = Book(
        journal, clock.time, main_model=lambda item_id: "0", order_id=lambda line: f"O{next(numbers)}"
    )
    items = (
        SeedItem(ITEM, "Kaos", (SeedModel(MODEL, 50_000, stock),)),
        SeedItem("200", "Tas", (SeedModel(MAIN_MODEL, 9_000, stock),), has_model=False),
    )
    book.open(SeedShop(SHOP, "Satu", items))
    return book, journal


def stock(book: Book) -> int:
    """What buyers see."""
    return book.model(SHOP, ITEM, MODEL)[1].stock


def test_the_last_pieces_are_sold_once(clock: HandSetClock) -> None:
    book, _ = opened(clock, stock=25)
    sold: list[int] = []

    def buy() -> None:
        for _ in range(20):
            try:
                book.place(SHOP, [(ITEM, MODEL, 1)], paid=True)
                sold.append(1)
            except BookError:
                continue

    threads = [threading.Thread(target=buy) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(sold), stock(book)) == (25, 0)


def test_one_model_in_two_lines_is_counted_together(clock: HandSetClock) -> None:
    book, _ = opened(clock, stock=3)
    with pytest.raises(BookError, match="sold_out"):
        book.place(SHOP, [(ITEM, MODEL, 2), (ITEM, MODEL, 2)], paid=True)
    assert stock(book) == 3


@pytest.mark.parametrize("pieces", [0, -1])
def test_nobody_orders_less_than_one(clock: HandSetClock, pieces: int) -> None:
    book, _ = opened(clock)
    with pytest.raises(BookError):
        book.place(SHOP, [(ITEM, MODEL, pieces)], paid=True)


def test_an_order_of_nothing_is_refused(clock: HandSetClock) -> None:
    with pytest.raises(BookError):
        opened(clock)[0].place(SHOP, [], paid=True)


def test_a_shipped_order_is_not_cancelled(clock: HandSetClock) -> None:
    book, _ = opened(clock)
    order = book.place(SHOP, [(ITEM, MODEL, 2)], paid=True)
    book.step(order.order_id, Step.SHIP)
    with pytest.raises(BookError, match="wrong_state"):
        book.step(order.order_id, Step.CANCEL)
    assert stock(book) == 8


def test_a_cancelled_order_gives_back_once(clock: HandSetClock) -> None:
    book, _ = opened(clock)
    order = book.place(SHOP, [(ITEM, MODEL, 2)], paid=False)
    clock.forward(5)
    book.step(order.order_id, Step.CANCEL)
    with pytest.raises(BookError):
        book.step(order.order_id, Step.CANCEL)
    assert stock(book) == 10
    assert order.cancelled_at == clock.time()
    assert order.state is OrderState.CANCELLED


def test_a_campaign_sells_its_own_pieces_first(clock: HandSetClock) -> None:
    book, _ = opened(clock)
    book.start_campaign(SHOP, ITEM, MODEL, 4)
    book.place(SHOP, [(ITEM, MODEL, 3)], paid=True)
    model = book.model(SHOP, ITEM, MODEL)[1]
    assert book.floor(model) == 1
    with pytest.raises(BelowCampaign):
        book.write(SHOP, ITEM, MODEL, Aspect.STOCK, 0, call=1, applied=True)
    book.write(SHOP, ITEM, MODEL, Aspect.STOCK, 1, call=1, applied=True)


def test_a_campaign_never_holds_more_than_is_shown(clock: HandSetClock) -> None:
    book, _ = opened(clock, stock=2)
    book.start_campaign(SHOP, ITEM, MODEL, 50)
    assert book.floor(book.model(SHOP, ITEM, MODEL)[1]) == 2


def test_an_ignored_write_leaves_no_trace(clock: HandSetClock) -> None:
    book, journal = opened(clock)
    before = journal.last
    book.write(SHOP, ITEM, MODEL, Aspect.STOCK, 3, call=1, applied=False)
    assert (stock(book), journal.last) == (10, before)


def test_an_empty_model_id_means_the_only_row(clock: HandSetClock) -> None:
    book, _ = opened(clock)
    book.place(SHOP, [("200", "", 1)], paid=True)
    assert book.model(SHOP, "200", "0")[1].stock == 9


def test_the_stock_shown_is_the_sum_of_its_journal(clock: HandSetClock) -> None:
    book, journal = opened(clock, stock=200)
    buyers = Buyers(book, SHOP, random.Random(3))
    for _ in range(150):
        clock.forward(1)
        buyers.act()
    shown = [
        event
        for event in journal.after()
        if event["kind"] == "shown" and event["item_id"] == ITEM and event["aspect"] == "stock"
    ]
    open_pieces = sum(
        line.quantity
        for order in book.shop(SHOP).orders.values()
        if order.state is not OrderState.CANCELLED
        for line in order.lines
        if line.item_id == ITEM
    )
    assert shown[-1]["value"] == stock(book) == 200 - open_pieces


def test_seeded_buyers_do_the_same_again(clock: HandSetClock) -> None:
    truths = []
    for _ in range(2):
        book, _ = opened(clock, stock=60)
        buyers = Buyers(book, SHOP, random.Random(11))
        for _ in range(60):
            buyers.act()
        truths.append(book.truth())
    assert truths[0] == truths[1]


def test_buyers_find_nothing_in_an_empty_shop(clock: HandSetClock) -> None:
    book, _ = opened(clock, stock=0)
    assert Buyers(book, SHOP, random.Random(1), cancels=0, pays_later=0).act() is None
