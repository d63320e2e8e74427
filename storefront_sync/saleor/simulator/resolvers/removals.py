"""Taking a shop down again: its goods, places, channel. An order stays for ever; it may move."""

from __future__ import annotations

from typing import TypeVar

from storefront_sync.saleor.simulator.arguments.base import ById, ByIds
from storefront_sync.saleor.simulator.arguments.setup import ChannelDeleteArguments
from storefront_sync.saleor.simulator.binding import Refused, mutation, refuse
from storefront_sync.saleor.simulator.call import Call
from storefront_sync.saleor.simulator.resolvers.order_mutations import cancel_order
from storefront_sync.saleor.simulator.resolvers.product_mutations import remove_product
from storefront_sync.saleor.simulator.state.catalogue import Attribute, Category, Product, ProductType
from storefront_sync.saleor.simulator.state.node import Node
from storefront_sync.saleor.simulator.state.orders import Order
from storefront_sync.saleor.simulator.state.places import Channel, ShippingZone, Warehouse

N = TypeVar("N", bound=Node)
WITH_ORDERS = (
    "Cannot remove channel with orders. Try to migrate orders to another channel by passing `targetChannel`"
    " param."
)


@mutation("channelDelete", ChannelDeleteArguments, needs=("MANAGE_CHANNELS",))
def delete_channel(call: Call, arguments: ChannelDeleteArguments) -> dict[str, object]:
    """Delete a channel with its carts and listings; its orders and drafts need a channel to move to."""
    store = call.store
    channel = _found(call, Channel, arguments.id)
    orders = [row for row in store.orders if row.channel is channel]
    if arguments.input is not None:
        heir = _found(call, Channel, arguments.input.channel_id)
        if heir is channel:
            raise refuse("channelId", "INVALID", "Cannot migrate data to the channel that is being removed.")
        if heir.currency_code != channel.currency_code:
            message = f"Cannot migrate from {channel.currency_code} to {heir.currency_code}."
            raise refuse("channelId", "CHANNELS_CURRENCY_MUST_BE_THE_SAME", message)
        for order in orders:
            order.channel = heir
    elif orders:
        raise refuse("id", "CHANNEL_WITH_ORDERS", WITH_ORDERS)
    for key, checkout in list(store.checkouts.items()):
        if checkout.channel is channel:
            del store.checkouts[key]
    for product in store.products:
        product.listings.pop(channel.pk, None)
    for variant in store.variants:
        variant.listings.pop(channel.pk, None)
    for zone in store.zones:
        zone.channels[:] = [row for row in zone.channels if row is not channel]
    for method in store.shipping_methods.values():
        method.listings.pop(channel.pk, None)
    store.channels.remove(channel)
    store.drop(channel)
    return {"channel": channel}


@mutation("deleteWarehouse", ById, needs=("MANAGE_PRODUCTS",))
def delete_warehouse(call: Call, arguments: ById) -> dict[str, object]:
    """Delete a warehouse with the stocks in it and what is allocated from them."""
    store = call.store
    place = _found(call, Warehouse, arguments.id)
    for order in store.orders:
        for line in order.lines:
            line.allocations[:] = [row for row in line.allocations if row.stock.warehouse is not place]
    for stock in [row for row in store.stocks if row.warehouse is place]:
        stock.product_variant.stocks.pop(place.pk, None)
        store.stocks.remove(stock)
        store.drop(stock)
    for held in (*(row.warehouses for row in store.channels), *(row.warehouses for row in store.zones)):
        held[:] = [one for one in held if one is not place]
    store.warehouses.remove(place)
    store.drop(place)
    return {"warehouse": place}


@mutation("shippingZoneDelete", ById, needs=("MANAGE_SHIPPING",))
def delete_zone(call: Call, arguments: ById) -> dict[str, object]:
    """Delete a zone with its methods; orders keep theirs."""
    zone = _found(call, ShippingZone, arguments.id)
    for method in zone.methods:
        call.store.shipping_methods.pop(method.method_id, None)
        call.store.drop(method)
    call.store.zones.remove(zone)
    call.store.drop(zone)
    return {"shippingZone": zone}


@mutation("productTypeDelete", ById, needs=("MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES",))
def delete_product_type(call: Call, arguments: ById) -> dict[str, object]:
    """Delete a type and with it every product of it."""
    kind = _found(call, ProductType, arguments.id)
    for product in [row for row in call.store.products if row.product_type is kind]:
        remove_product(call, product)
    call.store.product_types.remove(kind)
    call.store.drop(kind)
    return {"productType": kind}


@mutation("attributeBulkDelete", ByIds, needs=("MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES",))
def delete_attributes(call: Call, arguments: ByIds) -> dict[str, object]:
    """Delete attributes and what is said with them."""
    rows = [_found(call, Attribute, key, "GRAPHQL_ERROR") for key in arguments.ids]
    for row in rows:
        for kind in call.store.product_types:
            for held in (kind.product_attributes, kind.variant_attributes, kind.chosen_by):
                held[:] = [one for one in held if one is not row]
        for product in call.store.products:
            product.attributes.pop(row.pk, None)
        for variant in call.store.variants:
            variant.attributes.pop(row.pk, None)
        call.store.attributes.remove(row)
        call.store.drop(row)
    return {"count": len(rows)}


@mutation("categoryBulkDelete", ByIds, needs=("MANAGE_PRODUCTS",))
def delete_categories(call: Call, arguments: ByIds) -> dict[str, object]:
    """Delete categories with those below them; products in them are no longer published."""
    store = call.store
    gone = [_found(call, Category, key, "GRAPHQL_ERROR") for key in arguments.ids]
    for row in gone:
        gone += [child for child in store.categories if child.parent is row and child not in gone]
    for product in store.products:
        if product.category in gone:
            product.category = None
            for listing in product.listings.values():
                listing.is_published = False
    for row in gone:
        store.categories.remove(row)
        store.drop(row)
    return {"count": len(arguments.ids)}


@mutation("productBulkDelete", ByIds, needs=("MANAGE_PRODUCTS",))
def delete_products(call: Call, arguments: ByIds) -> dict[str, object]:
    """Delete products with their variants, stocks and prices."""
    rows = [_found(call, Product, key, "GRAPHQL_ERROR") for key in arguments.ids]
    for row in rows:
        remove_product(call, row)
    return {"count": len(rows)}


@mutation("orderBulkCancel", ByIds, needs=("MANAGE_ORDERS",))
def cancel_orders(call: Call, arguments: ByIds) -> dict[str, object]:
    """Cancel those that can be cancelled; the others are told."""
    for key in arguments.ids:
        _found(call, Order, key, "GRAPHQL_ERROR")
    errors: list[dict[str, object]] = []
    for key in arguments.ids:
        try:
            cancel_order(call, ById(id=key))
        except Refused as refused:
            errors += refused.errors
    return {"count": len(arguments.ids) - len(errors), "errors": errors}


def _found(call: Call, kind: type[N], key: str, code: str = "NOT_FOUND") -> N:
    row = call.store.find(kind, key)
    if row is None:
        raise refuse("id", code, f"Couldn't resolve to a node: {key}")
    return row
