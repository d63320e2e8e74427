"""Each marketplace order at most once in the store, with the right pieces and sum, and none forgotten."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from storefront_sync.cli.demo.books import ListingKey, MarketOrder, MarketTruth, StoreOrder, StoreTruth
from storefront_sync.cli.demo.ideal import Components, order_of, pieces
from storefront_sync.cli.demo.told import Told

NOT_CHARGED = frozenset({"DRAFT", "CANCELED", "EXPIRED"})
"""Statuses in which the store's copy needs no charge."""


@dataclass(frozen=True)
class Imports:
    """What became of all marketplace orders. `lost` and `duplicates` are order ids."""

    placed: int
    imported: int
    waiting: int
    short: int
    lost: tuple[str, ...]
    duplicates: tuple[str, ...]


def check_imports(
    markets: Iterable[MarketTruth], store: StoreTruth, truths: Mapping[ListingKey, Components], told: Told
) -> Imports:
    """Hold marketplace orders against the store's orders with their reference.

    An order is imported when the store has it as more than a draft; one that was cancelled or isn't paid yet
    needn't be there. A duplicate is an order that the store has twice, or with other pieces than ordered, or
    with another sum than was paid, or charged with another.
    """
    sold = [order for market in markets for order in market.orders]
    in_store: dict[str, list[StoreOrder]] = defaultdict(list)
    for order in store.orders:
        if order.reference:
            in_store[order_of(order.reference)].append(order)
    imported = {
        order_id for order_id, copies in in_store.items() if any(copy.status != "DRAFT" for copy in copies)
    }
    needed = [order for order in sold if order.state not in {"cancelled", "unpaid"}]
    lost = [
        order.order_id
        for order in needed
        if order.order_id not in imported and order.order_id not in told.waiting | told.short
    ]
    twice = [order.order_id for order in sold if _wrong(order, in_store[order.order_id], truths)]
    ids = {order.order_id for order in sold}
    return Imports(
        placed=len(sold),
        imported=len(ids & imported),
        waiting=len(ids & told.waiting - imported),
        short=len(ids & told.short - imported),
        lost=tuple(lost),
        duplicates=tuple(twice),
    )


def _wrong(order: MarketOrder, copies: list[StoreOrder], truths: Mapping[ListingKey, Components]) -> bool:
    if len(copies) > 1:
        return True
    return any(
        dict(copy.lines) != pieces(order.lines, truths) or not _paid_right(order, copy) for copy in copies
    )


def _paid_right(order: MarketOrder, copy: StoreOrder) -> bool:
    """Whether sum and charge are what was paid; of an order cancelled on either side nothing is asked."""
    if copy.total is None or copy.status in NOT_CHARGED or order.state == "cancelled":
        return True
    paid = sum(line.quantity * line.unit_price for line in order.lines)
    return copy.total == copy.charged == paid
