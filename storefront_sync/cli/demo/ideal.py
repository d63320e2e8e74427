"""What every listing ought to show at any moment, reckoned anew from the simulators' books and truth.csv."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from storefront_sync.cli.demo.books import Books, Line, ListingKey, MarketOrder, StoreOrder
from storefront_sync.cli.demo.steps import Steps, accumulate, combine

NOT_HOLDING = frozenset({"DRAFT", "CANCELED", "EXPIRED", "FULFILLED", "RETURNED"})
"""Order statuses of the store that hold no pieces: a fulfilled order has left the quantity on hand itself."""

Components = Mapping[str, int]
"""Pieces of each SKU in one piece of a listing."""


@dataclass(frozen=True)
class Change:
    """What can be sold of a SKU changed by `amount` pieces, by order `order_id` ("" = stock on hand)."""

    at: float
    sku: str
    amount: int
    order_id: str = ""
    channel: str = ""


def order_of(reference: str) -> str:
    """The marketplace's order id in an external reference of ours: the part after the last colon."""
    return reference.rsplit(":", 1)[-1]


def pieces(lines: Iterable[Line], links: Mapping[ListingKey, Components]) -> dict[str, int]:
    """Pieces by SKU that an order's lines take; lines of listings that aren't linked take none."""
    taken: dict[str, int] = defaultdict(int)
    for line in lines:
        for sku, units in links.get(line.key, {}).items():
            taken[sku] += units * line.quantity
    return dict(taken)


def changes(books: Books, links: Mapping[ListingKey, Components]) -> list[Change]:
    """Every change of what can be sold, in time's order.

    Each marketplace order counts once, from its creation to its cancel, whether it was imported or not.
    """
    found = [*_on_hand(books), *_store_orders(books), *_market_orders(books, links)]
    return sorted(found, key=lambda change: change.at)


def sellable(found: Iterable[Change]) -> dict[str, Steps]:
    """Pieces of each SKU that can be sold, over time; below zero where more was sold than there was."""
    by_sku: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for change in found:
        by_sku[change.sku].append((change.at, change.amount))
    return {sku: accumulate(deltas) for sku, deltas in by_sku.items()}


def wanted_stock(components: Components, free: Mapping[str, Steps]) -> Steps:
    """Pieces that a listing ought to show: as many as its scarcest component allows, never below zero."""
    units = [components[sku] for sku in components]
    parts = [free.get(sku, Steps([(0.0, 0)])) for sku in components]
    return combine(parts, lambda values: stock_rule(values, units))


def stock_rule(values: Sequence[int], units: Sequence[int]) -> int:
    """The policy `shared` without a buffer, at one moment."""
    return max(min(value // count for value, count in zip(values, units, strict=True)), 0)


def wanted_price(components: Components, prices: Mapping[str, Steps]) -> Steps:
    """Rupiah that a listing ought to cost: the store's prices of its components, each times its pieces."""
    units = [components[sku] for sku in components]
    parts = [prices[sku] for sku in components]
    return combine(parts, lambda values: price_rule(values, units))


def price_rule(values: Sequence[int], units: Sequence[int]) -> int:
    """The demo's price rule at one moment: no markup, no rounding."""
    return sum(value * count for value, count in zip(values, units, strict=True))


def store_prices(books: Books) -> dict[str, Steps]:
    """The store's list price of each SKU over time, whole rupiah."""
    by_sku: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for price in books.store_prices:
        by_sku[price.sku].append((price.at, price.value))
    return {sku: Steps(steps) for sku, steps in by_sku.items()}


def _on_hand(books: Books) -> list[Change]:
    last: dict[tuple[str, str], int] = {}
    found = []
    for stock in books.store_stock:
        free = stock.quantity - stock.reserved
        place = (stock.sku, stock.warehouse)
        if place not in last or free != last[place]:
            found.append(Change(stock.at, stock.sku, free - last.get(place, 0)))
            last[place] = free
    return found


def _store_orders(books: Books) -> list[Change]:
    marketplace_ids = {order.order_id for order in books.orders}
    own = [order for order in books.store_orders if order_of(order.reference) not in marketplace_ids]
    held: dict[str, dict[str, int]] = {}
    found = []
    for order in own:
        now = {} if order.status in NOT_HOLDING else dict(order.lines)
        found += _difference(order.at, held.get(order.order_id, {}), now, order.order_id, "store")
        held[order.order_id] = now
    return found


def _market_orders(books: Books, links: Mapping[ListingKey, Components]) -> list[Change]:
    sent_out = {
        order_of(order.reference): order
        for order in books.store_orders
        if order.reference and order.status == "FULFILLED"
    }
    moments: list[tuple[float, MarketOrder | StoreOrder]] = [(order.at, order) for order in books.orders]
    moments += [(order.at, order) for order in sent_out.values()]
    held: dict[str, dict[str, int]] = {}
    found = []
    for at, order in sorted(moments, key=lambda moment: moment[0]):
        if isinstance(order, MarketOrder):
            order_id, channel = order.order_id, order.marketplace
            gone = order.state == "cancelled" or (order_id in sent_out and sent_out[order_id].at <= at)
            now = {} if gone else pieces(order.lines, links)
        else:
            order_id, channel, now = order_of(order.reference), "store", {}
        found += _difference(at, held.get(order_id, {}), now, order_id, channel)
        held[order_id] = now
    return found


def _difference(
    at: float, before: Mapping[str, int], now: Mapping[str, int], order_id: str, channel: str
) -> list[Change]:
    return [
        Change(at, sku, before.get(sku, 0) - now.get(sku, 0), order_id, channel)
        for sku in sorted({*before, *now})
        if before.get(sku, 0) != now.get(sku, 0)
    ]
