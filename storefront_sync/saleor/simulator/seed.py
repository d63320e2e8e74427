"""Fills a store from product lists, quicker than through the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from storefront_sync.saleor.sheet import ProductRows, VariantRow, products, slug
from storefront_sync.saleor.simulator.arguments.catalogue import PriceInput
from storefront_sync.saleor.simulator.call import Call
from storefront_sync.saleor.simulator.resolvers.product_mutations import set_price
from storefront_sync.saleor.simulator.resolvers.setup import add_method
from storefront_sync.saleor.simulator.resolvers.stocks import open_stock
from storefront_sync.saleor.simulator.state.catalogue import (
    Category,
    Product,
    ProductListing,
    ProductType,
    Variant,
)
from storefront_sync.saleor.simulator.state.places import (
    Address,
    Channel,
    ShippingListing,
    ShippingZone,
    Warehouse,
)

METHOD = "Marketplace"
ZERO = Decimal(0)


@dataclass(frozen=True)
class Cooperative:
    """One seeded cooperative."""

    channel: Channel
    warehouses: tuple[Warehouse, ...]


def seed(
    call: Call,
    channel_slug: str,
    warehouse_slugs: Sequence[str],
    rows: Sequence[Mapping[str, str]],
    prefix: str = "",
) -> Cooperative:
    """A channel with its warehouses and products; with two warehouses the second gets a third of the
    pieces."""
    warehouses = tuple(_warehouse(call, name) for name in warehouse_slugs)
    channel = _channel(call, channel_slug, warehouses)
    product_type = _product_type(call)
    for group in products(rows):
        _product(call, channel, warehouses, product_type, group, prefix)
    return Cooperative(channel, warehouses)


def _warehouse(call: Call, name: str) -> Warehouse:
    address = Address(
        *call.store.stamp("Address"),
        street_address1="Jl. Contoh 1",
        city="SURABAYA",
        country_code="ID",
        country_area="Jawa Timur",
        postal_code="60111",
    )
    warehouse = Warehouse(
        *call.store.stamp("Warehouse", long_key=True),
        name=name.replace("-", " ").title(),
        slug=name,
        address=address,
        external_reference=f"warehouse:{name}",
    )
    call.store.warehouses.append(warehouse)
    return call.store.add(warehouse)


def _channel(call: Call, name: str, warehouses: Sequence[Warehouse]) -> Channel:
    store = call.store
    channel = Channel(
        *store.stamp("Channel"),
        name=name.replace("-", " ").title(),
        slug=name,
        currency_code="IDR",
        default_country="ID",
        warehouses=list(warehouses),
        allow_unpaid_orders=True,
        mark_as_paid_strategy="TRANSACTION_FLOW",
        charge_taxes=False,
    )
    store.channels.append(store.add(channel))
    zone = ShippingZone(
        *store.stamp("ShippingZone"),
        name=f"{channel.name} Indonesia",
        countries=["ID"],
        warehouses=list(warehouses),
        channels=[channel],
    )
    store.zones.append(store.add(zone))
    method = add_method(call, zone, METHOD)
    listing = ShippingListing(*store.stamp("ShippingMethodChannelListing"), channel=channel, price=ZERO)
    method.listings[channel.pk] = listing
    return channel


def _product_type(call: Call) -> ProductType:
    store = call.store
    if not store.product_types:
        row = ProductType(*store.stamp("ProductType"), name="Barang", slug="barang")
        store.product_types.append(store.add(row))
    return store.product_types[0]


def _category(call: Call, name: str) -> Category:
    store = call.store
    wanted = slug(name)
    for row in store.categories:
        if row.slug == wanted:
            return row
    row = Category(*store.stamp("Category"), name=name, slug=wanted)
    store.categories.append(store.add(row))
    return row


def _product(
    call: Call,
    channel: Channel,
    warehouses: Sequence[Warehouse],
    product_type: ProductType,
    group: ProductRows,
    prefix: str,
) -> None:
    store = call.store
    product = Product(
        *store.stamp("Product"),
        name=group.name,
        slug=f"{slug(prefix + group.name)}",
        product_type=product_type,
        category=_category(call, group.category) if group.category else None,
        external_reference=f"{prefix}{group.reference}",
    )
    product.listings[channel.pk] = ProductListing(*store.stamp("ProductChannelListing"), channel=channel)
    store.products.append(store.add(product))
    for row in group.variants:
        _variant(call, channel, warehouses, product, row, prefix)


def _variant(
    call: Call,
    channel: Channel,
    warehouses: Sequence[Warehouse],
    product: Product,
    row: VariantRow,
    prefix: str,
) -> None:
    store = call.store
    sku = f"{prefix}{row.sku}"
    variant = Variant(
        *store.stamp("ProductVariant"),
        name=row.name or sku,
        sku=sku,
        product=product,
        external_reference=f"variant:{sku}",
        metadata={"barcode": row.barcode} if row.barcode else {},
        weight_g=None if row.weight_g is None else Decimal(row.weight_g),
    )
    store.variants.append(store.add(variant))
    store.variant_by_sku[sku] = variant
    product.variants.append(variant)
    set_price(call, variant, PriceInput(channel_id=channel.id, price=Decimal(row.price or 0)))
    on_hand = row.on_hand or 0
    second = on_hand // 3 if len(warehouses) > 1 else 0
    for place, quantity in zip(warehouses, (on_hand - second, second), strict=False):
        open_stock(call, variant, place, quantity, call.cause)
