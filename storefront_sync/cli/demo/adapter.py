"""From the control plane's JSON to the books."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from mappings.money import rupiah
from storefront_sync.cli.demo.books import (
    Books,
    Call,
    Line,
    ListingKey,
    ListingNow,
    MarketOrder,
    MarketTruth,
    Shown,
    StoreOrder,
    StorePrice,
    StoreStock,
    StoreTruth,
)
from storefront_sync.cli.demo.wire import (
    CallWire,
    LineWire,
    MarketOrderWire,
    ShownWire,
    StoreLineWire,
    StoreOrderEventWire,
    StorePriceWire,
    StoreStockWire,
    StoreTruthWire,
    TruthWire,
)

STORE = "saleor"


def note_market_event(marketplace: str, event: Mapping[str, object], books: Books) -> None:
    """Add one event of a marketplace's journal; kinds that the checker doesn't need are passed over."""
    match event.get("kind"):
        case "shown":
            shown = ShownWire.model_validate(event)
            if shown.value is not None:
                key = ListingKey(marketplace, shown.item_id, shown.model_id)
                books.shown.append(Shown(shown.at, key, shown.aspect, shown.value, shown.cause))
        case "order":
            order = MarketOrderWire.model_validate(event)
            lines = _lines(marketplace, order.lines)
            books.orders.append(MarketOrder(order.at, marketplace, order.order_id, order.state, lines))
        case "call":
            books.calls.append(_call(marketplace, event))


def note_store_event(event: Mapping[str, object], books: Books) -> None:
    """Add one event of the store's journal; kinds that the checker doesn't need are passed over."""
    match event.get("kind"):
        case "stock":
            stock = StoreStockWire.model_validate(event)
            books.store_stock.append(
                StoreStock(stock.at, stock.sku, stock.warehouse, stock.quantity, stock.reserved)
            )
        case "price":
            price = StorePriceWire.model_validate(event)
            if price.value is not None:
                books.store_prices.append(StorePrice(price.at, price.sku, rupiah(price.value)))
        case "order":
            order = StoreOrderEventWire.model_validate(event)
            reference = order.external_reference or ""
            books.store_orders.append(
                StoreOrder(order.at, order.order_id, reference, order.status, _pieces(order.lines))
            )
        case "call":
            books.calls.append(_call(STORE, event))


def market_truth(marketplace: str, wire: TruthWire) -> MarketTruth:
    """All shops of one marketplace as one set of books."""
    listings = tuple(
        ListingNow(
            ListingKey(marketplace, row.item_id, row.model_id), row.stock, row.price, row.status == "live"
        )
        for shop in wire.shops.values()
        for row in shop.listings
    )
    orders = tuple(
        MarketOrder(
            order.created_at, marketplace, order.order_id, order.state, _lines(marketplace, order.lines)
        )
        for shop in wire.shops.values()
        for order in shop.orders
    )
    return MarketTruth(marketplace, wire.rows_of_a_write, listings, orders)


def store_truth(wire: StoreTruthWire) -> StoreTruth:
    """The store's books; prices rounded to whole rupiah."""
    free = {
        variant.sku: sum(stock.quantity - stock.reserved for stock in variant.stocks)
        for variant in wire.variants
    }
    available = {
        variant.sku: free[variant.sku] - sum(stock.allocated for stock in variant.stocks)
        for variant in wire.variants
    }
    prices = {
        variant.sku: int(rupiah(variant.price)) for variant in wire.variants if variant.price is not None
    }
    orders = tuple(
        StoreOrder(
            order.created_at,
            order.order_id,
            order.external_reference or "",
            order.status,
            _pieces(order.lines),
            int(rupiah(order.total)),
            int(rupiah(order.charged)),
        )
        for order in wire.orders
    )
    return StoreTruth(free, available, prices, orders)


def _call(channel: str, event: Mapping[str, object]) -> Call:
    call = CallWire.model_validate(event)
    return Call(call.at, channel, call.name, call.unit, call.write, call.aspect, call.fault)


def _lines(marketplace: str, lines: list[LineWire]) -> tuple[Line, ...]:
    return tuple(
        Line(ListingKey(marketplace, line.item_id, line.model_id), line.quantity, line.unit_price)
        for line in lines
    )


def _pieces(lines: list[StoreLineWire]) -> tuple[tuple[str, int], ...]:
    pieces: dict[str, int] = defaultdict(int)
    for line in lines:
        pieces[line.sku] += line.quantity
    return tuple(sorted(pieces.items()))
