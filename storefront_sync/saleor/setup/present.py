"""What a server has now, in the words of a blueprint and with the ids that the blueprint has not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from storefront_sync.saleor.postcode_mark import GUESSABLE, mark_of
from storefront_sync.saleor.setup import wire
from storefront_sync.saleor.setup.blueprint import (
    AddressPart,
    AttributePart,
    ServerPart,
)
from storefront_sync.saleor.setup.server import listed
from storefront_sync.saleor.transport import Transport


@dataclass(frozen=True)
class MethodFound:
    """A shipping method in one channel. Amounts in rupiah; `postcodes` are (first, last, inclusion)."""

    id: str
    name: str
    listed: bool
    price: Decimal
    from_order: Decimal
    up_to_order: Decimal | None
    days_from: int | None
    days_to: int | None
    postcodes: tuple[tuple[str, str, str], ...] = field(repr=False)
    rule_ids: tuple[str, ...]
    shared: bool
    """Whether another channel offers it too."""

    @property
    def for_marketplaces(self) -> bool:
        """Whether it is kept for imported orders by its postcodes."""
        return any(first.startswith(GUESSABLE) for first, _, _ in self.postcodes)

    @property
    def mark(self) -> str:
        """The mark that only imported orders know; "" where there is none or shoppers may guess it."""
        if len(self.postcodes) != 1:
            return ""
        first, last, inclusion = self.postcodes[0]
        return mark_of(first, last) if inclusion == "INCLUDE" else ""


@dataclass(frozen=True)
class ZoneFound:
    """A shipping zone as one channel sees it."""

    id: str
    name: str
    countries: tuple[str, ...]
    warehouses: tuple[str, ...]
    """Slugs, and in the same order:"""
    warehouse_ids: tuple[str, ...]
    methods: tuple[MethodFound, ...]


@dataclass(frozen=True)
class TypeFound:
    """A product type; attributes by slug, with their ids."""

    id: str
    slug: str
    name: str
    shipped: bool
    product_attributes: Mapping[str, wire.TypeAttribute]
    variant_attributes: Mapping[str, wire.TypeAttribute]
    chosen_by: frozenset[str]


def channel(transport: Transport, slug: str) -> wire.Channel | None:
    """A channel with its settings."""
    return transport.query("setup/ChannelDetails", wire.ChannelAnswer, {"slug": slug}).channel


def progress(transport: Transport, slug: str) -> str | None:
    """How far set-up came with a channel; None where there is none or it was made by somebody else."""
    found = transport.query("setup/ChannelProgress", wire.ProgressAnswer, {"slug": slug}).channel
    return found.progress if found else None


def warehouses(transport: Transport) -> dict[str, wire.Warehouse]:
    """All warehouses by slug."""
    rows = listed(
        transport, "setup/WarehouseDetails", wire.WarehousesAnswer, lambda answer: answer.warehouses
    )
    return {row.slug: row for row in rows}


def zones(transport: Transport, channel_id: str) -> list[ZoneFound]:
    """The zones of a channel."""
    rows = listed(transport, "setup/ShippingZones", wire.ZonesAnswer, lambda answer: answer.shipping_zones)
    return [_zone(row, channel_id) for row in rows if any(one.id == channel_id for one in row.channels)]


def attributes(transport: Transport) -> dict[str, tuple[str, AttributePart]]:
    """All product attributes by slug, with their ids; those of kinds that no blueprint has are left out."""
    found: dict[str, tuple[str, AttributePart]] = {}
    rows = listed(transport, "setup/Attributes", wire.AttributesAnswer, lambda answer: answer.attributes)
    for row in list(rows):
        names = [edge.node.name for edge in row.choices.edges] if row.choices else []
        if row.choices is not None and row.choices.page_info.has_next_page:
            names += [
                node.name
                for node in listed(
                    transport,
                    "setup/AttributeChoices",
                    wire.ChoicesAnswer,
                    lambda answer: answer.attribute.choices if answer.attribute else None,
                    {"id": row.id},
                    row.choices.page_info.end_cursor,
                )
            ]
        if row.input_type in ("FILE", "REFERENCE", "SINGLE_REFERENCE"):
            continue
        part = AttributePart.model_validate(
            {"slug": row.slug, "name": row.name, "input": row.input_type, "values": tuple(names)}
        )
        found[row.slug] = (row.id, part)
    return found


def product_types(transport: Transport) -> dict[str, TypeFound]:
    """All product types by slug."""
    rows = listed(
        transport, "setup/ProductTypes", wire.ProductTypesAnswer, lambda answer: answer.product_types
    )
    return {row.slug: _type(row) for row in rows}


def categories(transport: Transport) -> dict[str, wire.Category]:
    """All categories by slug."""
    rows = listed(transport, "setup/Categories", wire.CategoriesAnswer, lambda answer: answer.categories)
    return {row.slug: row for row in rows}


def server(transport: Transport) -> ServerPart:
    """The server's own settings."""
    shop = transport.query("setup/ServerSettings", wire.ServerAnswer).shop
    return ServerPart.model_validate(
        {
            "reserve_minutes": shop.reserve_stock_duration_anonymous_user,
            "limit_per_checkout": shop.limit_quantity_per_checkout,
            "fulfil_unpaid": shop.fulfillment_allow_unpaid,
            "weight_unit": shop.default_weight_unit if shop.default_weight_unit in ("G", "KG") else "KG",
        }
    )


def address(found: wire.Address) -> AddressPart:
    """An address as the blueprint writes it."""
    return AddressPart.model_construct(
        street=found.street_address1,
        district=found.street_address2,
        city=found.city,
        province=found.country_area,
        postcode=found.postal_code,
        phone=found.phone or "",
    )


def _zone(row: wire.Zone, channel_id: str) -> ZoneFound:
    return ZoneFound(
        row.id,
        row.name,
        tuple(country.code for country in row.countries),
        tuple(place.slug for place in row.warehouses),
        tuple(place.id for place in row.warehouses),
        tuple(_method(method, channel_id) for method in row.shipping_methods or ()),
    )


def _method(row: wire.Method, channel_id: str) -> MethodFound:
    here = next((one for one in row.channel_listings or () if one.channel.id == channel_id), None)
    rules = row.postal_code_rules or []
    return MethodFound(
        id=row.id,
        name=row.name,
        listed=here is not None,
        price=here.price.amount if here and here.price else Decimal(0),
        from_order=here.minimum_order_price.amount if here and here.minimum_order_price else Decimal(0),
        up_to_order=here.maximum_order_price.amount if here and here.maximum_order_price else None,
        days_from=row.minimum_delivery_days,
        days_to=row.maximum_delivery_days,
        postcodes=tuple(
            sorted((rule.start or "", rule.end or "", rule.inclusion_type or "") for rule in rules)
        ),
        rule_ids=tuple(rule.id for rule in rules),
        shared=any(one.channel.id != channel_id for one in row.channel_listings or ()),
    )


def _type(row: wire.ProductType) -> TypeFound:
    variant = row.assigned_variant_attributes or []
    return TypeFound(
        row.id,
        row.slug,
        row.name,
        row.is_shipping_required,
        {one.slug: one for one in row.product_attributes or ()},
        {one.attribute.slug: one.attribute for one in variant},
        frozenset(one.attribute.slug for one in variant if one.variant_selection),
    )
