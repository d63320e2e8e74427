"""Draft orders: the only way in that sets stock aside."""

from __future__ import annotations

from decimal import Decimal

from storefront_sync.saleor.simulator.arguments.base import ById, ByIdOrReference
from storefront_sync.saleor.simulator.arguments.orders import DraftArguments, DraftInput, OrderLineInput
from storefront_sync.saleor.simulator.arguments.setup import AddressInput
from storefront_sync.saleor.simulator.binding import Refused, mutation, refuse
from storefront_sync.saleor.simulator.call import Call
from storefront_sync.saleor.simulator.resolvers.addresses import store_address
from storefront_sync.saleor.simulator.resolvers.metadata import as_map
from storefront_sync.saleor.simulator.resolvers.places import reaches
from storefront_sync.saleor.simulator.state.allocation import (
    allocate_line_by_line,
    short_at_a_glance,
    short_together,
)
from storefront_sync.saleor.simulator.state.catalogue import Variant
from storefront_sync.saleor.simulator.state.ids import global_id, split_id
from storefront_sync.saleor.simulator.state.orders import Order, OrderLine
from storefront_sync.saleor.simulator.state.places import Address, Channel, ShippingMethod

MAY = ("MANAGE_ORDERS",)
NOT_PUBLISHED = (
    "Can't add product variant that are not published in the channel associated with this draft order."
)


def new_order(call: Call, channel: Channel, *, status: str, origin: str) -> Order:
    """An empty order with the next number."""
    stamp = call.store.stamp("Order", long_key=True)
    return Order(*stamp, number=str(stamp[0]), status=status, origin=origin, channel=channel)


def new_line(call: Call, order: Order, variant: Variant, quantity: int, price: Decimal | None) -> OrderLine:
    """A line at the price given, or else at the channel's."""
    listing = variant.listings.get(order.channel.pk)
    listed = listing.price if listing is not None and listing.price is not None else Decimal(0)
    line = OrderLine(
        *call.store.stamp("OrderLine", long_key=True),
        order=order,
        variant=variant,
        product_name=variant.product.name,
        variant_name=variant.name,
        product_sku=variant.sku,
        quantity=quantity,
        unit_price=listed if price is None else price,
        is_shipping_required=variant.product.product_type.is_shipping_required,
        is_price_overridden=price is not None,
    )
    call.store.add(line)
    order.lines.append(line)
    return line


@mutation("draftOrderCreate", DraftArguments, needs=MAY)
def create_draft(call: Call, arguments: DraftArguments) -> dict[str, object]:
    """A draft; stock isn't looked at. Lines of one variant merge, at one price, unless they forbid it."""
    given = arguments.input
    channel = call.store.find(Channel, given.channel_id)
    if channel is None:
        raise refuse("channelId", "NOT_FOUND" if given.channel_id else "REQUIRED", "Can't find the channel.")
    _check_reference(call, given, None)
    lines = _merged(call, channel, given.lines)
    method = _method(call, given.shipping_method, channel)
    billing, shipping = _addresses(call, given)
    order = new_order(call, channel, status="DRAFT", origin="DRAFT")
    order.external_reference = given.external_reference
    order.user_email = given.user_email or ""
    order.customer_note = given.customer_note or ""
    order.billing_address, order.shipping_address = billing, shipping
    order.metadata, order.private_metadata = as_map(given.metadata), as_map(given.private_metadata)
    _ship_by(order, method)
    for variant, row in lines:
        new_line(call, order, variant, row.quantity, row.price)
    call.store.add(order)
    call.store.orders.append(order)
    call.store.note_order(order)
    call.emit("DRAFT_ORDER_CREATED", order=order)
    return {"order": order}


@mutation("draftOrderUpdate", DraftArguments, needs=MAY)
def update_draft(call: Call, arguments: DraftArguments) -> dict[str, object]:
    """Change a draft's head."""
    order = _draft(call, arguments.id, arguments.external_reference, "INVALID")
    given = arguments.input
    _check_reference(call, given, order)
    method = _method(call, given.shipping_method, order.channel)
    billing, shipping = _addresses(call, given)
    if given.external_reference:
        call.store.refer(order, given.external_reference)
    order.user_email = given.user_email or order.user_email
    order.customer_note = given.customer_note or order.customer_note
    order.billing_address = billing or order.billing_address
    order.shipping_address = shipping or order.shipping_address
    order.metadata.update(as_map(given.metadata))
    order.private_metadata.update(as_map(given.private_metadata))
    if method is not None:
        _ship_by(order, method)
    call.store.touch(order)
    call.emit("DRAFT_ORDER_UPDATED", order=order)
    return {"order": order}


@mutation("draftOrderComplete", ById, needs=MAY)
def complete_draft(call: Call, arguments: ById) -> dict[str, object]:
    """Make a draft an order: all of its stock is set aside, or nothing and it stays a draft."""
    order = _draft(call, arguments.id, None, "INVALID")
    _check_complete(order)
    short = short_at_a_glance(order.channel, order.lines) or short_together(
        call.store, order.channel, order.lines
    )
    if short:
        raise Refused(
            [
                {
                    "field": "lines",
                    "code": "INSUFFICIENT_STOCK",
                    "message": "Insufficient product stock.",
                    "orderLines": [line.id],
                }
                for line in short
            ]
        )
    crossings = allocate_line_by_line(call.store, order)
    confirmed = order.channel.automatically_confirm_all_new_orders
    order.status = "UNFULFILLED" if confirmed else "UNCONFIRMED"
    order.completed_at = call.now
    order.created = call.now
    call.store.touch(order)
    call.store.note_order(order)
    call.emit("ORDER_CREATED", order=order)
    if confirmed:
        call.emit("ORDER_CONFIRMED", order=order)
    call.emit_crossings(crossings)
    return {"order": order}


@mutation("draftOrderDelete", ByIdOrReference, needs=MAY)
def delete_draft(call: Call, arguments: ByIdOrReference) -> dict[str, object]:
    """Delete a draft; an order can't be deleted."""
    order = _draft(call, arguments.id, arguments.external_reference, "CANNOT_DELETE")
    call.store.orders.remove(order)
    for line in order.lines:
        call.store.drop(line)
    call.store.drop(order)
    call.store.journal.add(
        "order",
        order_id=order.id,
        external_reference=order.external_reference,
        origin="draft",
        status="DELETED",
        lines=[],
    )
    call.emit("DRAFT_ORDER_DELETED", order=order)
    return {"order": order}


def _draft(call: Call, order_id: str | None, reference: str | None, code: str) -> Order:
    order = call.store.find(Order, order_id) if order_id else call.store.referred(Order, reference)
    if order is None:
        raise refuse("id", "NOT_FOUND", f"Couldn't resolve to a node: {order_id}")
    if order.status != "DRAFT":
        message = (
            "The order is not draft."
            if code == "INVALID"
            else "Provided order id belongs to non-draft order."
        )
        raise refuse("id", code, message)
    return order


def _check_reference(call: Call, given: DraftInput, order: Order | None) -> None:
    taken = call.store.referred(Order, given.external_reference)
    if taken is not None and taken is not order:
        raise refuse("externalReference", "UNIQUE", "Order with this External reference already exists.")


def _merged(call: Call, channel: Channel, rows: list[OrderLineInput]) -> list[tuple[Variant, OrderLineInput]]:
    merged: list[tuple[Variant, OrderLineInput]] = []
    for row in rows:
        if row.quantity < 1:
            raise refuse("quantity", "ZERO_QUANTITY", "Ensure this value is greater than 0.")
        variant = call.store.find(Variant, row.variant_id)
        if variant is None:
            # Saleor's own code fails on a variant that is gone (3.23.28).
            raise KeyError(row.variant_id)
        if channel.pk not in variant.listings or not _published(variant, channel):
            raise refuse("lines", "PRODUCT_NOT_PUBLISHED", NOT_PUBLISHED, variants=[variant.id])
        same = next(
            (i for i, (held, old) in enumerate(merged) if held is variant and not old.force_new_line), None
        )
        if row.force_new_line or same is None:
            merged.append((variant, row))
            continue
        old = merged[same][1]
        price = row.price if row.price is not None else old.price
        update = {"quantity": old.quantity + row.quantity, "price": price}
        merged[same] = (variant, old.model_copy(update=update))
    return merged


def _method(call: Call, method_id: str | None, channel: Channel) -> ShippingMethod | None:
    if method_id is None:
        return None
    kind, key = split_id(method_id)
    if kind not in ("ShippingMethod", "ShippingMethodType"):
        message = "Must receive a ShippingMethod or ShippingMethodType id."
        raise refuse("shippingMethod", "INVALID", message)
    method = call.store.shipping_methods.get(global_id("ShippingMethod", key))
    if method is None:
        raise refuse("shippingMethod", "NOT_FOUND", f"Couldn't resolve to a node: {method_id}")
    if channel.pk not in method.listings:
        message = "Shipping method not available in the given channel."
        raise refuse("shippingMethod", "SHIPPING_METHOD_NOT_APPLICABLE", message)
    return method


def _ship_by(order: Order, method: ShippingMethod | None) -> None:
    order.shipping_method = method
    listing = method.listings.get(order.channel.pk) if method else None
    order.shipping_price = listing.price if listing else Decimal(0)


def _addresses(call: Call, given: DraftInput) -> tuple[Address | None, Address | None]:
    def stored(address: AddressInput | None, kind: str) -> Address | None:
        return store_address(call, address, extra={"addressType": kind}) if address else None

    return stored(given.billing_address, "BILLING"), stored(given.shipping_address, "SHIPPING")


def _check_complete(order: Order) -> None:
    if order.billing_address is None:
        raise refuse("order", "BILLING_ADDRESS_NOT_SET", "Can't finalize draft with no billing address.")
    if any(line.is_shipping_required for line in order.lines):
        if order.shipping_address is None:
            raise refuse(
                "order", "ORDER_NO_SHIPPING_ADDRESS", "Can't finalize draft with no shipping address."
            )
        if order.shipping_method is None:
            raise refuse("shipping", "SHIPPING_METHOD_REQUIRED", "Shipping method is required.")
        if not reaches(order.shipping_method, order.shipping_address):
            message = "Shipping method cannot be used with this order."
            raise refuse("shipping", "SHIPPING_METHOD_NOT_APPLICABLE", message)
    if not order.lines:
        raise refuse("lines", "REQUIRED", "Could not create order without any products.")
    if not order.channel.is_active:
        raise refuse("channel", "CHANNEL_INACTIVE", "Cannot complete draft order with inactive channel.")
    _check_goods(order)


def _check_goods(order: Order) -> None:
    channel = order.channel
    errors: list[dict[str, object]] = []
    if any(line.variant is None or not _published(line.variant, channel) for line in order.lines):
        message = "Can't finalize draft with unpublished product."
        errors.append({"field": "lines", "code": "PRODUCT_NOT_PUBLISHED", "message": message})
    unsold = [line.id for line in order.lines if line.variant is None or not _sold(line.variant, channel)]
    if unsold:
        message = "Can't finalize draft with product unavailable for purchase."
        code = "PRODUCT_UNAVAILABLE_FOR_PURCHASE"
        errors.append({"field": "lines", "code": code, "message": message, "orderLines": unsold})
    unlisted = [
        line.variant.id for line in order.lines if line.variant and channel.pk not in line.variant.listings
    ]
    if unlisted:
        message = "Cannot add lines with unavailable variants."
        code = "NOT_AVAILABLE_IN_CHANNEL"
        errors.append({"field": "lines", "code": code, "message": message, "variants": unlisted})
    if errors:
        raise Refused(errors)


def _published(variant: Variant, channel: Channel) -> bool:
    listing = variant.product.listings.get(channel.pk)
    return listing is not None and listing.is_published


def _sold(variant: Variant, channel: Channel) -> bool:
    listing = variant.product.listings.get(channel.pk)
    return listing is not None and listing.is_available_for_purchase
