"""Stocks: read as a list, written absolutely. Which write tells whom is Saleor's own table of habits."""

from __future__ import annotations

from storefront_sync.saleor.simulator.arguments.catalogue import (
    StockBulkArguments,
    StockRowInput,
    StocksArguments,
)
from storefront_sync.saleor.simulator.arguments.paging import StockPageArguments
from storefront_sync.saleor.simulator.binding import mutation, refuse, resolver
from storefront_sync.saleor.simulator.call import Call
from storefront_sync.saleor.simulator.resolvers.catalogue import SEES_STOCK, select_variant
from storefront_sync.saleor.simulator.resolvers.paging import paginate
from storefront_sync.saleor.simulator.state.catalogue import Stock, Variant
from storefront_sync.saleor.simulator.state.places import Warehouse


@resolver("Query", "stocks", StockPageArguments, needs=("MANAGE_PRODUCTS",))
def stocks(source: object, call: Call, page: StockPageArguments) -> dict[str, object]:
    """All stocks."""
    rows = call.store.stocks
    if page.filter is not None:
        wanted = page.filter
        rows = [
            row
            for row in rows
            if (wanted.quantity is None or row.quantity == wanted.quantity)
            and (not wanted.search or wanted.search.casefold() in row.product_variant.product.name.casefold())
        ]
    return paginate("stocks", rows, page)


@resolver("Stock", "quantityReserved", needs=SEES_STOCK)
def quantity_reserved(source: Stock, call: Call) -> int:
    """Pieces that carts hold at this moment."""
    return source.reserved(call.now)


def open_stock(call: Call, variant: Variant, warehouse: Warehouse, quantity: int, cause: str) -> Stock:
    """A new stock of a variant in a warehouse that has none of it yet."""
    stock = Stock(*call.store.stamp("Stock"), warehouse=warehouse, product_variant=variant, quantity=quantity)
    variant.stocks[warehouse.pk] = stock
    call.store.add(stock)
    call.store.stocks.append(stock)
    call.store.note_stock(stock, cause)
    return stock


@mutation("productVariantStocksUpdate", StocksArguments, needs=("MANAGE_PRODUCTS",))
def update_variant_stocks(call: Call, arguments: StocksArguments) -> dict[str, object]:
    """Set or make a variant's stocks; negative numbers are stored, equal ones are announced."""
    variant = select_variant(call, arguments.variant_id, arguments.sku)
    if variant is None:
        raise refuse("variantId", "NOT_FOUND", "Couldn't resolve to a node.")
    places: list[tuple[Warehouse, int]] = []
    for index, row in enumerate(arguments.stocks):
        warehouse = call.store.find(Warehouse, row.warehouse)
        if warehouse is None:
            raise refuse("warehouse", "NOT_FOUND", "Couldn't resolve to a node.", index=index)
        places.append((warehouse, row.quantity))
    if len({place.pk for place, _ in places}) != len(places):
        raise refuse("warehouse", "UNIQUE", "Duplicated warehouse ID.", index=None)
    for warehouse, quantity in places:
        stock = variant.stocks.get(warehouse.pk)
        before = stock.quantity - stock.quantity_allocated if stock else 0
        if stock is None:
            stock = open_stock(call, variant, warehouse, quantity, call.cause)
        else:
            stock.quantity = quantity
            call.store.note_stock(stock, call.cause)
        after = stock.quantity - stock.quantity_allocated
        if before <= 0 < after:
            call.emit_crossing("PRODUCT_VARIANT_BACK_IN_STOCK", variant, warehouse)
        if after <= 0 < before:
            call.emit_crossing("PRODUCT_VARIANT_OUT_OF_STOCK", variant, warehouse)
        call.emit("PRODUCT_VARIANT_STOCK_UPDATED", product_variant=variant, warehouse=warehouse)
    return {"productVariant": variant}


@mutation("stockBulkUpdate", StockBulkArguments, needs=("MANAGE_PRODUCTS",))
def update_stocks(call: Call, arguments: StockBulkArguments) -> dict[str, object]:
    """Set many existing stocks; announces really changed ones, never a way out of or back into stock."""
    if not _one_kind(arguments.stocks):
        message = "All inputs must use the same kind of selector."
        return {"errors": [{"field": None, "code": "GRAPHQL_ERROR", "message": message}]}
    found = [_row(call, row) for row in arguments.stocks]
    failed = any(isinstance(row, dict) for row in found)
    if failed and arguments.error_policy == "REJECT_EVERYTHING":
        results = [{"stock": None, "errors": [row] if isinstance(row, dict) else []} for row in found]
        return {"count": 0, "results": results}
    done: list[dict[str, object]] = []
    count = 0
    for row, asked in zip(found, arguments.stocks, strict=True):
        if isinstance(row, dict):
            done.append({"stock": None, "errors": [row]})
            continue
        changed = row.quantity != asked.quantity
        row.quantity = asked.quantity
        call.store.note_stock(row, call.cause)
        if changed:
            call.emit(
                "PRODUCT_VARIANT_STOCK_UPDATED", product_variant=row.product_variant, warehouse=row.warehouse
            )
        done.append({"stock": row, "errors": []})
        count += 1
    return {"count": count, "results": done}


def _one_kind(rows: list[StockRowInput]) -> bool:
    kinds = {(row.variant_id is not None, row.warehouse_id is not None) for row in rows}
    complete = all(
        (row.variant_id is None) != (row.variant_external_reference is None)
        and (row.warehouse_id is None) != (row.warehouse_external_reference is None)
        for row in rows
    )
    return complete and len(kinds) <= 1


def _row(call: Call, row: StockRowInput) -> Stock | dict[str, object]:
    variant = select_variant(call, row.variant_id, None, row.variant_external_reference)
    warehouse = call.store.find(Warehouse, row.warehouse_id) or call.store.referred(
        Warehouse, row.warehouse_external_reference
    )
    stock = variant.stocks.get(warehouse.pk) if variant and warehouse else None
    if stock is None:
        return {"field": None, "code": "NOT_FOUND", "message": "Stock was not found."}
    if row.quantity < 0:
        message = "Ensure this value is greater than or equal to 0."
        return {"field": "quantity", "code": "INVALID", "message": message}
    return stock
