"""Setting a shop up: warehouses, channels, zones, shipping methods, product types, categories."""

from __future__ import annotations

import re

from storefront_sync.saleor.simulator.arguments.setup import (
    ChannelArguments,
    ChannelInput,
    NamedArguments,
    ShippingListingArguments,
    ShippingPriceArguments,
    ShippingPriceInput,
    ShippingZoneArguments,
    TaxArguments,
    WarehouseArguments,
    WarehouseChangeArguments,
)
from storefront_sync.saleor.simulator.binding import mutation, refuse
from storefront_sync.saleor.simulator.call import Call
from storefront_sync.saleor.simulator.resolvers.addresses import store_address
from storefront_sync.saleor.simulator.resolvers.metadata import as_map
from storefront_sync.saleor.simulator.resolvers.places import tax_configuration
from storefront_sync.saleor.simulator.state.catalogue import Attribute, Category, ProductType
from storefront_sync.saleor.simulator.state.ids import global_id
from storefront_sync.saleor.simulator.state.places import (
    Channel,
    PostcodeRule,
    ShippingListing,
    ShippingMethod,
    ShippingZone,
    Warehouse,
)


def slugify(text: str) -> str:
    """A slug for a name that came without one."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "x"


@mutation("createWarehouse", WarehouseArguments, needs=("MANAGE_PRODUCTS",))
def create_warehouse(call: Call, arguments: WarehouseArguments) -> dict[str, object]:
    """A warehouse; slug and external reference are unique."""
    given = arguments.input
    slug = given.slug or slugify(given.name)
    if any(row.slug == slug for row in call.store.warehouses):
        raise refuse("slug", "UNIQUE", "Warehouse with this Slug already exists.")
    if call.store.referred(Warehouse, given.external_reference):
        raise refuse("externalReference", "UNIQUE", "Warehouse with this External reference already exists.")
    warehouse = Warehouse(
        *call.store.stamp("Warehouse", long_key=True),
        name=given.name,
        slug=slug,
        email=given.email,
        address=store_address(call, given.address),
        external_reference=given.external_reference,
    )
    call.store.add(warehouse)
    call.store.warehouses.append(warehouse)
    call.emit("WAREHOUSE_CREATED", warehouse=warehouse)
    return {"warehouse": warehouse}


@mutation("updateWarehouse", WarehouseChangeArguments, needs=("MANAGE_PRODUCTS",))
def update_warehouse(call: Call, arguments: WarehouseChangeArguments) -> dict[str, object]:
    """Set what is given. Only a warehouse that isn't private lets shoppers fetch from it alone."""
    warehouse = call.store.find(Warehouse, arguments.id)
    if warehouse is None:
        raise refuse("id", "NOT_FOUND", "Couldn't resolve to a node.")
    given = arguments.input
    private = warehouse.is_private if given.is_private is None else given.is_private
    pickup = given.click_and_collect_option or warehouse.click_and_collect_option
    if pickup == "LOCAL" and private:
        message = "Local warehouse can be toggled only for non-private warehouse stocks"
        raise refuse("clickAndCollectOption", "INVALID", message)
    if given.address is not None:
        warehouse.address = store_address(call, given.address)
    warehouse.name = given.name or warehouse.name
    warehouse.is_private, warehouse.click_and_collect_option = private, pickup
    return {"warehouse": warehouse}


@mutation("taxConfigurationUpdate", TaxArguments, needs=("MANAGE_TAXES",))
def update_tax(call: Call, arguments: TaxArguments) -> dict[str, object]:
    """Set a channel's taxes."""
    rows = call.store.channels
    channel = next((row for row in rows if global_id("TaxConfiguration", row.pk) == arguments.id), None)
    if channel is None:
        raise refuse("id", "NOT_FOUND", "Couldn't resolve to a node.")
    for name in arguments.input.model_fields_set:
        setattr(channel, name, getattr(arguments.input, name))
    return {"taxConfiguration": tax_configuration(channel, call)}


@mutation("channelCreate", ChannelArguments, needs=("MANAGE_CHANNELS",))
def create_channel(call: Call, arguments: ChannelArguments) -> dict[str, object]:
    """A channel; the slug is unique and kept as it was written."""
    given = arguments.input
    slug = given.slug or slugify(given.name or "")
    if any(row.slug == slug for row in call.store.channels):
        raise refuse("slug", "UNIQUE", "Channel with this Slug already exists.")
    channel = Channel(
        *call.store.stamp("Channel"),
        name=given.name or slug,
        slug=slug,
        currency_code=given.currency_code,
        default_country=given.default_country or "ID",
    )
    call.store.add(channel)
    call.store.channels.append(channel)
    _apply(call, channel, given)
    call.emit("CHANNEL_CREATED", channel=channel)
    return {"channel": channel}


@mutation("channelUpdate", ChannelArguments, needs=("MANAGE_CHANNELS", "MANAGE_ORDERS"))
def update_channel(call: Call, arguments: ChannelArguments) -> dict[str, object]:
    """Set those settings of a channel that are given."""
    channel = call.store.find(Channel, arguments.id)
    if channel is None:
        raise refuse("id", "NOT_FOUND", "Couldn't resolve to a node.")
    _apply(call, channel, arguments.input)
    return {"channel": channel}


def _apply(call: Call, channel: Channel, given: ChannelInput) -> None:
    channel.name = given.name or channel.name
    channel.slug = given.slug or channel.slug
    channel.default_country = given.default_country or channel.default_country
    channel.is_active = channel.is_active if given.is_active is None else given.is_active
    # In what order several are added isn't said: Saleor puts them into a set (3.23.28).
    added = (call.store.find(Warehouse, key) for key in sorted(given.add_warehouses))
    channel.warehouses.extend(row for row in added if row is not None and row not in channel.warehouses)
    channel.warehouses[:] = [row for row in channel.warehouses if row.id not in given.remove_warehouses]
    for key in given.add_shipping_zones:
        zone = call.store.find(ShippingZone, key)
        if zone is not None and channel not in zone.channels:
            zone.channels.append(channel)
    channel.metadata.update(as_map(given.metadata))
    channel.private_metadata.update(as_map(given.private_metadata))
    if given.stock_settings is not None:
        channel.allocation_strategy = given.stock_settings.allocation_strategy
    if given.order_settings is not None:
        for name in given.order_settings.model_fields_set:
            setattr(channel, name, getattr(given.order_settings, name))


@mutation("shippingZoneCreate", ShippingZoneArguments, needs=("MANAGE_SHIPPING",))
def create_zone(call: Call, arguments: ShippingZoneArguments) -> dict[str, object]:
    """A shipping zone."""
    given = arguments.input
    warehouses = [call.store.find(Warehouse, key) for key in given.add_warehouses]
    channels = [call.store.find(Channel, key) for key in given.add_channels]
    zone = ShippingZone(
        *call.store.stamp("ShippingZone"),
        name=given.name,
        countries=list(given.countries),
        warehouses=[row for row in warehouses if row is not None],
        channels=[row for row in channels if row is not None],
    )
    call.store.add(zone)
    call.store.zones.append(zone)
    return {"shippingZone": zone}


@mutation("shippingZoneUpdate", ShippingZoneArguments, needs=("MANAGE_SHIPPING",))
def update_zone(call: Call, arguments: ShippingZoneArguments) -> dict[str, object]:
    """Set what is given; warehouses and channels are added."""
    zone = call.store.find(ShippingZone, arguments.id)
    if zone is None:
        raise refuse("id", "NOT_FOUND", "Couldn't resolve to a node.")
    given = arguments.input
    zone.name = given.name or zone.name
    zone.countries = list(given.countries) or zone.countries
    places = (call.store.find(Warehouse, key) for key in given.add_warehouses)
    zone.warehouses += [row for row in places if row is not None and row not in zone.warehouses]
    zone.warehouses[:] = [row for row in zone.warehouses if row.id not in given.remove_warehouses]
    channels = (call.store.find(Channel, key) for key in given.add_channels)
    zone.channels += [row for row in channels if row is not None and row not in zone.channels]
    return {"shippingZone": zone}


@mutation("shippingPriceCreate", ShippingPriceArguments, needs=("MANAGE_SHIPPING",))
def create_method(call: Call, arguments: ShippingPriceArguments) -> dict[str, object]:
    """A shipping method of a zone, as yet in no channel."""
    zone = call.store.find(ShippingZone, arguments.input.shipping_zone)
    if zone is None:
        raise refuse("shippingZone", "NOT_FOUND", "Couldn't resolve to a node.")
    method = add_method(call, zone, arguments.input.name)
    _reach(call, method, arguments.input)
    return {"shippingMethod": method, "shippingZone": zone}


@mutation("shippingPriceUpdate", ShippingPriceArguments, needs=("MANAGE_SHIPPING",))
def update_method(call: Call, arguments: ShippingPriceArguments) -> dict[str, object]:
    """Set a method's name, zone, days and postcodes."""
    method = call.store.find(ShippingMethod, arguments.id)
    if method is None:
        raise refuse("id", "NOT_FOUND", "Couldn't resolve to a node.")
    zone = call.store.find(ShippingZone, arguments.input.shipping_zone or method.zone.id)
    if zone is None:
        raise refuse("shippingZone", "NOT_FOUND", "Couldn't resolve to a node.")
    if zone is not method.zone:
        method.zone.methods.remove(method)
        zone.methods.append(method)
        method.zone = zone
    method.name = arguments.input.name or method.name
    _reach(call, method, arguments.input)
    return {"shippingMethod": method, "shippingZone": method.zone}


def _reach(call: Call, method: ShippingMethod, given: ShippingPriceInput) -> None:
    if "minimum_delivery_days" in given.model_fields_set:
        method.minimum_delivery_days = given.minimum_delivery_days
    if "maximum_delivery_days" in given.model_fields_set:
        method.maximum_delivery_days = given.maximum_delivery_days
    kept = [row for row in method.postal_code_rules if row.id not in given.delete_postal_code_rules]
    method.postal_code_rules = kept + [
        PostcodeRule(
            *call.store.stamp("ShippingMethodPostalCodeRule"),
            start=row.start,
            end=row.end,
            inclusion_type=given.inclusion_type,
        )
        for row in given.add_postal_code_rules
    ]


def add_method(call: Call, zone: ShippingZone, name: str) -> ShippingMethod:
    """A shipping method under both of its ids."""
    stamp = call.store.stamp("ShippingMethodType")
    method = ShippingMethod(*stamp, name=name, zone=zone, method_id=global_id("ShippingMethod", stamp[0]))
    call.store.add(method)
    call.store.shipping_methods[method.method_id] = method
    zone.methods.append(method)
    return method


@mutation("shippingMethodChannelListingUpdate", ShippingListingArguments, needs=("MANAGE_SHIPPING",))
def list_method(call: Call, arguments: ShippingListingArguments) -> dict[str, object]:
    """Offer a method in channels, or no longer."""
    method = call.store.find(ShippingMethod, arguments.id)
    if method is None:
        raise refuse("id", "NOT_FOUND", "Couldn't resolve to a node.")
    for row in arguments.input.add_channels:
        channel = call.store.find(Channel, row.channel_id)
        if channel is None:
            raise refuse("addChannels", "NOT_FOUND", "Couldn't resolve to a node.")
        method.listings[channel.pk] = ShippingListing(
            *call.store.stamp("ShippingMethodChannelListing"),
            channel=channel,
            price=row.price,
            minimum_order_price=row.minimum_order_price,
            maximum_order_price=row.maximum_order_price,
        )
    gone = set(arguments.input.remove_channels)
    method.listings = {key: row for key, row in method.listings.items() if row.channel.id not in gone}
    return {"shippingMethod": method}


@mutation("productTypeCreate", NamedArguments, needs=("MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES",))
def create_product_type(call: Call, arguments: NamedArguments) -> dict[str, object]:
    """A product type; the slug is unique."""
    given = arguments.input
    slug = given.slug or slugify(given.name)
    if any(row.slug == slug for row in call.store.product_types):
        raise refuse("slug", "UNIQUE", "Product type with this Slug already exists.")
    row = ProductType(
        *call.store.stamp("ProductType"),
        name=given.name,
        slug=slug,
        is_shipping_required=given.is_shipping_required is not False,
        kind=given.kind,
        product_attributes=_attributes(call, given.product_attributes),
        variant_attributes=_attributes(call, given.variant_attributes),
    )
    call.store.add(row)
    call.store.product_types.append(row)
    return {"productType": row}


def _attributes(call: Call, keys: list[str]) -> list[Attribute]:
    found = (call.store.find(Attribute, key) for key in keys)
    return [row for row in found if row is not None]


@mutation("productTypeUpdate", NamedArguments, needs=("MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES",))
def update_product_type(call: Call, arguments: NamedArguments) -> dict[str, object]:
    """Set what is given."""
    row = call.store.find(ProductType, arguments.id)
    if row is None:
        raise refuse("id", "NOT_FOUND", "Couldn't resolve to a node.")
    given = arguments.input
    row.name = given.name or row.name
    if given.is_shipping_required is not None:
        row.is_shipping_required = given.is_shipping_required
    return {"productType": row}


@mutation("categoryUpdate", NamedArguments, needs=("MANAGE_PRODUCTS",))
def update_category(call: Call, arguments: NamedArguments) -> dict[str, object]:
    """Set name and metadata; a category can't be moved."""
    row = call.store.find(Category, arguments.id)
    if row is None:
        raise refuse("id", "NOT_FOUND", "Couldn't resolve to a node.")
    row.name = arguments.input.name or row.name
    row.metadata.update(as_map(arguments.input.metadata))
    return {"category": row}


@mutation("categoryCreate", NamedArguments, needs=("MANAGE_PRODUCTS",))
def create_category(call: Call, arguments: NamedArguments) -> dict[str, object]:
    """A category; the slug is unique."""
    given = arguments.input
    slug = given.slug or slugify(given.name)
    if any(row.slug == slug for row in call.store.categories):
        raise refuse("slug", "UNIQUE", "Category with this Slug already exists.")
    parent = call.store.find(Category, arguments.parent)
    row = Category(*call.store.stamp("Category"), name=given.name, slug=slug, parent=parent)
    row.metadata.update(as_map(given.metadata))
    call.store.add(row)
    call.store.categories.append(row)
    return {"category": row}
