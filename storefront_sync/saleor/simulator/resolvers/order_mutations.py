"""Changing an order's head and cancelling it."""

from __future__ import annotations

from storefront_sync.saleor.simulator.arguments.base import ById
from storefront_sync.saleor.simulator.arguments.orders import DraftArguments
from storefront_sync.saleor.simulator.binding import mutation, refuse
from storefront_sync.saleor.simulator.call import Call
from storefront_sync.saleor.simulator.resolvers.addresses import store_address
from storefront_sync.saleor.simulator.resolvers.metadata import as_map
from storefront_sync.saleor.simulator.state.allocation import deallocate
from storefront_sync.saleor.simulator.state.orders import Order

MAY = ("MANAGE_ORDERS",)
UNCANCELLABLE = ("DRAFT", "CANCELED", "EXPIRED")
NOT_ON_ITS_WAY = ("CANCELED", "REFUNDED", "REPLACED", "REFUNDED_AND_RETURNED", "RETURNED")
"""Parcels that don't keep an order from being cancelled (`Order.can_cancel` of 3.23.28)."""


@mutation("orderCancel", ById, needs=MAY)
def cancel_order(call: Call, arguments: ById) -> dict[str, object]:
    """Cancel an order of which nothing is on its way."""
    order = call.store.find(Order, arguments.id)
    if order is None:
        raise refuse("id", "NOT_FOUND", f"Couldn't resolve to a node: {arguments.id}")
    sent = any(parcel.status not in NOT_ON_ITS_WAY for parcel in order.fulfillments)
    if order.status in UNCANCELLABLE or sent:
        raise refuse("order", "CANNOT_CANCEL_ORDER", "This order can't be canceled.")
    crossings = deallocate(call.store, order)
    order.status = "CANCELED"
    call.store.touch(order)
    call.store.note_order(order)
    call.emit("ORDER_CANCELLED", order=order)
    call.emit("ORDER_UPDATED", order=order)
    call.emit_crossings(crossings)
    return {"order": order}


def expire_order(call: Call, order: Order) -> bool:
    """What beat does with an unpaid order that waited too long: False where it isn't one."""
    if order.status != "UNCONFIRMED" or order.charged > 0:
        return False
    crossings = deallocate(call.store, order)
    order.status = "EXPIRED"
    call.store.touch(order)
    call.store.note_order(order)
    call.emit("ORDER_EXPIRED", order=order)
    call.emit_crossings(crossings)
    return True


@mutation("orderUpdate", DraftArguments, needs=MAY)
def update_order(call: Call, arguments: DraftArguments) -> dict[str, object]:
    """Change addresses, e-mail, reference or metadata of an order, not of a draft."""
    store = call.store
    order = (
        store.find(Order, arguments.id)
        if arguments.id
        else store.referred(Order, arguments.external_reference)
    )
    if order is None:
        raise refuse("id", "NOT_FOUND", "Couldn't resolve to a node.")
    if order.status == "DRAFT":
        raise refuse("id", "INVALID", "Provided order id belongs to draft order.")
    given = arguments.input
    taken = store.referred(Order, given.external_reference)
    if taken is not None and taken is not order:
        raise refuse("externalReference", "UNIQUE", "Order with this External reference already exists.")
    billing = store_address(call, given.billing_address) if given.billing_address else None
    shipping = store_address(call, given.shipping_address) if given.shipping_address else None
    if given.external_reference:
        store.refer(order, given.external_reference)
    order.user_email = given.user_email or order.user_email
    order.billing_address = billing or order.billing_address
    order.shipping_address = shipping or order.shipping_address
    order.metadata.update(as_map(given.metadata))
    order.private_metadata.update(as_map(given.private_metadata))
    store.touch(order)
    call.emit("ORDER_UPDATED", order=order)
    if given.metadata or given.private_metadata:
        call.emit("ORDER_METADATA_UPDATED", order=order)
    return {"order": order}
