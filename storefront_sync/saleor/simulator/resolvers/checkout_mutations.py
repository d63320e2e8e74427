"""Shoppers fill a cart, choose a delivery and order. All of it is open to anybody."""

from __future__ import annotations

from datetime import timedelta

from storefront_sync.saleor.simulator.arguments.base import ById
from storefront_sync.saleor.simulator.arguments.checkouts import (
    CheckoutArguments,
    CheckoutId,
    CheckoutLineInput,
    CheckoutLinesArguments,
    DeliveryMethodArguments,
)
from storefront_sync.saleor.simulator.binding import Refused, mutation, refuse
from storefront_sync.saleor.simulator.call import Call
from storefront_sync.saleor.simulator.resolvers.addresses import store_address
from storefront_sync.saleor.simulator.resolvers.checkouts import collection_points, delivery
from storefront_sync.saleor.simulator.resolvers.draft_orders import new_line, new_order
from storefront_sync.saleor.simulator.resolvers.metadata import as_map
from storefront_sync.saleor.simulator.resolvers.places import options, reaches
from storefront_sync.saleor.simulator.state.allocation import (
    allocate_at_once,
    channel_stocks,
    free_pieces,
    short_lines,
    short_together,
)
from storefront_sync.saleor.simulator.state.catalogue import Reservation, Variant
from storefront_sync.saleor.simulator.state.checkouts import Checkout, CheckoutLine
from storefront_sync.saleor.simulator.state.ids import global_id, split_id
from storefront_sync.saleor.simulator.state.orders import Order


@mutation("checkoutCreate", CheckoutArguments)
def create_checkout(call: Call, arguments: CheckoutArguments) -> dict[str, object]:
    """A cart with its first lines; refused where stock doesn't cover them."""
    given = arguments.input
    channels = call.store.channels
    channel = next((row for row in channels if row.slug == given.channel), None)
    if channel is None or not channel.is_active:
        raise refuse("channel", "NOT_FOUND", "Channel doesn't exist.")
    rules = given.validation_rules
    shipping = (
        store_address(call, given.shipping_address, rules.shipping_address)
        if given.shipping_address
        else None
    )
    billing = (
        store_address(call, given.billing_address, rules.billing_address) if given.billing_address else None
    )
    token = str(call.store.new_uuid())
    key, _, created, updated = call.store.stamp("Checkout")
    checkout = Checkout(
        key,
        global_id("Checkout", token),
        created,
        updated,
        token=token,
        channel=channel,
        email=given.email,
        shipping_address=shipping,
        billing_address=billing,
        metadata=as_map(given.metadata),
    )
    _fill(call, checkout, given.lines)
    call.store.checkouts[checkout.id] = checkout
    call.store.add(checkout)
    call.emit("CHECKOUT_CREATED", checkout=checkout)
    return {"checkout": checkout}


@mutation("checkoutLinesAdd", CheckoutLinesArguments)
def add_lines(call: Call, arguments: CheckoutLinesArguments) -> dict[str, object]:
    """More lines for a cart."""
    checkout = _open(call, arguments.id)
    _fill(call, checkout, arguments.lines)
    call.store.touch(checkout)
    call.emit("CHECKOUT_UPDATED", checkout=checkout)
    return {"checkout": checkout}


@mutation("deliveryOptionsCalculate", ById)
def calculate_deliveries(call: Call, arguments: ById) -> dict[str, object]:
    """The ways of delivery for a cart."""
    checkout = _open(call, arguments.id)
    ways = options(call, checkout.channel, checkout.shipping_address)
    return {"deliveries": [delivery(option) for option in ways]}


@mutation("checkoutDeliveryMethodUpdate", DeliveryMethodArguments)
def choose_delivery(call: Call, arguments: DeliveryMethodArguments) -> dict[str, object]:
    """Choose a way of delivery by either kind of id."""
    checkout = _open(call, arguments.id)
    kind, key = split_id(arguments.delivery_method_id or "")
    if kind == "Warehouse":
        return _fetch_from(call, checkout, arguments.delivery_method_id)
    method = call.store.shipping_methods.get(global_id("ShippingMethod", key))
    if (
        method is None
        or checkout.channel.pk not in method.listings
        or not reaches(method, checkout.shipping_address)
    ):
        raise refuse(
            "deliveryMethodId", "SHIPPING_METHOD_NOT_APPLICABLE", "This shipping method isn't applicable."
        )
    checkout.shipping_method, checkout.collection_point = method, None
    call.store.touch(checkout)
    call.emit("CHECKOUT_UPDATED", checkout=checkout)
    return {"checkout": checkout}


def _fetch_from(call: Call, checkout: Checkout, place_id: str | None) -> dict[str, object]:
    place = next((row for row in collection_points(checkout, call) if row.id == place_id), None)
    if place is None:
        message = "This pick up point is not applicable."
        raise refuse("deliveryMethodId", "DELIVERY_METHOD_NOT_APPLICABLE", message)
    checkout.shipping_method, checkout.collection_point = None, place
    checkout.shipping_address = place.address
    return {"checkout": checkout}


@mutation("checkoutComplete", CheckoutId)
def complete_checkout(call: Call, arguments: CheckoutId) -> dict[str, object]:
    """Order what is in a cart; a second completion answers the same order."""
    checkout = call.store.checkouts.get(arguments.id or "")
    if checkout is None:
        raise refuse("id", "NOT_FOUND", f"Couldn't resolve to a node: {arguments.id}")
    if checkout.order is None:
        checkout.order = _order(call, checkout)
    return {"order": checkout.order}


def _open(call: Call, checkout_id: str | None) -> Checkout:
    checkout = call.store.checkouts.get(checkout_id or "")
    if checkout is None or checkout.order is not None:
        raise refuse("id", "NOT_FOUND", f"Couldn't resolve to a node: {checkout_id}")
    return checkout


def _fill(call: Call, checkout: Checkout, rows: list[CheckoutLineInput]) -> None:
    wanted: dict[int, tuple[Variant, int]] = {
        line.variant.pk: (line.variant, line.quantity) for line in checkout.lines
    }
    limit = call.store.settings.limit_quantity_per_checkout
    for row in rows:
        variant = call.store.find(Variant, row.variant_id)
        if variant is None or checkout.channel.pk not in variant.listings:
            raise refuse(
                "lines", "PRODUCT_NOT_PUBLISHED", "Can't add unavailable variants.", variants=[row.variant_id]
            )
        if row.quantity < 1:
            raise refuse("quantity", "ZERO_QUANTITY", "The quantity should be higher than zero.")
        quantity = wanted.get(variant.pk, (variant, 0))[1] + row.quantity
        if limit is not None and quantity > limit:
            message = f"Cannot add more than {limit} times this item: {variant.name}."
            raise refuse("quantity", "QUANTITY_GREATER_THAN_LIMIT", message)
        wanted[variant.pk] = (variant, quantity)
    _check_stock(call, checkout, list(wanted.values()))
    held = {line.variant.pk: line for line in checkout.lines}
    for key, (variant, quantity) in wanted.items():
        if key in held:
            held[key].quantity = quantity
            continue
        line = CheckoutLine(
            *call.store.stamp("CheckoutLine", long_key=True),
            checkout=checkout,
            variant=variant,
            quantity=quantity,
        )
        call.store.add(line)
        checkout.lines.append(line)
    _reserve(call, checkout)


def _check_stock(call: Call, checkout: Checkout, wanted: list[tuple[Variant, int]]) -> None:
    short: list[str] = []
    names: list[str] = []
    left = 0
    for variant, quantity in wanted:
        free = free_pieces(call.store, checkout.channel, variant, own=checkout.token)
        if variant.track_inventory and free < quantity:
            short.append(variant.id)
            names.append(variant.name)
            left = max(free, 0)
    if short:
        message = f"Could not add items {', '.join(names)}. Only {left} remaining in stock."
        raise refuse("quantity", "INSUFFICIENT_STOCK", message, variants=short)


def _reserve(call: Call, checkout: Checkout) -> None:
    settings = call.store.settings
    minutes = settings.reserve_stock_duration_anonymous_user
    if call.viewer.staff is not None:
        minutes = settings.reserve_stock_duration_authenticated_user
    if not minutes:
        return
    until = call.now + timedelta(minutes=minutes)
    checkout.reserved_until = until
    for line in checkout.lines:
        if not line.variant.track_inventory:
            continue
        need = line.quantity
        for stock in channel_stocks(checkout.channel, line.variant):
            stock.reservations.pop(checkout.token, None)
            take = min(need, max(stock.free(call.now), 0))
            if take:
                stock.reservations[checkout.token] = Reservation(take, until)
                need -= take
            call.store.note_stock(stock, "reserve")


def _release(call: Call, checkout: Checkout) -> None:
    for line in checkout.lines:
        for stock in line.variant.stocks.values():
            stock.reservations.pop(checkout.token, None)
    checkout.reserved_until = None


def _order(call: Call, checkout: Checkout) -> Order:
    channel = checkout.channel
    if checkout.shipping_address is None:
        raise refuse("shippingAddress", "SHIPPING_ADDRESS_NOT_SET", "Shipping address is not set")
    if checkout.shipping_method is None and checkout.collection_point is None:
        raise refuse("shippingMethod", "SHIPPING_METHOD_NOT_SET", "Shipping method is not set")
    if checkout.billing_address is None:
        raise refuse("billingAddress", "BILLING_ADDRESS_NOT_SET", "Billing address is not set")
    if not channel.allow_unpaid_orders:
        message = "The authorized amount doesn't cover the checkout's total amount."
        raise refuse("id", "CHECKOUT_NOT_FULLY_PAID", message)
    # Without a payment the order waits for confirmation, though ORDER_CONFIRMED fires all the same.
    order = new_order(call, channel, status="UNCONFIRMED", origin="CHECKOUT")
    for line in checkout.lines:
        new_line(call, order, line.variant, line.quantity, None)
    lines, own = order.lines, checkout.token
    short = short_lines(call.store, channel, lines, own=own) or short_together(
        call.store, channel, lines, own=own
    )
    if short:
        for made in order.lines:
            call.store.drop(made)
        message = f"Insufficient product stock: {', '.join(line.product_sku or '' for line in short)}"
        variants = [line.variant.id for line in short if line.variant is not None]
        raise Refused(
            [{"field": None, "code": "INSUFFICIENT_STOCK", "message": message, "variants": variants}]
        )
    _release(call, checkout)
    order.checkout_id = checkout.id
    order.user_email = checkout.email
    order.billing_address, order.shipping_address = checkout.billing_address, checkout.shipping_address
    order.shipping_method = checkout.shipping_method
    order.collection_point = checkout.collection_point
    if checkout.shipping_method is not None:
        order.shipping_price = checkout.shipping_method.listings[channel.pk].price
    order.metadata = dict(checkout.metadata)
    order.completed_at = call.now
    crossings = allocate_at_once(call.store, order)
    call.store.add(order)
    call.store.orders.append(order)
    call.store.note_order(order)
    call.emit("ORDER_CREATED", order=order)
    if channel.automatically_confirm_all_new_orders:
        call.emit("ORDER_CONFIRMED", order=order)
    call.emit_crossings(crossings)
    return order
