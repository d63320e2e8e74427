"""The reckoning finds what is wrong, and nothing where all is right."""

from __future__ import annotations

from dataclasses import replace

from storefront_sync.cli.demo.books import ListingKey, ListingNow, StoreTruth
from tests.bench.orders.books import Copy, GivenBack, Sold
from tests.bench.orders.reckoning import Evidence, Findings, reckon

PACK = ListingKey("shopee", "1", "10")
ONE = ListingKey("lazada", "2", "20")
LINKS = {PACK: {"A": 6}, ONE: {"A": 1}}


def sold(order_id: str, state: str, key: ListingKey = ONE, pieces: int = 2) -> Sold:
    """An order of 1,000 rupiah a piece."""
    worth = pieces * 1_000
    return Sold(order_id, key.marketplace, state, ((key, pieces),), worth, worth, frozenset({"TRACK-1"}))


def copy(order_id: str, pieces: int, status: str = "UNFULFILLED", *, sent: bool = False) -> Copy:
    """Its copy in Saleor; of a pack of six the price is that of one piece."""
    worth = 1_000 * (pieces if pieces < 6 else pieces // 6)
    held = {"A": pieces}
    tracking = frozenset({"TRACK-1 (Kurir)"}) if sent else frozenset[str]()
    return Copy(f"x:y:{order_id}", status, held, held if sent else {}, worth, worth, tracking)


RIGHT = Evidence(
    sold=[
        sold("ready", "ready", PACK, 1),
        sold("gone", "completed"),
        sold("unpaid", "unpaid", pieces=1),
        sold("cancelled", "cancelled"),
        sold("never", "cancelled"),
    ],
    given_back=[GivenBack("r1", "refunded", True, ((ONE, 2),))],
    copies=[
        copy("ready", 6),
        copy("gone", 2, "FULFILLED", sent=True),
        copy("cancelled", 2, "CANCELED"),
    ],
    # 100 at first, 2 sent, 1 of them back; 6 set aside.
    store=StoreTruth({"A": 99}, {"A": 93}, {"A": 1_000}, ()),
    listings=[ListingNow(PACK, 15, 6_000, True), ListingNow(ONE, 92, 1_000, True)],
    links=LINKS,
    first={"A": 100},
    good={"A": 1},
    other={"A": 1},
    returns_known=frozenset({"r1"}),
)


def found(evidence: Evidence) -> Findings:
    """What is wrong with it."""
    return reckon(evidence)


def with_copy(at: int, **changes: object) -> Evidence:
    """One copy in Saleor is different."""
    copies = list(RIGHT.copies)
    copies[at] = replace(copies[at], **changes)  # type: ignore[arg-type]
    return replace(RIGHT, copies=copies)


def test_nothing_is_found_where_all_is_right() -> None:
    findings = found(RIGHT)
    assert findings.lines() == []
    assert (findings.good_back, findings.other_back) == (100.0, 0.0)


def test_an_order_twice_or_not_at_all_is_found() -> None:
    assert found(replace(RIGHT, copies=[*RIGHT.copies, RIGHT.copies[0]])).duplicates == ("ready",)
    assert found(replace(RIGHT, copies=RIGHT.copies[1:])).missing == ("ready",)
    assert found(with_copy(0, status="DRAFT")).missing == ("ready",)


def test_an_order_that_nobody_made_is_found() -> None:
    assert found(replace(RIGHT, copies=[*RIGHT.copies, copy("else", 1)])).wrong


def test_other_pieces_money_or_states_are_found() -> None:
    assert found(with_copy(0, pieces={"A": 5})).wrong
    assert found(with_copy(0, charged=0)).wrong
    assert found(with_copy(0, total=7, charged=7)).wrong
    assert found(with_copy(0, status="CANCELED")).wrong
    assert found(with_copy(0, sent={"A": 6})).wrong
    assert found(with_copy(1, sent={})).wrong
    assert found(with_copy(1, tracking=frozenset())).wrong
    assert found(with_copy(2, status="UNFULFILLED")).wrong
    assert found(replace(RIGHT, copies=[*RIGHT.copies, copy("unpaid", 1)])).wrong


def test_one_piece_too_many_or_too_few_is_found() -> None:
    for on_hand, available in ((98, 92), (100, 94), (99, 92), (99, 94)):
        store = replace(RIGHT.store, free={"A": on_hand}, available={"A": available})
        assert found(replace(RIGHT, store=store)).stock, (on_hand, available)


def test_a_listing_with_another_number_or_price_is_found() -> None:
    for stock, price in ((91, 1_000), (92, 999)):
        listings = [RIGHT.listings[0], ListingNow(ONE, stock, price, True)]
        assert len(found(replace(RIGHT, listings=listings)).listings) == 1
    hidden = [RIGHT.listings[0], ListingNow(ONE, 0, 0, False)]
    assert found(replace(RIGHT, listings=hidden)).lines() == []


def test_good_pieces_that_stay_away_and_others_that_come_are_told_as_shares() -> None:
    fewer = replace(RIGHT.store, free={"A": 98}, available={"A": 92})
    assert found(replace(RIGHT, store=fewer)).good_back == 0.0
    more = replace(RIGHT.store, free={"A": 100}, available={"A": 94})
    assert found(replace(RIGHT, store=more)).other_back == 100.0


def test_a_return_that_the_service_doesnt_know_is_found() -> None:
    assert found(replace(RIGHT, returns_known=frozenset())).returns_missing == ("r1",)
