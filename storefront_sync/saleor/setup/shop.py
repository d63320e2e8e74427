"""A small shop for one list of goods: what the demo and tests need, made by the same steps as any other."""

from __future__ import annotations

from dataclasses import dataclass

from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.setup import present
from storefront_sync.saleor.setup.blueprint import Blueprint
from storefront_sync.saleor.setup.blueprint_file import default_blueprint
from storefront_sync.saleor.setup.run import Shop, set_up
from storefront_sync.saleor.setup.shipping import order_method_id
from storefront_sync.saleor.types import AddressWrite

METHOD_NAME = "Marketplace"
TYPE_SLUG = "barang"


@dataclass(frozen=True)
class ShopPlan:
    """What to set up. `warehouse` and `channel` are slugs."""

    channel: str
    channel_name: str
    warehouse: str
    warehouse_name: str
    address: AddressWrite


def set_up_shop(client: SaleorClient, plan: ShopPlan) -> Shop:
    """Warehouse, IDR channel, zone for Indonesia with couriers and the method of imported orders, one product
    type. Raises MutationRefused."""
    return set_up(client, shop_blueprint(plan)).shop


def shop_blueprint(plan: ShopPlan) -> Blueprint:
    """The shipped blueprint without its tree of categories, for another place."""
    data = default_blueprint().model_dump(mode="json")
    types = [row for row in data["product_types"] if row["slug"] == TYPE_SLUG]
    used = {slug for row in types for slug in (*row["product_attributes"], *row["variant_attributes"])}
    address = plan.address
    data |= {
        "cooperative": {"slug": plan.channel, "name": plan.channel_name},
        "channel": {**data["channel"], "slug": plan.channel, "name": plan.channel_name},
        "warehouses": [
            {
                "slug": plan.warehouse,
                "name": plan.warehouse_name,
                "pickup": True,
                "address": {
                    "street": address.street,
                    "city": address.city,
                    "province": address.province,
                    "postcode": address.postal_code,
                },
            }
        ],
        "shipping": [
            {**zone, "name": f"Indonesia – {plan.channel_name}", "warehouses": [plan.warehouse]}
            if zone["warehouses"]
            else {**zone, "name": f"{METHOD_NAME} – {plan.channel_name}"}
            for zone in data["shipping"]
        ],
        "attributes": [row for row in data["attributes"] if row["slug"] in used],
        "product_types": types,
        "categories": [],
    }
    return Blueprint.model_validate(data)


def marketplace_method(client: SaleorClient, channel_id: str) -> str | None:
    """The method of imported orders in a channel, in the form that draft orders want; None where there is
    none."""
    for zone in present.zones(client.transport, channel_id):
        for method in zone.methods:
            if method.listed and (method.for_marketplaces or method.name == METHOD_NAME):
                return order_method_id(method.id)
    return None
