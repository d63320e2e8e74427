"""Where the shop sells and from where it sends: channels, warehouses, zones, shipping methods, addresses."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from storefront_sync.saleor.simulator.state.node import Node


@dataclass(slots=True, eq=False)
class Address(Node):
    """A postal address as stored, after Saleor's normalisation."""

    first_name: str = ""
    last_name: str = ""
    company_name: str = ""
    street_address1: str = ""
    street_address2: str = ""
    city: str = ""
    city_area: str = ""
    postal_code: str = ""
    country_code: str = ""
    country_area: str = ""
    phone: str = ""


@dataclass(slots=True, eq=False)
class Warehouse(Node):
    """A place that holds stock."""

    name: str
    slug: str
    address: Address
    email: str = ""
    is_private: bool = True
    click_and_collect_option: str = "DISABLED"


@dataclass(slots=True, eq=False)
class Channel(Node):
    """A sales channel with one currency; `warehouses` in sorting order."""

    name: str
    slug: str
    currency_code: str
    default_country: str
    is_active: bool = True
    warehouses: list[Warehouse] = field(default_factory=list)
    allocation_strategy: str = "PRIORITIZE_SORTING_ORDER"
    automatically_confirm_all_new_orders: bool = True
    allow_unpaid_orders: bool = False
    mark_as_paid_strategy: str = "PAYMENT_FLOW"
    expire_orders_after: int | None = None
    prices_entered_with_tax: bool = True
    charge_taxes: bool = True
    display_gross_prices: bool = True


@dataclass(slots=True, eq=False)
class ShippingZone(Node):
    """Countries that are served from warehouses in channels."""

    name: str
    countries: list[str]
    warehouses: list[Warehouse] = field(default_factory=list)
    channels: list[Channel] = field(default_factory=list)
    methods: list[ShippingMethod] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class ShippingMethod(Node):
    """A way of sending. Two ids: `id` as ShippingMethodType in set-up, `method_id` as ShippingMethod in
    orders."""

    name: str
    zone: ShippingZone
    method_id: str
    type: str = "PRICE"
    minimum_delivery_days: int | None = None
    maximum_delivery_days: int | None = None
    postal_code_rules: list[PostcodeRule] = field(default_factory=list)
    listings: dict[int, ShippingListing] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class PostcodeRule(Node):
    """Postcodes from `start` to `end`, compared as texts, that a method includes or excludes."""

    start: str
    end: str | None
    inclusion_type: str

    def holds(self, postcode: str) -> bool:
        """Whether a postcode lies in the range."""
        return postcode >= self.start and (not self.end or postcode <= self.end)


@dataclass(slots=True, eq=False)
class ShippingListing(Node):
    """A shipping method's price in one channel."""

    channel: Channel
    price: Decimal
    minimum_order_price: Decimal | None = None
    maximum_order_price: Decimal | None = None


@dataclass(slots=True)
class ShopSettings:
    """Server-wide settings; durations in minutes, None = reservations are off."""

    name: str = "Saleor simulator"
    limit_quantity_per_checkout: int | None = 50
    reserve_stock_duration_anonymous_user: int | None = None
    reserve_stock_duration_authenticated_user: int | None = None
    fulfillment_allow_unpaid: bool = True
    fulfillment_auto_approve: bool = True
    use_legacy_shipping_zone_stock_availability: bool = True
    use_legacy_update_webhook_emission: bool = True
    default_weight_unit: str = "KG"
    preserve_all_address_fields: bool = False

    @property
    def reserves(self) -> bool:
        """Whether carts of anybody hold their pieces."""
        return bool(
            self.reserve_stock_duration_anonymous_user or self.reserve_stock_duration_authenticated_user
        )

    metadata: dict[str, str] = field(default_factory=dict)
    private_metadata: dict[str, str] = field(default_factory=dict)
