"""Metadata of any object: writes merge by key and tell everybody, the writer too."""

from __future__ import annotations

from collections.abc import Iterable

from storefront_sync.saleor.simulator.arguments.base import (
    Key,
    MetadataArguments,
    MetadataItemInput,
    MetadataKeys,
)
from storefront_sync.saleor.simulator.binding import mutation, refuse, resolver
from storefront_sync.saleor.simulator.call import Call
from storefront_sync.saleor.simulator.state.apps import App, Staff
from storefront_sync.saleor.simulator.state.catalogue import Product, Variant
from storefront_sync.saleor.simulator.state.node import Node
from storefront_sync.saleor.simulator.state.orders import Order
from storefront_sync.saleor.simulator.state.places import ShopSettings

PRIVATE_NEEDS: dict[str, tuple[str, ...]] = {
    "Product": ("MANAGE_PRODUCTS",),
    "ProductVariant": ("MANAGE_PRODUCTS",),
    "Category": ("MANAGE_PRODUCTS",),
    "Warehouse": ("MANAGE_PRODUCTS",),
    "ProductType": ("MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES",),
    "ShippingZone": ("MANAGE_SHIPPING",),
    "ShippingMethodType": ("MANAGE_SHIPPING",),
    "ShippingMethod": ("MANAGE_SHIPPING",),
    "Channel": ("MANAGE_CHANNELS",),
    "Order": ("MANAGE_ORDERS",),
    "OrderLine": ("MANAGE_ORDERS",),
    "Fulfillment": ("MANAGE_ORDERS",),
    "TransactionItem": ("MANAGE_ORDERS", "HANDLE_PAYMENTS"),
    "Checkout": ("MANAGE_CHECKOUTS",),
    "CheckoutLine": ("MANAGE_CHECKOUTS",),
    "App": ("MANAGE_APPS",),
    "User": ("MANAGE_USERS",),
    "Shop": ("MANAGE_SETTINGS",),
    "Address": ("MANAGE_USERS",),
}

Holder = Node | Staff | ShopSettings


def as_map(items: Iterable[MetadataItemInput]) -> dict[str, str]:
    """Metadata items as a map."""
    return {item.key: item.value for item in items}


def _bind(type_name: str, needs: tuple[str, ...]) -> None:
    @resolver(type_name, "metadata")
    def public_items(source: Holder, call: Call) -> list[dict[str, str]]:
        return [{"key": key, "value": value} for key, value in source.metadata.items()]

    @resolver(type_name, "metafield", Key)
    def public_value(source: Holder, call: Call, arguments: Key) -> str | None:
        return source.metadata.get(arguments.key)

    @resolver(type_name, "privateMetadata")
    def private_items(source: Holder, call: Call) -> list[dict[str, str]]:
        _require(source, call, needs)
        return [{"key": key, "value": value} for key, value in source.private_metadata.items()]

    @resolver(type_name, "privateMetafield", Key)
    def private_value(source: Holder, call: Call, arguments: Key) -> str | None:
        _require(source, call, needs)
        return source.private_metadata.get(arguments.key)


def _require(source: Holder, call: Call, needs: tuple[str, ...]) -> None:
    if isinstance(source, App) and source is call.viewer.app:
        return
    call.viewer.require(*needs)


for _type_name, _needs in PRIVATE_NEEDS.items():
    _bind(_type_name, _needs)


@mutation("updateMetadata", MetadataArguments, needs=("MANAGE_PRODUCTS", "MANAGE_ORDERS"))
def update_metadata(call: Call, arguments: MetadataArguments) -> dict[str, object]:
    """Merge public metadata."""
    return _update(call, arguments, private=False)


@mutation("updatePrivateMetadata", MetadataArguments, needs=("MANAGE_PRODUCTS", "MANAGE_ORDERS"))
def update_private_metadata(call: Call, arguments: MetadataArguments) -> dict[str, object]:
    """Merge private metadata."""
    return _update(call, arguments, private=True)


@mutation("deletePrivateMetadata", MetadataKeys, needs=("MANAGE_PRODUCTS", "MANAGE_ORDERS"))
def delete_private_metadata(call: Call, arguments: MetadataKeys) -> dict[str, object]:
    """Delete private metadata; keys that aren't there are no fault."""
    node = call.store.node(arguments.id)
    if node is None:
        raise refuse("id", "NOT_FOUND", f"Couldn't resolve to a node: {arguments.id}")
    for key in arguments.keys:
        node.private_metadata.pop(key, None)
    call.store.touch(node)
    _tell(call, node)
    return {"item": node}


def _update(call: Call, arguments: MetadataArguments, *, private: bool) -> dict[str, object]:
    node = call.store.node(arguments.id)
    if node is None:
        raise refuse("id", "NOT_FOUND", f"Couldn't resolve to a node: {arguments.id}")
    if any(not item.key.strip() for item in arguments.input):
        raise refuse("input", "REQUIRED", "Metadata key cannot be empty.")
    (node.private_metadata if private else node.metadata).update(as_map(arguments.input))
    call.store.touch(node)
    _tell(call, node)
    return {"item": node}


def _tell(call: Call, node: Node) -> None:
    legacy = call.store.settings.use_legacy_update_webhook_emission
    if isinstance(node, Variant):
        if legacy:
            call.emit("PRODUCT_VARIANT_UPDATED", product_variant=node)
        call.emit("PRODUCT_VARIANT_METADATA_UPDATED", product_variant=node)
    elif isinstance(node, Product):
        if legacy:
            call.emit("PRODUCT_UPDATED", product=node)
        call.emit("PRODUCT_METADATA_UPDATED", product=node)
    elif isinstance(node, Order):
        if legacy:
            call.emit("ORDER_UPDATED", order=node)
        call.emit("ORDER_METADATA_UPDATED", order=node)
