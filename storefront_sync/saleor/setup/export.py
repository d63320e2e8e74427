"""Reads from a server the blueprint that would make its shop again."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from storefront_sync.core.errors import StorefrontError
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import PermissionMissing
from storefront_sync.saleor.setup import present, wire
from storefront_sync.saleor.setup.blueprint import (
    VERSION,
    Blueprint,
    CategoryPart,
    CooperativePart,
    RulesPart,
    ServerPart,
)
from storefront_sync.saleor.setup.present import MethodFound
from storefront_sync.saleor.transport import Transport


class NotExportable(StorefrontError):
    """The server holds something that a blueprint can't say, such as a price with a fraction of a rupiah."""


def export_blueprint(
    client: SaleorClient,
    channel_slug: str,
    cooperative: CooperativePart,
    rules: RulesPart | None = None,
) -> Blueprint:
    """The blueprint of a channel and of the server's kinds of goods; no orders, no people, no secrets.

    Raises NotExportable, pydantic's ValidationError for what a blueprint can't hold, and the client's errors.
    """
    transport = client.transport
    channel = present.channel(transport, channel_slug)
    if channel is None:
        raise NotExportable("setup.no_such_channel", channel_slug)
    own = {row.slug for row in channel.warehouses}
    attributes = present.attributes(transport)
    types = [
        row
        for row in present.product_types(transport).values()
        if set(row.product_attributes) | set(row.variant_attributes) <= attributes.keys()
    ]
    used = {slug for row in types for slug in (*row.product_attributes, *row.variant_attributes)}
    return Blueprint.model_validate(
        {
            "blueprint": VERSION,
            "cooperative": cooperative.model_dump(),
            "channel": _channel(channel),
            "warehouses": [
                _warehouse(row) for slug, row in present.warehouses(transport).items() if slug in own
            ],
            "shipping": [
                {
                    "name": zone.name,
                    "warehouses": [slug for slug in zone.warehouses if slug in own],
                    "methods": [_method(method) for method in zone.methods if method.listed],
                }
                for zone in present.zones(transport, channel.id)
            ],
            "attributes": [
                part.model_dump() for slug, (_, part) in sorted(attributes.items()) if slug in used
            ],
            "product_types": [
                {
                    "slug": row.slug,
                    "name": row.name,
                    "shipped": row.shipped,
                    "product_attributes": sorted(row.product_attributes),
                    "variant_attributes": sorted(row.variant_attributes),
                    "chosen_by": sorted(row.chosen_by),
                }
                for row in sorted(types, key=lambda row: row.slug)
            ],
            "categories": [
                row.model_dump()
                for row in _tree(present.categories(transport), {row.slug for row in types}, "")
            ],
            "server": _server(transport).model_dump(),
            "rules": (rules or RulesPart()).model_dump(),
        }
    )


def _server(transport: Transport) -> ServerPart:
    """The server's settings; those of a new server where they may not be read, so that applying them changes
    nothing."""
    try:
        return present.server(transport)
    except PermissionMissing:
        return ServerPart()


def _channel(found: wire.Channel) -> dict[str, object]:
    orders, tax = found.order_settings, found.tax_configuration
    return {
        "slug": found.slug,
        "name": found.name,
        "currency": found.currency_code,
        "country": found.default_country.code,
        "allocation": found.stock_settings.allocation_strategy,
        "orders": {
            "allow_unpaid": orders.allow_unpaid_orders,
            "confirm_automatically": orders.automatically_confirm_all_new_orders,
            "mark_as_paid": orders.mark_as_paid_strategy,
            "expire_after_minutes": orders.expire_orders_after or None,
        },
        "tax": {
            "charge": tax.charge_taxes,
            "prices_include_tax": tax.prices_entered_with_tax,
            "show_with_tax": tax.display_gross_prices,
        },
    }


def _warehouse(row: wire.Warehouse) -> dict[str, object]:
    return {
        "slug": row.slug,
        "name": row.name,
        "address": present.address(row.address).model_dump(),
        "pickup": row.click_and_collect_option != "DISABLED",
    }


def _method(row: MethodFound) -> dict[str, object]:
    common = {"name": row.name, "days_from": row.days_from, "days_to": row.days_to}
    limits = {"from_order": _whole(row, row.from_order)}
    if row.up_to_order is not None:
        limits["up_to_order"] = _whole(row, row.up_to_order)
    if row.for_marketplaces:
        return {**common, **limits, "for_marketplaces": True}
    if any(inclusion != "INCLUDE" for _, _, inclusion in row.postcodes):
        raise NotExportable("setup.postcodes_excluded", row.name)
    ranges = [{"first": first, "last": last or first} for first, last, _ in row.postcodes]
    return {**common, **limits, "price": _whole(row, row.price), "postcodes": ranges}


def _whole(row: MethodFound, amount: Decimal) -> int:
    if amount != int(amount):
        raise NotExportable("setup.not_whole_rupiah", row.name)
    return int(amount)


def _tree(found: Mapping[str, wire.Category], types: set[str], above: str) -> tuple[CategoryPart, ...]:
    return tuple(
        CategoryPart(
            slug=row.slug,
            name=row.name,
            product_type=row.product_type if row.product_type in types else None,
            children=_tree(found, types, row.slug),
        )
        for row in sorted(found.values(), key=lambda row: row.slug)
        if (row.parent.slug if row.parent else "") == above
    )
