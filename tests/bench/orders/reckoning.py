"""Holds Saleor and the listings against the marketplaces' books: pure, and nothing of the service in it but
what it says is linked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mappings.words import OrderState, ReturnState
from storefront_sync.cli.demo.books import ListingKey, ListingNow, StoreTruth
from storefront_sync.cli.demo.ideal import Components, order_of, price_rule, stock_rule
from tests.bench.orders.books import Copy, GivenBack, Sold

HERE = frozenset({OrderState.READY.value, OrderState.ARRANGED.value})
"""Paid, and the goods are still in the warehouse."""
GONE = frozenset(
    state.value
    for state in (OrderState.SHIPPED, OrderState.DELIVERED, OrderState.COMPLETED, OrderState.RETURNED)
)
COMES_BACK = frozenset({ReturnState.COMING_BACK.value, ReturnState.REFUNDED.value})
"""States of a return in which the goods may be in staff's hands."""


@dataclass(frozen=True)
class Evidence:
    """All books at one moment. `first` are the pieces of each SKU on hand before the first order; `good` and
    `other` those that staff found good, or not, in returns; `returns_known` are the returns that the service
    knows."""

    sold: Sequence[Sold]
    given_back: Sequence[GivenBack]
    copies: Sequence[Copy]
    store: StoreTruth
    listings: Sequence[ListingNow]
    links: Mapping[ListingKey, Components]
    first: Mapping[str, int]
    good: Mapping[str, int]
    other: Mapping[str, int]
    returns_known: frozenset[str]


@dataclass(frozen=True)
class Findings:
    """What is wrong, one line each; the shares are of 100."""

    duplicates: tuple[str, ...]
    missing: tuple[str, ...]
    wrong: tuple[str, ...]
    stock: tuple[str, ...]
    listings: tuple[str, ...]
    returns_missing: tuple[str, ...]
    good_back: float
    other_back: float

    def lines(self) -> list[str]:
        """All of it."""
        return [
            *(f"order {one} is in Saleor twice" for one in self.duplicates),
            *(f"order {one} is not in Saleor" for one in self.missing),
            *self.wrong,
            *self.stock,
            *self.listings,
            *(f"return {one} is not known" for one in self.returns_missing),
        ]


def reckon(evidence: Evidence) -> Findings:
    """Hold the books against each other."""
    by_order: dict[str, list[Copy]] = defaultdict(list)
    for copy in evidence.copies:
        by_order[order_of(copy.reference)].append(copy)
    needed = [one for one in evidence.sold if one.state in HERE | GONE]
    gone = _pieces([one for one in evidence.sold if one.state in GONE], evidence.links)
    here = _pieces([one for one in evidence.sold if one.state in HERE], evidence.links)
    waiting = _pieces([one for one in evidence.sold if one.state == OrderState.UNPAID.value], evidence.links)
    on_hand = {
        sku: count - gone.get(sku, 0) + evidence.good.get(sku, 0) for sku, count in evidence.first.items()
    }
    sellable = {sku: count - here.get(sku, 0) - waiting.get(sku, 0) for sku, count in on_hand.items()}
    good_back, other_back = _came_back(evidence, gone)
    return Findings(
        duplicates=tuple(one.order_id for one in evidence.sold if len(by_order[one.order_id]) > 1),
        missing=tuple(one.order_id for one in needed if not _is_there(by_order[one.order_id])),
        wrong=tuple(_wrong(evidence, by_order)),
        stock=tuple(_stock(evidence.store, on_hand, here)),
        listings=tuple(_listings(evidence, sellable)),
        returns_missing=tuple(
            one.return_id for one in evidence.given_back if one.return_id not in evidence.returns_known
        ),
        good_back=good_back,
        other_back=other_back,
    )


def pieces_of(
    pieces: Iterable[tuple[ListingKey, int]], links: Mapping[ListingKey, Components]
) -> dict[str, int]:
    """Pieces by SKU of pieces by listing."""
    found: dict[str, int] = defaultdict(int)
    for key, count in pieces:
        for sku, units in links[key].items():
            found[sku] += units * count
    return dict(found)


def _pieces(sold: Iterable[Sold], links: Mapping[ListingKey, Components]) -> dict[str, int]:
    return pieces_of(((key, count) for one in sold for key, count in one.pieces), links)


def _is_there(copies: Sequence[Copy]) -> bool:
    return any(copy.status != "DRAFT" for copy in copies)


def _wrong(evidence: Evidence, by_order: Mapping[str, Sequence[Copy]]) -> Iterable[str]:
    known = {one.order_id for one in evidence.sold}
    for copy in evidence.copies:
        if order_of(copy.reference) not in known:
            yield f"nobody ordered {copy.reference or 'an order without a reference'}"
    for one in evidence.sold:
        copies = by_order.get(one.order_id, ())
        wanted = pieces_of(one.pieces, evidence.links)
        for copy in copies:
            why = "; ".join(_differences(one, wanted, copy))
            if why:
                yield f"order {one.order_id} of {one.marketplace}, {one.state}: {why}"


def _differences(one: Sold, wanted: Mapping[str, int], copy: Copy) -> Iterable[str]:
    if one.state == OrderState.UNPAID.value:
        yield "is in Saleor unpaid"
        return
    if one.state == OrderState.CANCELLED.value:
        if copy.status != "CANCELED":
            yield f"its copy is {copy.status}"
        return
    if copy.status in ("DRAFT", "CANCELED", "EXPIRED"):
        yield f"its copy is {copy.status}"
        return
    if copy.pieces != wanted:
        yield f"has {dict(copy.pieces)}, not {dict(wanted)}"
    if copy.charged != copy.total or copy.total not in (one.worth, one.ordered_worth):
        yield f"{copy.charged} of {copy.total} charged, worth {one.worth}"
    if copy.sent != (wanted if one.state in GONE else {}):
        yield f"{dict(copy.sent)} sent of {dict(wanted)}"
    elif one.state in GONE and not _tells(copy.tracking, one.tracking):
        yield f"its parcels bear {sorted(copy.tracking)}, not {sorted(one.tracking)}"


def _tells(shown: Iterable[str], wanted: Iterable[str]) -> bool:
    """Whether each tracking number stands on a parcel, the courier beside it or not."""
    return all(any(number in text for text in shown) for number in wanted)


def _stock(store: StoreTruth, on_hand: Mapping[str, int], here: Mapping[str, int]) -> Iterable[str]:
    for sku, wanted in on_hand.items():
        quantity, allocated = store.free[sku], store.free[sku] - store.available[sku]
        if quantity != wanted:
            yield f"{sku}: {quantity} on hand, not {wanted}"
        if allocated != here.get(sku, 0):
            yield f"{sku}: {allocated} allocated, not {here.get(sku, 0)}"


def _listings(evidence: Evidence, sellable: Mapping[str, int]) -> Iterable[str]:
    for listing in evidence.listings:
        parts = evidence.links.get(listing.key)
        if parts is None or not listing.live:
            continue
        units = list(parts.values())
        stock = stock_rule([sellable[sku] for sku in parts], units)
        price = price_rule([evidence.store.prices.get(sku, 0) for sku in parts], units)
        if (listing.stock, listing.price) != (stock, price):
            yield (
                f"{':'.join(listing.key)} shows {listing.stock} at {listing.price}, not {stock} at {price}"
            )


def _came_back(evidence: Evidence, gone: Mapping[str, int]) -> tuple[float, float]:
    """Of a hundred good pieces, and of a hundred others, how many stand in Saleor's stock."""
    good_back = other_back = 0
    for sku in {*evidence.good, *evidence.other}:
        good, other = evidence.good.get(sku, 0), evidence.other.get(sku, 0)
        back = evidence.store.free[sku] - evidence.first[sku] + gone.get(sku, 0)
        good_back += max(min(back, good), 0)
        other_back += max(min(back - good, other), 0)
    goods, others = sum(evidence.good.values()), sum(evidence.other.values())
    return (
        round(100 * good_back / goods, 2) if goods else 100.0,
        round(100 * other_back / others, 2) if others else 0.0,
    )
