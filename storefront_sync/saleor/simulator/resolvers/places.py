"""Reading channels, warehouses, shipping zones and methods."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from storefront_sync.saleor.simulator.arguments.base import Selector
from storefront_sync.saleor.simulator.arguments.paging import PageArguments
from storefront_sync.saleor.simulator.binding import resolver
from storefront_sync.saleor.simulator.call import Call
from storefront_sync.saleor.simulator.resolvers.countries import country
from storefront_sync.saleor.simulator.resolvers.paging import paginate
from storefront_sync.saleor.simulator.state.ids import global_id
from storefront_sync.saleor.simulator.state.node import Money
from storefront_sync.saleor.simulator.state.places import (
    Address,
    Channel,
    ShippingListing,
    ShippingMethod,
    ShippingZone,
    Warehouse,
)


@dataclass(frozen=True, slots=True)
class ShippingOption:
    """A shipping method as an order or a cart sees it: with the channel's price and its other id."""

    method: ShippingMethod
    channel: Channel

    @property
    def id(self) -> str:
        """`ShippingMethod:…`, where set-up says `ShippingMethodType:…`."""
        return self.method.method_id

    @property
    def name(self) -> str:
        """The method's name."""
        return self.method.name

    @property
    def price(self) -> Money:
        """The channel's price of it; 0 where it has none."""
        listing = self.method.listings.get(self.channel.pk)
        return Money(listing.price if listing else Decimal(0), self.channel.currency_code)

    @property
    def active(self) -> bool:
        """Whether it is offered in the channel."""
        return self.channel.pk in self.method.listings

    message = None

    @property
    def metadata(self) -> dict[str, str]:
        """The method's."""
        return self.method.metadata

    @property
    def private_metadata(self) -> dict[str, str]:
        """The method's."""
        return self.method.private_metadata


def reaches(method: ShippingMethod, address: Address | None) -> bool:
    """Whether a method's postcodes let it go to an address. Rules of both kinds at once reach nowhere."""
    rules = method.postal_code_rules
    if not rules or address is None:
        return not rules
    held = any(row.holds(address.postal_code) for row in rules)
    kinds = {row.inclusion_type for row in rules}
    return (kinds == {"INCLUDE"} and held) or (kinds == {"EXCLUDE"} and not held)


def options(call: Call, channel: Channel, address: Address | None) -> list[ShippingOption]:
    """All methods that a channel offers to an address."""
    return [
        ShippingOption(method, channel)
        for zone in call.store.zones
        if channel in zone.channels
        for method in zone.methods
        if channel.pk in method.listings and reaches(method, address)
    ]


@resolver("Query", "channels")
def channels(source: object, call: Call) -> list[Channel]:
    """All channels, for any known caller."""
    call.viewer.require()
    return call.store.channels


@resolver("Query", "channel", Selector)
def channel(source: object, call: Call, wanted: Selector) -> Channel | None:
    """One channel."""
    call.viewer.require()
    if wanted.id:
        return call.store.find(Channel, wanted.id)
    return next((row for row in call.store.channels if row.slug == wanted.slug), None)


@resolver("Channel", "defaultCountry")
def channel_country(source: Channel, call: Call) -> dict[str, object]:
    """The country with its name."""
    return country(source.default_country)


@resolver("Channel", "stockSettings", needs=("MANAGE_CHANNELS", "MANAGE_ORDERS", "MANAGE_PRODUCTS"))
def stock_settings(source: Channel, call: Call) -> dict[str, object]:
    """How allocations are spread."""
    return {"allocationStrategy": source.allocation_strategy}


@resolver("Channel", "orderSettings", needs=("MANAGE_CHANNELS", "MANAGE_ORDERS"))
def order_settings(source: Channel, call: Call) -> Channel:
    """Kept on the channel itself."""
    return source


@resolver("Channel", "taxConfiguration")
def tax_configuration(source: Channel, call: Call) -> dict[str, object]:
    """As set; a new channel charges taxes, of which no rate is known."""
    return {
        "id": global_id("TaxConfiguration", source.pk),
        "pricesEnteredWithTax": source.prices_entered_with_tax,
        "chargeTaxes": source.charge_taxes,
        "displayGrossPrices": source.display_gross_prices,
    }


@resolver("Query", "warehouses", PageArguments, needs=("MANAGE_PRODUCTS", "MANAGE_ORDERS", "MANAGE_SHIPPING"))
def warehouses(source: object, call: Call, page: PageArguments) -> dict[str, object]:
    """All warehouses."""
    return paginate("warehouses", call.store.warehouses, page)


@resolver("Query", "warehouse", Selector, needs=("MANAGE_PRODUCTS", "MANAGE_ORDERS", "MANAGE_SHIPPING"))
def warehouse(source: object, call: Call, wanted: Selector) -> Warehouse | None:
    """One warehouse."""
    return call.store.find(Warehouse, wanted.id) or call.store.referred(Warehouse, wanted.external_reference)


@resolver("Warehouse", "stocks", PageArguments, needs=("MANAGE_PRODUCTS", "MANAGE_ORDERS"))
def warehouse_stocks(source: Warehouse, call: Call, page: PageArguments) -> dict[str, object]:
    """What lies there."""
    return paginate("stocks", [row for row in call.store.stocks if row.warehouse is source], page)


@resolver("Warehouse", "shippingZones", PageArguments)
def warehouse_zones(source: Warehouse, call: Call, page: PageArguments) -> dict[str, object]:
    """The zones that are served from there, for anybody who sees the warehouse, methods and postcodes too."""
    return paginate("shippingZones", [row for row in call.store.zones if source in row.warehouses], page)


@resolver("Query", "shippingZones", PageArguments, needs=("MANAGE_SHIPPING",))
def shipping_zones(source: object, call: Call, page: PageArguments) -> dict[str, object]:
    """All zones."""
    return paginate("shippingZones", call.store.zones, page)


@resolver("ShippingZone", "countries")
def zone_countries(source: ShippingZone, call: Call) -> list[dict[str, object]]:
    """The countries with their names."""
    return [country(code) for code in source.countries]


@resolver("ShippingZone", "shippingMethods")
def zone_methods(source: ShippingZone, call: Call) -> list[ShippingMethod]:
    """The zone's methods."""
    return source.methods


@resolver("ShippingMethodType", "channelListings", needs=("MANAGE_SHIPPING",))
def method_listings(source: ShippingMethod, call: Call) -> list[ShippingListing]:
    """Its prices."""
    return list(source.listings.values())


def _money(name: str, attribute: str) -> None:
    @resolver("ShippingMethodChannelListing", name)
    def amount(source: ShippingListing, call: Call) -> Money | None:
        value = getattr(source, attribute)
        return None if value is None else Money(value, source.channel.currency_code)


for _name, _attribute in (
    ("price", "price"),
    ("minimumOrderPrice", "minimum_order_price"),
    ("maximumOrderPrice", "maximum_order_price"),
):
    _money(_name, _attribute)
