"""Whether every linked listing shows what it ought to, from the simulators' books at one moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from storefront_sync.cli.demo.books import ListingKey, MarketOrder, MarketTruth, StoreTruth
from storefront_sync.cli.demo.ideal import NOT_HOLDING, Components, order_of, pieces, price_rule, stock_rule


@dataclass(frozen=True)
class Disagreement:
    """A linked listing shows `shown` where `wanted` is right."""

    key: ListingKey
    aspect: str
    shown: int
    wanted: int


def disagreements(
    markets: Iterable[MarketTruth], store: StoreTruth, links: Mapping[ListingKey, Components]
) -> list[Disagreement]:
    """Every linked, live listing whose stock or price is not what it ought to be."""
    markets = list(markets)
    free = free_now(store, [order for market in markets for order in market.orders], links)
    found = []
    for listing in (listing for market in markets for listing in market.listings):
        components = links.get(listing.key)
        if not components or not listing.live:
            continue
        units = list(components.values())
        stock = stock_rule([free.get(sku, 0) for sku in components], units)
        price = price_rule([store.prices.get(sku, 0) for sku in components], units)
        if listing.stock != stock:
            found.append(Disagreement(listing.key, "stock", listing.stock, stock))
        if listing.price != price:
            found.append(Disagreement(listing.key, "price", listing.price, price))
    return found


def free_now(
    store: StoreTruth, orders: Iterable[MarketOrder], links: Mapping[ListingKey, Components]
) -> dict[str, int]:
    """Pieces of each SKU that can be sold now; every marketplace order counts once, imported or not."""
    orders = list(orders)
    marketplace_ids = {order.order_id for order in orders}
    sent_out = {order_of(order.reference) for order in store.orders if order.status == "FULFILLED"}
    free = defaultdict(int, store.free)
    for order in store.orders:
        if order_of(order.reference) not in marketplace_ids and order.status not in NOT_HOLDING:
            for sku, quantity in order.lines:
                free[sku] -= quantity
    for sold in orders:
        if sold.state != "cancelled" and sold.order_id not in sent_out:
            for sku, quantity in pieces(sold.lines, links).items():
                free[sku] -= quantity
    return dict(free)
