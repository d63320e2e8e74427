"""Parcels: sending takes pieces off the stock without any stock event, taking back allocates them again."""

from __future__ import annotations

from storefront_sync.saleor.simulator.arguments.orders import (
    FulfilArguments,
    FulfilmentCancelArguments,
    ReturnArguments,
    TrackingArguments,
)
from storefront_sync.saleor.simulator.binding import mutation, refuse
from storefront_sync.saleor.simulator.call import Call
from storefront_sync.saleor.simulator.resolvers.orders import charge_status
from storefront_sync.saleor.simulator.state.allocation import free_unsent, send_out, take_back
from storefront_sync.saleor.simulator.state.catalogue import Stock
from storefront_sync.saleor.simulator.state.orders import Fulfillment, FulfillmentLine, Order, OrderLine
from storefront_sync.saleor.simulator.state.places import Warehouse

MAY = ("MANAGE_ORDERS",)
Sending = tuple[OrderLine, Warehouse, Stock | None, int]


@mutation("orderFulfill", FulfilArguments, needs=MAY)
def fulfil(call: Call, arguments: FulfilArguments) -> dict[str, object]:
    """Send lines from warehouses, one parcel a warehouse."""
    order = call.store.find(Order, arguments.order)
    if order is None:
        raise refuse("order", "NOT_FOUND", "Couldn't resolve to a node.")
    if order.status not in ("UNFULFILLED", "PARTIALLY_FULFILLED", "PARTIALLY_RETURNED"):
        raise refuse("order", "INVALID", "Order cannot be fulfilled in its present status.")
    paid = charge_status(order) in ("FULL", "OVERCHARGED")
    if not call.store.settings.fulfillment_allow_unpaid and not paid:
        raise refuse("order", "CANNOT_FULFILL_UNPAID_ORDER", "Cannot fulfill unpaid order.")
    sendings = _sendings(call, arguments)
    if not arguments.input.allow_stock_to_be_exceeded:
        _check_stock(sendings)
    parcels = _send(call, order, sendings, arguments.input.tracking_number or "")
    done = all(line.quantity_fulfilled >= line.quantity for line in order.lines)
    _take_status(call, order)
    call.store.note_order(order)
    for parcel in parcels:
        call.emit("FULFILLMENT_CREATED", fulfillment=parcel, order=order)
        if parcel.tracking_number and not done:
            call.emit("FULFILLMENT_TRACKING_NUMBER_UPDATED", fulfillment=parcel, order=order)
        if done:
            call.emit("FULFILLMENT_APPROVED", fulfillment=parcel, order=order)
    if done:
        call.emit("ORDER_FULFILLED", order=order)
    call.emit("ORDER_UPDATED", order=order)
    return {"order": order, "fulfillments": parcels}


def _sendings(call: Call, arguments: FulfilArguments) -> list[Sending]:
    sendings: list[Sending] = []
    for row in arguments.input.lines:
        line = call.store.find(OrderLine, row.order_line_id)
        if line is None or line.order.id != arguments.order:
            raise refuse("orderLineId", "NOT_FOUND", "Couldn't resolve to a node.")
        if sum(part.quantity for part in row.stocks) > line.quantity - line.quantity_fulfilled:
            message = f"Only {line.quantity - line.quantity_fulfilled} items remaining to fulfill."
            raise refuse("orderLineId", "FULFILL_ORDER_LINE", message, orderLines=[line.id])
        for part in row.stocks:
            warehouse = call.store.find(Warehouse, part.warehouse)
            if warehouse is None:
                raise refuse("warehouse", "NOT_FOUND", "Couldn't resolve to a node.")
            tracked = line.variant is not None and line.variant.track_inventory
            stock = line.variant.stocks.get(warehouse.pk) if line.variant else None
            # What isn't counted needs a row there too, unless numbers may be exceeded (3.23.28).
            if stock is None and (tracked or not arguments.input.allow_stock_to_be_exceeded):
                raise refuse("stocks", "INSUFFICIENT_STOCK", "Insufficient stock.", orderLines=[line.id])
            if part.quantity > 0:
                sendings.append((line, warehouse, stock if tracked else None, part.quantity))
    if not sendings:
        raise refuse("lines", "ZERO_QUANTITY", "Total quantity must be larger than 0.")
    return sendings


def _check_stock(sendings: list[Sending]) -> None:
    for line, warehouse, stock, quantity in sendings:
        if stock is None:
            continue
        own = sum(held.quantity for held in line.allocations if held.stock is stock)
        if quantity > stock.quantity - stock.quantity_allocated + own or quantity > stock.quantity:
            raise refuse(
                "stocks",
                "INSUFFICIENT_STOCK",
                "Insufficient stock.",
                orderLines=[line.id],
                warehouse=warehouse.id,
            )


def _send(call: Call, order: Order, sendings: list[Sending], tracking: str) -> list[Fulfillment]:
    by_warehouse: dict[int, Fulfillment] = {}
    for line, warehouse, stock, quantity in sendings:
        parcel = by_warehouse.get(warehouse.pk)
        if parcel is None:
            parcel = Fulfillment(
                *call.store.stamp("Fulfillment"),
                order=order,
                fulfillment_order=len(order.fulfillments) + 1,
                status="FULFILLED",
                tracking_number=tracking,
                warehouse=warehouse,
            )
            by_warehouse[warehouse.pk] = parcel
            order.fulfillments.append(parcel)
            call.store.add(parcel)
        send_out(call.store, line, stock, quantity)
        parcel.lines.append(
            FulfillmentLine(
                *call.store.stamp("FulfillmentLine"), order_line=line, quantity=quantity, warehouse=warehouse
            )
        )
    return list(by_warehouse.values())


@mutation("orderFulfillmentCancel", FulfilmentCancelArguments, needs=MAY)
def cancel_fulfilment(call: Call, arguments: FulfilmentCancelArguments) -> dict[str, object]:
    """Take a parcel back into a warehouse: the pieces are on hand and allocated again."""
    parcel = _parcel(call, arguments.id)
    if parcel.status == "CANCELED":
        raise refuse("fulfillment", "CANNOT_CANCEL_FULFILLMENT", "This fulfillment can't be canceled.")
    warehouse = call.store.find(Warehouse, arguments.input.warehouse_id if arguments.input else None)
    if warehouse is None:
        raise refuse(
            "warehouseId", "REQUIRED", "This parameter is required for fulfillments which are not canceled."
        )
    for row in parcel.lines:
        variant = row.order_line.variant
        stock = variant.stocks.get(warehouse.pk) if variant and variant.track_inventory else None
        take_back(call.store, row.order_line, stock, row.quantity)
    parcel.status = "CANCELED"
    order = parcel.order
    _take_status(call, order)
    call.store.note_order(order)
    call.emit("FULFILLMENT_CANCELED", fulfillment=parcel, order=order)
    call.emit("ORDER_UPDATED", order=order)
    return {"fulfillment": parcel, "order": order}


@mutation("orderFulfillmentUpdateTracking", TrackingArguments, needs=MAY)
def update_tracking(call: Call, arguments: TrackingArguments) -> dict[str, object]:
    """Set a parcel's tracking number."""
    parcel = _parcel(call, arguments.id)
    parcel.tracking_number = arguments.input.tracking_number or ""
    call.emit("FULFILLMENT_TRACKING_NUMBER_UPDATED", fulfillment=parcel, order=parcel.order)
    call.emit("ORDER_UPDATED", order=parcel.order)
    return {"fulfillment": parcel, "order": parcel.order}


@mutation("orderFulfillmentReturnProducts", ReturnArguments, needs=MAY)
def return_lines(call: Call, arguments: ReturnArguments) -> dict[str, object]:
    """Take pieces that weren't sent out of an order: they are allocated no more, and no stock event tells."""
    order = call.store.find(Order, arguments.order)
    if order is None:
        raise refuse("order", "NOT_FOUND", "Couldn't resolve to a node.")
    parcel = Fulfillment(
        *call.store.stamp("Fulfillment"),
        order=order,
        fulfillment_order=len(order.fulfillments) + 1,
        status="RETURNED",
        tracking_number="",
        warehouse=None,
    )
    wanted: list[tuple[OrderLine, int]] = []
    for row in arguments.input.order_lines:
        line = call.store.find(OrderLine, row.order_line_id)
        if line is None or line.order is not order:
            raise refuse("orderLineId", "NOT_FOUND", "Couldn't resolve to a node.")
        if row.quantity > line.quantity - line.quantity_fulfilled:
            message = "Provided quantity is bigger than unfulfilled quantity."
            raise refuse("orderLineId", "INVALID_QUANTITY", message)
        wanted.append((line, row.quantity))
    for line, quantity in wanted:
        free_unsent(call.store, line, quantity)
        parcel.lines.append(
            FulfillmentLine(
                *call.store.stamp("FulfillmentLine"), order_line=line, quantity=quantity, warehouse=None
            )
        )
    order.fulfillments.append(parcel)
    call.store.add(parcel)
    _take_status(call, order)
    call.store.note_order(order)
    call.emit("ORDER_UPDATED", order=order)
    return {"order": order, "returnFulfillment": parcel}


def _take_status(call: Call, order: Order) -> None:
    """An order's time moves with its status only (3.23.28): a second parcel of three leaves it alone."""
    status = status_of(order)
    if status != order.status:
        order.status = status
        call.store.touch(order)


def status_of(order: Order) -> str:
    """What parcels make of an order's status (`determine_order_status` of 3.23.28)."""
    total = sum(line.quantity for line in order.lines)
    sent = sum(line.quantity_fulfilled for line in order.lines)
    returned = sum(
        row.quantity for parcel in order.fulfillments if parcel.status == "RETURNED" for row in parcel.lines
    )
    if sent <= 0:
        return "UNFULFILLED"
    if 0 < returned < total:
        return "PARTIALLY_RETURNED"
    if returned == total:
        return "RETURNED"
    return "PARTIALLY_FULFILLED" if sent < total else "FULFILLED"


def _parcel(call: Call, parcel_id: str) -> Fulfillment:
    parcel = call.store.find(Fulfillment, parcel_id)
    if parcel is None:
        raise refuse("id", "NOT_FOUND", "Couldn't resolve to a node.")
    return parcel
