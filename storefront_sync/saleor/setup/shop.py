"""The shop around the catalogue: warehouse, channel, shipping zone, and the method that imported orders
go by.

Each step looks first and makes only what is missing, so that an interrupted set-up is simply run again.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass

from storefront_sync.saleor.calls.base import present, refuse
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.setup import wire
from storefront_sync.saleor.types import AddressWrite, ChannelRead

METHOD_NAME = "Marketplace"


@dataclass(frozen=True)
class ShopPlan:
    """What to set up. `warehouse` and `channel` are slugs."""

    channel: str
    channel_name: str
    warehouse: str
    warehouse_name: str
    address: AddressWrite


@dataclass(frozen=True)
class Shop:
    """What is set up. `shipping_method_id` is the `ShippingMethod:…` id for draft orders."""

    channel_id: str
    warehouse_id: str
    shipping_method_id: str


def set_up_shop(client: SaleorClient, plan: ShopPlan) -> Shop:
    """Warehouse → IDR channel → zone for Indonesia → zero-priced method. Raises MutationRefused."""
    warehouse_id = _warehouse(client, plan)
    channel_id = _channel(client, plan, warehouse_id)
    return Shop(channel_id, warehouse_id, marketplace_method(client, channel_id, warehouse_id))


def marketplace_method(client: SaleorClient, channel_id: str, warehouse_id: str) -> str:
    """The zero-priced method of a channel in the form that draft orders want; made where it is missing."""
    found = list(_zones(client))
    own = [zone for zone in found if any(channel.id == channel_id for channel in zone.channels)]
    for zone in own:
        for method in zone.shipping_methods or ():
            listed = [row.channel.id for row in method.channel_listings or ()]
            if method.name == METHOD_NAME and channel_id in listed:
                return order_method_id(method.id)
    zone_id = own[0].id if own else _make_zone(client, channel_id, warehouse_id)
    return order_method_id(_make_method(client, zone_id, channel_id))


def order_method_id(method_id: str) -> str:
    """`ShippingMethodType:21`, which set-up returns, as `ShippingMethod:21`, which orders take."""
    key = b64decode(method_id).decode().partition(":")[2]
    return b64encode(f"ShippingMethod:{key}".encode()).decode()


def _warehouse(client: SaleorClient, plan: ShopPlan) -> str:
    reference = f"warehouse:{plan.warehouse}"
    found = client.transport.query(
        "setup/WarehouseByReference", wire.WarehouseAnswer, {"reference": reference}
    )
    if found.warehouse is not None:
        return found.warehouse.id
    address = plan.address
    given = {
        "name": plan.warehouse_name,
        "slug": plan.warehouse,
        "externalReference": reference,
        "address": {
            "streetAddress1": address.street,
            "city": address.city,
            "countryArea": address.province,
            "country": address.country,
            "postalCode": address.postal_code,
        },
    }
    made = client.transport.mutate("setup/CreateWarehouse", wire.CreatedWarehouse, {"input": given}).result
    return _made(made)


def _channel(client: SaleorClient, plan: ShopPlan, warehouse_id: str) -> str:
    found: ChannelRead | None = next((row for row in client.channels() if row.slug == plan.channel), None)
    if found is None:
        given: dict[str, object] = {
            "name": plan.channel_name,
            "slug": plan.channel,
            "currencyCode": "IDR",
            "defaultCountry": "ID",
            "isActive": True,
            "addWarehouses": [warehouse_id],
            "orderSettings": {
                "allowUnpaidOrders": True,
                "automaticallyConfirmAllNewOrders": True,
                "markAsPaidStrategy": "TRANSACTION_FLOW",
            },
        }
        return _made(
            client.transport.mutate("setup/CreateChannel", wire.CreatedChannel, {"input": given}).result
        )
    if warehouse_id not in found.warehouse_ids:
        change: dict[str, object] = {"id": found.id, "input": {"addWarehouses": [warehouse_id]}}
        _made(client.transport.mutate("setup/ChannelWarehouses", wire.UpdatedChannel, change).result)
    return found.id


def _zones(client: SaleorClient) -> Iterator[wire.Zone]:
    after: str | None = None
    while True:
        page = client.transport.query(
            "setup/ShippingZones", wire.ZonesAnswer, {"after": after}
        ).shipping_zones
        yield from (edge.node for edge in page.edges)
        if not page.page_info.has_next_page:
            return
        after = page.page_info.end_cursor


def _make_zone(client: SaleorClient, channel_id: str, warehouse_id: str) -> str:
    given = {
        "name": METHOD_NAME,
        "countries": ["ID"],
        "addWarehouses": [warehouse_id],
        "addChannels": [channel_id],
    }
    return _made(
        client.transport.mutate("setup/CreateShippingZone", wire.CreatedZone, {"input": given}).result
    )


def _make_method(client: SaleorClient, zone_id: str, channel_id: str) -> str:
    given = {"name": METHOD_NAME, "type": "PRICE", "shippingZone": zone_id}
    method = client.transport.mutate("setup/CreateShippingMethod", wire.CreatedMethod, {"input": given})
    method_id = _made(method.result)
    listing = {"addChannels": [{"channelId": channel_id, "price": "0", "minimumOrderPrice": "0"}]}
    listed = client.transport.mutate(
        "setup/ListShippingMethod", wire.ListedMethod, {"id": method_id, "input": listing}
    )
    refuse(listed.result.errors)
    return method_id


def _made(result: wire.Created) -> str:
    refuse(result.errors)
    return present(result.made, "id").id
